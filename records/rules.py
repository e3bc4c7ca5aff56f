"""Who may read a stored file: this floor knows no cases, so the floors above register a gate for each kind of place."""

from collections.abc import Callable
from typing import Any

from records.models import FileUse, StoredFile

Gate = Callable[[Any, int], bool]

_gates: dict[str, Gate] = {}


def register_gate(subject_kind: str, gate: Gate) -> None:
    """``gate(user, subject_id)`` says whether this person may read what belongs to the thing, recusals subtracted."""
    assert _gates.setdefault(subject_kind, gate) is gate, f"{subject_kind} has two gates"


def has_gate(subject_kind: str) -> bool:
    """Whether somebody registered a gate of this name."""
    return subject_kind in _gates


def passes_gate(user: Any, subject_kind: str, subject_id: int) -> bool:
    """False for a kind nobody registered: what has no gate has no door."""
    gate = _gates.get(subject_kind)
    return bool(gate and gate(user, subject_id))


def may_read_file(user: Any, file: StoredFile) -> bool:
    """Through any place the file is used in; its uploader alone while it is used nowhere yet."""
    uses = list(FileUse.objects.filter(file=file))
    if not uses:
        return file.uploaded_by is not None and file.uploaded_by == user.pk
    return any(passes_gate(user, use.subject_kind, use.subject_id) for use in uses)

"""What autosave keeps and nobody saved: it is no part of the dossier, and is never left out without a word (ux §3.8).

As long as something of it waits, the dossier is not complete (design §5): its owner saves it or throws it away.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from config.lib.text import quoted, whole_number
from declarations.editing import why_locked
from declarations.eligibility.findings import Finding
from declarations.eligibility.saying import block
from declarations.models import Declaration, DraftPatch
from declarations.parts import NEW, RELATED, Section, section_of
from declarations.states import State

CODE = "E226"
FROM_CAN_I = "取自“我能报吗”，请补全"
FROM_START = "取自开始时的回答，请补全"
CARRIED = "_carried"  # marks a new row that was brought along, and wherefrom (04-4)
WHENCE = {"can-i": ("“我能报吗”的回答", FROM_CAN_I), "start": ("开始申报时的回答", FROM_START)}
NOT_TYPED = frozenset({"kind", "csrfmiddlewaretoken", CARRIED})  # in a form before anybody typed
TYPING = frozenset({State.DRAFT, State.CORRECTION})  # states in which somebody may have typed


def is_typed(patch: DraftPatch) -> bool:
    """Whether anything stands in it: a new row's form posts its empty fields, too."""
    if not patch.part.endswith(NEW):
        return bool(patch.values)
    return any(value for name, value in patch.values.items() if name not in NOT_TYPED)


def whence(patch: DraftPatch) -> tuple[str, str] | None:
    """From which answers a row was brought along, in words and as a badge; None for what was typed here."""
    return WHENCE.get(str(patch.values.get(CARRIED, "")))


def unsaved_findings(declaration: Declaration, *, now: datetime) -> list[Finding]:
    """A block for every form with something typed and not saved that its owner may still save; one query, or none."""
    if declaration.state not in TYPING:
        return []
    typed = [patch for patch in declaration.patches.exclude(values={}).order_by("pk") if is_typed(patch)]
    open_now = [patch for patch in typed if not why_locked(declaration, [patch.part], now=now)]
    return list(_told(declaration, open_now))


def _told(declaration: Declaration, patches: list[DraftPatch]) -> Iterator[Finding]:
    for patch in patches:
        section = section_of(patch.part)
        if section in Section.values and (place := _place(declaration, Section(section), patch)):
            title, text = "没有保存的修改", f"{place}没有保存，不计入申报。请核对后保存，或者放弃。"
            if where := whence(patch):
                words, title = where
                text = f"“{Section(section).label}”取自{words}，请补全后保存，或者放弃。"
            yield block(code=CODE, rule=CODE, part=patch.part, title=title, text=text, missing=True)


def _place(declaration: Declaration, section: Section, patch: DraftPatch) -> str:
    """Empty for a row that is gone: what was typed into it went with it."""
    rest = patch.part.partition(":")[2]
    if not rest:
        return f"“{section.label}”中自动保存的修改"
    number = whole_number(rest)
    if number is None:
        return f"“{section.label}”中新添加的一条"
    rows: Any = getattr(declaration, RELATED[section])
    row = rows.filter(pk=number).first()
    return f"{section.label}{quoted(str(row))}中自动保存的修改" if row else ""

"""申报回执: what was handed in and when, with the digest the dossier was frozen under, and who has it next (S10)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from declarations.documents.common import case_of
from declarations.models import Declaration, Snapshot
from declarations.parts import Section, section_of
from declarations.rules import gate_of
from records.services.documents import Form

HANDED_IN = "submit"  # the occasion; a correction is answered for by the signed list of changes


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk of the way ahead, and until when its step may be done."""

    name: str
    step: str
    until: datetime | None


def receipt(declaration_id: int) -> Form:
    """The receipt of the last submission. Raises ``Snapshot.DoesNotExist`` before there was one."""
    case = case_of(declaration_id)
    snapshot = case.declaration.snapshots.filter(occasion=HANDED_IN).latest("pk")
    handed_in = timezone.localtime(snapshot.taken_at)
    return Form(
        template="pdf/receipt.html",
        context={
            "case": case,
            "declaration": case.declaration,
            "handed_in_at": handed_in,
            "digest": snapshot.digest,
            "counts": counts_of(snapshot),
            "desks": list(desks_ahead(case.declaration)),
        },
        title="申报回执",
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        data={"number": case.declaration.number, "digest": snapshot.digest, "at": snapshot.taken_at},
    )


def counts_of(snapshot: Snapshot) -> list[tuple[str, str]]:
    """How many rows each section had, and how many files of how many pages."""
    data: dict[str, Any] = snapshot.data
    rows = Counter(section_of(key) for key in data["entries"])
    files = data["files"]
    told = [(section.label, f"{rows[section.value]} 条") for section in Section if rows[section.value]]
    told.append(("证明材料", f"{len(files)} 个文件，共 {sum(each['pages'] or 0 for each in files)} 页"))
    under = "；".join(dict.fromkeys(_document(each) for each in data.get("conditions", ()) if each["doc_no"]))
    return [*told, ("适用的评审条件", under)] if under else told


def _document(filed_under: dict[str, str]) -> str:
    """桂职办〔2022〕45号（第1版）: later versions do not reach it (GEN-08)."""
    registered = f"（第{filed_under['version']}版）" if filed_under["name"] else ""
    return f"{filed_under['doc_no']}{registered}"


def desks_ahead(declaration: Declaration) -> Iterator[Desk]:
    """The desks of its route in their order; who comes first has it now."""
    for stop in declaration.stops.all():
        gate = gate_of(declaration, stop.window)
        yield Desk(stop.name, stop.get_node_display(), gate.closes_at if gate else None)

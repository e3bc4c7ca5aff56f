"""The sealed sheets of many cases at once: which are there, which are missing (14-5, FORM-15, 16, 19)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from declarations.models import Declaration, Material
from declarations.parts import slot_key
from notices.rules import ChecklistItem
from review.approvals.models import CorrectionItem, Publicity
from review.approvals.selectors.papers import PRINTED_FOR
from review.approvals.states import Addressee, Paper
from review.approvals.steps import REDONE_WITH, unit_rows

Scans = dict[tuple[int, str], list[datetime]]
Moments = Mapping[tuple[int, str], datetime]


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """One paper the unit signs and seals for a case, or the photo of its board, and whether its scan is there."""

    label: str
    kind: Paper | None  # the form that is printed for it; None for what is the unit's own
    own: str  # what it is then
    hard: bool
    scans: int

    @property
    def is_missing(self) -> bool:
        return self.hard and not self.scans


def sealed_sheets_of(cases: Collection[Declaration]) -> dict[int, list[SealedSheet]]:
    """Every paper of each case, by its id; what ``paper_rows`` and ``board_row`` say of one. Three statements."""
    ids = [case.pk for case in cases]
    asked = _asked_again(ids)
    scans: Scans = {}
    there = Material.objects.filter(declaration__in=ids, removed_at=None)
    for case, slot, at in there.values_list("declaration", "slot", "uploaded_at"):
        scans.setdefault((case, slot), []).append(at)
    photos = _board_photos(ids)
    return {
        case.pk: [*(_sheet(case, row, scans, asked) for row in unit_rows(case)), *photos.get(case.pk, ())]
        for case in cases
    }


def missing_of(cases: Collection[Declaration]) -> dict[int, list[str]]:
    """The names of the sheets that still want their sealed scan, for the cases that miss any."""
    sheets = sealed_sheets_of(cases)
    found = {case: [each.label for each in rows if each.is_missing] for case, rows in sheets.items()}
    return {case: names for case, names in found.items() if names}


def _sheet(case: Declaration, row: ChecklistItem, scans: Scans, asked: Moments) -> SealedSheet:
    since, kind = _since(asked, case.pk, row.code), PRINTED_FOR.get(row.code)
    there = sum(since is None or at >= since for at in scans.get((case.pk, row.code), ()))
    return SealedSheet(row.label, kind, "" if kind else "单位自备", row.hard, there)


def _board_photos(ids: Collection[int]) -> dict[int, list[SealedSheet]]:
    """The photo of the newest sheet that was not taken back, for each case that hung (UNIT-14)."""
    hung = Publicity.objects.filter(declaration__in=ids, voided_at=None).order_by("pk")
    newest = {each.declaration_id: each for each in hung.only("declaration", "kind", "evidence")}
    return {
        case: [SealedSheet(sheet.photo_words, None, "张贴后拍照", hard=True, scans=int(sheet.evidence_id is not None))]
        for case, sheet in newest.items()
    }


def _asked_again(ids: Collection[int]) -> Moments:
    """When a notice last asked the unit for a place again: what was scanned before does not answer it (T16b)."""
    items = CorrectionItem.objects.filter(notice__declaration__in=ids, addressee=Addressee.UNIT)
    asked: dict[tuple[int, str], datetime] = {}
    for case, part, at in items.values_list("notice__declaration", "part", "notice__issued_at"):
        asked[case, part] = max(at, asked.get((case, part), at))
    return asked


def _since(asked: Moments, case: int, slot: str) -> datetime | None:
    places = [slot_key(slot), *([REDONE_WITH[slot]] if slot in REDONE_WITH else [])]
    return max((asked[case, place] for place in places if (case, place) in asked), default=None)

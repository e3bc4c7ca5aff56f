"""Paper and scan: which of the unit's sheets can be printed, and which still miss their stamped scan (14-5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from config.lib import clock
from declarations.models import Declaration, Material, PhoneLink
from notices.rules import ChecklistItem
from records.models import StoredFile
from records.selectors import DocumentProgress, document_progress
from review.approvals.models import Publicity
from review.approvals.states import Paper
from review.approvals.steps import scans_in, unit_rows

# Which form is printed for which slot of the checklist; the others are papers of the unit's own.
PRINTED_FOR = {
    "unit_pledge": Paper.UNIT_PLEDGE,
    "deliberation_opinion": Paper.DELIBERATION,
    "defense_opinion": Paper.DEFENCE,
    "publicity_record": Paper.PUBLICITY_RECORD,
    "unit_recommendation": Paper.RECOMMENDATION,
    "market_opinion": Paper.MARKET_OPINION,
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of the unit's checklist: its form, how far that is, its scans."""

    row: ChecklistItem
    kind: Paper | None
    progress: DocumentProgress | None
    scans: tuple[Material, ...]

    @property
    def missing(self) -> bool:
        return self.row.hard and not self.scans


def paper_rows(declaration: Declaration) -> list[PaperRow]:
    """Every paper the unit signs for this declaration."""
    return [_row(declaration, row) for row in unit_rows(declaration)]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """The sheet on the unit's board in the same loop: printed, hung, photographed; its result recorded (UNIT-14)."""

    sheet: Publicity
    printed: DocumentProgress
    record: DocumentProgress | None  # once it hung to its end

    @property
    def missing(self) -> bool:
        return self.sheet.evidence_id is None


def board_row(declaration: Declaration) -> BoardRow | None:
    """The newest sheet that was not taken back; None before one went up."""
    sheet = declaration.publicities.filter(voided_at=None).select_related("evidence").order_by("-pk").first()
    if sheet is None:
        return None
    record = form_progress(declaration, Paper.PUBLICITY_RECORD) if sheet.ended_at else None
    return BoardRow(sheet, form_progress(declaration, Paper.PUBLICITY), record)


def form_progress(declaration: Declaration, kind: Paper) -> DocumentProgress:
    """How far one form of the case is."""
    return document_progress(kind, "declaration", declaration.pk)


def scans_by(link: PhoneLink) -> QuerySet[Material]:
    """What came through a code from the phone and was not taken out (08-7)."""
    return Material.objects.filter(came_by=link, removed_at=None).select_related("file").order_by("pk")


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came by phone and lies in no slot."""

    file: StoredFile
    uploaded_at: datetime


def board_photo_by(link: PhoneLink) -> list[Came]:
    """The photo of the board, if it came since this code was made; a newer one took the place of an older."""
    sheet = Publicity.objects.filter(pk=link.slot, declaration=link.declaration_id).select_related("evidence").first()
    file = sheet.evidence if sheet else None
    made_at = clock.shown_by_law(link.made_at)  # a code is of the machine's clock, a file of the law's
    return [Came(file, file.uploaded_at)] if file and made_at and file.uploaded_at >= made_at else []


def _row(declaration: Declaration, row: ChecklistItem) -> PaperRow:
    kind = PRINTED_FOR.get(row.code)
    progress = form_progress(declaration, kind) if kind else None
    return PaperRow(row, kind, progress, tuple(scans_in(declaration, row.code)))

"""The page of a desk above the unit: what the unit found, what the system found, what changed since (S17)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from declarations.comparing import Change, differences
from declarations.documents import PLEDGE
from declarations.dossier import kept_materials
from declarations.eligibility import Finding, Severity
from declarations.models import Declaration, Pledge
from declarations.pages.desk_words import desk_words
from declarations.selectors import examination_of
from records.models import Document
from records.selectors import DocumentProgress, document_progress
from review.approvals.content import Part, parts_of_dossier
from review.approvals.guards.verification import awaits_judgment, verifications_by_part
from review.approvals.models import StopReview, Verification
from review.approvals.selectors.viewing import Sheet, sheets_beside, sheets_of
from review.approvals.states import CheckRow
from review.approvals.steps import unit_rows


@dataclass(frozen=True, slots=True)
class Looked:
    """A part with the unit's word on it."""

    part: Part
    verification: Verification | None
    changed: bool = True  # on this walk; everything is, the first time


@dataclass(frozen=True, slots=True)
class Dossier:
    """Parts, the one that lies open, its pages; the unit's scans come last."""

    rows: tuple[Looked, ...]
    shown: Looked | None
    sheets: tuple[Sheet, ...]
    unit_sheets: tuple[Sheet, ...]

    @property
    def fresh(self) -> tuple[Looked, ...]:
        """What this walk changed: a re-review looks at these (17-6)."""
        return tuple(row for row in self.rows if row.changed)

    @property
    def settled(self) -> tuple[Looked, ...]:
        """What stands as it was looked at before."""
        return tuple(row for row in self.rows if not row.changed)

    @property
    def before(self) -> str:
        """The part above the open one, by key; "" at the top."""
        at = self._at
        return self.rows[at - 1].part.key if at > 0 else ""

    @property
    def after(self) -> str:
        """The part below the open one, by key; "" at the bottom."""
        at = self._at
        return self.rows[at + 1].part.key if 0 <= at < len(self.rows) - 1 else ""

    @property
    def _at(self) -> int:
        return self.rows.index(self.shown) if self.shown else -1

    @property
    def unjudged(self) -> tuple[Part, ...]:
        """Flagged journals on which the unit has not concluded (RISK-03)."""
        return tuple(row.part for row in self.rows if awaits_judgment(row.part, row.verification))


@dataclass(frozen=True, slots=True)
class Precheck:
    """What the rules say: fulfilled by themselves, to be looked at by a person, against it."""

    passed: tuple[Finding, ...]
    human: tuple[Finding, ...]
    against: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SignedChanges:
    """The applicant's signature under the changes of a correction, and the paper that shows it."""

    pledge: Pledge
    paper: DocumentProgress

    @property
    def document(self) -> Document | None:
        """The sheet that holds this signature: one made before does not."""
        made = self.paper.document
        return made if made and made.issued_at >= self.pledge.at else None


def dossier_of(declaration: Declaration, shown: str = "", changes: Sequence[Change] = ()) -> Dossier:
    """Parts with the unit's verification; ``shown`` names the part that lies open, else the first that has files.

    With ``changes`` the parts they touch are told apart, and one of them lies open first (17-6).
    """
    seen = verifications_by_part(declaration)
    rows = tuple(
        Looked(part, seen.get(part.key), not changes or any(each.touches(part.key) for each in changes))
        for part in parts_of_dossier(declaration)
    )
    named = (row for row in rows if row.part.key == shown)
    fresh = [row for row in rows if row.changed] or rows
    first = next((row for row in fresh if row.part.files), fresh[0] if fresh else None)
    open_row = next(named, first)
    sheets = tuple(sheets_beside(declaration, open_row.part if open_row else None, [row.part for row in rows]))
    return Dossier(rows, open_row, sheets, tuple(_unit_sheets(declaration)))


def precheck_of(declaration: Declaration, *, now: datetime) -> Precheck:
    """The rules' findings in three heaps, each with its arithmetic, in the words of a desk (17-3)."""
    found = [replace(each, text=desk_words(each)) for each in examination_of(declaration, now=now)]
    return Precheck(
        passed=tuple(each for each in found if each.severity is Severity.OK),
        human=tuple(each for each in found if each.severity in {Severity.HUMAN, Severity.WARN}),
        against=tuple(each for each in found if each.severity is Severity.BLOCK),
    )


# What the system computed for a row that asks to be looked at in particular (OFFICE-03, PATH-14, PATH-20…30).
COMPUTED_FOR = {
    CheckRow.DIRECT_YEARS: ("直接申报", "首次申报直接申报", "学历与资历"),
    CheckRow.EXCEPTION: ("破格申报", "破格审批", "学历与资历"),
    CheckRow.WAY: ("高层次直评", "认定", "重新确认"),
}


def computed_for(row: CheckRow, precheck: Precheck) -> list[Finding]:
    """Years and proofs as the rules found them, to stand beside the row they bear on (OFFICE-03)."""
    titles = COMPUTED_FOR.get(row, ())
    return [each for each in (*precheck.against, *precheck.human, *precheck.passed) if each.title in titles]


def changes_on_this_walk(declaration: Declaration) -> list[Change]:
    """What the correction changed in the dossier, for a re-review that looks at changes only (17-6)."""
    if not declaration.round_trip:
        return []
    handed_in = declaration.snapshots.filter(occasion__in=["submit", "resubmit"]).order_by("-pk")[:2]
    kept = [snapshot.data for snapshot in handed_in]
    return differences(kept[1], kept[0]) if len(kept) > 1 else []


def signed_on_this_walk(declaration: Declaration) -> SignedChanges | None:
    """What the applicant put their name to when handing back; None where only desks had to answer (11-4, T16)."""
    if not declaration.round_trip:
        return None
    pledge = declaration.pledges.filter(round_trip=declaration.round_trip, checked=[]).order_by("-pk").first()
    return SignedChanges(pledge, document_progress(PLEDGE, "declaration", declaration.pk)) if pledge else None


def reviews_so_far(declaration: Declaration) -> list[StopReview]:
    """What desks signed, in order."""
    return list(declaration.stop_reviews.select_related("organisation", "signer"))


def _unit_sheets(declaration: Declaration) -> list[Sheet]:
    slots = {row.code for row in unit_rows(declaration)}
    return sheets_of([each for each in kept_materials(declaration) if each.slot in slots])

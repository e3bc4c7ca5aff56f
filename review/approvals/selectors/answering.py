"""A notice as its addressees answer it: whose items, where they lie, what is done (S11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from declarations.comparing import Change, differences
from declarations.links import part_url
from declarations.models import Declaration, Snapshot
from declarations.services.snapshots import dossier_data
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.places import labels_of
from review.approvals.publicised import is_shown
from review.approvals.rules import is_addressed
from review.approvals.states import Addressee

Look = tuple[str, str, str]
DONE: Look = ("已办理", "done", "check")
OPEN: Look = ("待办理", "todo", "circle-alert")


@dataclass(frozen=True, slots=True)
class Remark:
    """One item: where, what is wrong, what to do, whether it is the reader's own, where to mend it."""

    item: CorrectionItem
    where: str
    who: str
    own: bool
    url: str
    warns_of_publicity: bool
    unchanged: bool  # nothing at this place differs from what was handed in: a word is asked why

    @property
    def look(self) -> Look:
        return DONE if self.item.answered_at else OPEN


@dataclass(frozen=True, slots=True)
class Answering:
    """A notice with its remarks, and how far the reader is."""

    notice: CorrectionNotice
    remarks: tuple[Remark, ...]
    nth: int

    @property
    def own(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.own)

    @property
    def others(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.own)

    @property
    def open(self) -> int:
        return sum(not remark.item.answered_at for remark in self.own)


def answering_of(
    declaration: Declaration, reader: User, notices: Sequence[CorrectionNotice], changes: Sequence[Change] | None
) -> list[Answering]:
    """Running notices as this reader sees them, the newest first."""
    labels = dict(labels_of(declaration))
    own = {addressee: is_addressed(reader, declaration, addressee) for addressee in Addressee}
    return [
        Answering(
            notice,
            tuple(_remark(declaration, item, labels, own, changes) for item in notice.items.all()),
            sum(each.organisation_id == notice.organisation_id and each.pk <= notice.pk for each in notices),
        )
        for notice in reversed(notices)
        if notice.is_running
    ]


def changes_since_handed_in(declaration: Declaration) -> list[Change] | None:
    """What differs from what was handed in last, old and new, before it is signed again (11-4); None: nothing was."""
    handed_in = handed_in_last(declaration)
    return differences(handed_in.data, dossier_data(declaration)) if handed_in else None


def handed_in_last(declaration: Declaration) -> Snapshot | None:
    """The dossier as the applicant signed it last."""
    return declaration.snapshots.filter(occasion__in=["submit", "resubmit"]).order_by("-pk").first()


def is_unchanged(item: CorrectionItem, changes: Sequence[Change] | None) -> bool:
    """Whether the applicant is asked to mend a place at which nothing differs from what they handed in."""
    if item.addressee != Addressee.APPLICANT or changes is None:
        return False
    return not any(change.touches(item.part) for change in changes)


def _remark(
    declaration: Declaration,
    item: CorrectionItem,
    labels: dict[str, str],
    own: dict[Addressee, bool],
    changes: Sequence[Change] | None,
) -> Remark:
    mine, of_applicant = own[Addressee(item.addressee)], item.addressee == Addressee.APPLICANT
    return Remark(
        item=item,
        where=labels.get(item.part, item.part),
        who=Addressee(item.addressee).label,
        own=mine,
        url=part_url(declaration, item.part) if mine and of_applicant else "",
        warns_of_publicity=of_applicant and is_shown(item.part),
        unchanged=is_unchanged(item, changes),
    )

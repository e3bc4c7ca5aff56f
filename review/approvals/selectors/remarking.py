"""What the running notices ask of the applicant, told to the pages of the dossier (11-1, 11-2, 11-3, 11-5)."""

from collections.abc import Sequence
from datetime import date, datetime

from config.lib.clock import local_date
from declarations.comparing import Change, differences
from declarations.models import Declaration
from declarations.remarks import Asking, Remark, Times
from declarations.rules import gate_of
from declarations.services.snapshots import dossier_data
from notices.rules import terms_of
from notices.states import Window
from records.services.calendar import working_day_before
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.places import labels_of
from review.approvals.publicised import is_shown
from review.approvals.selectors.answering import handed_in_last
from review.approvals.selectors.publicity import last_day_to_start
from review.approvals.states import Addressee, NoticeKind
from review.approvals.steps import last_shown


def asked_of_the_applicant(declaration: Declaration) -> Asking | None:
    """Every item of theirs in the notices that run; about fifteen queries, none asked of a first draft."""
    running = declaration.corrections.running().select_related("organisation").prefetch_related("items")
    notices = list(running.order_by("-pk"))
    items = [item for notice in notices for item in notice.items.all() if item.addressee == Addressee.APPLICANT]
    if not items:
        return None
    handed_in = handed_in_last(declaration)
    changes = differences(handed_in.data, dossier_data(declaration)) if handed_in else []
    labels, hung = dict(labels_of(declaration)), last_shown(declaration) is not None
    return Asking(
        is_correction=any(notice.kind == NoticeKind.CORRECTION for notice in notices),
        times=times_of(declaration, notices[0]),
        remarks=tuple(_remark(item, labels.get(item.part, item.part), changes, hung=hung) for item in items),
        handed_in=handed_in.data if handed_in else {},
    )


def times_of(declaration: Declaration, notice: CorrectionNotice) -> Times:
    """Both deadlines of a notice, and the day by which a 补充公示 must have begun (11-5, G-31)."""
    terms = terms_of(declaration.edition)
    due_at = declaration.due_at or notice.due_at
    supplementary = notice.kind == NoticeKind.CORRECTION and terms.correction.supplementary_publicity
    days = terms.unit_flow.publicity.supplementary_min_working_days if supplementary else 0
    gate = gate_of(declaration, Window.RECHECK) if notice.kind == NoticeKind.CORRECTION else None
    by: date | None = last_day_to_start(due_at, days) if days and due_at else None
    better = back_by(notice, due_at) if notice.kind == NoticeKind.CORRECTION else None
    return Times(notice.organisation.name, due_at, gate.closes_at if gate else None, days, by, better)


def back_by(notice: CorrectionNotice, due_at: datetime | None) -> date | None:
    """The day by which the applicant had better hand it back (S03).

    Every desk below the noticing one has a working day before the deadline, at which the file must have arrived (T16).
    """
    return working_day_before(local_date(due_at), notice.stop) if due_at and notice.stop else None


def _remark(item: CorrectionItem, where: str, changes: Sequence[Change], *, hung: bool) -> Remark:
    return Remark(
        item=item.pk,
        part=item.part,
        where=where,
        defect=item.defect,
        todo=item.todo,
        answered=item.answered_at is not None,
        warns=hung and is_shown(item.part),
        changes=tuple(change for change in changes if change.touches(item.part)),
    )

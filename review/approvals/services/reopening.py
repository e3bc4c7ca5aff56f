"""A reopened case finds the unit's papers and its notices as they were (T38)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from config.lib import clock
from declarations.models import Declaration
from declarations.services import snapshots
from declarations.states import State
from notices.rules import terms_of
from review.approvals.models import CorrectionItem, Publicity
from review.approvals.publicised import counted_days
from review.approvals.running import closed_by_the_end
from review.approvals.states import NoticeState

AT_BOARD = (State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)
BEFORE_ACCEPTANCE = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW, State.CORRECTION, State.OVERDUE_HELD)


def reopen_steps(declaration: Declaration, *, now: datetime) -> None:
    """Called by the move, in its transaction, when the case stands again where it stood."""
    if declaration.state in BEFORE_ACCEPTANCE:
        _reopen_notices(declaration)
    if declaration.state in AT_BOARD and not declaration.publicities.running().exists():
        _hang_again(declaration, now)


def _reopen_notices(declaration: Declaration) -> None:
    closed = closed_by_the_end(declaration)
    owed = Exists(CorrectionItem.objects.filter(notice=OuterRef("pk"), answered_at=None))
    open_again = list(closed.filter(owed).values_list("pk", flat=True))
    closed.exclude(pk__in=open_again).update(state=NoticeState.ANSWERED, closed_at=None)
    declaration.corrections.filter(pk__in=open_again).update(state=NoticeState.OPEN, closed_at=None)


def _hang_again(declaration: Declaration, now: datetime) -> None:
    """The sheet was taken down when the case ended: its days are counted anew."""
    before = declaration.publicities.order_by("-pk").first()
    if before is None:
        return
    rule = terms_of(declaration.edition).unit_flow.publicity
    days = counted_days(clock.local_date(now), before.working_days, from_first=rule.count_start_day)
    kept = ("declaration", "kind", "working_days", "place", "contact", "content", "changes", "started_by", "sheet")
    Publicity.objects.create(
        **{name: getattr(before, name) for name in kept},
        first_day=days.first,
        last_day=days.last,
        days_certain=days.certain,
        snapshot=snapshots.take_snapshot(declaration, occasion="publicity", now=now),
        started_at=now,
    )

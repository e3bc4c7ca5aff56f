"""Files whose holder was late, as their committee's office decides them: one list, one sitting (G-07, T20b)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.states import Role
from config.lib.keyset import KeysetPage, keyset_page
from declarations.models import Declaration
from declarations.rules import Desk, gate_of, kept_by, seen_at, visible_to
from declarations.states import State
from review.approvals.models import CorrectionNotice
from review.process.guards import office_window


def offices_of(user: User) -> QuerySet[Membership]:
    """The offices this person decides for."""
    return Membership.objects.of(user).filter(role=Role.OFFICE)


def in_their_hands(user: User) -> QuerySet[Declaration]:
    """Everything this person's offices keep and the person may see; nobody decides on their own case."""
    return visible_to(user).filter(kept_by(offices_of(user).values("organisation"))).exclude(applicant=user)


def held_late(user: User) -> QuerySet[Declaration]:
    """What waits for the office's decision."""
    return in_their_hands(user).filter(state=State.OVERDUE_HELD)


def held_late_at(desk: Desk) -> QuerySet[Declaration]:
    """The same of an office's desk that was read already, said by key: to be counted beside its queues."""
    return seen_at(desk).filter(kept_by(list(desk.bodies)), state=State.OVERDUE_HELD)


def late_page(user: User, *, after: str = "", before: str = "") -> KeysetPage:
    """One page of the list, holder by holder; two statements, and one for each window and level there is among them."""
    page = keyset_page(held_late(user).with_context(), "late_holder", after=after, before=before)
    ends = decide_until(page.rows)
    for case in page.rows:
        case.decide_until = ends[case.pk]
    return page


def late_ones(user: User, numbers: Collection[int]) -> list[Declaration]:
    """The ticked ones, also those that somebody else has meanwhile decided; what is not theirs is not there."""
    return list(in_their_hands(user).with_context().filter(pk__in=numbers).order_by("late_holder", "pk"))


def decide_until(cases: Iterable[Declaration]) -> dict[int, datetime | None]:
    """By when each must be decided: afterwards the clock refuses it as late (T20b)."""
    cases = list(cases)
    running = CorrectionNotice.objects.running().filter(declaration__in=[case.pk for case in cases])
    corrected = set(running.values_list("declaration", flat=True))
    known: dict[tuple[int, str, str], datetime | None] = {}
    ends: dict[int, datetime | None] = {}
    for case in cases:
        window = office_window(case, corrected=case.pk in corrected)
        key = (case.edition.notice_id, window, case.level)
        if key not in known:
            gate = gate_of(case, window) if window else None
            known[key] = gate.closes_at if gate else None
        ends[case.pk] = known[key]
    return ends

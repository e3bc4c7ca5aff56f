"""Each morning, to the clerks of each desk: how much waits there, and how much of it is due (S27, 27-1).

One letter a desk and person a day, which takes the place of yesterday's; once at database level, however often the
beat asks. What was returned and not handed in again is told by name (``chasing``, MSG-12).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import DESK_ROLE, OrganisationKind, Role
from config.lib import clock
from declarations.models import RouteStop
from declarations.states import State
from messaging.letters import Letter, close_older, post
from records.services.audit import audited
from review.process.models import Reminder

EVENT = SUBJECT = RULE = "digest"
SOON = timedelta(days=3)
WAITING = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits at one organisation."""

    organisation: int
    kind: str
    waiting: int
    soon: int


def send_digests() -> int:
    """Everything for today, and nothing twice. A constant number of statements; how many letters were written."""
    with audited():
        now = clock.law()
        today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        close_older(subject_kind=SUBJECT, before=today, now=now)
        desks = {each.organisation: each for each in _desks(now)}
        known = set(Reminder.objects.filter(rule=RULE, due_at=today).values_list("person", "subject_id"))
        fresh = [pair for pair in _clerks(desks) if pair not in known]
        reminders = (Reminder(rule=RULE, person_id=who, subject_id=at, due_at=today, at=now) for who, at in fresh)
        Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
        post([_letter(who, desks[at], today) for who, at in fresh], now=now)
    return len(fresh)


def _desks(now: datetime) -> list[Desk]:
    due = Q(declaration__due_at__lte=now + SOON)
    here = RouteStop.objects.filter(index=F("declaration__stop"), declaration__state__in=WAITING)
    here = here.filter(declaration__edition__notice__state="published")
    counted = here.values_list("organisation", "organisation__kind")
    return [Desk(*row) for row in counted.annotate(waiting=Count("pk"), soon=Count("pk", filter=due)).order_by()]


def _clerks(desks: dict[int, Desk]) -> list[tuple[int, int]]:
    """(Person, organisation): once each, whatever roles they hold there."""
    held = Membership.objects.current().filter(organisation__in=desks, role__in={*DESK_ROLE.values(), Role.OFFICE})
    return list(dict.fromkeys(held.order_by("pk").values_list("user", "organisation")))


def _letter(person: int, desk: Desk, today: datetime) -> Letter:
    role = DESK_ROLE.get(OrganisationKind(desk.kind), Role.OFFICE)
    soon = f"，其中 {desk.soon} 份三天内到期" if desk.soon else ""
    return Letter(
        person_id=person,
        organisation_id=desk.organisation,
        event=EVENT,
        title=f"今日提醒：{desk.waiting} 份待办理",
        text=f"本单位待办理 {desk.waiting} 份{soon}。",
        key=f"{EVENT}:{desk.organisation}:{clock.local_date(today).isoformat()}",
        url=f"{reverse('process:desk')}?role={role}",
        button="去工作台",
        needs_action=True,
        subject_kind=SUBJECT,
        subject_id=desk.organisation,
    )

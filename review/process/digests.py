"""Each morning, to the clerks of each desk: how much waits there, and how much of it is due (S27, 27-1).

One letter a desk and person a day, which takes the place of yesterday's; once at database level, however often the
beat asks. A body may hold two desks: a city's own, and the office of a committee; the role at the stop tells which.
What was returned and not handed in again is told by name (``chasing``, MSG-12).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import RouteStop
from declarations.states import State
from messaging.letters import Letter, close_older, post
from records.services.audit import audited
from review.approvals.rules import role_for
from review.process.models import Reminder

EVENT = SUBJECT = RULE = "digest"
SOON = timedelta(days=3)
Place = tuple[int, Role]  # an organisation, and the role its desk has on the way of a case
WAITING = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits at one organisation for those of one role."""

    organisation: int
    role: Role
    waiting: int
    soon: int


def send_digests() -> int:
    """Everything for today, and nothing twice. A constant number of statements; how many letters were written."""
    with audited():
        now = clock.law()
        today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        close_older(subject_kind=SUBJECT, before=today, now=now)
        desks = {(each.organisation, each.role): each for each in _desks(now)}
        sent = Reminder.objects.filter(rule__startswith=f"{RULE}:", due_at=today)
        known = set(sent.values_list("rule", "person", "subject_id"))
        clerks = [(who, desks[at]) for who, at in _clerks(desks)]
        fresh = [(who, desk) for who, desk in clerks if (_rule(desk), who, desk.organisation) not in known]
        reminders = (
            Reminder(rule=_rule(desk), person_id=who, subject_id=desk.organisation, due_at=today, at=now)
            for who, desk in fresh
        )
        Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
        post([_letter(who, desk, today) for who, desk in fresh], now=now)
    return len(fresh)


def _desks(now: datetime) -> list[Desk]:
    due = Q(declaration__due_at__lte=now + SOON)
    here = RouteStop.objects.filter(index=F("declaration__stop"), declaration__state__in=WAITING)
    here = here.filter(declaration__edition__notice__state="published")
    counted = here.values_list("organisation", "node", "organisation__kind")
    found: dict[Place, Desk] = {}
    for at, node, kind, *counts in counted.annotate(waiting=Count("pk"), soon=Count("pk", filter=due)).order_by():
        role = role_for(node, kind)
        desk = found.get((at, role), Desk(at, role, 0, 0))
        found[at, role] = Desk(at, role, desk.waiting + counts[0], desk.soon + counts[1])
    return list(found.values())


def _clerks(desks: Mapping[Place, Desk]) -> list[tuple[int, Place]]:
    """(Person, (organisation, role)): who holds the role of the desk there."""
    held = Membership.objects.current().filter(organisation__in={at for at, _ in desks}).order_by("pk")
    places = [(who, (at, Role(role))) for who, at, role in held.values_list("user", "organisation", "role")]
    return list(dict.fromkeys(each for each in places if each[1] in desks))


def _rule(desk: Desk) -> str:
    return f"{RULE}:{desk.role}"


def _letter(person: int, desk: Desk, today: datetime) -> Letter:
    soon = f"，其中 {desk.soon} 份三天内到期" if desk.soon else ""
    return Letter(
        person_id=person,
        organisation_id=desk.organisation,
        event=EVENT,
        title=f"今日提醒：{desk.waiting} 份待办理",
        text=f"本单位待办理 {desk.waiting} 份{soon}。",
        key=f"{EVENT}:{desk.organisation}:{desk.role}:{clock.local_date(today).isoformat()}",
        url=f"{reverse('process:desk')}?role={desk.role}&queue=waiting",
        button="去工作台",
        needs_action=True,
        subject_kind=SUBJECT,
        subject_id=desk.organisation,
    )

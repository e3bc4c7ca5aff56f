"""Each morning, to the clerks of each desk: how much waits there, and how much of it is due (S27, 27-1).

One letter a desk and person a day, which takes the place of yesterday's; once at database level, however often the
beat asks. A body may hold two desks: a city's own, and the office of a committee; the role at the stop tells which.
Nobody is told of a case they must keep away from, nor a deputy of one that who is away must (``declarations.rules``).
What was returned and not handed in again is told by name (``chasing``, MSG-12).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
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
        told = _told(desks, now)
        fresh = [(who, desk) for who, desk in told if (_rule(desk), who, desk.organisation) not in known]
        reminders = (
            Reminder(rule=_rule(desk), person_id=who, subject_id=desk.organisation, due_at=today, at=now)
            for who, desk in fresh
        )
        Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
        post([_letter(who, desk, today) for who, desk in fresh], now=now)
    return len(fresh)


def _here() -> QuerySet[RouteStop]:
    here = RouteStop.objects.filter(index=F("declaration__stop"), declaration__state__in=WAITING)
    return here.filter(declaration__edition__notice__state="published").order_by()


def _desks(now: datetime) -> list[Desk]:
    due = Q(declaration__due_at__lte=now + SOON)
    counted = _here().values_list("organisation", "node", "organisation__kind")
    found: dict[Place, Desk] = {}
    for at, node, kind, *counts in counted.annotate(waiting=Count("pk"), soon=Count("pk", filter=due)):
        role = role_for(node, kind)
        desk = found.get((at, role), Desk(at, role, 0, 0))
        found[at, role] = Desk(at, role, desk.waiting + counts[0], desk.soon + counts[1])
    return list(found.values())


def _told(desks: Mapping[Place, Desk], now: datetime) -> list[tuple[int, Desk]]:
    """Who holds the role of each desk there, with the desk as they see it; nobody whom nothing waits for."""
    held = Membership.objects.current().filter(organisation__in={at for at, _ in desks}).order_by("pk")
    said = held.values_list("user", "organisation", "role", "deputy_of")
    seats = [(who, (at, Role(role)), away) for who, at, role, away in said if (at, role) in desks]
    barred = _barred({each for who, _, away in seats for each in (who, away) if each}, now)
    seen = [(who, _seen(desks[at], barred[at][who] | barred[at][away])) for who, at, away in seats]
    return [(who, desk) for who, desk in seen if desk.waiting]


def _barred(people: Collection[int], now: datetime) -> dict[Place, dict[int | None, set[tuple[int, bool]]]]:
    """By desk and person: the cases waiting there which are theirs, or from which they are recused; which are due."""
    said = ("organisation", "node", "organisation__kind", "declaration", "declaration__due_at")
    own = _here().filter(declaration__applicant__in=people).values_list("declaration__applicant", *said)
    recused = _here().filter(declaration__recusals__person__in=people)
    rows = own.union(recused.values_list("declaration__recusals__person", *said))
    found: dict[Place, dict[int | None, set[tuple[int, bool]]]] = defaultdict(lambda: defaultdict(set))
    for who, at, node, kind, case, due_at in rows:
        found[at, role_for(node, kind)][who].add((case, bool(due_at and due_at <= now + SOON)))
    return found


def _seen(desk: Desk, hidden: set[tuple[int, bool]]) -> Desk:
    soon = desk.soon - sum(due for _, due in hidden)
    return replace(desk, waiting=desk.waiting - len(hidden), soon=soon)


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

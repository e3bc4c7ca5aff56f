"""Reminders before deadlines: to who must act and to the applicant, once per (rule, person, due) (TIME-18, G-07)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import DESK_ROLE
from config.lib import clock
from declarations.models import Declaration, RouteStop
from declarations.states import State
from messaging.letters import Letter, post
from notices.models import Gate, NoticeEdition
from notices.rules import terms_of
from records.services.audit import audited
from review.process.models import Reminder

BATCH = 500


def send_due_reminders() -> int:
    """Everything due now, and nothing twice. Returns how many letters were written."""
    now = clock.law()
    sent = 0
    for edition in NoticeEdition.objects.filter(notice__state="published").select_related("notice"):
        for hours in sorted(terms_of(edition).reminders.before_hours):
            sent += _remind(edition, hours, now)
    return sent


def _remind(edition: NoticeEdition, hours: int, now: datetime) -> int:
    horizon = now + timedelta(hours=hours)
    cases = Declaration.objects.live().filter(edition=edition).with_context()
    sent = _send(cases.filter(due_at__gt=now, due_at__lte=horizon), None, hours, now)
    gates = Gate.objects.filter(notice=edition.notice_id, closed_at=None, closes_at__gt=now, closes_at__lte=horizon)
    for gate in gates:
        due = cases.annotate(ruled_by=_ruling()).filter(due_at=None, window=gate.window, ruled_by=gate.pk)
        sent += _send(due, gate.closes_at, hours, now)
    return sent


def _ruling() -> Subquery:
    gates = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=OuterRef("window"), level=OuterRef("level"))
    return Subquery(gates.values("pk")[:1])


def _send(cases: QuerySet[Declaration], due_at: datetime | None, hours: int, now: datetime) -> int:
    sent, after = 0, 0
    while batch := list(cases.filter(pk__gt=after).order_by("pk")[:BATCH]):
        with audited():
            sent += _send_batch(batch, due_at, hours, now)
        after = batch[-1].pk
    return sent


def _send_batch(batch: list[Declaration], due_at: datetime | None, hours: int, now: datetime) -> int:
    staff = _staff(batch)
    wanted = {(person, case.pk): (case, due_at or case.due_at) for case in batch for person in _people(case, staff)}
    rule = f"before_{hours}h"
    known = Reminder.objects.filter(rule=rule, subject_id__in=[case.pk for case in batch])
    told = {(each.person_id, each.subject_id, each.due_at) for each in known}
    fresh = {key: (case, due) for key, (case, due) in wanted.items() if (*key, due) not in told}
    Reminder.objects.bulk_create(
        (
            Reminder(rule=rule, person_id=who, subject_id=pk, due_at=due, at=now)
            for (who, pk), (_, due) in fresh.items()
        ),
        ignore_conflicts=True,
    )
    post([_letter(person, case, due, rule) for (person, _), (case, due) in fresh.items() if due], now=now)
    return len(fresh)


def _people(case: Declaration, staff: dict[int, list[int]]) -> Iterator[int]:
    yield case.applicant_id
    if case.state not in {State.DRAFT, State.ACCEPTED}:
        yield from staff.get(case.pk, [])


def _staff(batch: list[Declaration]) -> dict[int, list[int]]:
    stops = RouteStop.objects.filter(declaration__in=[case.pk for case in batch], index=F("declaration__stop"))
    desks = dict(stops.values_list("declaration", "organisation"))
    held = Membership.objects.current().filter(organisation__in=set(desks.values()), role__in=set(DESK_ROLE.values()))
    people: dict[int, list[int]] = {}
    for person, organisation in held.values_list("user", "organisation"):
        people.setdefault(organisation, []).append(person)
    return {case: people.get(desk, []) for case, desk in desks.items()}


def _letter(person: int, case: Declaration, due: datetime, rule: str) -> Letter:
    when = f"{localtime(due):%Y-%m-%d %H:%M}"
    own = person == case.applicant_id
    text = f"您的{case.level_name}申报" if own else f"{case.applicant.name}的{case.level_name}申报"
    return Letter(
        person_id=person,
        event="reminder",
        title=f"办理时限提醒：{when} 截止",
        text=f"{text}目前处于“{case.get_state_display()}”，请在 {when} 前办理。",
        key=f"{rule}:{case.pk}:{due.isoformat()}",
        url=reverse("process:case", args=[case.ref]),
        button="去办理",
        needs_action=True,
        due_at=due,
        subject_kind="declaration",
        subject_id=case.pk,
    )

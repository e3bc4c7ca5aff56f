"""Reminders before deadlines: to who must act and to the applicant, once per (rule, person, due) (TIME-18, G-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership, User
from accounts.states import DESK_ROLE
from config.lib import clock
from declarations.models import BasicInfo, Declaration, RouteStop
from declarations.states import State
from messaging.letters import Letter, post
from messaging.services import Text, text_people
from messaging.wording import text_for
from notices.models import Gate, NoticeEdition
from notices.rules import Terms, terms_of
from records.services.audit import audited
from review.approvals.selectors.reaching import UNITS_STEP, carriers_of, kept_from, reached
from review.approvals.states import Addressee
from review.process.models import Reminder
from review.process.office_reminders import remind_offices
from review.process.recipients import owed_by
from review.process.wording import LATE_MEANS

BATCH = 500
APPLICANTS_OWN = frozenset((State.DRAFT, State.ACCEPTED))
WARNED = "warn_from"


@dataclass(frozen=True, slots=True)
class Told:
    """One letter: whom, of which case, by when, whether it is theirs to act, and who holds the case."""

    person: int
    case: Declaration
    due: datetime
    asked: bool
    holder: str

    @property
    def own(self) -> bool:
        return self.person == self.case.applicant_id


def send_due_reminders() -> int:
    """Everything due now, and nothing twice. Returns how many letters were written."""
    now = clock.law()
    editions = NoticeEdition.objects.filter(notice__state="published").select_related("notice")
    return sum(_remind(edition, now) for edition in editions) + remind_offices(now)


def _remind(edition: NoticeEdition, now: datetime) -> int:
    terms = terms_of(edition)
    cases = Declaration.objects.live().filter(edition=edition).with_context()
    gates = Gate.objects.filter(notice=edition.notice_id, closed_at=None, closes_at__gt=now)
    sent = 0
    for rule, after, until in terms.reminders.spans(now):
        sent += _send(cases.filter(due_at__gt=after, due_at__lte=until), None, rule, terms, now)
        for gate in gates.filter(closes_at__gt=after, closes_at__lte=until):
            sent += _send(_under(gate, cases), gate.closes_at, rule, terms, now)
    for gate in gates:
        if _is_warned_of(gate, terms, now):
            sent += _send(_under(gate, cases), gate.closes_at, WARNED, terms, now)
    return sent


def _is_warned_of(gate: Gate, terms: Terms, now: datetime) -> bool:
    """Whether the notice has everybody warned of this window by now (TIME-06)."""
    stage = terms.stages.get(gate.window)
    return bool(stage and stage.warn_from and clock.local_date(now) >= stage.warn_from)


def _under(gate: Gate, cases: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """Those whose time this gate is."""
    ruling = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=OuterRef("window"), level=OuterRef("level"))
    ruled = cases.annotate(ruled_by=Subquery(ruling.values("pk")[:1]))
    return ruled.filter(due_at=None, window=gate.window, ruled_by=gate.pk)


def _send(cases: QuerySet[Declaration], due_at: datetime | None, rule: str, terms: Terms, now: datetime) -> int:
    sent, after = 0, 0
    while batch := list(cases.filter(pk__gt=after).order_by("pk")[:BATCH]):
        with audited():
            sent += _send_batch(batch, due_at, rule, terms, now)
        after = batch[-1].pk
    return sent


def _send_batch(batch: list[Declaration], due_at: datetime | None, rule: str, terms: Terms, now: datetime) -> int:
    wanted = {(told.person, told.case.pk): told for told in _all_told(batch, due_at)}
    known = Reminder.objects.filter(rule=rule, subject_id__in=[case.pk for case in batch])
    sent = {(each.person_id, each.subject_id, each.due_at) for each in known}
    fresh = [told for key, told in wanted.items() if (*key, told.due) not in sent]
    Reminder.objects.bulk_create(
        (
            Reminder(rule=rule, person_id=told.person, subject_id=told.case.pk, due_at=told.due, at=now)
            for told in fresh
        ),
        ignore_conflicts=True,
    )
    post([_letter(told, rule, terms) for told in fresh], now=now)
    _text(fresh, rule, terms, now)
    return len(fresh)


# ── who ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _all_told(batch: list[Declaration], due_at: datetime | None) -> Iterator[Told]:
    """The applicant, and the desk where the case stands; in a correction it is theirs whose items are open (T16)."""
    stops = RouteStop.objects.filter(declaration__in=[case.pk for case in batch], index=F("declaration__stop"))
    desks = {case: (desk, name) for case, desk, name in stops.values_list("declaration", "organisation", "name")}
    staff = _staff({desk for desk, _ in desks.values()})
    named, kept = carriers_of([case.pk for case in batch]), kept_from([case.pk for case in batch])
    owed = owed_by([case.pk for case in batch if case.state == State.CORRECTION])
    for case in batch:
        due = due_at or case.due_at
        assert due is not None, "a reminder without a deadline"
        desk, holder = desks.get(case.pk, (0, ""))
        asked = owed[case.pk].addressees if case.pk in owed else frozenset()
        theirs = case.state in APPLICANTS_OWN or Addressee.APPLICANT in asked or not holder
        yield Told(case.applicant_id, case, due, theirs, holder)
        if case.state not in APPLICANTS_OWN:
            carriers = named.get(case.pk, ()) if case.stop == UNITS_STEP else ()
            people = reached(case.pk, staff.get(desk, ()), case.applicant_id, kept, carriers)
            yield from (Told(who, case, due, not theirs, holder) for who in people)


def _staff(desks: set[int]) -> dict[int, list[int]]:
    held = Membership.objects.current().filter(organisation__in=desks, role__in=set(DESK_ROLE.values()))
    people: dict[int, list[int]] = {}
    for person, organisation in held.values_list("user", "organisation"):
        people.setdefault(organisation, []).append(person)
    return people


# ── what ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _letter(told: Told, rule: str, terms: Terms) -> Letter:
    when = f"{localtime(told.due):%Y-%m-%d %H:%M}"
    return Letter(
        person_id=told.person,
        event="reminder",
        title=f"办理时限提醒：{when} 截止",
        text=_words(told, when, terms),
        key=f"{rule}:{told.case.pk}:{told.due.isoformat()}",
        url=reverse("process:case", args=[told.case.ref]),
        button="去办理" if told.asked else "查看",
        needs_action=told.asked,
        due_at=told.due,
        subject_kind="declaration",
        subject_id=told.case.pk,
    )


def _words(told: Told, when: str, terms: Terms) -> str:
    case = told.case
    whose = "您" if told.own else case.applicant.name
    stands = f"{whose}的{case.level_name}申报目前处于“{case.get_state_display()}”，"
    if told.own:
        return (
            f"{stands}请在 {when} 前办理。"
            if told.asked
            else f"{stands}由{told.holder}在 {when} 前办理、报送，您无需操作。"
        )
    if not told.asked:
        return f"{stands}申报人须在 {when} 前完成，请督促。"
    means = "" if case.state == State.OFFICE_REVIEW else LATE_MEANS[terms.late_policy.holder_late]
    return f"{stands}请在 {when} 前办理、报送。{means}"


def _text(fresh: list[Told], rule: str, terms: Terms, now: datetime) -> None:
    """To each applicant about their own; to a clerk one for all files of one deadline."""
    asked = [told for told in fresh if told.own or told.asked]
    basics = BasicInfo.objects.filter(declaration__in=[told.case.pk for told in asked if told.own])
    own = {basic.declaration_id: basic.phone for basic in basics}
    clerks = User.objects.in_bulk({told.person for told in asked if not told.own})
    texts: dict[str, dict[str, Text]] = {"reminder": {}, "reminder_desk": {}}
    for told in asked:
        event = "reminder" if told.own else "reminder_desk"
        about = f"{told.case.pk}" if told.own else f"p{told.person}"
        phone = own.get(told.case.pk, "") if told.own else clerks[told.person].phone
        key = f"{rule}:{about}:{told.due.isoformat()}"
        texts[event][key] = Text(phone=phone, text=_sms(event, told, terms), key=key, **_subject(told))
    for event, many in texts.items():
        text_people(event, list(many.values()), now=now)


def _sms(event: str, told: Told, terms: Terms) -> str:
    values = {
        "name": told.case.applicant.name,
        "level": told.case.level_name,
        "state": told.case.get_state_display(),
        "due": f"{localtime(told.due):%Y-%m-%d %H:%M}",
    }
    return text_for(event, values, templates=terms.messages.templates, signature=terms.messages.signature)


def _subject(told: Told) -> dict[str, int | str]:
    whose: dict[str, int | str] = {"person_id": told.person, "office_id": told.case.office_id}
    if not told.own:
        return whose
    return whose | {"subject_kind": "declaration", "subject_id": told.case.pk}

"""Pending items by the clock: reminders before their date, the end of what was not supplemented (TIME-11, MSG-08).

It stands here because it tells three floors at once: the applicant and desks, the office, the experts who read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from config.lib import clock
from declarations.models import BasicInfo, Declaration, RouteStop
from declarations.parts import entry_key
from messaging.letters import Letter, post
from messaging.services import Text, text_people
from messaging.wording import text_for
from notices.models import Gate, NoticeEdition
from notices.rules import terms_of
from notices.states import Window
from records.services.audit import audited
from review.approvals.models import Supplement
from review.approvals.models.supplement import PROOFS
from review.approvals.selectors.reaching import UNITS_STEP, carriers_of, kept_from, reached
from review.approvals.selectors.supplements import MODELS, TAKES_PROOFS, staff_of
from review.approvals.services.supplements import Disregarded, disregard_unsupplemented, hold_late_supplements
from review.meetings.models import Assignment
from review.process.models import Reminder

EVENT = "pending_supplement"


# ── before the date ────────────────────────────────────────────────────────────────────────────────────────────────
def remind_of_supplements() -> int:
    """Letters and texts before the date, once per (rule, person, case, due).

    To who still has to hand in, and to the desks that keep a proof. Returns how many letters were written.
    """
    now, sent = clock.law(), 0
    for edition in NoticeEdition.objects.filter(notice__state="published").select_related("notice"):
        if terms_of(edition).pending_supplement:
            for hours in sorted(terms_of(edition).reminders.before_hours):
                sent += _remind(edition, hours, now)
    return sent


def _remind(edition: NoticeEdition, hours: int, now: datetime) -> int:
    due = Gate.objects.filter(notice=edition.notice_id, window=Window.PENDING_SUPPLEMENT, closed_at=None)
    sent = 0
    for gate in due.filter(closes_at__gt=now, closes_at__lte=now + timedelta(hours=hours)):
        assert gate.closes_at is not None
        cases = Declaration.objects.filter(edition=edition, state__in=TAKES_PROOFS)
        ruling = Gate.objects.ruling(
            notice=OuterRef("edition__notice"), window=Window.PENDING_SUPPLEMENT, level=OuterRef("level")
        )
        cases = cases.annotate(ruled_by=ruling.values("pk")[:1]).filter(ruled_by=gate.pk)
        with audited():
            sent += _to_applicants(cases, gate.closes_at, hours, now) + _to_desks(cases, gate.closes_at, hours, now)
    return sent


def _to_applicants(cases: QuerySet[Declaration], due: datetime, hours: int, now: datetime) -> int:
    wanted = {case: words for case, words in _open_items(cases).items() if words}
    fresh = _not_told(f"supplement_{hours}h", [(case.applicant_id, case.pk) for case in wanted], due, now)
    told = {case: words for case, words in wanted.items() if (case.applicant_id, case.pk) in fresh}
    when = f"{localtime(due):%Y-%m-%d %H:%M}"
    post([_reminder(case, words, when, hours, due) for case, words in told.items()], now=now)
    phones = {row.declaration_id: row.phone for row in BasicInfo.objects.filter(declaration__in=list(told))}
    texts = [
        Text(
            phone=phones[case.pk],
            text=_sms(case, words, when),
            key=f"{EVENT}:{case.pk}:{hours}:{due.isoformat()}",
            person_id=case.applicant_id,
            office_id=case.office_id,
            subject_kind="declaration",
            subject_id=case.pk,
        )
        for case, words in told.items()
        if case.pk in phones
    ]
    text_people(EVENT, texts, now=now, expires_at=due)
    return len(told)


def _at_the_desk(
    each: Supplement,
    staff: dict[int, list[int]],
    desks: dict[int, int],
    named: dict[int, list[int]],
    barred: set[tuple[int, int]],
) -> list[int]:
    carriers = named.get(each.declaration_id, []) if each.stop == UNITS_STEP else []
    desk = staff.get(desks[each.pk], [])
    return reached(each.declaration_id, desk, each.declaration.applicant_id, barred, carriers)


def _to_desks(cases: QuerySet[Declaration], due: datetime, hours: int, now: datetime) -> int:
    """Desks below the office that keep a proof: theirs is the delay if it stays."""
    later = RouteStop.objects.filter(declaration=OuterRef("declaration"), index__gt=OuterRef("stop"))
    kept = Supplement.objects.on_the_way().filter(Exists(later), declaration__in=cases)
    kept = list(kept.select_related("declaration__applicant").defer("declaration__edition__terms"))
    desks = _desks(kept)
    staff = staff_of(desks.values())
    concerned = [each.declaration_id for each in kept]
    named, barred = carriers_of(concerned), kept_from(concerned)
    wanted = {(person, each.pk): each for each in kept for person in _at_the_desk(each, staff, desks, named, barred)}
    fresh = _not_told(f"supplement_desk_{hours}h", wanted, due, now)
    post(
        [_to_desk(each, person, due, hours) for (person, pk), each in wanted.items() if (person, pk) in fresh], now=now
    )
    return len(fresh)


def _open_items(cases: QuerySet[Declaration]) -> dict[Declaration, list[str]]:
    """Case → “title”的结题证明, for every item whose proof nobody has handed in; a constant number of statements."""
    coming = set(Supplement.objects.on_the_way().filter(declaration__in=cases).values_list("declaration", "part"))
    open_items: dict[int, list[str]] = {}
    for section, model in MODELS.items():
        rows = model.objects.filter(declaration__in=cases, supplemented_at=None).exclude(pending_kind="")
        for row in rows:
            if (row.declaration_id, entry_key(section.value, row.pk)) not in coming:
                open_items.setdefault(row.declaration_id, []).append(f"“{row.title}”的{PROOFS[row.pending_kind]}")
    found = Declaration.objects.with_context().filter(pk__in=open_items).order_by("pk")
    return {case: open_items[case.pk] for case in found}


def _not_told(rule: str, people: Iterable[tuple[int, int]], due: datetime, now: datetime) -> set[tuple[int, int]]:
    wanted = set(people)
    subjects = {subject for _, subject in wanted}
    known = Reminder.objects.filter(rule=rule, due_at=due, subject_id__in=subjects)
    fresh = wanted - set(known.values_list("person", "subject_id"))
    Reminder.objects.bulk_create(
        (Reminder(rule=rule, person_id=who, subject_id=what, due_at=due, at=now) for who, what in sorted(fresh)),
        ignore_conflicts=True,
    )
    return fresh


def _sms(case: Declaration, words: list[str], when: str) -> str:
    terms = terms_of(case.edition)
    values = {"name": case.applicant.name, "due": when, "item": "、".join(words)}
    return text_for(EVENT, values, templates=terms.messages.templates, signature=terms.messages.signature)


def _reminder(case: Declaration, words: list[str], when: str, hours: int, due: datetime) -> Letter:
    return Letter(
        person_id=case.applicant_id,
        event="supplement_reminder",
        title=f"补交结题、发表证明：{when} 截止",
        text=f"请在 {when} 前补交{'、'.join(words)}，逐级报到评委会所在职改办。逾期未补充报送的，不作为评审材料。",
        key=f"supplement_{hours}h:{case.pk}:{due.isoformat()}",
        url=reverse("approvals:supplement", args=[case.ref]),
        button="去补交",
        needs_action=True,
        due_at=due,
        subject_kind="declaration",
        subject_id=case.pk,
    )


def _to_desk(supplement: Supplement, person: int, due: datetime, hours: int) -> Letter:
    case, when = supplement.declaration, f"{localtime(due):%Y-%m-%d %H:%M}"
    return Letter(
        person_id=person,
        event="supplement_reminder",
        title=f"补交材料确认：{when} 截止",
        text=f"{case.applicant.name}补交的“{supplement.title}”{supplement.proof}等待本单位确认，请在 {when} 前办理。",
        key=f"supplement_desk_{hours}h:{supplement.pk}:{due.isoformat()}",
        url=reverse("approvals:judge_supplements", args=[case.ref]),
        button="去确认",
        needs_action=True,
        due_at=due,
        subject_kind="supplement",
        subject_id=supplement.pk,
    )


# ── after it ───────────────────────────────────────────────────────────────────────────────────────────────────────
def sweep_supplements() -> int:
    """When the window has closed: late ones to the office, the rest disregarded, and everybody told. How many."""
    with audited():
        late, dropped = hold_late_supplements(), disregard_unsupplemented()
        now = clock.law()
        post([*_letters_of_late(late), *_letters_of_dropped(dropped)], now=now)
    return len(late) + len(dropped)


def _letters_of_late(late: list[Supplement]) -> Iterator[Letter]:
    cases = _cases(each.declaration_id for each in late)
    staff = staff_of({case.office_id for case in cases.values()})
    for each in late:
        case = cases[each.declaration_id]
        held = f"{each.late_holder}未在规定时间前报送“{each.title}”的{each.proof}，已转评委会所在职改办决定。"  # E405
        yield _told(
            case, case.applicant_id, "supplement_late", "补交材料逾期未报送", f"{held}这不是您的原因。", each.part
        )
        for person in staff.get(case.office_id, []):
            yield _told(case, person, "supplement_late", "补交材料待决定", f"{case.applicant.name}：{held}", each.part)


def _letters_of_dropped(dropped: list[Disregarded]) -> Iterator[Letter]:
    cases = _cases(each.declaration_id for each in dropped)
    staff, readers = staff_of({case.office_id for case in cases.values()}), _readers(cases)
    for each in dropped:
        case = cases[each.declaration_id]
        lapsed = f"“{each.title}”未按期补交结题或发表证明，不予采用。"
        yield _told(case, case.applicant_id, "supplement_lapsed", "等待期材料不予采用", lapsed, each.key)
        named = f"{case.applicant.name}的{lapsed}"
        for person in set(staff.get(case.office_id, [])) - {case.applicant_id}:
            yield _told(case, person, "supplement_lapsed", "等待期材料不予采用", named, each.key)
        for person in readers.get(case.pk, []):
            told = _told(case, person, "supplement_lapsed", "等待期材料不予采用", named, each.key)
            yield replace(told, url=reverse("meetings:dossier", args=[case.ref]))


def _told(case: Declaration, person: int, event: str, title: str, text: str, part: str) -> Letter:
    return Letter(
        person_id=person,
        event=event,
        title=title,
        text=text,
        key=f"{event}:{case.pk}:{part}",
        url=reverse("process:case", args=[case.ref]),
        button="查看",
        subject_kind="declaration",
        subject_id=case.pk,
    )


def _cases(wanted: Iterable[int]) -> dict[int, Declaration]:
    return {case.pk: case for case in Declaration.objects.with_context().filter(pk__in=set(wanted))}


def _readers(cases: Iterable[int]) -> dict[int, list[int]]:
    """Case → experts who read it (COMM-02)."""
    given = Assignment.objects.filter(entry__declaration__in=list(cases), withdrawn_at=None)
    people: dict[int, list[int]] = {}
    for case, person in given.values_list("entry__declaration", "expert__expert__user"):
        people.setdefault(case, []).append(person)
    return people


def _desks(kept: list[Supplement]) -> dict[int, int]:
    """Supplement → organisation whose word is awaited."""
    stops = RouteStop.objects.filter(declaration__in=[each.declaration_id for each in kept])
    known = {(case, index): desk for case, index, desk in stops.values_list("declaration", "index", "organisation")}
    return {each.pk: known[each.declaration_id, each.stop] for each in kept}

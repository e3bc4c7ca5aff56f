"""What an office is reminded of as a list: late files it must decide, files it has not reviewed in time (G-07, T20)."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import Role
from declarations import guards as dg
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, post
from notices.models import Gate, NoticeEdition
from notices.rules import terms_of
from notices.states import Window
from records.services.audit import audited
from review.approvals.models import CorrectionNotice
from review.process.guards import office_window_of
from review.process.models import Reminder

LATE_LIST, OFFICE_LATE = "reminder_late_list", "reminder_office_late"
TITLES = {
    LATE_LIST: "逾期申报待决定：{when} 截止",
    OFFICE_LATE: "接收审核时间已过，仍有申报未审查",
}
WORDS = {
    LATE_LIST: "有 {count} 份下级逾期未报送的申报等待决定，{when} 前未决定的，系统按逾期不予受理办结。",
    OFFICE_LATE: "接收审核时间已于 {when} 结束，仍有 {count} 份已报送的申报没有审查。申报不因此失效，请尽快办理。",
}
QUEUES = {LATE_LIST: ("process:late", ""), OFFICE_LATE: ("process:desk", "?role=office&queue=waiting")}
Group = tuple[int, int, datetime]  # notice, office, end
Lists = dict[tuple[str, Group], int]  # what is told of whose list, and how many files it has
OFFICE = Coalesce("authority", "committee__office", "edition__notice__office")  # ``Declaration.office_id`` in SQL


def remind_offices(now: datetime) -> int:
    """Once for a list, not for each of its files. Returns how many letters were written; a constant number of reads."""
    return _tell(LATE_LIST, _late_files(now), now) + _tell(OFFICE_LATE, _its_own_delay(now), now)


def _late_files(now: datetime) -> Lists:
    """72, 24 and 2 hours before the clock refuses what nobody decided (T20b)."""
    running = CorrectionNotice.objects.running().filter(declaration=OuterRef("pk"))
    ends = {"received": _closing(Window.COMMITTEE_OFFICE), "rechecked": _closing(Window.RECHECK)}
    held = _published().filter(state=State.OVERDUE_HELD).annotate(corrected=Exists(running), **ends)
    rows = list(_counted(held, "edition", "kind", "corrected", *ends))
    editions = NoticeEdition.objects.only("digest", "terms").in_bulk({edition for _, _, edition, *_ in rows})
    lists = Counter[tuple[str, Group]]()
    for notice, office, edition, kind, corrected, received, rechecked, count in rows:
        terms = terms_of(editions[edition])
        window = office_window_of(terms, kind, corrected=corrected)
        end = {Window.COMMITTEE_OFFICE: received, Window.RECHECK: rechecked}.get(window)
        for rule, after, until in terms.reminders.spans(now):
            if end and after < end <= until:
                lists[f"{LATE_LIST}_{rule}", (notice, office, end)] += count
    return lists


def _its_own_delay(now: datetime) -> Lists:
    """What the office still holds when its window is over never expires; it hears of it once (T20)."""
    over = _published().filter(dg.time_over.where(now), state=State.OFFICE_REVIEW)
    rows = _counted(over.annotate(end=Coalesce("due_at", _closing(OuterRef("window")))), "end")
    return {(OFFICE_LATE, (notice, office, end)): count for notice, office, end, count in rows if end}


def _published() -> QuerySet[Declaration]:
    return Declaration.objects.filter(edition__notice__state="published")


def _closing(window: Any) -> Subquery:
    """When the gate that rules a window for a case ends."""
    gates = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=window, level=OuterRef("level"))
    return Subquery(gates.values("closes_at")[:1])


def _counted(cases: QuerySet[Declaration], *by: str) -> QuerySet[Any, Any]:
    """How many there are of each kind: rows of notice, office, ``by`` and the number; no file is loaded."""
    grouped = cases.order_by().annotate(office_desk=OFFICE).values_list("edition__notice", "office_desk", *by)
    return grouped.annotate(count=Count("pk"))


def _tell(event: str, lists: Lists, now: datetime) -> int:
    """Whoever works in the office and has not heard of it. A clerk of two offices hears of both."""
    if not (fresh := _untold(lists)):
        return 0
    with audited():
        Reminder.objects.bulk_create(
            (
                Reminder(rule=_rule(rule, group), person_id=person, subject_id=group[0], due_at=group[2], at=now)
                for person, rule, group in fresh
            ),
            ignore_conflicts=True,
        )
        post(
            [_letter(event, _rule(rule, group), who, group, lists[rule, group]) for who, rule, group in fresh], now=now
        )
    return len(fresh)


def _untold(lists: Lists) -> list[tuple[int, str, Group]]:
    offices, notices = {office for _, (_, office, _) in lists}, {notice for _, (notice, _, _) in lists}
    held = Membership.objects.current().filter(organisation__in=offices, role=Role.OFFICE)
    clerks: dict[int, set[int]] = {}
    for office, person in held.values_list("organisation", "user"):
        clerks.setdefault(office, set()).add(person)
    sent = Reminder.objects.filter(rule__in={_rule(*each) for each in lists}, subject_id__in=notices)
    known = set(sent.values_list("rule", "person", "subject_id", "due_at"))
    return [
        (person, rule, group)
        for rule, group in lists
        for person in sorted(clerks.get(group[1], ()))
        if (_rule(rule, group), person, group[0], group[2]) not in known
    ]


def _rule(rule: str, group: Group) -> str:
    """Two offices under one notice have a list each."""
    return f"{rule}@{group[1]}"


def _letter(event: str, rule: str, person: int, group: Group, count: int) -> Letter:
    notice, office, end = group
    words = {"count": count, "when": f"{localtime(end):%Y-%m-%d %H:%M}"}
    page, query = QUEUES[event]
    return Letter(
        person_id=person,
        organisation_id=office,
        event=event,
        title=TITLES[event].format_map(words),
        text=WORDS[event].format_map(words),
        key=f"{rule}:{notice}:{end.isoformat()}",
        url=reverse(page) + query,
        button="去决定" if event == LATE_LIST else "去办理",
        needs_action=True,
        due_at=end,
    )

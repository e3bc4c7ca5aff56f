"""What an office is reminded of as a list: late files it must decide, files it has not reviewed in time (G-07, T20)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import Role
from declarations import guards as dg
from declarations.models import Declaration
from declarations.rules import ends_of
from declarations.states import State
from messaging.letters import Letter, post
from notices.rules import terms_of
from records.services.audit import audited
from review.process.late import decide_until
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


def remind_offices(now: datetime) -> int:
    """Once for a list, not for each of its files. Returns how many letters were written."""
    return _of_late_files(now) + _of_its_own_delay(now)


def _of_late_files(now: datetime) -> int:
    """72, 24 and 2 hours before the clock refuses what nobody decided (T20b)."""
    held = list(_published().filter(state=State.OVERDUE_HELD))
    groups = _grouped(held, decide_until(held))
    hours = {case.edition.notice_id: terms_of(case.edition).reminders for case in held}
    sent = 0
    for group, count in groups.items():
        for rule, after, until in hours[group[0]].spans(now):
            if after < group[2] <= until:
                sent += _tell(LATE_LIST, f"{LATE_LIST}_{rule}", group, count, now)
    return sent


def _of_its_own_delay(now: datetime) -> int:
    """What the office still holds when its window is over never expires; it hears of it once (T20)."""
    over = list(_published().filter(dg.time_over.where(now), state=State.OFFICE_REVIEW))
    groups = _grouped(over, ends_of(over))
    return sum(_tell(OFFICE_LATE, OFFICE_LATE, group, count, now) for group, count in groups.items())


def _published() -> Iterable[Declaration]:
    return Declaration.objects.filter(edition__notice__state="published").with_context()


def _grouped(cases: Iterable[Declaration], ends: dict[int, datetime | None]) -> Counter[Group]:
    return Counter((case.edition.notice_id, case.office_id, end) for case in cases if (end := ends[case.pk]))


def _tell(event: str, rule: str, group: Group, count: int, now: datetime) -> int:
    notice, office, end = group
    clerks = Membership.objects.current().filter(organisation=office, role=Role.OFFICE)
    with audited():
        told = Reminder.objects.filter(rule=rule, subject_id=notice, due_at=end).values("person")
        fresh = list(clerks.exclude(user__in=told).values_list("user", flat=True))
        Reminder.objects.bulk_create(
            (Reminder(rule=rule, person_id=person, subject_id=notice, due_at=end, at=now) for person in fresh),
            ignore_conflicts=True,
        )
        post([_letter(event, rule, person, group, count) for person in fresh], now=now)
    return len(fresh)


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

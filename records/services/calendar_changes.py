"""The working calendar changes by two people: one enters a notice's days, another approves them (ADMIN-10)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError

from config.lib import clock
from config.lib.histories import sign
from records.exceptions import DaysRefused
from records.models import CalendarChange, CalendarDay, Fact
from records.models.calendar_change import Day
from records.services.audit import audited, note
from records.states import ChangeState, DaySource

SATURDAY = 5
OPEN_ALREADY = "这一年已有一份变更待批准，请先批准、撤回或由他人退回。"
OTHER_YEAR = "日期应在{year}年内，或与它相连的前后几天：{days}。"
NEAR = timedelta(days=31)  # a holiday may begin in the old year
OVER = "这份变更已经办理。"
SAME_PERSON = "提出人不能批准自己提出的变更，请由另一位管理员批准。"
NOT_YOURS = "只有提出人可以撤回。"


class Hand(NamedTuple):
    """Whose the change is: this floor knows people by number."""

    pk: int


class Changed(NamedTuple):
    """A day that will be other than it is."""

    date: date
    was_work: bool
    was_name: str
    is_work: bool
    name: str
    was_known: bool


def propose_days(
    days: list[Day], *, year: int, title: str, doc_no: str, source: str, text: str = "", by: int
) -> CalendarChange:
    """Enter the days of a notice for somebody else to approve; nothing counts yet. Raises ``DaysRefused``."""
    first, last = date(year, 1, 1) - NEAR, date(year, 12, 31) + NEAR
    if far := [each.date for each in days if not first <= each.date <= last]:
        raise DaysRefused(OTHER_YEAR.format(year=year, days="、".join(map(str, far[:5]))))
    change = CalendarChange(year=year, title=title, doc_no=doc_no, source=source, text=text, by=by)
    change.keep(days)
    if not changes_of(change):
        raise DaysRefused("与现有日历完全一致，不需要变更。")
    try:
        with audited():
            change.at = clock.law()
            change.save()
            note(Fact("calendar.proposed", change.pk, by, change.at))
    except IntegrityError as twin:
        raise DaysRefused(OPEN_ALREADY) from twin
    return change


def approve_change(ref: UUID, *, by: int) -> CalendarChange:
    """Put the days in force, each with its history. Raises ``DaysRefused`` for the person who entered them."""
    with audited():
        change = _open(ref)
        if change.by == by:
            raise DaysRefused(SAME_PERSON)
        for day in _wanted(change):
            _put(day, change, by)
        _decide(change, ChangeState.APPROVED, by)
    return change


def refuse_change(ref: UUID, *, reason: str, by: int) -> CalendarChange:
    """Not so; who entered it reads why. Raises ``DaysRefused``."""
    with audited():
        change = _open(ref)
        if change.by == by:
            raise DaysRefused("请直接撤回自己提出的变更。")
        change.refusal = reason
        _decide(change, ChangeState.REFUSED, by)
    return change


def withdraw_change(ref: UUID, *, by: int) -> CalendarChange:
    """Who entered it takes it back. Raises ``DaysRefused``."""
    with audited():
        change = _open(ref)
        if change.by != by:
            raise DaysRefused(NOT_YOURS)
        _decide(change, ChangeState.WITHDRAWN, by)
    return change


def changes_of(change: CalendarChange) -> list[Changed]:
    """Days that would be worked or free, or be called, otherwise than now. One statement."""
    wanted = _wanted(change)
    rows = {row.date: row for row in CalendarDay.objects.filter(date__in=[each.date for each in wanted])}
    found = []
    for day in wanted:
        row = rows.get(day.date)
        was_work, was_name = (row.is_work, row.name) if row else (day.date.weekday() < SATURDAY, "")
        known = bool(row and row.source != DaySource.DERIVED)
        if (was_work, was_name) != (day.is_work, day.name) or known < (change.source == DaySource.OFFICIAL):
            found.append(Changed(day.date, was_work, was_name, day.is_work, day.name, known))
    return found


def turned_days(change: CalendarChange) -> dict[date, bool]:
    """Only the days that change between worked and free: what computations feel."""
    return {each.date: each.is_work for each in changes_of(change) if each.was_work != each.is_work}


def _wanted(change: CalendarChange) -> list[Day]:
    """The named days; an official notice speaks of the whole of its year: the rest are plain weekends and workdays."""
    named = {each.date: each for each in change.named_days}
    if change.source == DaySource.OFFICIAL:
        kept = CalendarDay.objects.filter(date__year=change.year, source=DaySource.REGIONAL)
        regional = set(kept.values_list("date", flat=True))
        for day in _year(change.year):
            if day not in named and day not in regional:
                named[day] = Day(day, day.weekday() < SATURDAY, "")
    return sorted(named.values())


def _put(day: Day, change: CalendarChange, by: int) -> None:
    row = CalendarDay.objects.filter(pk=day.date).first()
    said = {"is_work": day.is_work, "name": day.name, "source": change.source, "doc_no": change.doc_no}
    if row and (row.is_work, row.name, row.source) == (day.is_work, day.name, change.source):
        return
    new = row is None
    row = row or CalendarDay(date=day.date)
    for name, value in said.items():
        setattr(row, name, value)
    sign(row, Hand(by), change.title)
    row.save(force_insert=new, update_fields=None if new else list(said))


def _open(ref: UUID) -> CalendarChange:
    change = CalendarChange.objects.select_for_update().filter(ref=ref, state=ChangeState.PROPOSED).first()
    if change is None:
        raise DaysRefused(OVER)
    return change


def _decide(change: CalendarChange, state: ChangeState, by: int) -> None:
    change.state, change.decided_by, change.decided_at = state, by, clock.law()
    change.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    note(Fact(f"calendar.{state}", change.pk, by, change.decided_at))


def _year(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)

"""The publicity page: counted days on a strip of the calendar, and how much time is left for it (14-4, G-31)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.lib import clock
from declarations.models import Declaration
from declarations.rules import gate_of
from records.models import CalendarDay
from records.states import DaySource
from review.approvals.models import Publicity
from review.approvals.publicised import Days, counted_days, days_of_a_publicity

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day of the ``calendar`` piece."""

    date: date
    kind: str
    note: str
    today: bool
    unsure: bool


def strip_of(sheet: Publicity | Days, *, put_up: date, today: date) -> list[StripDay]:
    """Every day from putting the sheet up to the day after its last; one query."""
    first = sheet.first_day if isinstance(sheet, Publicity) else sheet.first
    last = sheet.last_day if isinstance(sheet, Publicity) else sheet.last
    start = min(put_up, first)
    return list(_strip(start, last + DAY, first, last, today))


def running_sheet(declaration: Declaration) -> Publicity | None:
    """The sheet that hangs now."""
    return declaration.publicities.running().prefetch_related("objections__objector__evidence").first()


def sheets_so_far(declaration: Declaration) -> list[Publicity]:
    """Every sheet of the case that ended, the newest first, with its objections."""
    ended = declaration.publicities.ended().select_related("evidence", "started_by").prefetch_related("objections")
    return list(ended.order_by("-pk"))


def days_if_opened(declaration: Declaration, now: datetime) -> Days:
    """When a sheet put up today would come down."""
    return counted_days(clock.local_date(now), days_of_a_publicity(declaration))


def latest_start(declaration: Declaration) -> date | None:
    """The last day on which the sheet can go up and still leave the unit's last day for forwarding; one query."""
    gate = gate_of(declaration, declaration.window)
    ends = declaration.due_at or (gate.closes_at if gate else None)
    return last_day_to_start(ends, days_of_a_publicity(declaration)) if ends else None


def last_day_to_start(ends: datetime, days: int) -> date | None:
    """The day on which a sheet that hangs so many working days is put up at the latest (G-31); one query."""
    last = clock.local_date(ends)
    worked = [day for day, is_work, _ in _days(last - LOOK_BACK, last - DAY) if is_work]
    return worked[-days] - DAY if len(worked) >= days else None


def _strip(start: date, until: date, first: date, last: date, today: date) -> Iterator[StripDay]:
    number = 0
    for day, is_work, official in _days(start, until):
        counted = is_work and first <= day <= last
        number += counted
        note = f"第 {number} 天" if counted else ("贴出" if day == start and day < first else "")
        note = "期满" if day == until else note
        kind = "counted" if counted else ("" if is_work else "rest")
        yield StripDay(day, kind, note, today=day == today, unsure=not official)


def _days(start: date, until: date) -> Iterator[tuple[date, bool, bool]]:
    rows = {row.date: row for row in CalendarDay.objects.filter(date__gte=start, date__lte=until)}
    day = start
    while day <= until:
        row = rows.get(day)
        is_work = row.is_work if row else day.weekday() < 5  # noqa: PLR2004 - Saturday
        yield day, is_work, bool(row and row.source != DaySource.DERIVED)
        day += DAY

"""Working days (TIME-19): an own table, official years only; what touches any other day says so.

Seeded from ``chinesecalendar`` for the years the State Council has announced. The coming year is *derived* (weekends
and statutory days, no make-up days) until announced. Regional days such as 三月三 are rows people add.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction

from records.models import CalendarDay
from records.states import DaySource

DAY = timedelta(days=1)
FIRST_YEAR = 2015
STATUTORY = {  # 全国年节及纪念日放假办法 (2024): 13 days; lunar ones by the almanac
    2027: {
        "元旦": ["1-1"],
        "春节": ["2-5", "2-6", "2-7", "2-8"],
        "清明节": ["4-5"],
        "劳动节": ["5-1", "5-2"],
        "端午节": ["6-9"],
        "中秋节": ["9-15"],
        "国庆节": ["10-1", "10-2", "10-3"],
    }
}


class LastDay(NamedTuple):
    """A computed day, and whether only announced days were touched on the way."""

    last_day: date
    certain: bool


def working_days_after(day: date, count: int) -> LastDay:
    """The ``count``-th working day after ``day``, which itself is not counted; ``count`` 0 is the day itself."""
    certain, found, current = True, 0, day
    days = _days_from(day + DAY)
    while found < count:
        current, is_work, official = next(days)
        certain &= official
        found += is_work
    return LastDay(current, certain)


def working_day_before(day: date, count: int) -> date:
    """The day that has ``count`` working days between itself and ``day``, neither counted."""
    span = timedelta(days=2 * count + 30)  # the longest holidays leave enough
    worked = [each for each, is_work, _ in _days_between(day - span, day - DAY) if is_work]
    return worked[-count] - DAY if len(worked) >= count else day - span


def is_working_day(day: date) -> bool:
    """By the table; weekends are free where it has no row."""
    return next(_days_from(day))[1]


def count_between(first: date, last: date) -> int:
    """Working days from ``first`` to ``last``, both counted; 0 when they are reversed."""
    return sum(is_work for _, is_work, _ in _days_between(first, last))


def free_days(first: date, last: date) -> dict[date, str]:
    """The days off from ``first`` to ``last``, with the name of their holiday; plain weekends have none. One query."""
    rows = {row.date: row for row in CalendarDay.objects.filter(date__range=(first, last))}
    days = (first + DAY * number for number in range((last - first).days + 1))
    return {
        day: rows[day].name if day in rows else ""
        for day in days
        if (not rows[day].is_work if day in rows else day.weekday() >= 5)  # noqa: PLR2004 - Saturday
    }


def last_official_day() -> date | None:
    """Computations beyond it are uncertain; None while the table is empty."""
    official = CalendarDay.objects.filter(source=DaySource.OFFICIAL).order_by("-date").first()
    return official.date if official else None


def seed_empty_calendar(**_: Any) -> None:
    """Receiver of ``post_migrate``: a new database knows the working days at once."""
    if not CalendarDay.objects.exists():
        seed_calendar()


def seed_calendar() -> int:
    """Write the days nobody has entered, and make derived days official that were announced since; how many changed."""
    known = {day.date: day for day in CalendarDay.objects.all()}
    seeds = list(_seeds())
    new = [seed for seed in seeds if seed.date not in known]
    changed = [
        seed
        for seed in seeds
        if seed.source == DaySource.OFFICIAL and seed.date in known and known[seed.date].source == DaySource.DERIVED
    ]
    with transaction.atomic():
        CalendarDay.objects.bulk_create(new, batch_size=500)
        for seed in changed:
            seed.save()  # one by one: the history keeps what the announcement changed
    return len(new) + len(changed)


def _days_between(first: date, last: date) -> Iterator[tuple[date, bool, bool]]:
    for current in _days_from(first):
        if current[0] > last:
            return
        yield current


def _days_from(day: date) -> Iterator[tuple[date, bool, bool]]:
    """Day, is it worked, is that official; two months of rows at a time."""
    while True:
        until = day + timedelta(days=60)
        rows = {row.date: row for row in CalendarDay.objects.filter(date__gte=day, date__lt=until)}
        while day < until:
            row = rows.get(day)
            is_work = row.is_work if row else day.weekday() < 5  # noqa: PLR2004 - Saturday
            yield day, is_work, bool(row and row.source != DaySource.DERIVED)
            day += DAY


def _seeds() -> Iterator[CalendarDay]:
    last = _last_announced_year()
    for day in _every_day(FIRST_YEAR, last):
        yield _official(day)
    for year in (year for year in STATUTORY if year > last):
        for day in _every_day(year, year):
            yield _derived(day)


def _official(day: date) -> CalendarDay:
    import chinese_calendar  # noqa: PLC0415 - slow import

    is_holiday, english = chinese_calendar.get_holiday_detail(day)
    holiday = _holiday_names().get(english, "")
    name = holiday if is_holiday or not holiday else f"{holiday}调休上班"
    return CalendarDay(date=day, is_work=not is_holiday, name=name, source=DaySource.OFFICIAL)


def _derived(day: date) -> CalendarDay:
    free = {one: name for name, days in STATUTORY[day.year].items() for one in days}
    name = free.get(f"{day.month}-{day.day}", "")
    is_work = not name and day.weekday() < 5  # noqa: PLR2004
    return CalendarDay(date=day, is_work=is_work, name=name, source=DaySource.DERIVED)


@lru_cache(maxsize=1)
def _holiday_names() -> dict[str | None, str]:
    from chinese_calendar import Holiday  # noqa: PLC0415 - slow import

    return {holiday.value: holiday.chinese for holiday in Holiday}


def _last_announced_year() -> int:
    from chinese_calendar.constants import holidays  # noqa: PLC0415 - slow import

    last: int = max(day.year for day in holidays)
    return last


def _every_day(first_year: int, last_year: int) -> Iterator[date]:
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        yield day
        day += DAY

"""A span of days, and how many full months and years lie in it (足年、足月; IN12)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day to the last, both included. Raises ``ValueError`` when they are reversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The period ends on {self.last}, before it starts on {self.first}.")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def full_months(self) -> int:
        """Months that have wholly gone by when the last day ends."""
        return months_between(self.first, day_after(self.last))

    @property
    def full_years(self) -> int:
        return self.full_months // 12

    def overlaps(self, other: Self) -> bool:
        return self.first <= other.last and other.first <= self.last

    def touches(self, other: Self) -> bool:
        """They overlap, or one starts on the day after the other."""
        return self.first <= other.last + DAY and other.first <= self.last + DAY


def day_after(day: date) -> date:
    """The next day; the last day the calendar has is followed by itself."""
    return min(day, date.max - DAY) + DAY


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day (1-31 + 1 = 2-28).

    Past either edge of the calendar its last (first) day is meant: a far day told by a person breaks nothing.
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, until: date) -> int:
    """The most months that can be added to ``start`` without passing ``until``; 0 when it lies before."""
    if until <= start:
        return 0
    months = (until.year - start.year) * 12 + until.month - start.month
    return months if add_months(start, months) <= until else months - 1


def merged(periods: Iterable[Period]) -> list[Period]:
    """In order, without overlaps; neighbours joined. Time worked twice counts once."""
    whole: list[Period] = []
    for period in sorted(periods):
        if whole and whole[-1].touches(period):
            whole[-1] = Period(whole[-1].first, max(whole[-1].last, period.last))
        else:
            whole.append(period)
    return whole

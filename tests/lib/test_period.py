from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.period import DAY, Period, add_months, day_after, merged, months_between

days = st.dates(date(1950, 1, 1), date(2049, 12, 31))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def by_counting(start, until):
    """Full months, found by trying one after the other."""
    months = 0
    while add_months(start, months + 1) <= until:
        months += 1
    return months if until > start else 0


@given(days, days)
def test_full_months_equal_counting(one, other):
    start, until = min(one, other), max(one, other)

    assert months_between(start, until) == by_counting(start, until)
    assert months_between(until, start) == 0


@given(periods)
def test_a_full_year_is_twelve_full_months(period):
    assert period.full_months == by_counting(period.first, period.last + DAY)
    assert period.full_years == period.full_months // 12
    assert period.days == len([period.first + n * DAY for n in range((period.last - period.first).days + 1)])


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2019-08-01", "2024-07-31", 60),
        ("2019-08-01", "2024-07-30", 59),
        ("2020-02-29", "2021-02-27", 12),
        ("2020-02-29", "2021-02-26", 11),
        ("2024-01-31", "2024-02-28", 1),
        ("2024-01-31", "2024-02-27", 0),
        ("2024-08-01", "2024-08-01", 0),
    ],
)
def test_full_months_at_the_edges(first, last, months):
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).full_months == months


def test_past_the_edges_of_the_calendar_its_last_day_is_meant():
    """PS2: a far day that somebody told breaks no page."""
    assert add_months(date(9999, 12, 31), 60) == date.max
    assert add_months(date(1, 1, 1), -1) == date.min
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert day_after(date.max) == date.max
    assert day_after(date(2024, 2, 29)) == date(2024, 3, 1)
    assert Period(date(2024, 1, 1), date.max).full_months > 0


def test_a_reversed_period_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2024, 8, 2), date(2024, 8, 1))


@given(st.lists(periods.filter(lambda period: period.days < 2000), max_size=8))
def test_time_worked_twice_counts_once(worked):
    whole = merged(worked)
    every_day = {period.first + timedelta(n) for period in worked for n in range(period.days)}

    assert sum(period.days for period in whole) == len(every_day)
    assert all(one.last + DAY < other.first for one, other in pairwise(whole))


@given(periods, periods)
def test_overlap_is_mutual(one, other):
    shared = max(one.first, other.first) <= min(one.last, other.last)

    assert one.overlaps(other) == other.overlaps(one) == shared
    assert one.touches(other) == other.touches(one) >= shared

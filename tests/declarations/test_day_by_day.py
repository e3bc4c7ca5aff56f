"""How long a title has been held, against an oracle that walks day by day and knows nothing of adding months.

IN12, COND-13: 民法典第二百零一、二百零二条 for a count from the grant; whole calendar months for the rules of 2026.
"""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.period import months_between
from declarations.eligibility.seniority import months_held, start_that_suffices
from tests.declarations.dossiers import changed, craft_arts

DAY = timedelta(days=1)
MONTH_AFTER = changed(seniority={"start": "month_after_grant", "cutoff_date": "2024-12-31"})
starts = st.dates(date(2012, 1, 1), date(2024, 12, 31))
spans = st.integers(0, 2200)


def days(start, until):
    """The days after the first one, which is not counted, to the last."""
    day = start
    while day < until:
        day += DAY
        yield day


def is_last_of_month(day):
    return (day + DAY).day == 1


def walked_from_the_grant(start, until):
    """A month is over with the day of the same number, in a shorter month with its last day."""
    return sum(day.day == start.day or (is_last_of_month(day) and start.day > day.day) for day in days(start, until))


def walked_by_calendar_months(start, until):
    """Months of which every day lies in the span: from their first to their last, after the month of the grant."""
    whole, from_the_first = 0, False
    for day in days(start, until):
        from_the_first = from_the_first or (day.day == 1 and (day.year, day.month) != (start.year, start.month))
        whole += from_the_first and is_last_of_month(day)
    return whole


@settings(max_examples=300, deadline=None)
@given(starts, spans)
def test_months_from_the_grant_are_those_that_walking_finds(start, span):
    """COND-13 before 2026; IN12."""
    until = start + span * DAY

    assert months_between(start, until) == walked_from_the_grant(start, until)
    assert months_held(start, until, changed(seniority={"start": "grant_date"})) == walked_from_the_grant(start, until)


@settings(max_examples=300, deadline=None)
@given(starts, spans)
def test_calendar_months_are_those_that_walking_finds(start, span):
    """COND-13 (004 六): from the month after the grant, 足年足月."""
    until = start + span * DAY

    assert months_held(start, until, MONTH_AFTER) == walked_by_calendar_months(start, until)


@settings(max_examples=100, deadline=None)
@given(starts, st.sampled_from([1, 6, 12, 36, 48, 60]))
def test_the_earliest_day_told_is_the_first_on_which_walking_finds_enough(start, needed):
    """COND-13: neither a day early nor a day late, under either count."""
    for terms, walked in ((craft_arts(), walked_from_the_grant), (MONTH_AFTER, walked_by_calendar_months)):
        ready = start_that_suffices(needed, date(2024, 12, 31), terms, start)

        assert walked(start, ready) >= needed > walked(start, ready - DAY)

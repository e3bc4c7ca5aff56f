from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config.lib import clock
from records.models import CalendarDay
from records.services import calendar
from records.services.calendar import (
    LastDay,
    count_between,
    is_working_day,
    last_official_day,
    seed_calendar,
    working_days_after,
)
from records.states import DaySource

DAY = timedelta(days=1)
same_database = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
official_days = st.dates(date(2018, 1, 1), date(2026, 11, 30))


def day(text):
    return date.fromisoformat(text)


def by_brute_force(start, count):
    import chinese_calendar

    current = start
    while count:
        current += DAY
        count -= chinese_calendar.is_workday(current)
    return current


def test_a_new_database_knows_the_official_years(db):
    assert last_official_day().year >= 2026
    assert CalendarDay.objects.filter(date__year=2024).count() == 366


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2024-08-08", 5, "2024-08-15"),  # the demo's publicity
        ("2024-09-27", 1, "2024-09-29"),  # a Sunday that is worked for 国庆
        ("2024-09-29", 2, "2024-10-08"),
        ("2024-02-09", 1, "2024-02-18"),  # 春节, then a Sunday that is worked
        ("2024-08-08", 0, "2024-08-08"),
    ],
)
def test_working_days_in_a_year_with_make_up_days(db, start, count, last):
    """TIME-19."""
    assert working_days_after(day(start), count) == LastDay(day(last), certain=True)


@same_database
@given(start=official_days, count=st.integers(0, 15))
def test_working_days_equal_counting_one_by_one(db, start, count):
    assert working_days_after(start, count) == (by_brute_force(start, count), True)


@same_database
@given(start=official_days, length=st.integers(0, 60))
def test_counting_equals_asking_each_day(db, start, length):
    span = [start + n * DAY for n in range(length)]

    assert count_between(start, start + (length - 1) * DAY) == sum(map(is_working_day, span))


def test_names_say_why(db):
    names = dict(CalendarDay.objects.filter(date__in=("2024-10-01", "2024-09-29")).values_list("date", "name"))

    assert names == {day("2024-10-01"): "国庆节", day("2024-09-29"): "国庆节调休上班"}


# ── what is not announced ──────────────────────────────────────────────────────────────────────────────────────────
def test_a_computation_that_touches_an_unannounced_day_says_so(db):
    """ADMIN-10, TIME-19."""
    edge = last_official_day()

    assert working_days_after(edge - 10 * DAY, 1).certain
    assert not working_days_after(edge, 1).certain


def test_a_derived_year_knows_its_statutory_days(db):
    if last_official_day().year > 2026:
        pytest.skip("2027 has been announced")

    assert not is_working_day(day("2027-02-05"))  # 除夕, a Friday
    assert working_days_after(day("2027-02-04"), 1) == LastDay(day("2027-02-09"), certain=False)


def test_a_day_nobody_knows_follows_the_week(db):
    CalendarDay.objects.all().delete()

    assert working_days_after(day("2024-09-30"), 1) == LastDay(day("2024-10-01"), certain=False)
    assert last_official_day() is None


def test_regional_days_are_entered_by_people_and_stay(db):
    """ADMIN-10."""
    three_three = CalendarDay.objects.get(date="2024-04-11")  # 壮族三月三
    three_three.is_work, three_three.source, three_three.name = False, DaySource.REGIONAL, "壮族三月三"
    three_three.save()

    assert seed_calendar() == 0
    assert working_days_after(day("2024-04-10"), 1) == LastDay(day("2024-04-12"), certain=True)
    assert three_three.history.count() == 1


def test_a_history_is_dated_by_the_clock_that_people_read(db):
    """Design §7: the demo's histories stand in the demo's year, as everything else on its pages."""
    a_day = CalendarDay.objects.get(date="2024-04-11")

    with clock.law_at(datetime.fromisoformat("2024-09-12T10:00+08:00")):
        a_day.name = "壮族三月三"
        a_day.save()

    dated = timezone.localtime(a_day.history.get().history_date)
    assert f"{dated:%Y-%m-%d %H:%M}" == "2024-09-12 10:00"


def test_a_year_that_was_announced_replaces_what_was_derived(db, capsys):
    CalendarDay.objects.filter(date__year=2026).update(source=DaySource.DERIVED, is_work=True)
    CalendarDay.objects.filter(date__year=2025).delete()

    call_command("seed_calendar")

    assert CalendarDay.objects.filter(date__year__in=(2025, 2026), source=DaySource.OFFICIAL).count() == 730
    assert not is_working_day(day("2026-10-01"))
    assert CalendarDay.objects.get(date="2026-10-01").history.count() == 1
    assert capsys.readouterr().out.startswith("写入 730 天")


def test_a_table_with_rows_is_not_seeded_again(db):
    CalendarDay.objects.filter(date__year__gt=2015).delete()

    calendar.seed_empty_calendar()

    assert CalendarDay.objects.count() == 365


@pytest.mark.parametrize("count", [1, 30])
def test_one_query_for_two_months(db, count, django_assert_num_queries):
    with django_assert_num_queries(1):
        working_days_after(day("2024-08-08"), count)

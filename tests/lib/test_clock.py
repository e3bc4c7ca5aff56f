from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.lib import clock

MOMENT = datetime(2024, 8, 23, 10, 0, tzinfo=UTC)
A_MOMENT = timedelta(seconds=5)


def test_law_runs_on_from_the_moment_it_is_set_to(db):
    with clock.law_at(MOMENT):
        assert timedelta(0) <= clock.law() - MOMENT < A_MOMENT

    assert abs(clock.law() - clock.machine()) < A_MOMENT


def test_moves_add_up_and_end(db):
    with clock.law_at(MOMENT), clock.law_moved(timedelta(days=2)), clock.law_moved(timedelta(hours=-1)):
        assert clock.law() - MOMENT - timedelta(days=1, hours=23) < A_MOMENT

    assert abs(clock.law() - clock.machine()) < A_MOMENT


def test_the_machine_is_never_shifted(db):
    before = clock.machine()

    with clock.law_at(MOMENT):
        assert timedelta(0) <= clock.machine() - before < A_MOMENT


def test_the_shift_of_the_settings_counts(db, settings):
    settings.LAW_CLOCK_SHIFT = timedelta(days=-30)

    assert abs(clock.machine() - clock.law() - timedelta(days=30)) < A_MOMENT


def test_production_does_not_move_the_law(db, settings):
    settings.LAW_CLOCK_MOVABLE = False

    with pytest.raises(ImproperlyConfigured), clock.law_moved(timedelta(seconds=1)):
        pass


def test_a_failing_block_gives_the_time_back(db):
    with pytest.raises(KeyError), clock.law_moved(timedelta(days=9)):
        raise KeyError

    assert abs(clock.law() - clock.machine()) < A_MOMENT


def test_a_day_is_a_day_in_shanghai():
    assert clock.local_date(datetime(2024, 8, 22, 16, 0, tzinfo=UTC)) == date(2024, 8, 23)
    assert clock.local_date(datetime(2024, 8, 22, 15, 59, tzinfo=UTC)) == date(2024, 8, 22)


def test_process_and_database_agree(db):
    assert abs(clock.database_skew()) < timedelta(milliseconds=500)

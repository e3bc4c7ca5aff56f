"""Two clocks: the machine's, and the law's.

``machine()`` times leases and sessions and is never shifted. ``law()`` decides windows, periods and records; read it
once, *after* the locks are held, and hand it on as ``now``. Both are aware; a day is a day in Asia/Shanghai.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models import ExpressionWrapper
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from config.lib.page import once

_law = SimpleNamespace(shift=timedelta(0))  # plain module state: every thread of a test sees the same law


def machine() -> datetime:
    """Time of this process."""
    return timezone.now()


def law() -> datetime:
    """Time that counts before the law: one clock for all workers, the database's, where there is one."""
    return _database_now() + shift()


def law_in_sql() -> Combinable:
    """The law's moment as the database reads it inside a statement: for conditions that should cost no statement."""
    return ExpressionWrapper(Now() + shift(), models.DateTimeField()) if shift() else Now()


def shift() -> timedelta:
    """How far the law's clock is from the machine's, for what is shown and decides nothing; zero in production."""
    moved: timedelta = settings.LAW_CLOCK_SHIFT + _law.shift
    return moved


def shown_by_law(moment: datetime | None) -> datetime | None:
    """A moment of the machine's clock as pages show it, beside those of the law; the same in production."""
    return moment + shift() if moment else None


def local_date(moment: datetime) -> date:
    """The calendar day the law sees at this moment."""
    return timezone.localtime(moment).date()


def database_skew() -> timedelta:
    """How far this process's clock stands ahead of the database's (TM3); zero on SQLite."""
    return machine() - _database_now()


@contextmanager
def law_moved(by: timedelta) -> Iterator[None]:
    """Shift the law clock; for tests, the demo and the season. Raises ``ImproperlyConfigured`` in production."""
    if not settings.LAW_CLOCK_MOVABLE:
        raise ImproperlyConfigured("The law clock does not move in production.")
    before, _law.shift = _law.shift, _law.shift + by
    try:
        yield
    finally:
        _law.shift = before


def law_at(moment: datetime) -> AbstractContextManager[None]:
    """Set the law clock to ``moment`` (aware); it runs on from there. Raises like ``law_moved``."""
    return law_moved(moment - law())


def _database_now() -> datetime:
    """A page that only looks is of one moment; whatever moves reads the clock under its locks."""
    return once("clock", _database_reads)


def _database_reads() -> datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")  # now() would be the start of the transaction, before our locks
        moment: datetime = cursor.fetchone()[0]
    return moment

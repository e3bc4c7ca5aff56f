"""Small words for tests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
# What a page view may write: the session's expiry, and that somebody read personal data (design §10).
ALLOWED = re.compile(r"django_session|records_auditentry|records_audit", re.IGNORECASE)


@contextmanager
def no_writes() -> Iterator[None]:
    """Fail when a statement changes a business table; for GETs, previews and everything that only looks."""
    with CaptureQueriesContext(connection) as queries:
        yield
    written = [query["sql"] for query in queries if WRITES.match(query["sql"]) and not ALLOWED.search(query["sql"])]
    assert written == []


# What PostgreSQL alone is asked for: the law's time, and a lock by number (SQLite knows the time, and has one writer).
OF_POSTGRES = ("SELECT clock_timestamp()", "SELECT pg_advisory_")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements made inside, the same on every database: no law clock, no advisory locks."""
    made: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield made
    made += [query["sql"] for query in queries if not query["sql"].startswith(OF_POSTGRES)]

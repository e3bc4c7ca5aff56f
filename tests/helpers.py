"""Small words for tests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import urlencode

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


class _Sent(HTMLParser):
    """What a browser without scripts sends of a form nobody touched."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._select = self._text = ""
        self._chosen: str | None = None
        self._written = ""

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag == "input" and not (told.get("type") in {"checkbox", "radio"} and "checked" not in told):
            self.pairs.append((told["name"], told.get("value", "on" if told.get("type") == "checkbox" else "")))
        elif tag == "select":
            self._select, self._chosen = told["name"], None
        elif tag == "option" and self._select and (self._chosen is None or "selected" in told):
            self._chosen = told.get("value", "")
        elif tag == "textarea":
            self._text, self._written = told["name"], ""

    def handle_data(self, data):
        self._written += data

    def handle_endtag(self, tag):
        if tag == "select" and self._chosen is not None:
            self.pairs.append((self._select, self._chosen))
        if tag == "textarea":
            self.pairs.append((self._text, self._written.removeprefix("\n")))


def sent_unchanged(form) -> str:
    """The query string of a form sent back as it came."""
    reader = _Sent()
    reader.feed("".join(str(bound) for bound in form))
    return urlencode(reader.pairs)

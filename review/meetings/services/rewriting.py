"""Emptied tables are written anew: what a database keeps of deleted rows would still join voter and choice (BV2)."""

from typing import Any

from django.db import connection

from review.meetings.triggers import REWRITER

REWRITE = "meetings.rewrite"  # outbox kind


class NotRewritten(Exception):
    """Pages with envelopes or keys are still there; the outbox tries again, and says so when it gives up."""


def rewrite_tables(_payload: dict[str, Any]) -> None:
    """Outbox handler, harmless when run twice: open boxes keep their envelopes, in no order.

    Raises ``NotRewritten`` inside a transaction, and on PostgreSQL ``OperationalError`` when somebody (a dump) holds
    the tables for longer than three seconds: whoever votes just then does not wait behind it.
    """
    if connection.in_atomic_block:
        raise NotRewritten("Tables are rewritten outside of transactions.")
    if connection.vendor == "postgresql":
        _run(f"SELECT {REWRITER}()")
    else:
        _run("VACUUM")
        _run("PRAGMA wal_checkpoint(TRUNCATE)")  # the log of changes holds the pages as they were


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

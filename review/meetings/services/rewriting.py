"""Emptied tables are written anew: what PostgreSQL keeps of deleted rows would still join voter and choice (BV2)."""

from typing import Any

from django.db import connection
from django.db.models import Model

from review.meetings.models import BoxKey, Envelope

REWRITE = "meetings.rewrite"  # outbox kind
EMPTIED: tuple[type[Model], ...] = (Envelope, BoxKey)


class NotRewritten(Exception):
    """Pages with envelopes or keys are still there; the outbox tries again, and says so when it gives up."""


def rewrite_tables(_payload: dict[str, Any]) -> None:
    """Outbox handler, harmless when run twice. Raises ``NotRewritten`` while the old pages cannot be given up."""
    if connection.in_atomic_block:
        raise NotRewritten("Tables are rewritten outside of transactions.")
    if connection.vendor == "postgresql":
        for model in EMPTIED:
            _rewrite(model)
    else:
        _run("VACUUM")
        _run("PRAGMA wal_checkpoint(TRUNCATE)")  # the log of changes holds the pages as they were


def _rewrite(model: type[Model]) -> None:
    table, before = model._meta.db_table, _file_of(model)
    _run(f"VACUUM (FULL) {table}")
    if _file_of(model) == before:  # PostgreSQL only warns who may not
        raise NotRewritten(f"{table} was not rewritten: its owner must run this.")
    # A snapshot older than the tally (a long query, a backup) makes VACUUM carry the dead rows over.
    if not model._default_manager.exists() and _ask(f"SELECT pg_relation_size('{table}')"):
        raise NotRewritten(f"{table} still holds rows that an older transaction can see.")


def _file_of(model: type[Model]) -> int:
    return _ask(f"SELECT pg_relation_filenode('{model._meta.db_table}')")


def _ask(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

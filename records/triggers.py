"""The database itself refuses to change what is append-only.

Models say ``append_only = True``. Installed after every migrate, because SQLite's table rebuild loses triggers, and
checked at start. TRUNCATE stays possible for the owner of the tables; the application's role does not own them.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import connections

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    """CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
)
SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS {table}_append_only BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_append_only_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)
INSTALLED = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def install(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    connection = connections[using]
    statements = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for table in _append_only_tables(using):
            for statement in statements:
                cursor.execute(statement.format(table=table))


def check(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A database check: every append-only table that exists has its trigger."""
    return [
        Error(f"{table} lost its append-only trigger; run migrate.", id="records.E001")
        for using in databases or ()
        for table in sorted(_unguarded(using))
    ]


def _unguarded(using: str) -> set[str]:
    installed = _installed(using)
    return {table for table in _append_only_tables(using) if f"{table}_append_only" not in installed}


def _append_only_tables(using: str) -> list[str]:
    present = set(connections[using].introspection.table_names())
    tables = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
    return [table for table in tables if table in present]


def _installed(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(INSTALLED[connections[using].vendor])
        return {name for (name,) in cursor.fetchall()}

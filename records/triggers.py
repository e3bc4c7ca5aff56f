"""The database itself refuses to change what is append-only, and what is fixed from some state on.

Models say ``append_only = True`` or ``frozen = Frozen(…)``. Installed after every migrate, because SQLite's table
rebuild loses triggers, and checked at start. TRUNCATE stays possible for the owner of the tables; the application's
role does not own them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - as Django names it
from django.db import connections


@dataclass(frozen=True, slots=True)
class Frozen:
    """A row whose ``state`` is one of these is not deleted, does not leave them, and keeps its ``columns``.

    ``once``: columns that are written one time, when they are empty.
    """

    states: tuple[str, ...]
    columns: tuple[str, ...]
    once: tuple[str, ...] = ()


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
FROZEN = {  # by vendor: how a trigger is made, and how two values are told apart where either may be NULL
    "postgresql": (
        """CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table}
        FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()""",
        "IS DISTINCT FROM",
    ),
    "sqlite": (
        """CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} WHEN {when}
        BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END""",
        "IS NOT",
    ),
}
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
        for table, frozen in _frozen_tables(using).items():
            for statement in _frozen_statements(table, frozen, connection.vendor):
                cursor.execute(statement)


def _frozen_statements(table: str, frozen: Frozen, vendor: str) -> Iterator[str]:
    make, differs = FROZEN[vendor]
    states = ", ".join(f"'{each}'" for each in frozen.states)
    changed = [f"NEW.state NOT IN ({states})"]
    changed += [f"OLD.{column} {differs} NEW.{column}" for column in frozen.columns]
    changed += [f"(OLD.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column})" for column in frozen.once]
    when = f"OLD.state IN ({states})"
    yield make.format(name=f"{table}_frozen", event="UPDATE", table=table, when=f"{when} AND ({' OR '.join(changed)})")
    yield make.format(name=f"{table}_frozen_delete", event="DELETE", table=table, when=when)


def check(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A database check: every append-only table that exists has its trigger."""
    wanted = databases or ()
    lost = [table for using in wanted for table in sorted(_unguarded(using))]
    thawed = [table for using in wanted for table in sorted(_thawed(using))]
    return [
        *(Error(f"{table} lost its append-only trigger; run migrate.", id="records.E001") for table in lost),
        # A warning: a table may have been there before it was frozen, and ``migrate`` checks before it installs.
        *(Warning(f"{table} lost the trigger that freezes it; run migrate.", id="records.W001") for table in thawed),
    ]


def _unguarded(using: str) -> set[str]:
    installed = _installed(using)
    return {table for table in _append_only_tables(using) if f"{table}_append_only" not in installed}


def _thawed(using: str) -> set[str]:
    installed = _installed(using)
    return {table for table in _frozen_tables(using) if f"{table}_frozen" not in installed}


def _append_only_tables(using: str) -> list[str]:
    present = set(connections[using].introspection.table_names())
    tables = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
    return [table for table in tables if table in present]


def _frozen_tables(using: str) -> dict[str, Frozen]:
    present = set(connections[using].introspection.table_names())
    held = {model._meta.db_table: getattr(model, "frozen", None) for model in apps.get_models()}
    return {table: frozen for table, frozen in held.items() if isinstance(frozen, Frozen) and table in present}


def _installed(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(INSTALLED[connections[using].vendor])
        return {name for (name,) in cursor.fetchall()}

"""What a builder of tests writes, remembered: built row by row once, copied in afterwards.

Half of the tests begin with the same cast under the same notice: several hundred statements by the services, a third
of a second. ``@remembered`` on such a builder keeps what it wrote (``COPY … TO``) and what it returned (pickled), and
hands both out again: the same rows with the same keys, in the transaction of the test that asks, and objects of its
own for each test. Nothing is shared between tests, so they stay independent of their order.

A builder is run in full wherever its rows might not fit: on SQLite, in committed tests (``transaction=True``), when
the test has written anything else before, under other settings, or at another minute of the law's clock; and after
the test's ``monkeypatch`` changed anything, for that is in no key. Whatever is remembered is forgotten when the database is flushed.
``REMEMBER=0`` in the environment runs every builder in full.
"""

import os
import pickle
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache, wraps
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_migrate

from config.lib import clock
from notices.announcements import KEY as BANNERS
from notices.models import Announcement
from records.models import StoredFile

KEPT = 64  # worlds; half a megabyte each
# What changes nothing that a builder reads: looking, savepoints, and that somebody signed in.
NO_MATTER = re.compile(
    r"""\s*( SELECT\b(?!.*\b(nextval|setval)\() | SAVEPOINT | RELEASE | UPDATE\ "accounts_user"\ SET\ "last_login"\ =\ \S+\ WHERE
    | (INSERT\ INTO|UPDATE|DELETE\ FROM)\ "(django_session|axes_accesslog|accounts_signedin)" )""",
    re.VERBOSE | re.DOTALL,
)
OF_PLACE = {"PRIVATE_FILES", "AUDIT_HEADS_FILE"}  # settings that say where files lie, not what rows say


@dataclass(frozen=True)
class Memory:
    """One builder's work: the rows it changed and wrote, by table as ``COPY`` has them, and what it returned."""

    number: int  # another time the same work has other keys
    gone: dict[str, list[str]]  # primary keys; a changed row is gone and written anew
    rows: dict[str, bytes]
    made: bytes
    law: datetime  # when it was done: nothing may be published in the future
    files: tuple[Path, ...]


_memories: OrderedDict[Hashable, Memory] = OrderedDict()
_asked: set[Hashable] = set()  # once: most builders with words of their own are never asked again
_numbers = count(1)
patches: pytest.MonkeyPatch | None = None  # those of this test (conftest)
_stands: tuple[int, int] | None = None  # the memory this transaction holds and nothing else; the transaction's number


def remembered(build: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a function or method that only writes rows (and stored files) and returns what can be pickled.

    A method's object is a dataclass and part of the key. Raises ``TypeError`` for a function inside another one: what
    that one knows is in no key.
    """
    if "<" in build.__qualname__:
        raise TypeError(f"{build.__qualname__} must stand in its module to be remembered")

    @wraps(build)
    def again(*args: Any, **kwargs: Any) -> Any:
        key = _key(build, args, kwargs)
        if key is None:
            return build(*args, **kwargs)
        memory = _memories.get(key)
        if memory and all(path.exists() for path in memory.files):
            _memories.move_to_end(key)
            return _copied_in(memory)
        if key not in _asked:
            _asked.add(key)
            return build(*args, **kwargs)
        return _noted(key, build, args, kwargs)

    return again


def forget(**_: Any) -> None:
    """The rows that stood below are others now; receiver of ``post_migrate``, which follows a flush."""
    _memories.clear()
    _asked.clear()


post_migrate.connect(forget, dispatch_uid="tests.remembering")


# ── where we stand ───────────────────────────────────────────────────────────────────────────────────────
def _key(build: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Hashable | None:
    """Under what this builder's work can be used again; None where it cannot."""
    if _is_patched() or os.environ.get("REMEMBER") == "0":
        return None
    if connection.vendor != "postgresql" or not connection.in_atomic_block or connection.needs_rollback:
        return None
    now, number = _looked()
    if number is None:
        below = 0
    elif _stands and _stands[1] == number:
        below = _stands[0]
    else:
        return None
    if "." in build.__qualname__:
        args = (_facts_of(args[0]), *args[1:])
    told = pickle.dumps((args, sorted(kwargs.items())))
    return (below, build.__module__, build.__qualname__, sha256(told).digest(), _moment(now), _overrides())


def _is_patched() -> bool:
    """Whether the test's ``monkeypatch`` has changed anything: pytest-django asks for one in every test."""
    return patches is not None and bool(patches._setattr or patches._setitem)


def _facts_of(thing: Any) -> list[tuple[str, Any]]:
    """A method's object, whose rows by their keys: what is read of them meanwhile makes no other object of it."""
    told = [(each.name, getattr(thing, each.name)) for each in fields(thing)]
    return [(name, (value._meta.label, value.pk) if isinstance(value, Model) else value) for name, value in told]


def _looked() -> tuple[datetime, int | None]:
    """The database's clock, and the number of this transaction: it has none before it writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), pg_current_xact_id_if_assigned()::text::bigint")
        return cursor.fetchone()


def _moment(now: datetime) -> Hashable:
    """The minute of the law if it was moved; and how far the test moved the machine's clock."""
    law = (now + clock.shift()).replace(second=0, microsecond=0) if clock.shift() else None
    return law, round((clock.machine() - now).total_seconds() / 60)


def _overrides() -> Hashable:
    """Settings this test changed."""
    changed: dict[str, str] = {}
    layer = settings._wrapped
    while "default_settings" in layer.__dict__:
        for name, value in layer.__dict__.items():
            if name.isupper() and name not in OF_PLACE:
                changed.setdefault(name, repr(value))
        layer = layer.default_settings
    return tuple(sorted(changed.items()))


def _watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    """Whoever writes stands somewhere else afterwards."""
    global _stands  # noqa: PLW0603 - one connection, one standing
    if not NO_MATTER.match(str(sql)):
        _stands = None
    return execute(sql, params, many, context)


def _stand_on(memory: Memory) -> None:
    global _stands  # noqa: PLW0603
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)
    number = _looked()[1]
    _stands = (memory.number, number) if number else None


# ── note and copy ────────────────────────────────────────────────────────────────────────────────────────
def _noted(key: Hashable, build: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    before = _all_rows()
    made = build(*args, **kwargs)
    after = _all_rows()
    gone = {table: _without(rows, after[table]) for table, rows in before.items()}
    new = {table: _without(rows, before[table]) for table, rows in after.items()}
    if not any(rows and table in _fixed_tables() for table, rows in gone.items()):
        files = tuple(each.path for each in StoredFile.objects.all()) if new[StoredFile._meta.db_table] else ()
        _memories[key] = Memory(next(_numbers), _keys_in(gone), _joined(new), pickle.dumps(made), clock.law(), files)
        if len(_memories) > KEPT:
            _memories.popitem(last=False)
        _stand_on(_memories[key])
    return made


def _without(rows: list[bytes], others: list[bytes]) -> list[bytes]:
    known = set(others)
    return [row for row in rows if row not in known]


def _keys_in(gone: dict[str, list[bytes]]) -> dict[str, list[str]]:
    return {table: [row.split(b"\t")[0].decode() for row in rows] for table, rows in gone.items() if rows}


def _joined(new: dict[str, list[bytes]]) -> dict[str, bytes]:
    return {table: b"".join(rows) for table, rows in new.items() if rows}


def _all_rows() -> dict[str, list[bytes]]:
    """Every row of every table, as text, its primary key first."""
    found: dict[str, list[bytes]] = {}
    with connection.connection.cursor() as cursor:
        for table, columns in _tables().items():
            with cursor.copy(f"COPY {_written(table, columns)} TO STDOUT") as copy:
                found[table] = [bytes(row) for row in copy]
    return found


@cache
def _tables() -> dict[str, list[str]]:
    """The columns of every table, the primary key first."""
    models = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        meta.db_table: [meta.pk.column, *(each.column for each in meta.local_concrete_fields if not each.primary_key)]
        for meta in models
        if not meta.proxy
    }


@cache
def _fixed_tables() -> frozenset[str]:
    """Whose rows are not taken out and put back: triggers refuse it, or signing in changes them meanwhile."""
    kept = [each for each in apps.get_models() if hasattr(each, "append_only") or hasattr(each, "frozen")]
    return frozenset(model._meta.db_table for model in [*kept, get_user_model()])


def _written(table: str, columns: list[str]) -> str:
    return '"{}" ({})'.format(table, ", ".join(f'"{column}"' for column in columns))


def _copied_in(memory: Memory) -> Any:
    with connection.connection.cursor() as cursor:
        for table, keys in memory.gone.items():
            cursor.execute(f'DELETE FROM "{table}" WHERE "{_tables()[table][0]}"::text = ANY(%s)', [keys])
        for table, rows in memory.rows.items():
            with cursor.copy(f"COPY {_written(table, _tables()[table])} FROM STDIN") as copy:
                copy.write(rows)
    if clock.shift():  # back to the test's own time when its law_at ends
        clock._law.shift += max(memory.law - clock.law(), timedelta(0))
    _forget_by_key(memory)
    _stand_on(memory)
    return pickle.loads(memory.made)


def _forget_by_key(memory: Memory) -> None:
    """Limits are counted by person, and the next test's people have the same keys; what is announced has none."""
    caches["default"].clear()
    frame = caches["frame"]
    banners = None if Announcement._meta.db_table in {*memory.rows, *memory.gone} else frame.get(BANNERS)
    frame.clear()
    if banners is not None:
        frame.set(BANNERS, banners)

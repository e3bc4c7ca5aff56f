"""Write, claim and deliver outbox rows. Imports nobody: owners register their handlers by name in ``ready()``.

A row is claimed with a lease, its handler called outside any transaction, the outcome written if the lease is still
ours. A worker that dies leaves the row SENDING; when the lease runs out the row is asked of the provider first, where
its kind has a query, and simply repeated where it has none (its handler is harmless when run twice).
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction

from config.lib import clock
from config.lib.text import mask_numbers_in
from records.exceptions import OutcomeUnknown, Postponed, Undeliverable
from records.models import Outbox
from records.states import OutboxState

LEASE = timedelta(minutes=2)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # after the last, every hour (SM3)
GIVE_UP = timedelta(hours=24)
NUDGE_PAUSE = timedelta(seconds=30)  # a broker that is away is not asked again at every commit
ERROR_LENGTH = 2000

Handler = Callable[[dict[str, Any]], str | None]
Query = Callable[[dict[str, Any]], bool | None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """How rows of one kind leave; ``last``: when nothing else is due, and one at a time."""

    handler: Handler
    query: Query | None = None
    lease: timedelta = LEASE
    last: bool = False


_routes: dict[str, Route] = {}
_broker_away_until: list[datetime] = []


def register(
    kind: str, handler: Handler, *, query: Query | None = None, lease: timedelta = LEASE, last: bool = False
) -> None:
    """Name the function that delivers rows of this kind.

    ``handler(payload)`` returns the provider's reference or None. It raises ``OutcomeUnknown`` when the call may have
    taken effect, ``Undeliverable`` when repeating is useless, ``Postponed`` when it may not act yet, anything else to
    be tried again (1, 5, 15, 60 minutes, then hourly for a day). ``query(payload)`` asks the provider: True delivered,
    False not, None not known yet; a handler without one must be harmless when run twice. ``last`` is for what nobody
    waits for and whose other side may be slow.
    """
    route = Route(handler, query, lease, last)
    assert _routes.setdefault(kind, route) == route, f"{kind} has two handlers"


def enqueue(
    kind: str,
    letters: Iterable[tuple[str, dict[str, Any]]],
    *,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    about: str = "",
) -> None:
    """Queue (key, payload) pairs in the caller's transaction; a key queued before is not queued again.

    Times are of the machine clock. After ``expires_at`` a row fails unsent. ``about`` names the thing, for pages that
    show how far its work is.
    """
    now = clock.machine()
    told = {"about": about, "created_at": now, "not_before": not_before or now, "expires_at": expires_at}
    _queue([Outbox(kind=kind, key=key, payload=payload, **told) for key, payload in letters])


def enqueue_each(kind: str, letters: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """The same for (about, key, payload): many letters in one statement, each about a thing of its own."""
    now = clock.machine()
    told = {"kind": kind, "created_at": now, "not_before": now}
    _queue([Outbox(about=about, key=key, payload=payload, **told) for about, key, payload in letters])


def _queue(rows: list[Outbox]) -> None:
    if rows:
        Outbox.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        _nudge_after_commit()


def deliver_due(
    *, limit: int = 20, but: Collection[str] = (), only: Collection[str] | None = None, newest_first: bool = False
) -> int:
    """Claim what is due, but for kinds left out, and deliver it. How many rows were tried; call again until it is 0.

    ``newest_first`` is for work somebody may be looking at, where a heap of old rows must not keep them waiting.
    """
    rows = _claim(limit, but, only, newest_first=newest_first)
    for row, was in rows:
        if _still_ours(row):
            _deliver(row, was)
    return len(rows)


def deliver_last() -> int:
    """One row of the kinds that leave after all others; how many were tried.

    While a worker stands before a server that does not answer, no other does: somebody is free for the codes.
    """
    kinds = last_kinds()
    busy = Outbox.objects.filter(kind__in=kinds, state=OutboxState.SENDING, lease_until__gt=clock.machine())
    return 0 if busy.exists() else deliver_due(limit=1, only=kinds)


def last_kinds() -> tuple[str, ...]:
    """The kinds that leave when nothing else is due."""
    return tuple(kind for kind, route in _routes.items() if route.last)


def put_off(kind: str, until: datetime) -> int:
    """What waits of this kind is not tried before: its other side is away. How many; their day to give up runs on."""
    waiting = Outbox.objects.filter(kind=kind, state=OutboxState.PENDING, not_before__lt=until)
    return waiting.update(not_before=until)


def forget(kind: str, keys: Collection[str]) -> int:
    """Drop rows whose payload nobody may keep; what is being delivered this moment is not called back."""
    return Outbox.objects.filter(kind=kind, key__in=keys).delete()[0]


def drain_outbox(*, rounds: int = 1000, but: Collection[str] = ()) -> int:
    """Deliver until nothing is due but the kinds left out; for tests, the season and ``manage.py deliver``."""
    tried = 0
    for _ in range(rounds):
        count = deliver_due(limit=100, but=but)
        tried += count
        if not count:
            break
    return tried


def repeat_failed(outbox_id: int) -> bool:
    """A person decided to try a dead row again. False when it is not dead (any more)."""
    again = {"state": OutboxState.PENDING, "attempts": 0, "error": "", "expires_at": None}
    now = clock.machine()
    dead = Outbox.objects.dead().filter(pk=outbox_id)
    return bool(dead.update(**again, created_at=now, not_before=now))


def repeat(kind: str, key: str, *, ask_first: bool = False) -> bool:
    """A person decided to do again what failed, or was done and did not succeed. False while it is under way.

    ``ask_first`` is for what may have taken effect: the query comes before any new try.
    """
    now = clock.machine()
    ended = Outbox.objects.filter(kind=kind, key=key, state__in=(OutboxState.FAILED, OutboxState.DONE))
    state = OutboxState.UNKNOWN if ask_first else OutboxState.PENDING
    again = {"attempts": 0, "error": "", "expires_at": None, "done_at": None, "created_at": now, "not_before": now}
    return bool(ended.update(state=state, **again))


def hurry(kind: str, key: str) -> bool:
    """Put a row that waits at the head of what is taken newest first. False when none waits.

    A row that failed keeps its pause: looking at it does not spend its tries.
    """
    now = clock.machine()
    waiting = Outbox.objects.filter(kind=kind, key=key, state=OutboxState.PENDING, attempts=0, not_before__lte=now)
    return bool(waiting.update(not_before=now))


def nudge() -> None:
    """Tell a worker that there is something to do. Losing the message costs the beat's 30 seconds and nothing else."""
    now = clock.machine()
    if _broker_away_until and now < _broker_away_until[-1]:
        return
    try:
        current_app.send_task("records.deliver_outbox", ignore_result=True, retry=False)
    except Exception:  # noqa: BLE001 - whatever a transport raises: the row is safe, the beat sweeps
        logger.warning("The broker is away; the beat will sweep the outbox.")
        _broker_away_until[:] = [now + NUDGE_PAUSE]


def _nudge_after_commit() -> None:
    connection = transaction.get_connection()
    waiting = {function for _, function, *_ in connection.run_on_commit}
    if getattr(settings, "OUTBOX_NUDGE", True) and nudge not in waiting:  # one a transaction is enough
        transaction.on_commit(nudge)


# ── claiming ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _claim(
    limit: int, but: Collection[str] = (), only: Collection[str] | None = None, *, newest_first: bool = False
) -> list[tuple[Outbox, OutboxState]]:
    now = clock.machine()
    due = Outbox.objects.due(now).exclude(kind__in=but)
    due = due if only is None else due.filter(kind__in=only)
    with transaction.atomic():
        rows = list(
            (due.order_by("-not_before", "-pk") if newest_first else due).select_for_update(skip_locked=True)[:limit]
        )
        claimed = [(row, OutboxState(row.state)) for row in rows]
        for row in rows:
            row.state = OutboxState.SENDING  # before the call: a crash from here on is an unknown outcome
            row.lease_until = now + _lease_of(row)
            row.attempts += 1
        Outbox.objects.bulk_update(rows, ["state", "lease_until", "attempts"])
    return claimed


def _still_ours(row: Outbox) -> bool:
    """Rows claimed together are delivered one after another; a lease half used is renewed, a lost one left alone."""
    now, lease = clock.machine(), _lease_of(row)
    if row.lease_until is not None and row.lease_until - now > lease / 2:
        return True
    renewed = now + lease
    if not Outbox.objects.filter(pk=row.pk, lease_until=row.lease_until).update(lease_until=renewed):
        return False
    row.lease_until = renewed
    return True


def _lease_of(row: Outbox) -> timedelta:
    route = _routes.get(row.kind)
    return route.lease if route else LEASE


# ── delivering ─────────────────────────────────────────────────────────────────────────────────────────────────────
def _deliver(row: Outbox, was: OutboxState) -> None:
    route = _routes.get(row.kind)
    if route is None:
        _later(row, OutboxState.PENDING, "没有登记该类型的处理程序。")
    elif was is OutboxState.PENDING or route.query is None:
        _send(row, route)
    else:
        _ask(row, route, route.query)


def _ask(row: Outbox, route: Route, query: Query) -> None:
    try:
        delivered = query(row.payload)
    except Exception as error:
        logger.exception("Query about %s failed", row)
        _later(row, OutboxState.UNKNOWN, str(error))
        return
    if delivered is None:
        _later(row, OutboxState.UNKNOWN, "对方尚无结果。")
    elif delivered:
        _done(row, None)
    else:
        _send(row, route)


def _send(row: Outbox, route: Route) -> None:
    if row.expires_at and clock.machine() >= row.expires_at:
        _fail(row, "已过有效期，未发送。")
        return
    try:
        reference = route.handler(row.payload)
    except Undeliverable as error:
        _fail(row, str(error))
    except OutcomeUnknown as error:
        _after_unknown(row, route, str(error))
    except Postponed as wait:
        _wait(row, wait)
    except Exception as error:
        logger.exception("Delivery of %s failed", row)
        _later(row, OutboxState.PENDING, f"{type(error).__name__}: {error}")
    else:
        _done(row, reference)


def _after_unknown(row: Outbox, route: Route, error: str) -> None:
    if route.query is None:
        _fail(row, f"结果未知，且无法向对方查询：{error}")  # never repeated blindly
    else:
        _later(row, OutboxState.UNKNOWN, error)


def _done(row: Outbox, reference: str | None) -> None:
    kept = {"provider_ref": reference} if reference else {}
    _finish(row, state=OutboxState.DONE, error="", done_at=clock.machine(), **kept)


def _wait(row: Outbox, wait: Postponed) -> None:
    """Not a try: neither counted, nor part of the day after which a row is given up."""
    again = {"not_before": wait.until, "created_at": wait.until, "attempts": row.attempts - 1}
    _finish(row, state=OutboxState.PENDING, error=_kept(str(wait)), **again)


def _later(row: Outbox, state: OutboxState, error: str) -> None:
    now = clock.machine()
    if now - row.created_at > GIVE_UP:
        _fail(row, error)
        return
    pause = PAUSES[min(row.attempts, len(PAUSES)) - 1]
    _finish(row, state=state, error=_kept(error), not_before=now + pause)


def _fail(row: Outbox, error: str) -> None:
    logger.error("Delivery of %s is given up: %s", row, _kept(error))
    _finish(row, state=OutboxState.FAILED, error=_kept(error))


def _kept(error: str) -> str:
    return mask_numbers_in(error)[:ERROR_LENGTH]


def _finish(row: Outbox, **values: Any) -> None:
    # A worker that lost its lease must not speak for the one that took over.
    Outbox.objects.filter(pk=row.pk, lease_until=row.lease_until).update(lease_until=None, **values)

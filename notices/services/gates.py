"""The barrier of a window: moves hold it, the sweep closes it, nothing slips in after it was counted (design §7)."""

from datetime import datetime

from django.db import connection

from accounts.models import Actor
from config.lib import clock
from notices.models import Gate
from records.models import Fact
from records.services.audit import audited, note

GATE_LOCKS = 7_201_002  # the class of our advisory locks on gates; the key is the gate


def hold_gate(notice_id: int, window: str, level: str = "") -> Gate:
    """Read a gate so that nobody can close it before this transaction commits; many may hold it at once.

    A gate of the level's own stands before everybody's. Raises ``Gate.DoesNotExist`` for a window without a gate.
    An advisory lock rather than FOR SHARE: row locks do not queue, and under a stream of moves the closer waited up to
    3 s for a lull; here it waited 12 ms. SQLite needs neither: its IMMEDIATE transactions already stand in line.
    """
    gate_id = _gate_id(notice_id, window, level)
    _lock_gate(gate_id, shared=True)
    return Gate.objects.get(pk=gate_id)  # read after the lock: a statement of its own sees what the closer committed


def _gate_id(notice_id: int, window: str, level: str) -> int:
    fitting = Gate.objects.ruling(notice=notice_id, window=window, level=level)
    gate_id = fitting.values_list("pk", flat=True).first()
    if gate_id is None:
        raise Gate.DoesNotExist(f"notice {notice_id} has no gate for {window}")
    return gate_id


def _lock_gate(gate_id: int, *, shared: bool = False) -> None:
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [GATE_LOCKS, gate_id])


def move_gate(gate_id: int, *, closes_at: datetime | None, actor: Actor, opens_at: datetime | None = None) -> Gate:
    """Extend or shorten a window; a gate already closed opens again. Waits for the moves that hold it."""
    with audited():
        _lock_gate(gate_id)
        gate = Gate.objects.get(pk=gate_id)
        gate.opens_at = opens_at or gate.opens_at
        gate.closes_at, gate.closed_at = closes_at, None
        gate.save(update_fields=["opens_at", "closes_at", "closed_at"])
        note(Fact("gate.move", gate.pk, actor.pk, clock.law()))
    return gate


def set_gate(
    notice_id: int,
    window: str,
    *,
    opens_at: datetime,
    closes_at: datetime | None,
    actor: Actor,
    level: str = "",
) -> Gate:
    """The gate of a window with these times: made if there is none, moved if they differ.

    For the windows of an edition, for one a notice announces later (G-06), and for one level's own times (TIME-06).
    """
    gate = Gate.objects.filter(notice_id=notice_id, window=window, level=level).first()
    if gate is None:
        return _make_gate(
            Gate(notice_id=notice_id, window=window, level=level, opens_at=opens_at, closes_at=closes_at), actor
        )
    if (gate.opens_at, gate.closes_at) == (opens_at, closes_at):
        return gate
    return move_gate(gate.pk, opens_at=opens_at, closes_at=closes_at, actor=actor)


def _make_gate(gate: Gate, actor: Actor) -> Gate:
    with audited():
        gate.save()
        note(Fact("gate.make", gate.pk, actor.pk, clock.law()))
    return gate


def close_due_gates() -> int:
    """Close every gate whose instant has passed. Waits for the moves that hold it; afterwards none slips in.

    Returns how many it closed; a second call closes none of them again.
    """
    with audited():
        due = list(Gate.objects.due(clock.law()).order_by("pk").values_list("pk", flat=True))
        for gate_id in due:
            _lock_gate(gate_id)  # waits here for the moves that hold it
        now = clock.law()
        closing = list(Gate.objects.due(now).filter(pk__in=due).order_by("pk").values_list("pk", flat=True))
        Gate.objects.filter(pk__in=closing).update(closed_at=now)
        note(*(Fact("gate.close", gate_id, None, now) for gate_id in closing))
    return len(closing)

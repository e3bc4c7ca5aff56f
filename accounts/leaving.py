"""What a person leaves open at a desk: listed before they go, handed to a colleague or back to the queue (S14, S16).

The floors above keep the work and register here how to find it and pass it on; whoever ends a seat, by whatever door,
passes through ``hand_on``, so that nothing stays with somebody who left.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.models import Actor, Membership, User


@dataclass(frozen=True, slots=True)
class Open:
    """One thing somebody has open at a desk, in words for the list; ``case`` is the declaration it is about."""

    kind: str
    text: str
    url: str = ""
    case: int | None = None


class Keeper(Protocol):
    """Keeps one kind of open work."""

    def open_at(self, seat: Membership) -> Sequence[Open]:
        """What this person has open at this desk."""

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        """Give it to a colleague, or back to the queue; (given, put back). Call inside the transaction."""


Barring = Callable[[User, Collection[int]], Collection[int]]  # of these cases, those a person keeps away from
_keepers: list[Keeper] = []
_barrings: list[Barring] = []


def register_keeper(keeper: Keeper) -> None:
    """Called by a floor above when the apps are ready."""
    _keepers.append(keeper)


def register_barring(barring: Barring) -> None:
    """Called by the floor above that knows who keeps away from which case (E311)."""
    _barrings[:] = [barring]


def open_work(seat: Membership) -> list[Open]:
    """Everything the person has open at this desk."""
    return [each for keeper in _keepers for each in keeper.open_at(seat)]


def told_to(reader: User, work: Sequence[Open]) -> list[Open]:
    """Without the cases this reader keeps away from: nobody learns here who has their own on the table (E311)."""
    barred = barred_from(reader, {each.case for each in work if each.case is not None})
    return [each for each in work if each.case not in barred]


def barred_from(reader: User, cases: Collection[int]) -> set[int]:
    """Of these cases, those the reader keeps away from (E311)."""
    return {case for barring in _barrings for case in barring(reader, cases)}


def hand_on(seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Pass everything on; how many went to the colleague, how many back to the queue."""
    done = [keeper.pass_on(seat, to, actor=actor, now=now) for keeper in _keepers]
    return sum(given for given, _ in done), sum(back for _, back in done)

"""Plays a season: things happen at their moments, the clock's own work between them."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.lib import clock
from notices.models import Gate
from records.services.files import PICTURES
from records.services.outbox import drain_outbox
from review.process.reminders import send_due_reminders
from review.process.tasks import sweep

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = time(0, 5)  # when the publicities of the day before are found to be over


def moment(text: str) -> datetime:
    """``08-23 18:00`` of 2024, in the law's zone."""
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def deliver() -> int:
    """What workers do at once. Pictures of pages are theirs alone: nothing in a season waits for one."""
    return drain_outbox(but=(PICTURES,))


@dataclass(order=True, slots=True)
class Happening:
    """One thing that somebody does at a moment; things of one moment keep the order they were planned in."""

    at: datetime
    number: int
    act: Callable[..., Any] = field(compare=False)
    args: tuple[Any, ...] = field(compare=False)


class Player:
    """A queue of happenings. Whatever acts may plan further ones."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._queue: list[Happening] = []
        self._numbers = itertools.count()

    def at(self, when: datetime | str, act: Callable[..., Any], *args: Any) -> None:
        """Plan a happening; never before now."""
        wanted = moment(when) if isinstance(when, str) else when
        heapq.heappush(self._queue, Happening(max(wanted, self.now), next(self._numbers), act, args))

    def run(self, until: datetime) -> None:
        """Play everything up to ``until``, the clock's work included."""
        while self._queue and self._queue[0].at <= until:
            happening = heapq.heappop(self._queue)
            self._pass_time(happening.at)
            with clock.law_at(happening.at):
                happening.act(*happening.args)
                deliver()
        self._pass_time(until)

    def _pass_time(self, until: datetime) -> None:
        for point in sorted({*self._nights(until), *self._closings(until)}):
            with clock.law_at(point):
                sweep()
                send_due_reminders()
                deliver()
        self.now = max(self.now, until)

    def _nights(self, until: datetime) -> Iterator[datetime]:
        day = self.now.astimezone(ZONE).date()
        while (point := datetime.combine(day, NIGHT, ZONE)) <= until:
            if point > self.now:
                yield point
            day += timedelta(days=1)

    def _closings(self, until: datetime) -> Iterator[datetime]:
        gates = Gate.objects.filter(closed_at=None, closes_at__gt=self.now, closes_at__lt=until)
        yield from (gate.closes_at + timedelta(seconds=30) for gate in gates if gate.closes_at)

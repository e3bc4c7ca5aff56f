"""How long a registration may wait: three working days from the next on (domain.md §6.1, lesson 14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Organisation
from config.lib import clock
from records.services.calendar import free_days

WORKING_DAYS = 3
LONGEST = timedelta(days=30)  # three working days behind the longest holidays
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration in the queue of whoever decides."""

    unit: Organisation
    due: date | None  # the last day of the promise; None where nobody wrote down when it was handed in
    is_late: bool


def waiting_registrations(units: Sequence[Organisation], *, today: date) -> list[Waiting]:
    """The promise of each; one statement for any number. ``today`` is a day of the law clock."""
    days = {unit.pk: clock.local_date(unit.registered_at) for unit in units if unit.registered_at}
    free = free_days(min(days.values()), max(days.values()) + LONGEST) if days else {}
    dues = {pk: _due(day, free) for pk, day in days.items()}
    return [Waiting(unit, dues.get(unit.pk), unit.pk in dues and dues[unit.pk] < today) for unit in units]


def due_of(unit: Organisation) -> date | None:
    """Until when one registration is answered; None where nothing was handed in."""
    if unit.registered_at is None:
        return None
    day = clock.local_date(unit.registered_at)
    return _due(day, free_days(day, day + LONGEST))


def _due(day: date, free: dict[date, str]) -> date:
    left = WORKING_DAYS
    while left:
        day += DAY
        left -= day not in free
    return day

"""By what a list can be narrowed: what there is of each kind in it, and what was taken (16-1)."""

from dataclasses import dataclass

from accounts.models import User
from declarations.states import LOOKS, State
from review.process.desks import Filters, queue_rows

FIELDS = ("edition__notice__code", "edition__notice__title", "level", "level_name", "specialty", "specialty_name")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A way to narrow a list: its name in the address, what it is called, its choices, and the one taken."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    taken: str

    @property
    def words(self) -> str:
        """What was taken, as people read it; a value nobody knows is shown as it stands in the address."""
        return dict(self.choices).get(self.taken, self.taken)


def narrowings(user: User, role: str, filters: Filters) -> list[Narrowing]:
    """Notice, level, specialty and state as they occur in this queue; one statement, whatever its length."""
    rows = queue_rows(user, role, filters.queue).order_by().values_list(*FIELDS, "state").distinct()
    found = list(rows)
    states = [(state, LOOKS[State(state)].label) for state in sorted({row[-1] for row in found})]
    choices = [sorted({row[place : place + 2] for row in found}) for place in (0, 2, 4)]
    return [
        Narrowing("notice", "通知", choices[0], filters.notice),
        Narrowing("level", "级别", choices[1], filters.level),
        Narrowing("specialty", "专业", choices[2], filters.specialty),
        Narrowing("state", "状态", states, filters.state),
    ]

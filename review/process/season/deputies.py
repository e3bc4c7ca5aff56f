"""Two absences at the office of the series: a deputy whose days are over, one who stands in today (ROLE-02).

While the deputy sits there, what comes up is theirs: the log says 代.
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import Membership
from accounts.services import end_lapsed_deputies, name_deputy
from accounts.states import Role
from review.process.season.player import Player
from review.process.season.world import World

DESK, AWAY = "office", "away"  # whom the season lets act for the office; where their place is kept meanwhile


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away (keys of the cast), who stands in, from when to when, why; ``sits``: the hours that are played."""

    away: str
    deputy: str
    first: date
    last: date
    reason: str
    sits: tuple[str, str]


ABSENCES = (
    Absence("office", "supervision", date(2024, 9, 3), date(2024, 9, 6), "参加培训", ("09-05 08:30", "09-05 12:00")),
    Absence("office2", "secretary", date(2024, 9, 9), date(2024, 9, 20), "病假", ("09-11 09:05", "09-11 11:00")),
)


def plan(player: Player, world: World) -> None:
    """Named in the morning of the first day; ended by the clock on the morning after the last."""
    for absence in ABSENCES:
        player.at(f"{absence.first:%m-%d} 08:00", name, world, absence)
        sits_down, gets_up = absence.sits
        player.at(sits_down, sit_down, world, absence)
        player.at(gets_up, get_up, world)
    player.at("09-07 00:10", end_lapsed_deputies)


def name(world: World, absence: Absence) -> None:
    """The office's manager names a colleague."""
    seat = Membership.objects.own().get(user=world.clerks[absence.away], role=Role.OFFICE, ended_at=None)
    days = {"first_day": absence.first, "last_day": absence.last}
    deputy = world.clerks[absence.deputy]
    name_deputy(seat.pk, person_id=deputy.pk, reason=absence.reason, actor=world.clerks["office"], **days)


def sit_down(world: World, absence: Absence) -> None:
    """What the office does from now on, the deputy does."""
    world.clerks[AWAY], world.clerks[DESK] = world.clerks[DESK], world.clerks[absence.deputy]


def get_up(world: World) -> None:
    """The first clerk works again."""
    world.clerks[DESK] = world.clerks.pop(AWAY)

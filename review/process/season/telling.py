"""How happenings are planned: at a moment of the story, for one person after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from review.process.season.cast import Person
from review.process.season.player import Player, moment
from review.process.season.world import World

Act = Callable[..., Any]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
PUBLISHED, AFTERWARDS = "07-02 09:00", "07-02 10:00"  # on the day the notice bears; what its names allow follows


@dataclass(slots=True)
class Story:
    """Plans the life of each person; ``world.shift`` moves every date."""

    player: Player
    world: World

    def at(self, when: str | datetime, act: Act, *args: Any) -> None:
        """Plan an act of this world at a moment of the story."""
        self.player.at(self.moment(when), act, self.world, *args)

    def each(self, when: str, person: Person, *acts: Act) -> None:
        """Acts on one person, one after the other; people of one hour follow one another by minutes."""
        for number, act in enumerate(acts):
            self.at(moment(when) + person.number * MINUTE + number * MINUTE / 6, act, person)

    def moment(self, when: str | datetime) -> datetime:
        return (moment(when) if isinstance(when, str) else when) + self.world.shift

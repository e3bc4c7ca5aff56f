"""A unit's sheets as a person left them: what was typed and not saved lies over what stands (17-7, ux §3.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from declarations.models import Declaration
from review.approvals.services.drafting import draft_of


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One sheet of one person: where it is kept, its version, and since when something waits."""

    place: str
    version: int = 0
    at: datetime | None = None  # None: nothing waits
    values: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def single(self) -> dict[str, str]:
        """One value a name, as a form starts from it."""
        return {name: given[0] for name, given in self.values.items() if given}

    def over(self, ticks: tuple[str, ...] = ()) -> dict[str, Any]:
        """What lies over what stands; a tick that was taken away is not among the values, and is said here."""
        return {name: name in self.values for name in ticks} | self.single if self.values else {}


def unsaved_of(declaration: Declaration, person: User, place: str, *, mine: bool = True) -> Unsaved:
    """What this person typed here and has not saved; ``mine``: whether it is theirs to fill in at all."""
    draft = draft_of(declaration, person, place) if mine else None
    if draft is None:
        return Unsaved(place)
    return Unsaved(place, draft.version, draft.at if draft.values else None, draft.values)

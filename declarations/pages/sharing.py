"""What a section's page says of data sharing: how the last asking stands, what the person objected to (MAT-10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from declarations.models import Declaration, SharedFetch
from declarations.parts import Section
from declarations.services.shared import FORGOTTEN, KINDS_OF


@dataclass(frozen=True, slots=True)
class Sharing:
    """The panel of a section that data sharing may fill."""

    section: str
    fetch: SharedFetch | None
    disputes: list[dict[str, Any]]
    is_open: bool  # a worker is at it; the page asks again


def sharing_of(declaration: Declaration, section: str, *, now: datetime) -> Sharing | None:
    """None for a section nobody shares. An asking that was forgotten counts as over."""
    if section not in KINDS_OF:
        return None
    fetch = declaration.fetches.filter(section=section).first()
    grounds = getattr(declaration, "grounds", None)
    disputes = [each for each in grounds.disputes if each["section"] == section] if grounds else []
    waiting = fetch is not None and fetch.is_open and now - fetch.asked_at < FORGOTTEN
    return Sharing(str(section), fetch, disputes, waiting)


SHARED_SECTIONS = tuple(Section(section).value for section in KINDS_OF)

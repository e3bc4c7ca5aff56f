"""Previous and next of the list a page was opened from (17-8).

Lists of desks stand on the floor above; it registers how they are read. A page here only hands on what its address
carries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from declarations.models import Declaration


@dataclass(frozen=True, slots=True)
class Beside:
    """Neighbours in a list, the case's place in it, the way back, and what the page's own links carry along."""

    query: str
    back: str
    before: str = ""
    after: str = ""
    place: str = ""


Finder = Callable[[HttpRequest, Declaration], Beside | None]
_finders: list[Finder] = []


def register_list(finder: Finder) -> None:
    """Called once by the floor that keeps the lists."""
    _finders[:] = [finder]


def beside_of(request: HttpRequest, declaration: Declaration) -> Beside | None:
    """Where the case stands in the list the reader came from; None when they came from nowhere."""
    return next((found for finder in _finders if (found := finder(request, declaration))), None)

"""Lists of the directory too long to be written while somebody waits: ordered here, written by a worker (16-6).

The floor that keeps 我的下载 registers how to order one; lists are known by the name of their address.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import get_resolver

from accounts.models import User
from config.lib.sheets import MOST_ROWS

AT_ONCE = 500  # lines a page writes itself: a quarter of a second; a longer list goes to a worker


class ListRefused(Exception):
    """Carries the sentence the person reads."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What goes out of a list: counted without being read; cut one behind what a sheet holds."""

    found: QuerySet[Any]
    told: Callable[[Iterable[Any]], Iterable[Sequence[object]]]  # rows as lines of the sheet

    def count(self) -> int:
        """How many lines; one more than a sheet holds stands for any number more."""
        return self.found[: MOST_ROWS + 1].count()

    def __iter__(self) -> Iterator[Sequence[object]]:
        return iter(self.told(self.found[: MOST_ROWS + 1]))


class LongList(Protocol):
    """A list as the worker writes it."""

    @property
    def words(self) -> str:
        """What it is called: 组织."""

    @property
    def columns(self) -> Sequence[str]:
        """The titles of its columns."""

    def lines(self, request: HttpRequest) -> list[Sequence[object]]:
        """What the person of the request may see now. Raises ``PermissionDenied``, ``ListRefused``."""


class Orderer(Protocol):
    """Has a worker write a list."""

    def __call__(self, user: User, name: str, *, title: str, reason: str, query: str, total: int) -> str:
        """The address where it can be fetched. Raises ``ListRefused``."""


lists: dict[str, LongList] = {}
_orderers: list[Orderer] = []


def register_orderer(orderer: Orderer) -> None:
    """Called by the floor above when the apps are ready."""
    _orderers[:] = [orderer]


def orderer() -> Orderer | None:
    """How a list is ordered; None on a site that shows only some floors."""
    return _orderers[0] if _orderers else None


def lines_of(name: str, user: User, query: str) -> tuple[LongList, list[Sequence[object]]]:
    """A list by its name, and its lines as this person's page would show them.

    Raises ``PermissionDenied``, ``ListRefused``.
    """
    _ = get_resolver().url_patterns  # the addresses bring the lists: a worker may not have read them yet
    request = HttpRequest()
    request.user, request.GET = user, QueryDict(query)
    found = lists[name]
    return found, found.lines(request)

"""Lists of the directory too long to be written while somebody waits: ordered here, written by a worker (16-6).

The floor that keeps 我的下载 registers how to order one; lists are known by the name of their address.
"""

from collections.abc import Sequence
from typing import Protocol

from django.http import HttpRequest, QueryDict
from django.urls import get_resolver

from accounts.models import User

AT_ONCE = 500  # lines a page writes itself: a quarter of a second; a longer list goes to a worker


class ListRefused(Exception):
    """Carries the sentence the person reads."""


class LongList(Protocol):
    """A list as the worker writes it."""

    @property
    def words(self) -> str:
        """What it is called: 组织."""

    @property
    def columns(self) -> Sequence[str]:
        """The titles of its columns."""

    def lines(self, request: HttpRequest) -> list[Sequence[object]]:
        """What the person of the request may see now. Raises ``PermissionDenied``."""


class Orderer(Protocol):
    """Has a worker write a list."""

    def __call__(self, user: User, name: str, *, title: str, query: str, total: int) -> str:
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
    """A list by its name, and its lines as this person's page would show them. Raises ``PermissionDenied``."""
    assert get_resolver().url_patterns, "the addresses bring the lists: a worker may not have read them yet"
    request = HttpRequest()
    request.user, request.GET = user, QueryDict(query)
    found = lists[name]
    return found, found.lines(request)

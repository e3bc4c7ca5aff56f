"""A page that only looks: what it asks for twice is read once, and forgotten with the page.

Nothing lives longer than the request: a right that was taken away is gone with the next page. Whatever moves has no
such memory; it reads under its locks.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse

ONLY_LOOKS = frozenset({"GET", "HEAD"})
T = TypeVar("T")

_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("_read", default=None)  # what this page read, once it has


def one_reading_a_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: opens the page's memory, and empties it when the answer is made."""

    def respond(request: HttpRequest) -> HttpResponse:
        token = _read.set({} if request.method in ONLY_LOOKS else None)
        try:
            return get_response(request)
        finally:
            _read.reset(token)

    return respond


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives, asked once a page; outside of a page that only looks, every time."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast(T, known[key])

"""What a list is filtered by stands in its address, so that it can be shared and gone back to (16-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from review.process.desks import Filters
from review.process.figures.behind import words_behind
from review.process.listing.address import filters_of
from review.process.listing.columns import Column
from review.process.listing.narrowing import Narrowing
from review.process.listing.ordering import SORTS

TURNING = ("after", "before")  # a page of the list, no part of what it is


def filters_in(request: HttpRequest) -> Filters:
    """Read the filter from the query string; unknown values filter nothing."""
    return filters_of(request.GET)


def chips_of(request: HttpRequest, narrowings: list[Narrowing]) -> list[tuple[str, str]]:
    """(words, address without it) for everything that narrows the list now: a shared link hides nothing."""
    taken = [(each.name, f"{each.label}：{each.words}") for each in narrowings if each.taken]
    filters = filters_in(request)
    if filters.words:
        taken.insert(0, ("q", filters.words))
    taken += [(name, f"{label}：{words}") for name, label, words in words_behind(filters)]
    return [(words, _without(request, name)) for name, words in taken]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its words, where it leads to be ordered by, and how the list stands now."""

    label: str
    url: str
    order: str  # ascending, descending, or nothing


def heads_of(request: HttpRequest, columns: Sequence[Column]) -> list[Head]:
    """The heads of a list; a second press turns the order round."""
    sort = request.GET.get("sort", "")
    return [_head(request, column, sort) for column in columns]


def _head(request: HttpRequest, column: Column, sort: str) -> Head:
    if column.sort not in SORTS:
        return Head(column.label, "", "")
    order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(sort, "")
    query = _kept(request, "sort")
    query["sort"] = f"-{column.sort}" if order == "ascending" else column.sort
    return Head(column.label, f"?{query.urlencode()}", order)


def carried(request: HttpRequest, role: str, *without: str) -> list[tuple[str, str]]:
    """What a form of the list sends along unseen, so that it changes its own part only."""
    query = _kept(request, "role", *without)
    query.setdefault("queue", "waiting")
    return [("role", role), *((name, value) for name, values in query.lists() for value in values if value)]


def _without(request: HttpRequest, name: str) -> str:
    return f"?{_kept(request, name).urlencode()}"


def _kept(request: HttpRequest, *without: str) -> QueryDict:
    query = request.GET.copy()
    for each in (*without, *TURNING):
        query.pop(each, None)
    return query

"""A list in words of its address: read from a query, kept as one, led back to (16-1)."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from review.process.desks import Filters

BEHIND = ("step", "result", "unit", "day", "problem")  # what a figure counts; no control of the page sets them
LISTED = ("q", "notice", "level", "specialty", "state", *BEHIND, "sort", "col")
LONGEST = 600  # characters of an address that is kept


def filters_of(asked: QueryDict) -> Filters:
    """The same from any query: of an address, of a view that was kept, of a form that carries one."""
    return Filters(
        queue=asked.get("queue", "waiting"),
        words=asked.get("q", "").strip()[:60],
        notice=asked.get("notice", ""),
        level=asked.get("level", ""),
        specialty=asked.get("specialty", ""),
        state=asked.get("state", ""),
        **{name: asked.get(name, "") for name in BEHIND},
        sort=asked.get("sort", ""),
        columns=tuple(asked.getlist("col")),
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )


def query_of(asked: QueryDict) -> str:
    """What a list is, without the page of it one is on: to be kept under a name, or carried to another page."""
    query = QueryDict(mutable=True)
    query["queue"] = asked.get("queue") or "waiting"
    for name in LISTED:
        if found := [value for value in asked.getlist(name) if value][: None if name == "col" else 1]:
            query.setlist(name, found)
    return query.urlencode()[:LONGEST]


def address_of(role: str, query: str) -> str:
    """A desk's list by what was kept of it; its queue is said, so that the view to open with does not take over."""
    asked = QueryDict(query, mutable=True)
    asked["role"] = role
    asked.setdefault("queue", "waiting")
    return f"{reverse('process:desk')}?{asked.urlencode()}"


def carried_by(asked: QueryDict) -> str:
    """The list a page was opened from, to go on with it: "?role=…&queue=…", or "" where it came from none (17-8)."""
    if "queue" not in asked:
        return ""
    return f"?{urlencode({'role': asked.get('role', '')})}&{query_of(asked)}"

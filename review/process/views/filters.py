"""What a list is filtered by stands in its address, so that it can be shared and gone back to (16-1)."""

from django.http import HttpRequest

from review.process.desks import Filters, Narrowing


def filters_in(request: HttpRequest) -> Filters:
    """Read the filter from the query string; unknown values filter nothing."""
    asked = request.GET
    return Filters(
        queue=asked.get("queue", "waiting"),
        words=asked.get("q", "").strip()[:60],
        level=asked.get("level", ""),
        specialty=asked.get("specialty", ""),
        state=asked.get("state", ""),
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )


def chips_of(request: HttpRequest, narrowings: list[Narrowing]) -> list[tuple[str, str]]:
    """(words, address without it) for everything that narrows the list now: a shared link hides nothing."""
    taken = [(each.name, f"{each.label}：{each.words}") for each in narrowings if each.taken]
    if words := filters_in(request).words:
        taken.insert(0, ("q", words))
    return [(words, _without(request, name)) for name, words in taken]


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    for each in (name, "after", "before"):
        query.pop(each, None)
    return f"?{query.urlencode()}"

"""What a list is filtered by stands in its address, so that it can be shared and gone back to (16-1)."""

from django.http import HttpRequest

from review.process.desks import Filters


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

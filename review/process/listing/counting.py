"""How many stand in each queue: one statement for all of them, and none is counted to its end (16-2)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from accounts.models import User
from declarations.models import Declaration

MOST = 1000  # from here on a tab says 1000+: nobody works off a number, and a list of 200,000 is not walked for it


class CappedCount(Subquery):
    """The number of rows of a queryset, counted to a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], most: int = MOST) -> None:
        super().__init__(rows.order_by().values("pk")[: most + 1])


def counts_of(lists: Mapping[str, QuerySet[Declaration]]) -> dict[str, int]:
    """The number of rows in each of these lists, by name; more than ``MOST`` is one more than it. One statement."""
    asked = {f"count_{place}": CappedCount(rows) for place, rows in enumerate(lists.values())}
    # A table with a row to hang the numbers on; which person it is does not matter.
    found = User.objects.order_by("pk").values_list(*asked.values())[:1] if asked else []
    return dict(zip(lists, next(iter(found), ()), strict=True)) if asked else {}


def count_words(count: int) -> str:
    """128, or 1000+."""
    return f"{MOST}+" if count > MOST else str(count)

"""Counting to a limit: nobody works off a number, and a list of 200,000 is not walked for one (16-2)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

MOST = 1000  # from here on a list says 1000+


class CappedCount(Subquery):
    """The number of rows of a queryset, counted to a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], most: int = MOST) -> None:
        super().__init__(rows.order_by().values("pk")[: most + 1])


def counts_beside(table: QuerySet[Any], lists: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows in each of these lists, by name; more than ``MOST`` is one more than it. One statement.

    ``table`` has a row to hang the numbers on; which one it is does not matter.
    """
    asked = {f"count_{place}": CappedCount(rows) for place, rows in enumerate(lists.values())}
    found = table.order_by("pk").values_list(*asked.values())[:1] if asked else []
    # A list known to be empty is not asked for: the database says nothing about it.
    return {name: count or 0 for name, count in zip(lists, next(iter(found), ()), strict=True)} if asked else {}


def count_words(count: int) -> str:
    """128, or 1000+."""
    return f"{MOST}+" if count > MOST else str(count)


def count_told(rows: QuerySet[Any]) -> str:
    """How many rows a list has, counted to the limit, in words. One statement."""
    return count_words(rows.order_by()[: MOST + 1].count())

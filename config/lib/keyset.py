"""Pages of a list that people search: in the order of a text column, without counting and without offsets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from config.lib.text import whole_number

SIZE = 50
MARK = "~"


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows in order, and the tokens of the pages before and after (for the ``pager`` piece)."""

    rows: Sequence[Any]
    before: str = ""
    after: str = ""


def keyset_page(rows: QuerySet[Any], by: str, *, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """One page of ``rows`` by a text column, A to Z, then by key; a token nobody gave out asks for the first page.

    One statement.
    """
    backwards = bool(before)
    beyond = _beyond(by, before or after, backwards=backwards)
    order = (f"-{by}", "-pk") if backwards else (by, "pk")
    found = list((rows.filter(beyond) if beyond else rows).order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_token(found[0], by), _token(found[-1], by)) if found else ("", "")
    has_before, has_after = (more, True) if backwards else (bool(beyond), more)
    return KeysetPage(found, first if has_before else "", last if has_after else "")


def newest_page(rows: QuerySet[Any], *, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """One page of ``rows``, what was entered last first. One statement."""
    beyond, backwards = whole_number(before or after), bool(whole_number(before))
    if beyond is not None:
        rows = rows.filter(Q(pk__gt=beyond) if backwards else Q(pk__lt=beyond))
    found = list(rows.order_by("pk" if backwards else "-pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (beyond is not None, more)
    first, last = (str(found[0].pk), str(found[-1].pk)) if found else ("", "")
    return KeysetPage(found, first if has_before else "", last if has_after else "")


def _token(row: Model, by: str) -> str:
    return f"{row.pk}{MARK}{getattr(row, by)}"


def _beyond(by: str, token: str, *, backwards: bool) -> Q | None:
    key, mark, value = token.partition(MARK)
    number = whole_number(key)
    if not mark or number is None:
        return None
    way = "lt" if backwards else "gt"
    return Q(**{f"{by}__{way}": value}) | Q(**{by: value, f"pk__{way}": number})

"""Pages of a list that people search: in the order of its columns, without offsets, counted to a limit or not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from config.lib.counting import count_told
from config.lib.text import whole_number

SIZE = 50
MARK = "~"


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows in order, and the tokens of the pages before and after (for the ``pager`` piece)."""

    rows: Sequence[Any]
    before: str = ""
    after: str = ""
    total: str | None = None  # 128, or 1000+: where the list says how long it is

    @property
    def is_first(self) -> bool:
        """Whether the list begins here."""
        return not self.before


def turned_to(query: Mapping[str, str]) -> dict[str, str]:
    """The page of a list that the query of an address asks for."""
    return {name: query.get(name, "") for name in ("after", "before")}


def keyset_page(rows: QuerySet[Any], by: str, *, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """One page of ``rows`` by a text column, A to Z, then by key; a token nobody gave out asks for the first page.

    One statement.
    """
    backwards = bool(before)
    beyond = _beyond(by, before or after, backwards=backwards)
    order = (f"-{by}", "-pk") if backwards else (by, "pk")
    found = (rows.filter(beyond) if beyond else rows).order_by(*order)[: size + 1]
    return _page(list(found), size, lambda row: _token(row, by), began=bool(beyond), backwards=backwards)


def newest_page(rows: QuerySet[Any], *, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """One page of ``rows``, what was entered last first. One statement."""
    beyond, backwards = whole_number(before or after), bool(whole_number(before))
    if beyond is not None:
        rows = rows.filter(Q(pk__gt=beyond) if backwards else Q(pk__lt=beyond))
    found = list(rows.order_by("pk" if backwards else "-pk")[: size + 1])
    return _page(found, size, lambda row: str(row.pk), began=beyond is not None, backwards=backwards)


def ordered_page(rows: QuerySet[Any], *order: str, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """One page of ``rows`` by several columns of their own (``-dated``, ``-pk``), the last of which tells rows apart.

    None of them is ever null. A token nobody gave out asks for the first page. One statement.
    """
    keys = [(name.removeprefix("-"), name.startswith("-")) for name in order]
    backwards, values = bool(before), _values(rows, [name for name, _ in keys], before or after)
    if values is None:
        backwards = False
    else:
        rows = rows.filter(_past(keys, values, backwards=backwards))
    turned = [f"{'-' if is_down != backwards else ''}{name}" for name, is_down in keys]
    found = list(rows.order_by(*turned)[: size + 1])
    return _page(found, size, lambda row: _written(row, keys), began=values is not None, backwards=backwards)


def counted(page: KeysetPage, rows: QuerySet[Any]) -> KeysetPage:
    """The page with how many rows the whole list has, to the limit; a list of one page is counted by itself.

    At most one statement.
    """
    whole = not page.before and not page.after
    return replace(page, total=str(len(page.rows)) if whole else count_told(rows))


def _page(found: list[Any], size: int, token: Any, *, began: bool, backwards: bool) -> KeysetPage:
    """``found`` is one row longer than a page where there is more; ``began``: the list begins before it."""
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (token(found[0]), token(found[-1])) if found else ("", "")
    has_before, has_after = (more, True) if backwards else (began, more)
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


def _past(keys: Sequence[tuple[str, bool]], values: Sequence[Any], *, backwards: bool) -> Q:
    """What stands behind these values: beyond in one column, equal in all before it."""
    found, equal = Q(), Q()
    for (name, is_down), value in zip(keys, values, strict=True):
        way = "lt" if is_down != backwards else "gt"
        found |= equal & Q(**{f"{name}__{way}": value})
        equal &= Q(**{name: value})
    return found


def _written(row: Model, keys: Sequence[tuple[str, bool]]) -> str:
    values = [getattr(row, name) for name, _ in keys]
    told = [value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _values(rows: QuerySet[Any], names: Sequence[str], token: str) -> list[Any] | None:
    """The values of a token by their columns; None where it is not one."""
    try:
        told = json.loads(token)
        if not isinstance(told, list) or len(told) != len(names) or "\0" in "".join(told):
            return None
        values = [_field(rows, name).to_python(text) for name, text in zip(names, told, strict=True)]
        return None if any(isinstance(each, datetime) and each.tzinfo is None for each in values) else values
    except (ValueError, TypeError, RecursionError, ValidationError):
        return None


def _field(rows: QuerySet[Any], name: str) -> "Field[Any, Any]":
    annotated = rows.query.annotations.get(name)
    meta = rows.model._meta
    found: Field[Any, Any] = annotated.output_field if annotated else meta.pk if name == "pk" else meta.get_field(name)
    return found

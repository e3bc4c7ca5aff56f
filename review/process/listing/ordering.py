"""Orders a desk's list can stand in, and pages of it: by key, never by offset (16-1, 16-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Expression, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from config.lib.text import whole_number
from declarations.models import Declaration, DeclarationQuerySet
from notices.models import Gate

PAGE = 50
BETWEEN = "~"
LAST = datetime(9999, 1, 1, tzinfo=UTC)  # what has no time stands behind what has one


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the tokens of the pages before and after."""

    rows: list[Declaration]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order: what it is in SQL, whether it runs down, how a token writes it."""

    name: str
    is_down: bool = False
    kind: str = "text"  # text, moment, number, flag

    def written(self, value: Any) -> str:
        if self.kind == "moment":
            return str(value.isoformat())
        return str(int(value)) if self.kind == "flag" else str(value)

    def read(self, text: str) -> Any:
        """The value in a token; None where it is not one."""
        if self.kind == "moment":
            return _moment(text)
        if self.kind == "number":
            return whole_number(text)
        return text == "1" if self.kind == "flag" else text


@dataclass(frozen=True, slots=True)
class Sort:
    """A column people may order by; ``by`` is never null, so that no page loses a row."""

    label: str
    by: Expression | F
    kind: str = "text"


GATES = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=OuterRef("window"), level=OuterRef("level"))
# Names stand by their initials: the code points of characters are no order anybody knows.
SORTS = {
    "number": Sort("编号", Coalesce("number", Value(""))),
    "name": Sort("姓名", F("applicant__initials")),
    "unit": Sort("单位", F("unit__initials")),
    "specialty": Sort("专业", F("specialty_name")),
    "arrived": Sort("到达时间", F("state_since"), "moment"),
    "submitted": Sort("最近提交", Coalesce("submitted_at", Value(LAST)), "moment"),
    # As ``declarations.rules.ends_of`` tells it: its own deadline, else the gate it stands under.
    "due": Sort("办理时限", Coalesce("due_at", Subquery(GATES.values("closes_at")[:1]), Value(LAST)), "moment"),
}
ID = Key("pk", kind="number")
USUAL = (Key("has_priority", is_down=True, kind="flag"), Key("state_since", kind="moment"), ID)  # ELIG-18


def page_of(rows: DeclarationQuerySet, sort: str = "", *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page, priority first and then oldest unless another order is asked for. One statement.

    ``sort`` is a name of ``SORTS``, with a hyphen in front for the other way round; anything else asks for the usual.
    """
    rows, keys = _ordered(rows, sort)
    backwards = bool(before)
    values = _values(keys, before or after)
    if values:
        rows = rows.filter(_beyond(keys, values, backwards=backwards))
    found = list(rows.order_by(*_order(keys, backwards=backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_token(keys, found[0]), _token(keys, found[-1])) if found else ("", "")
    has_before, has_after = (more, True) if backwards else (bool(values), more)
    return Page(found, first if has_before else "", last if has_after else "")


def in_order(rows: DeclarationQuerySet, sort: str = "") -> DeclarationQuerySet:
    """The whole list in the order it is looked at, for who takes it away."""
    rows, keys = _ordered(rows, sort)
    return rows.order_by(*_order(keys, backwards=False))


def around(rows: DeclarationQuerySet, sort: str, pk: int) -> tuple[DeclarationQuerySet, DeclarationQuerySet]:
    """What stands before one row, the nearest first, and what stands behind it; it need not be in the list itself."""
    rows, keys = _ordered(rows, sort)
    row = _ordered(Declaration.objects.filter(pk=pk), sort)[0].get()
    values = [getattr(row, key.name) for key in keys]
    before, after = (rows.filter(_beyond(keys, values, backwards=side)) for side in (True, False))
    return before.order_by(*_order(keys, backwards=True)), after.order_by(*_order(keys, backwards=False))


def _ordered(rows: DeclarationQuerySet, sort: str) -> tuple[DeclarationQuerySet, Sequence[Key]]:
    name, is_down = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        return rows, USUAL
    by = SORTS[name]
    return rows.annotate(sort_key=by.by), (Key("sort_key", is_down, by.kind), Key("pk", is_down, "number"))


def _order(keys: Sequence[Key], *, backwards: bool) -> list[str]:
    return [f"-{key.name}" if key.is_down != backwards else key.name for key in keys]


def _beyond(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool) -> Q:
    """Rows that stand behind these values: the first key decides, then the next.

    The bound on the leading key says nothing new; it lets a database begin at it instead of at the first page (16-2).
    """
    found, same = Q(pk__in=[]), Q()
    bound = None
    for key, value in zip(keys, values, strict=True):
        is_down = key.is_down != backwards
        side = "lt" if is_down else "gt"
        if key.kind == "flag" and value is not is_down:  # nothing stands behind it
            same &= Q(**{key.name: value})
            continue
        found |= same & Q(**{f"{key.name}__{side}": value})
        bound = bound or same & Q(**{f"{key.name}__{side}e": value})
        same &= Q(**{key.name: value})
    return found & (bound or Q())


def _token(keys: Sequence[Key], row: Declaration) -> str:
    # A text may hold the mark: the key, which is a number, stands in front of it.
    return BETWEEN.join(key.written(getattr(row, key.name)) for key in reversed(keys))


def _values(keys: Sequence[Key], token: str) -> list[Any]:
    """Nothing for a token nobody gave out: the first page."""
    parts = token.split(BETWEEN, len(keys) - 1) if token else []
    if len(parts) != len(keys):
        return []
    values = [key.read(part) for key, part in zip(keys, reversed(parts), strict=True)]
    return [] if None in values else values


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None

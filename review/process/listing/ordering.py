"""Orders a desk's list can stand in, and pages of it: by key, never by offset (16-1, 16-2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Expression, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
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
    beside: Callable[[], Mapping[str, FilteredRelation]] = dict  # what ``by`` reads, joined to each row


GATES = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=OuterRef("window"), level=OuterRef("level"))
# As ``declarations.rules.ends_of`` tells it: its own deadline, else the gate it stands under.
ENDS = Coalesce("due_at", Subquery(GATES.values("closes_at")[:1]))


def _gate(level: Any) -> FilteredRelation:
    at = "edition__notice__gates"
    return FilteredRelation(at, condition=Q(**{f"{at}__window": F("window"), f"{at}__level": level}))


def _both_gates() -> dict[str, FilteredRelation]:
    return {"own_gate": _gate(F("level")), "any_gate": _gate("")}  # new ones: a query changes those it is given


# The same for a whole list: two joins, where a question for each of 200,000 rows takes seconds (performance.md).
ENDS_OF_ALL = Coalesce(
    "due_at",
    Case(When(own_gate__isnull=False, then="own_gate__closes_at"), default="any_gate__closes_at"),
    Value(LAST),
)
# Names stand by their initials: the code points of characters are no order anybody knows.
SORTS = {
    "number": Sort("编号", Coalesce("number", Value(""))),
    "name": Sort("姓名", F("applicant__initials")),
    "unit": Sort("单位", F("unit__initials")),
    "specialty": Sort("专业", F("specialty_name")),
    "arrived": Sort("到达时间", F("state_since"), "moment"),
    "submitted": Sort("最近提交", Coalesce("submitted_at", Value(LAST)), "moment"),
    "due": Sort("办理时限", ENDS_OF_ALL, "moment", _both_gates),
}
COMPUTED = {name for name, by in SORTS.items() if by.beside is not dict}
ID = Key("pk", kind="number")
USUAL = (Key("has_priority", is_down=True, kind="flag"), Key("state_since", kind="moment"), ID)  # ELIG-18


def page_of(rows: DeclarationQuerySet, sort: str = "", *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page, priority first and then oldest unless another order is asked for.

    One statement; by what is computed for every row two: which rows, then what they show (16-2).
    ``sort`` is a name of ``SORTS``, with a hyphen in front for the other way round; anything else asks for the usual.
    """
    rows, keys = _ordered(rows, sort)
    backwards = bool(before)
    values = _values(keys, before or after)
    if values:
        rows = rows.filter(_beyond(keys, values, backwards=backwards))
    rows = rows.order_by(*_order(keys, backwards=backwards))
    if sort.removeprefix("-") in COMPUTED:  # of 200,000 rows only a page is joined with what it shows
        rows = rows.filter(pk__in=list(rows.values_list("pk", flat=True)[: size + 1]))
    found = list(rows[: size + 1])
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
    rows = rows.annotate(**by.beside()).annotate(sort_key=by.by)
    return rows, (Key("sort_key", is_down, by.kind), Key("pk", is_down, "number"))


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

"""Places in a draft: ``condition_sets/0/clauses/3`` names a section, a list, a table or a single value of the file."""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from config.lib.text import whole_number
from notices.rules.reading import Key, keys_of
from notices.rules.terms import FROZEN, Terms

Step = str | int
NAME = re.compile(r"[^\s/.\[\]][^/.\[\]]{0,59}")  # what a table may call its rows: it stands in paths and addresses


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file, and what stands there by the schema."""

    steps: tuple[Step, ...]
    kind: Any  # the annotation, without ``| None``
    optional: bool  # null turns it off
    key: Key | None  # the key it is written under; None for items of lists and tables, and for the whole

    @property
    def section(self) -> type | None:
        """The class of a section; None for lists, tables and single values."""
        return self.kind if isinstance(self.kind, type) and is_dataclass(self.kind) else None

    @property
    def items(self) -> type | None:
        """The class of what a list of sections holds."""
        args = get_args(self.kind)
        return args[0] if get_origin(self.kind) is tuple and is_dataclass(args[0]) else None

    @property
    def rows(self) -> type | None:
        """The class of what a table of sections holds."""
        args = get_args(self.kind)
        return args[1] if get_origin(self.kind) is Mapping and is_dataclass(args[1]) else None

    @property
    def is_item(self) -> bool:
        """One of a list or table, which may be taken out."""
        return self.key is None and bool(self.steps)

    @property
    def is_branch(self) -> bool:
        """Has a page of its own; anything else is a field of its section's form."""
        return bool(self.section or self.items or self.rows)

    @property
    def url(self) -> str:
        """As addresses write it."""
        return "/".join(map(str, self.steps))

    @property
    def path(self) -> str:
        """As findings and faults write it: ``condition_sets[0].clauses[3]``."""
        return dotted(self.steps)

    def below(self, step: Step) -> "Place":
        """The place one step further down. Raises ``LookupError`` where the schema has none."""
        return _below(self, step)


WHOLE = Place((), Terms, optional=False, key=None)


def dotted(steps: tuple[Step, ...]) -> str:
    """``("fees", "amounts", "zg")`` → ``fees.amounts.zg``; list items in brackets."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def place_of(url: str) -> Place:
    """The place an address names. Raises ``LookupError`` for what the schema does not have."""
    place = WHOLE
    for word in filter(None, url.split("/")):
        number = whole_number(word) if place.items else None
        place = place.below(word if number is None else number)
    return place


def branches_of(place: Place) -> tuple[Place, ...]:
    """The places below a section that have a page of their own."""
    return tuple(below for below in map(place.below, _names(place)) if below.is_branch)


def leaves_of(place: Place) -> tuple[Place, ...]:
    """The single values of a section, and its lists and tables of such: the fields of its form."""
    return tuple(below for below in map(place.below, _names(place)) if not below.is_branch)


def _names(place: Place) -> list[str]:
    return [key.name for key in keys_of(place.section) if key.name != FROZEN] if place.section else []


def _below(place: Place, step: Step) -> Place:
    steps = (*place.steps, step)
    if place.section:
        key = next((each for each in keys_of(place.section) if each.name == step and step != FROZEN), None)
        if key is None:
            raise LookupError(dotted(steps))
        kind, optional = _without_none(key.kind)
        return Place(steps, kind, optional, key)
    below = place.items if isinstance(step, int) else place.rows
    if below is None or (isinstance(step, str) and not NAME.fullmatch(step)):
        raise LookupError(dotted(steps))
    return Place(steps, below, optional=False, key=None)


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) not in (Union, UnionType):
        return kind, False
    return next(arg for arg in get_args(kind) if arg is not NoneType), True


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def value_at(mapping: Any, steps: tuple[Step, ...]) -> Any:
    """What stands there. Raises ``LookupError`` where nothing does."""
    for step in steps:
        try:
            mapping = mapping[step]
        except TypeError:  # a single value, or a name asked of a list
            raise LookupError(step) from None
    return mapping


def stands_at(mapping: Any, steps: tuple[Step, ...]) -> bool:
    """Whether the mapping says anything there."""
    try:
        value_at(mapping, steps)
    except LookupError:
        return False
    return True


def with_value(stated: Mapping[str, Any], whole: Mapping[str, Any], steps: tuple[Step, ...], value: Any) -> Any:
    """``stated`` with another value there.

    What lies on the way and is not stated yet is taken from ``whole``: a list is stated whole or not at all.
    """
    changed = copy.deepcopy(dict(stated))
    here: Any = changed
    for depth, step in enumerate(steps[:-1]):
        if isinstance(here, dict) and not isinstance(here.get(step), dict | list):
            there = value_at(whole, steps[: depth + 1]) if stands_at(whole, steps[: depth + 1]) else None
            here[step] = copy.deepcopy(there) if isinstance(there, list) else {}
        here = here[step]
    here[steps[-1]] = value
    return changed


def without(stated: Mapping[str, Any], whole: Mapping[str, Any], steps: tuple[Step, ...]) -> Any:
    """``stated`` without the item of a list or table. Raises ``LookupError`` if there is none."""
    *above, last = steps
    items = copy.deepcopy(value_at(whole, tuple(above)))
    del items[last]
    return with_value(stated, whole, tuple(above), items)


def moved(stated: Mapping[str, Any], whole: Mapping[str, Any], steps: tuple[Step, ...], by: int) -> Any:
    """``stated`` with an item of a list one place further up (-1) or down (1); at the end it stays."""
    *above, last = steps
    items = copy.deepcopy(value_at(whole, tuple(above)))
    to = min(max(int(last) + by, 0), len(items) - 1)
    items.insert(to, items.pop(int(last)))
    return with_value(stated, whole, tuple(above), items)

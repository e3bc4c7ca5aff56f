"""Where a draft stands: whole with its rule set, what in it is still last year's, what a place of it says now."""

from collections.abc import Mapping
from typing import Any

from notices.drafting.leftovers import Leftover, leftovers, mark_of
from notices.drafting.places import Step, stands_at, value_at
from notices.models import Notice
from notices.rules import complete_terms, dump_terms


def whole_of(notice: Notice) -> dict[str, Any]:
    """A draft with its rule set and the schema's defaults, as plain JSON."""
    return dump_terms(complete_terms(notice.draft))


def leftovers_of(notice: Notice) -> list[Leftover]:
    """What in a copy still says last year's and nobody has kept; nothing in a draft of its own."""
    if notice.cloned_from is None:
        return []
    return leftovers(notice.draft, since=notice.cloned_from.year, kept=notice.kept)


def seen_at(whole: Mapping[str, Any], steps: tuple[Step, ...]) -> str:
    """What tells two states of a place apart."""
    return mark_of(value_at(whole, steps) if stands_at(whole, steps) else None)

"""Where a draft stands: whole with its rule set, what in it is still last year's, what a place of it says now."""

from collections.abc import Mapping
from typing import Any

from notices.drafting.leftovers import Leftover, leftovers, mark_of
from notices.drafting.places import Step, stands_at, value_at
from notices.models import Notice
from notices.rules import Terms, complete_terms, dump_terms, parse_terms


def terms_worked_on(notice: Notice) -> Terms:
    """What is worked on, whole: a draft with its rule set, an amendment with that of its first edition."""
    return complete_terms(notice.draft) if notice.amending is None else parse_terms(notice.amending)


def whole_of(notice: Notice) -> dict[str, Any]:
    """The same with the schema's defaults, as plain JSON."""
    return dump_terms(terms_worked_on(notice))


def leftovers_of(notice: Notice) -> list[Leftover]:
    """What in a copy still says last year's and nobody has kept; nothing in other drafts and in amendments."""
    if notice.cloned_from is None or notice.is_amending:
        return []
    source = notice.cloned_from
    return leftovers(notice.draft, since=source.year, kept=notice.kept, source=source.draft)


def seen_at(whole: Mapping[str, Any], steps: tuple[Step, ...]) -> str:
    """What tells two states of a place apart."""
    return mark_of(value_at(whole, steps) if stands_at(whole, steps) else None)

"""The days of a copy as one page asks for them: which end before they begin, and which are free (24-1)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from notices.drafting.places import Step, with_value
from notices.drafting.standing import whole_of
from notices.exceptions import TermsRefused
from notices.models import Notice
from notices.rules import complete_terms
from notices.rules.checking import backward_windows
from notices.rules.windows import DATED_BY
from records.services.calendar import free_days

Steps = tuple[Step, ...]


def backward_in(notice: Notice, values: Mapping[Steps, Any]) -> Iterator[tuple[list[Steps], str]]:
    """Windows of a draft that these values would end before they begin: the places that date each, and the sentence.

    The end stands first. What is no notice at all with these values is told by who keeps them.
    """
    whole, stated = whole_of(notice), notice.draft
    for steps, value in values.items():
        stated = with_value(stated, whole, steps, value)
    try:
        terms = complete_terms(stated)
    except TermsRefused:
        return
    for reason in backward_windows(terms):
        yield _dated_at(reason.field), reason.text


def _dated_at(path: str) -> list[Steps]:
    first, name, *level = path.split(".")
    if level:
        return [(first, name, *level, "end"), (first, name, *level, "start"), *_stage(name)]
    if name not in DATED_BY:
        return _stage(name)
    section, start, end = DATED_BY[name]
    return [(section, key) for key in (end, start) if key]


def _stage(name: str) -> list[Steps]:
    return [("stages", name, "end"), ("stages", name, "start")]


def free_among(texts: Collection[str]) -> Mapping[date, str]:
    """Days off between the first and the last of these days or moments, by the working calendar. One statement."""
    days = [date.fromisoformat(text[:10]) for text in texts]
    return free_days(min(days), max(days)) if days else {}

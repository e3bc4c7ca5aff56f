"""The list behind a figure: the same conditions the figure was counted by, read from an address."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.db.models import Q

from accounts.models import Organisation
from config.lib.text import whole_number
from review.process.figures.groups import PROBLEMS, RESULTS, STEPS, has_problem

NOTHING = Q(pk__in=[])


class Asked(Protocol):
    """Those of a list's filters that a figure sets."""

    step: str
    result: str
    unit: str
    day: str
    problem: str


def behind(asked: Asked) -> Q:
    """What is asked for; a value nobody knows finds nothing, and its chip says so."""
    found = Q()
    if asked.step:
        found &= STEPS[asked.step][1] if asked.step in STEPS else NOTHING
    if asked.result:
        found &= Q(state__in=RESULTS[asked.result][1]) if asked.result in RESULTS else NOTHING
    if asked.problem:
        found &= has_problem(asked.problem) if asked.problem in PROBLEMS else NOTHING
    if asked.unit:
        found &= Q(unit=unit) if (unit := whole_number(asked.unit)) else NOTHING
    if asked.day:
        found &= Q(submitted_at__date=day) if (day := _day(asked.day)) else NOTHING
    return found


def words_behind(asked: Asked) -> list[tuple[str, str, str]]:
    """(name in the address, what it narrows, in which words) of those that are set; one statement for a unit."""
    labels: Mapping[str, tuple[str, str]] = {
        "step": ("环节", STEPS[asked.step][0] if asked.step in STEPS else asked.step),
        "result": ("结果", RESULTS[asked.result][0] if asked.result in RESULTS else asked.result),
        "unit": ("单位", _unit(asked.unit) if asked.unit else ""),
        "day": ("提交日期", asked.day),
        "problem": ("问题", PROBLEMS.get(asked.problem, asked.problem)),
    }
    return [(name, label, words) for name, (label, words) in labels.items() if words]


def _unit(key: str) -> str:
    found = Organisation.objects.filter(pk=whole_number(key) or 0).values_list("name", flat=True).first()
    return found or key


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

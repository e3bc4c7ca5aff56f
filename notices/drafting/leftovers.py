"""What in a cloned draft still says last year's: texts, years and days nobody has changed or kept on purpose."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notices.drafting.cloning import dated_values, values
from notices.drafting.places import WHOLE, Place, Step, dotted
from notices.rules.printed import DAY, month_and_day

# A bracketed year is the number of a document: only one of the very year is likely to have a successor.
Days = Mapping[tuple[int, int], str]
YEAR = re.compile(r"(?P<open>[〔【\[（(]?)(?P<year>20\d\d)(?![-\d])")


VERSION = ("texts", "version")
SPOT = re.compile(rf"20\d\d(?![-\d])|{DAY.pattern}")  # whatever of a text may be suggested to change


@dataclass(frozen=True, slots=True)
class Leftover:
    """One place to look at: what it says, and what it would say this year."""

    steps: tuple[Step, ...]
    value: Any
    suggested: Any
    is_date: bool = False

    @property
    def path(self) -> str:
        """As findings write it."""
        return dotted(self.steps)

    @property
    def url(self) -> str:
        """The address of its place."""
        return "/".join(map(str, self.steps))


def leftovers(
    draft: Mapping[str, Any], *, since: int, kept: Mapping[str, str], source: Mapping[str, Any] | None = None
) -> list[Leftover]:
    """Everything that says ``since`` or the year before it, and every day of the round, unless it is kept as it is.

    ``since``: the year of the notice it was cloned from, ``source`` what that says: texts that print a day which has
    moved since are listed as well. ``kept``: path → ``mark_of`` the value that was looked at.
    """
    found = [*_of_texts(draft, since, moved_days(source or {}, draft)), *_of_days(draft)]
    return [each for each in found if kept.get(each.path) != mark_of(each.value)]


def mark_of(value: Any) -> str:
    """What tells that a value is still the one that was looked at."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def moved_days(source: Mapping[str, Any], draft: Mapping[str, Any]) -> dict[tuple[int, int], str]:
    """Days of the round that are another day of the year now: (month, day) → 8月21日."""
    before = dict(dated_values(source)) if source else {}
    moved = {}
    for steps, text in dated_values(draft):
        old, new = (date.fromisoformat(each[:10]) for each in (before.get(steps, text), text))
        moved.setdefault((old.month, old.day), f"{new.month}月{new.day}日")
    return {old: new for old, new in moved.items() if new != f"{old[0]}月{old[1]}日"}


def _of_texts(draft: Mapping[str, Any], since: int, days: Days) -> Iterator[Leftover]:
    by = int(draft["year"]) - since
    for place, value in values(WHOLE, draft):
        if place.steps in (("code",), ("year",), ("ruleset",)) or "datetime.date" in str(place.kind):
            continue
        suggested = _years_on(place, value, since, by, days)
        if place.steps == VERSION:  # 2024-1 is no year of a text, yet it names one
            suggested = re.sub(rf"^{since}(?=-|$)", str(since + by), value)
        if suggested != value:
            yield Leftover(place.steps, value, suggested)


def _of_days(draft: Mapping[str, Any]) -> Iterator[Leftover]:
    for steps, text in dated_values(draft):
        yield Leftover(steps, text, text, is_date=True)


def _years_on(place: Place, value: Any, since: int, by: int, days: Days) -> Any:
    if isinstance(value, str):
        value = YEAR.sub(lambda found: _year_on(found, since, by), value)
        return DAY.sub(lambda found: days.get(month_and_day(found), found[0]), value)
    if isinstance(value, list):
        return [_years_on(place, each, since, by, days) for each in value]
    if isinstance(value, Mapping):
        return {name: _years_on(place, each, since, by, days) for name, each in value.items()}
    is_year = isinstance(value, int) and not isinstance(value, bool) and str(place.steps[-1]).endswith("year")
    return value + by if is_year and since - 1 <= value <= since else value


def _year_on(found: "re.Match[str]", since: int, by: int) -> str:
    year, opened = int(found["year"]), found["open"]
    old = year == since or (year == since - 1 and not opened)
    return f"{opened}{year + by}" if old else found[0]

"""Next year's draft from this year's notice: chosen parts, moments moved to the same days of the week, nothing else.

What still says last year's is not guessed at: ``leftovers`` lists every such place until somebody changes or keeps it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from notices.drafting.cards import CARDS
from notices.drafting.places import WHOLE, Place, Step, stands_at, value_at, with_value
from notices.drafting.words import in_order
from notices.rules.reading import keys_of
from notices.rules.rulesets import known_rulesets, read_ruleset
from notices.rules.terms import Terms

DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
NOT_SHIFTED = {"eligibility", "seniority"}  # days of the law, not of the round: they are looked at, never moved


@dataclass(frozen=True, slots=True)
class Moved:
    """One moment of the round: where it stands, last year's and this year's."""

    steps: tuple[Step, ...]
    before: str
    after: str


def cloned(
    stated: Mapping[str, Any],
    *,
    code: str,
    year: int,
    cards: Collection[str],
    is_working_day: Callable[[date], bool],
) -> dict[str, Any]:
    """The draft of ``year``: the chosen cards of ``stated``, its rule set by year (GEN-06), its moments moved.

    Keys no notice can do without come along whatever was chosen.
    """
    wanted = {key for card in CARDS if card.code in cards for key in card.keys}
    needed = {key.name for key in keys_of(Terms) if key.required}
    draft = {name: value for name, value in stated.items() if name in wanted | needed}
    draft |= {"code": code, "year": year, "ruleset": ruleset_for(year, str(stated["ruleset"]))}
    for moved in moves(draft, years=year - int(stated["year"]), is_working_day=is_working_day):
        draft = with_value(draft, draft, moved.steps, moved.after)
    return draft


def ruleset_for(year: int, otherwise: str) -> str:
    """The rule set in force in that year; the one of last year where none says so (GEN-06)."""
    for name in known_rulesets():
        switches = read_ruleset(name).switches
        since, until = switches.effective_from, switches.effective_to
        if since and since.year <= year and (until is None or until.year >= year):
            return name
    return otherwise


def moves(draft: Mapping[str, Any], *, years: int, is_working_day: Callable[[date], bool]) -> list[Moved]:
    """Every day and moment of the round with the one that corresponds to it ``years`` later."""
    return [
        Moved(steps, text, shifted(text, years=years, is_working_day=is_working_day))
        for steps, text in dated_values(draft)
        if steps[0] not in NOT_SHIFTED
    ]


def shifted(text: str, *, years: int, is_working_day: Callable[[date], bool]) -> str:
    """The same day of the week in the same week; the first and the last day of a month stay what they are.

    A working day becomes a working day, the next one if need be; moments that fill their whole day are of the calendar
    (10月底 is the last of October in every year).
    """
    if len(text) == len("2024-07-02"):
        return _day_later(date.fromisoformat(text), years, is_working_day, whole=False).isoformat()
    moment = datetime.fromisoformat(text)
    whole = moment.time() in (time(), LAST_SECOND)
    day = _day_later(moment.date(), years, is_working_day, whole=whole)
    return datetime.combine(day, moment.time(), moment.tzinfo).isoformat()


def _day_later(day: date, years: int, is_working_day: Callable[[date], bool], *, whole: bool) -> date:
    if (day + DAY).day == 1:
        there = _same_date(day + DAY, years) - DAY
    elif day.day == 1:
        there = _same_date(day, years)
    else:
        there = _same_date(day, years)
        there += timedelta(days=(day.weekday() - there.weekday() + 3) % 7 - 3)  # the nearest day of the same name
    while not whole and is_working_day(day) and not is_working_day(there):
        there += DAY
    return there


def _same_date(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def dated_values(draft: Mapping[str, Any]) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every day and moment that the draft states, by the schema."""
    for place, value in values(WHOLE, draft):
        kinds = str(place.kind)
        if isinstance(value, str) and ("datetime.date" in kinds):
            yield place.steps, value


def values(place: Place, draft: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Every single value that the draft states, with its place: lists and tables of texts are one value."""
    value = value_at(draft, place.steps)
    if value is None:
        return
    if place.section:
        for key in keys_of(place.section):
            if stands_at(draft, (*place.steps, key.name)):
                yield from values(place.below(key.name), draft)
    elif place.items:
        for number in range(len(value)):
            yield from values(place.below(number), draft)
    elif place.rows:
        for name in in_order(place, value):
            yield from values(place.below(name), draft)
    else:
        yield place, value


def amended_statement(stated: Mapping[str, Any], whole: Mapping[str, Any], touched: Collection[str]) -> dict[str, Any]:
    """What a published notice says now: its own words, with what its amendments changed since (paths, dotted)."""
    draft = dict(stated)
    for path in touched:
        steps = tuple(path.split("."))
        if stands_at(whole, steps):
            draft = with_value(draft, whole, steps, value_at(whole, steps))
    return draft

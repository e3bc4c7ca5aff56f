"""Where each window is dated in a notice file, so that an extension knows which keys to change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notices.rules.terms import Span, Terms
from notices.states import Window

# TIME-07: a preparation phase is a stage like others, shown and waited for by nobody. TIME-10, TIME-12, TIME-13: the
# special committee, payment and receipts have windows of their own.
# Section, key of the start, key of the end; a window that opens with the notice or another one has no key for it.
DATED_BY: Mapping[str, tuple[str, str, str]] = {
    Window.CORRECTION: ("correction", "start", "end"),
    Window.RECHECK: ("correction", "", "recheck_until"),
    Window.FEES: ("fees", "start", "end"),
    Window.PENDING_SUPPLEMENT: ("pending_supplement", "", "deadline"),
    Window.SPECIAL_DIRECT: ("special_direct", "", "deadline"),
    Window.INVOICE: ("invoice", "", "request_end"),
}
BY_DAY = {Window.INVOICE}  # a date in the file, not a moment


def window_changes(
    terms: Terms, window: str, *, now: datetime, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> dict[str, Any]:
    """The part of a notice file that gives this window, as it stands ``now``, these times; None leaves an end as it is.

    Raises ``KeyError`` for a window the notice does not have.
    """
    if window not in terms.windows():
        raise KeyError(window)
    section, start, end = DATED_BY.get(window, ("", "start", "end"))
    times = {start: opens_at, end: closes_at}
    dated: dict[str, Any] = {key: _written(window, moment) for key, moment in times.items() if key and moment}
    if section:
        return {section: dated}
    if later := _levels_that_follow(terms, window, closes_at, now):
        dated["by_level"] = later
    return {"stages": {window: dated}}


def levels_over(terms: Terms, window: str, now: datetime) -> list[str]:
    """Levels that ended by a time of their own, before everybody's: their cases were swept (TIME-06, TIME-07).

    Where everybody's end has passed, too, a level that ended no earlier than that counts as everybody.
    """
    everybodys = terms.windows()[window].closes_at
    since = min(now, everybodys) if everybodys else now
    return [level for level, end in _own_ends(terms, window).items() if end < since]


def _levels_that_follow(terms: Terms, window: str, closes_at: datetime | None, now: datetime) -> dict[str, Any]:
    """More time for all is more time for levels with an end of their own, unless theirs is later still, or over."""
    if closes_at is None:
        return {}
    over = levels_over(terms, window, now)
    own = {level: end for level, end in _own_ends(terms, window).items() if level not in over}
    return {level: {"end": _written(window, closes_at)} for level, end in own.items() if end < closes_at}


def _own_ends(terms: Terms, window: str) -> dict[str, datetime]:
    stage = terms.stages.get(window)
    return {level: each.end for level, each in stage.by_level.items() if each.end} if stage else {}


def _written(window: str, moment: datetime) -> str:
    return moment.date().isoformat() if window in BY_DAY else moment.isoformat()


def gates_of(terms: Terms) -> dict[tuple[str, str], Span]:
    """Every gate a notice opens: by window for everybody, and by window and level where one runs otherwise."""
    return {(name, ""): span for name, span in terms.windows().items()} | terms.level_windows()


def moved_gates(before: Terms, after: Terms) -> dict[tuple[str, str], Span]:
    """Gates whose times an amendment changes, with the new ones; a level without own times again has everybody's."""
    old, new, windows = gates_of(before), gates_of(after), after.windows()
    again = {gate: windows[gate[0]] for gate in old if gate not in new and gate[1] and gate[0] in windows}
    return {gate: span for gate, span in (new | again).items() if old.get(gate) != span}

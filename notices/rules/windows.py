"""Where each window is dated in a notice file, so that an extension knows which keys to change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notices.rules.terms import Terms
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
    terms: Terms, window: str, *, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> dict[str, Any]:
    """The part of a notice file that gives this window these times; None leaves an end as it is.

    Raises ``KeyError`` for a window the notice does not have.
    """
    if window not in terms.windows():
        raise KeyError(window)
    section, start, end = DATED_BY.get(window, ("", "start", "end"))
    times = {start: opens_at, end: closes_at}
    dated = {key: _written(window, moment) for key, moment in times.items() if key and moment}
    return {section: dated} if section else {"stages": {window: dated}}


def _written(window: str, moment: datetime) -> str:
    return moment.date().isoformat() if window in BY_DAY else moment.isoformat()


def moved_windows(before: Terms, after: Terms) -> dict[str, tuple[datetime, datetime | None]]:
    """Windows whose times an amendment changes, with the new times."""
    old = before.windows()
    return {name: (span.opens_at, span.closes_at) for name, span in after.windows().items() if old.get(name) != span}

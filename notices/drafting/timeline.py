"""All windows of a round on one line of days: where each lies, which days are free, which windows overlap (24-5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.lib.clock import local_date
from notices.rules.terms import Span
from notices.states import window_label

DAY = timedelta(days=1)
STEP, HEAD, ROW = 4, 40, 36  # units of the drawing: a day is STEP wide, a window ROW high


@dataclass(frozen=True, slots=True)
class Bar:
    """One window as drawn and as read."""

    name: str
    label: str
    opens_at: datetime
    closes_at: datetime | None
    x: int
    y: int
    width: int
    overlaps: tuple[str, ...]  # labels of windows it shares days with: legal, and shown


@dataclass(frozen=True, slots=True)
class Mark:
    """A month's beginning, or a run of free days."""

    x: int
    width: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing."""

    width: int
    height: int
    months: tuple[Mark, ...]
    free: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    uncertain: bool  # days nobody has announced yet are touched


def picture_of(windows: Mapping[str, Span], free: Mapping[date, str], announced_until: date | None) -> Picture | None:
    """The drawing of these windows. ``free``: days off with their names; None where nothing is dated."""
    spans = {name: (local_date(span.opens_at), _last(span)) for name, span in windows.items()}
    if not spans:
        return None
    first = min(opens for opens, _ in spans.values()).replace(day=1)
    last = max(closes for _, closes in spans.values())
    ordered = sorted(windows, key=lambda name: (windows[name].opens_at, spans[name][1]))
    return Picture(
        width=((last - first).days + 1) * STEP,
        height=HEAD + ROW * len(ordered),
        months=tuple(_months(first, last)),
        free=tuple(_runs(first, last, free)),
        bars=tuple(_bar(name, row, windows[name], spans, first) for row, name in enumerate(ordered)),
        uncertain=announced_until is None or last > announced_until,
    )


def span_of(windows: Mapping[str, Span]) -> tuple[date, date] | None:
    """The first and the last day of all windows."""
    days = [day for span in windows.values() for day in (local_date(span.opens_at), _last(span))]
    return (min(days), max(days)) if days else None


def _last(span: Span) -> date:
    return local_date(span.closes_at or span.opens_at)


def _bar(name: str, row: int, span: Span, spans: Mapping[str, tuple[date, date]], first: date) -> Bar:
    opens, closes = spans[name]
    beside = [other for other, (start, end) in spans.items() if other != name and start <= closes and opens <= end]
    return Bar(
        name,
        window_label(name),
        span.opens_at,
        span.closes_at,
        (opens - first).days * STEP,
        HEAD + row * ROW,
        ((closes - opens).days + 1) * STEP,
        tuple(window_label(other) for other in beside),
    )


def _months(first: date, last: date) -> Collection[Mark]:
    marks, day = list[Mark](), first
    while day <= last:
        following = (day + 31 * DAY).replace(day=1)
        marks.append(Mark((day - first).days * STEP, (following - day).days * STEP, f"{day.year}年{day.month}月"))
        day = following
    return marks


def _runs(first: date, last: date, free: Mapping[date, str]) -> Collection[Mark]:
    """Neighbouring free days are one mark, named after the holiday in it; plain weekends have no name."""
    runs: list[list[date]] = []
    for day in sorted(each for each in free if first <= each <= last):
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        Mark((run[0] - first).days * STEP, len(run) * STEP, next((free[day] for day in run if free[day]), ""))
        for run in runs
    ]

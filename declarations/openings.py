"""Which kinds a notice takes at a moment, and for those it does not take when and why (S04, PATH-21, PATH-31)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from config.lib import clock
from config.lib.reason import Reason
from declarations.eligibility.kinds import kinds_of
from declarations.routes import is_all_year, submission_window
from declarations.rules import span_of
from declarations.selectors import kinds_open
from notices.models import Gate, Notice
from notices.rules import Terms
from notices.states import DeclarationKind, NoticeState

KIND = "kind"
NOT_PUBLISHED = Reason("E401", "不在办理时间内：本通知没有发布或已经结束。", KIND)


@dataclass(frozen=True, slots=True)
class Openings:
    """The kinds of one notice at one moment. ``why`` is asked of a kind and a level; both name the same sentence."""

    kinds: tuple[str, ...]
    levels: tuple[str, ...] = ()
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)  # (kind, level), of what is closed

    def why(self, kind: str, level: str) -> Reason | None:
        """Why this kind cannot be begun for this level now; None when it can."""
        return self.reasons.get((kind, level))

    @property
    def closed(self) -> dict[str, str]:
        """Kinds that no level may be declared by now, with their dates and the reason in words."""
        found = {}
        for kind in self.kinds:
            reasons = [self.why(kind, level) for level in self.levels]
            if reasons and all(reasons):
                found[kind] = "；".join(dict.fromkeys(each.text for each in reasons if each))
        return found

    @property
    def open(self) -> tuple[str, ...]:
        """Kinds that may be begun now, for some level at least."""
        closed = self.closed
        return tuple(each for each in self.kinds if each not in closed)


def openings_of(notice: Notice, terms: Terms, *, now: datetime) -> Openings:
    """All kinds and levels at once; one query for each window, one more for each level with a gate of its own."""
    levels, kinds = tuple(each.code for each in terms.levels), kinds_of(terms)
    rulers = _Rulers(notice)
    reasons = {
        (kind, level): reason
        for kind in kinds
        for level in levels
        if (reason := _closed(rulers, terms, kind, level, now))
    }
    return Openings(kinds, levels, reasons)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a notice stands in a list: by the ordinary review, and what else is taken when that is over."""

    look: tuple[str, str, str]  # words, tone, icon
    closes_on: datetime | None = None
    closed_on: datetime | None = None  # when the ordinary review closed
    opens_on: datetime | None = None
    open: tuple[str, ...] = ()  # the kinds still taken, in words


def standing_of(notice: Notice, terms: Terms, *, now: datetime) -> Standing:
    """By the gates that were fetched with the notice: no query where they are prefetched (S04)."""
    window = submission_window(terms)
    gates = [gate for gate in notice.gates.all() if gate.window == window]
    if any(gate.is_open(now) for gate in gates):
        ends = [gate.closes_at for gate in gates if gate.is_open(now) and gate.closes_at]
        return Standing(("申报中", "flow", "clock"), closes_on=max(ends, default=None))
    others = _still_open(notice, terms, now)
    ahead = [gate.opens_at for gate in gates if gate.closed_at is None and now < gate.opens_at]
    if ahead:
        return Standing(("未开始", "draft", "clock"), opens_on=min(ahead), open=others)
    ends = [day for gate in gates if (day := gate.closed_at or gate.closes_at)]
    return Standing(("申报已截止", "done", ""), closed_on=max(ends, default=None), open=others)


def _still_open(notice: Notice, terms: Terms, now: datetime) -> tuple[str, ...]:
    windows = {gate.window for gate in notice.gates.all() if gate.is_open(now)}
    kinds = kinds_open(terms, windows, year=clock.local_date(now).year)
    return tuple(DeclarationKind(kind).label for kind in kinds)


def gate_for(notice: Notice, terms: Terms, *, kind: str, level: str) -> Gate | None:
    """The gate a declaration of this kind and level must be handed in through; None for what is taken all year."""
    window = submission_window(terms, kind)
    return _Rulers(notice).gate(window, level) if window else None


def why_closed(notice: Notice, terms: Terms, *, kind: str, level: str, now: datetime) -> Reason | None:
    """Why nothing of this kind and level can be begun now; the same sentence the chooser shows (T01)."""
    return _closed(_Rulers(notice), terms, kind, level, now)


class _Rulers:
    """The gates that rule, each asked for once."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self._own: frozenset[str] | None = None
        self._known: dict[tuple[str, str], Gate | None] = {}

    def gate(self, window: str, level: str) -> Gate | None:
        if self._own is None:
            rows: Iterable[str] = Gate.objects.filter(notice=self.notice).values_list("level", flat=True)
            self._own = frozenset(rows)
        asked = (window, level if level in self._own else "")
        if asked not in self._known:
            self._known[asked] = Gate.objects.ruling(notice=self.notice, window=window, level=asked[1]).first()
        return self._known[asked]


def _closed(rulers: _Rulers, terms: Terms, kind: str, level: str, now: datetime) -> Reason | None:
    notice, window = rulers.notice, submission_window(terms, kind)
    if notice.state != NoticeState.PUBLISHED:
        return NOT_PUBLISHED
    if not window:
        return _out_of_its_year(terms, now) if is_all_year(terms, kind) else None
    gate = rulers.gate(window, level)
    if gate is None or gate.is_open(now):
        return None
    ahead = gate.closed_at is None and now < gate.opens_at
    told = "还没有开始" if ahead else "已经截止"
    text = f"不在办理时间内（{span_of(gate)}），{told}。"
    return Reason("E401", text, KIND, since=gate.opens_at if ahead else None)


def _out_of_its_year(terms: Terms, now: datetime) -> Reason | None:
    year = clock.local_date(now).year
    if year == terms.year:
        return None
    told = "已经结束" if year > terms.year else "还没有开始"
    return Reason("E401", f"不在办理时间内：全年受理，{terms.year}年度{told}。", KIND)

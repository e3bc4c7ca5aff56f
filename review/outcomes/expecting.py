"""By when a case that waits goes on: its publicity's last day, its window, or that the notice names no day (S03, 13-1).

The applicant's home, the page of the case and the public page of progress tell the same day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from declarations.models import Declaration
from declarations.rules import ends_at, gate_of
from declarations.states import State
from notices.models import Gate
from notices.states import Window
from review.approvals.selectors.publicity import running_sheet
from review.meetings.models import DefenceRecord

NO_DAY = "通知没有规定这一环节的办理时间，办好后会通知您。"
NO_NEW_DAY = "通知安排的时间已过，没有写明新的时间，办好后会通知您。"
# What no notice dates; each in the words of its own step.
UNDATED = {
    State.OVERDUE_HELD: "原定的报送时间已过；通知没有规定职改办作出决定的时间，决定后会通知您。",
    State.OBJECTION: "通知没有规定核查异议的时间，核查结束后继续办理并通知您。",
    State.APPROVED: "通知没有规定电子证书的发放日期，发放后会通知您。",
    State.ACCEPTED: "通知没有写明缴费的截止时间，请尽早缴费。",
}
OF_OWN_STEP = {State.DRAFT: "截止时间", State.CORRECTION: "补正时限", State.ACCEPTED: "缴费截止"}
STEP = "本环节办理截止"


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose day it is and which; ``told`` is what a day alone does not say, or that there is none."""

    of: str = ""
    day: datetime | date | None = None
    told: str = ""


def expected_of(declaration: Declaration, *, now: datetime) -> Expected:
    """What may be said of when the present step ends; nothing of a case that is over."""
    state = State(declaration.state)
    if state in NEVER_DATED:
        return Expected(told=UNDATED[state])
    if declaration.is_settled:
        return Expected()
    found = OWN_DAY[state](declaration) if state in OWN_DAY else None
    if found is None and state in PLANNED:
        window, of = PLANNED[state]
        found = _planned(gate_of(declaration, window), of, now)
    return found or _own_step(declaration, now)


def defence_of(declaration: Declaration) -> DefenceRecord | None:
    """Time and place of a defence that is still to be held (COMM-05)."""
    called = DefenceRecord.objects.filter(entry__declaration=declaration, recorded_at=None)
    return called.first() if declaration.state == State.DEFENSE else None


def _own_step(declaration: Declaration, now: datetime) -> Expected:
    """The window the step stands under, or the case's own deadline (TIME-01…04, TIME-17)."""
    state, ends = State(declaration.state), ends_at(declaration)
    if ends is None:
        return Expected(told=UNDATED.get(state, NO_DAY))
    gate = None if declaration.due_at else gate_of(declaration)
    ahead = gate is not None and gate.closed_at is None and now < gate.opens_at
    told = f"{localtime(gate.opens_at):%Y-%m-%d %H:%M} 起办理。" if gate and ahead else ""
    return Expected(OF_OWN_STEP.get(state, STEP), ends, told)


def _by_when(declaration: Declaration) -> str:
    """A publicity is one part of the unit's step, which has an end of its own."""
    ends = ends_at(declaration)
    return f"{STEP} {localtime(ends):%Y-%m-%d %H:%M}。" if ends else ""


def _planned(gate: Gate | None, of: str, now: datetime) -> Expected:
    """A window that binds nobody's case by itself: what the notice has planned."""
    if gate is None or gate.closes_at is None:
        return Expected(told=NO_DAY)
    if gate.closes_at < now:
        return Expected(of, gate.closes_at, NO_NEW_DAY)
    return Expected(of, gate.closes_at, f"{localtime(gate.opens_at):%Y-%m-%d} 开始。" if now < gate.opens_at else "")


def _publicity(declaration: Declaration) -> Expected | None:
    sheet = running_sheet(declaration)
    return Expected("公示截止", sheet.last_day, _by_when(declaration)) if sheet else None


def _defence(declaration: Declaration) -> Expected | None:
    called = defence_of(declaration)
    return Expected("答辩时间", called.starts_at) if called else None


def _result_publicity(declaration: Declaration) -> Expected | None:
    line = declaration.result_publicities.filter(publicity__ended_at=None).select_related("publicity").last()
    return Expected("公示截止", line.publicity.last_day) if line else None


NEVER_DATED = frozenset({State.OVERDUE_HELD, State.OBJECTION, State.APPROVED})
# A day of the case itself, where there is one …
OWN_DAY: dict[State, Callable[[Declaration], Expected | None]] = {
    State.UNIT_PUBLICITY: _publicity,
    State.UNIT_SUPP_PUBLICITY: _publicity,
    State.DEFENSE: _defence,
    State.SECOND_PUBLICITY: _result_publicity,
}
# … else what the notice has planned for everybody.
REVIEW = (Window.REVIEW, "通知安排的评审、复核和二次公示截止")
CONFIRM = (Window.CONFIRM, "通知安排的确认、批复截止")
PLANNED = {
    **dict.fromkeys((*State.before_vote, State.VOTING, State.RECHECK, State.SECOND_PUBLICITY), REVIEW),
    State.CONFIRM_PENDING: CONFIRM,
    State.CONFIRMED: CONFIRM,
}

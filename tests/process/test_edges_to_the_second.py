"""Late to the second: every step under a window, every sweep, every window of every notice (TIME-17, Asia/Shanghai)."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration
from declarations.rules import ends_at, gate_of
from declarations.states import State
from notices.models import Gate
from notices.services import close_due_gates, load_notice, publish_notice
from notices.states import Window
from review.approvals.models import Publicity
from review.outcomes.models import ResultPublicity
from review.process.rules import standing
from review.process.selectors import reasons_against
from review.process.services import perform_many
from review.process.states import Action
from review.process.workflow import WORKFLOW
from tests.notices.conftest import CRAFT_ARTS
from tests.process.test_sweeps import ROWS, due_cases
from tests.process.world import person

SECOND = timedelta(seconds=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMED = [(move, source) for move in WORKFLOW.moves if move.window for source in move.sources]
# Held at a desk, and what the notice says becomes of it (G-07, V-40); the rest ends whoever was late.
LATE = {
    (Action.LAPSE, State.DRAFT): {State.ABANDONED},
    (Action.TURN_TO_CORRECTION, State.DRAFT): {State.CORRECTION},
    (Action.END_PUBLICITY, State.UNIT_PUBLICITY): None,  # on to the next step
    (Action.LAPSE, State.CORRECTION): {State.ABANDONED},
    (Action.HOLD, State.UNIT_CHECK): {State.OVERDUE_HELD},
    (Action.LAPSE, State.UNIT_CHECK): {State.ABANDONED},
    (Action.REFUSE_LATE, State.OVERDUE_HELD): {State.NOT_ACCEPTED},
    (Action.LAPSE, State.ACCEPTED): {State.ABANDONED},
    (Action.END_PUBLICITY, State.SECOND_PUBLICITY): {State.CONFIRM_PENDING},
}


@contextmanager
def stopped_at(moment):
    """The law's clock, standing still: the instant itself would be over while it is looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "law", lambda: moment)
        yield


def test_every_step_under_a_window_is_in_time_to_its_last_second(world):
    """TIME-01…06, TIME-12, TIME-17: submitting, the unit's steps, arrivals, answers; under a window, and under an own time."""
    judged, nobody = [], set()
    for number, (move, source) in enumerate(TIMED):
        case = world.declaration(source, applicant=person(f"p{number}"))
        cast = (case.applicant, *world.people.values())
        if not (actor := next((each for each in cast if standing(each, case) & set(move.roles)), None)):
            nobody.add(source)
            continue
        Declaration.objects.filter(pk=case.pk).update(window="personal_unit")
        case.refresh_from_db()
        judged.append((move.action, source, late_at(move, case, actor)))
        case.due_at = datetime(2024, 9, 20, 18, tzinfo=SHANGHAI)
        judged.append((move.action, source, late_at(move, case, actor)))

    assert {states for *_, states in judged} == {(False, False, True)}
    assert len(judged) >= 60
    assert nobody == {State.RELAY_REVIEW}  # no agency on the way of this cast; FORWARD is judged at two other desks


def late_at(move, case, actor):
    """Whether the step is out of its time: a second before the end, at the end, a second after."""
    gate, end = gate_of(case), ends_at(case)
    assert end.astimezone(SHANGHAI).time() == time(18)
    told = []
    for moment in (end - SECOND, end, end + SECOND):
        found = reasons_against(replace(move, guards=()), case, Asked(), actor=actor, now=moment, gate=gate)
        told.append(bool({"E401", "E402"} & {reason.code for reason in found}))
    return tuple(told)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.action}-{row.sources[0]}")
def test_the_clock_takes_a_case_the_second_after_and_does_what_the_notice_says(world, row):
    """TIME-05, TIME-06, FEE-03, G-07: nothing at the last instant; a second later the case is where the policy wants it."""
    [case, *others] = due_cases(world, row, 1)
    case.refresh_from_db()
    end = end_of(case)
    own, swept = Declaration.objects.filter(pk=case.pk), []

    for moment in (end - SECOND, end, end + SECOND):
        with stopped_at(moment):
            close_due_gates()
            swept.append(perform_many(own, row.action))

    case.refresh_from_db()
    assert swept == [0, 0, 1]
    assert LATE[row.action, row.sources[0]] in ({case.state}, None)


def end_of(case):
    """The last instant a case is in time where it stands."""
    if case.state == State.OVERDUE_HELD:
        return Gate.objects.get(notice=case.edition.notice_id, window=Window.COMMITTEE_OFFICE, level="").closes_at
    if case.state in {State.UNIT_PUBLICITY, State.SECOND_PUBLICITY}:
        shown = Publicity.objects.filter(declaration=case).first() or ResultPublicity.objects.get(
            entries__declaration=case
        )
        return datetime.combine(shown.last_day, time(23, 59, 59), tzinfo=SHANGHAI)
    return ends_at(case)


NOTICES = sorted(CRAFT_ARTS.parent.glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_every_window_of_every_notice_ends_with_its_stated_second(file):
    """TIME-17: the levels' own among them; a closed one opens for nobody."""
    notice = load_notice(file, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM, explained="试验")
    gates = list(Gate.objects.filter(notice=notice).exclude(closes_at=None))

    for gate in gates:
        end = gate.closes_at
        assert [gate.is_open(moment) for moment in (end - SECOND, end, end + SECOND)] == [True, True, False]
    for end in sorted({gate.closes_at for gate in gates}):
        for moment in (end, end + SECOND):
            with stopped_at(moment):
                close_due_gates()
            closed = Gate.objects.filter(notice=notice).exclude(closed_at=None)
            assert set(closed) == {gate for gate in gates if gate.closes_at < moment}
    assert gates

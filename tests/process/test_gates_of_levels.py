"""A level's own gate stands before everybody's, wherever it is asked (TIME-06)."""

from datetime import datetime, timedelta

import pytest

from accounts.models import SYSTEM
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations import guards as declaration_guards
from declarations.models import Declaration
from declarations.states import State
from notices.models import Gate
from notices.services import close_due_gates, set_gate
from notices.states import Window
from review.process import guards
from review.process.models import Reminder
from review.process.reminders import send_due_reminders
from review.process.tasks import sweep

FROM = datetime.fromisoformat("2024-07-02T08:00+08:00")
ENDS = datetime.fromisoformat("2024-08-23T18:00+08:00")  # of everybody's personal_unit
AFTER = ENDS + timedelta(minutes=1)
DAY = timedelta(days=1)
GUARDS = (declaration_guards.time_over, guards.OFFICE_MAY_REFUSE_LATE)


def own_gate(world, window, closes_at, level="zg"):
    return set_gate(world.edition.notice_id, window, level=level, opens_at=FROM, closes_at=closes_at, actor=SYSTEM)


def lets_pass(guard, case, now):
    return not guard.judge(case, Asked({}, {}), actor=SYSTEM, now=now)


def selected(guard, now):
    return set(Declaration.objects.filter(guard.where(now)).values_list("pk", flat=True))


def test_everybodys_closed_gate_ends_nothing_where_the_level_has_its_own(world):
    own_gate(world, "personal_unit", ENDS + 7 * DAY)
    senior, other = (world.declaration(State.UNIT_CHECK, level=level) for level in ("zg", "fg"))
    with clock.law_at(AFTER):
        close_due_gates()

    assert lets_pass(declaration_guards.time_over, senior, AFTER) is False
    assert lets_pass(declaration_guards.time_over, other, AFTER) is True
    assert selected(declaration_guards.time_over, AFTER) == {other.pk}


def test_a_levels_own_closed_gate_ends_the_cases_of_this_level_only(world):
    own_gate(world, "personal_unit", ENDS - 7 * DAY)
    senior, other = (world.declaration(State.UNIT_CHECK, level=level) for level in ("zg", "fg"))
    with clock.law_at(ENDS - DAY):
        close_due_gates()

    assert lets_pass(declaration_guards.time_over, senior, ENDS - DAY) is True
    assert selected(declaration_guards.time_over, ENDS - DAY) == {senior.pk}
    assert lets_pass(declaration_guards.time_over, other, ENDS - DAY) is False


def test_the_sweep_waits_for_the_levels_own_end(world):
    own_gate(world, "personal_unit", ENDS + 7 * DAY)
    senior, other = (world.declaration(State.DRAFT, level=level) for level in ("zg", "fg"))

    with clock.law_at(AFTER):
        sweep()

    stand = dict(Declaration.objects.values_list("pk", "state"))
    assert stand == {senior.pk: State.DRAFT, other.pk: State.ABANDONED}


@pytest.mark.parametrize("guard", GUARDS, ids=["time over", "office may refuse late"])
@pytest.mark.parametrize("own_closes", [-20, 20], ids=["own earlier", "own later"])
@pytest.mark.parametrize("own_due", [None, -1, 1], ids=["no own deadline", "past", "ahead"])
def test_bulk_conditions_select_exactly_what_their_guards_let_pass(world, guard, own_closes, own_due):
    window = "personal_unit" if guard is declaration_guards.time_over else Window.COMMITTEE_OFFICE
    ends = Gate.objects.get(notice=world.edition.notice_id, window=window, level="").closes_at
    own_gate(world, window, ends + own_closes * DAY)
    cases = [world.declaration(State.OVERDUE_HELD, level=level) for level in ("zg", "fg")]
    for moment in (ends - 30 * DAY, ends - DAY, ends + DAY, ends + 30 * DAY):
        due = None if own_due is None else moment + own_due * DAY
        Declaration.objects.update(due_at=due)
        with clock.law_at(moment):
            close_due_gates()
        fresh = Declaration.objects.filter(pk__in=[case.pk for case in cases])
        assert selected(guard, moment) == {case.pk for case in fresh if lets_pass(guard, case, moment)}


def test_nobody_is_reminded_of_a_gate_that_does_not_rule_the_case(world):
    own_gate(world, "personal_unit", ENDS + 7 * DAY)
    senior, other = (world.declaration(State.DRAFT, level=level) for level in ("zg", "fg"))

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()

    assert set(Reminder.objects.values_list("subject_id", flat=True)) == {other.pk}


def test_the_office_is_told_its_time_in_local_hours_and_of_a_gate_without_end(world):
    ma, case = world.people[Role.OFFICE], world.declaration(State.OVERDUE_HELD)
    early = datetime.fromisoformat("2024-08-31T18:00+08:00")
    said = guards.office_window_open(case, Asked({}, {}), actor=ma, now=early)
    own_gate(world, Window.COMMITTEE_OFFICE, None)
    Gate.objects.filter(level="zg").update(opens_at=early + DAY)
    endless = guards.office_window_open(case, Asked({}, {}), actor=ma, now=early)

    assert said.text == "不在办理时间内（2024-09-01 08:00—2024-09-22 18:00），2024-09-01 08:00 起可办理。"
    assert endless.text == "不在办理时间内（2024-09-01 18:00—未定），2024-09-01 18:00 起可办理。"

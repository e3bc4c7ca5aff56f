"""A slip is opened again once, by a second person of the desk that made it, or by the office above (T38)."""

import pytest

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from review.process.exceptions import MoveRefused
from review.process.selectors import actions_on_page
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import sweep
from tests.approvals.world import at
from tests.process.world import person

GATE = at("2024-08-23T18:00")  # of personal_unit
SECOND = at("2024-08-06T10:00")


@pytest.fixture(autouse=True)
def _windows(world, monkeypatch):
    """Each desk under its own window, as a route has it; what the dossier lacks is tested elsewhere."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


def routed(case):
    for stop, window in enumerate(["personal_unit", "office_department", "office_department", "committee_office"]):
        case.stops.filter(index=stop).update(window=window, reached_at=case.created_at if stop <= case.stop else None)
    return case


def second_of(role, world):
    """A colleague at the same desk."""
    first = Membership.objects.get(user=world.actor(role), role=role)
    colleague = person(f"second-{role}")
    Membership.objects.create(user=colleague, organisation=first.organisation, role=role)
    return colleague


ENDS = {
    Role.UNIT: (State.UNIT_RECOMMEND, Action.DECLINE, {"reason": "不符合条件"}, "personal_unit"),
    Role.DEPARTMENT: (State.DEPT_REVIEW, Action.REFUSE, {"reason": "越级", "code": "wrong_procedure"}, "office_department"),
    Role.LOCAL_OFFICE: (
        State.LOCAL_OFFICE_REVIEW, Action.REFUSE, {"reason": "越级", "code": "wrong_procedure"}, "office_department",
    ),
}  # fmt: skip


def ended_by(role, world):
    state, action, answers, window = ENDS[role]
    case = routed(world.declaration(state))
    Declaration.objects.filter(pk=case.pk).update(window=window)
    perform(case.pk, action, actor=world.actor(role), **answers)
    return case


@pytest.mark.parametrize("role", list(ENDS))
def test_a_second_person_of_the_same_desk_opens_it_again_and_its_window_counts_as_before(world, role):
    """T38, E410: at every desk that can end a case; who ended it cannot."""
    case = ended_by(role, world)

    with clock.law_at(SECOND):
        with pytest.raises(MoveRefused) as refused:
            perform(case.pk, Action.REOPEN, actor=world.actor(role), reason="看错了学历", due_at=None)
        again = perform(case.pk, Action.REOPEN, actor=second_of(role, world), reason="看错了学历", due_at=None)

    assert refused.value.codes == ["E410"]
    assert (again.state, again.window, again.due_at) == (ENDS[role][0], ENDS[role][3], None)
    told = Message.objects.get(event="reopened", person=world.actor(Role.APPLICANT))
    assert "看错了学历" in told.text
    with clock.law_at(SECOND):  # its time is the window's, not an endless one
        sweep()
    again.refresh_from_db()
    assert again.state == ENDS[role][0]


@pytest.mark.parametrize("role", list(ENDS))
def test_a_foreign_desk_and_the_applicant_open_nothing(world, role):
    """T38: the same organisation or the office above, nobody else."""
    case = ended_by(role, world)
    others = [other for other in (*ENDS, Role.APPLICANT, Role.SECRETARY, "outsider") if other != role]

    with clock.law_at(SECOND):
        for other in others:
            with pytest.raises(MoveRefused) as refused:
                perform(case.pk, Action.REOPEN, actor=world.actor(other), reason="看错了", due_at=None)
            assert refused.value.codes == ["not_yours"], other
        assert perform(case.pk, Action.REOPEN, actor=world.actor(Role.OFFICE), reason="看错了", due_at=None)


def test_once_and_not_again(world):
    """E409."""
    case = ended_by(Role.UNIT, world)
    second = second_of(Role.UNIT, world)
    with clock.law_at(SECOND):
        perform(case.pk, Action.REOPEN, actor=second, reason="看错了", due_at=None)
        perform(case.pk, Action.DECLINE, actor=second, reason="仍不符合")
        for actor in (world.actor(Role.UNIT), world.actor(Role.OFFICE)):
            with pytest.raises(MoveRefused) as refused:
                perform(case.pk, Action.REOPEN, actor=actor, reason="再看一次", due_at=None)
            assert refused.value.codes == ["E409"]


def test_a_desk_gives_nobody_more_time_and_the_office_may(world):
    """T38: the stage that would act next is open; a new time is the office's to give."""
    case = ended_by(Role.UNIT, world)
    second = second_of(Role.UNIT, world)
    answers = {"reason": "看错了", "due_at": at("2024-09-10T18:00")}

    with clock.law_at(SECOND), pytest.raises(MoveRefused) as by_unit:
        perform(case.pk, Action.REOPEN, actor=second, **answers)
    with clock.law_at(at("2024-08-23T18:01")):
        sweep()
        with pytest.raises(MoveRefused) as too_late:
            perform(case.pk, Action.REOPEN, actor=second, reason="看错了", due_at=None)
        again = perform(case.pk, Action.REOPEN, actor=world.actor(Role.OFFICE), **answers)

    assert (by_unit.value.codes, too_late.value.codes) == (["E407"], ["E401"])
    assert (again.state, again.due_at) == (State.UNIT_RECOMMEND, answers["due_at"])


def test_who_was_late_does_not_undo_what_the_office_decided(world):
    """T38, G-07: the case still lies at the late holder's stop, but the office ended it."""
    case = routed(world.declaration(State.DEPT_REVIEW))
    Declaration.objects.filter(pk=case.pk).update(window="office_department")
    with clock.law_at(at("2024-08-30T18:01")):
        sweep()
    with clock.law_at(at("2024-09-03T10:00")):
        perform(case.pk, Action.REFUSE_LATE, actor=world.actor(Role.OFFICE), reason="无正当理由")
        with pytest.raises(MoveRefused) as refused:
            perform(case.pk, Action.REOPEN, actor=second_of(Role.DEPARTMENT, world), reason="忙", due_at=None)
        case.refresh_from_db()
        offered = actions_on_page(world.actor(Role.DEPARTMENT), case)

    assert refused.value.codes == ["not_yours"]
    assert offered == {"actions": [], "aside": [], "waiting": []}


def test_a_draft_the_clock_ended_is_the_offices_to_open(world):
    """T38: no desk ended it."""
    case = world.declaration(State.DRAFT)
    with clock.law_at(at("2024-08-23T18:01")):
        sweep()
        with pytest.raises(MoveRefused) as refused:
            perform(case.pk, Action.REOPEN, actor=world.actor(Role.UNIT), reason="x", due_at=None)

    assert refused.value.codes == ["not_yours"]


def test_the_button_and_its_form_stand_at_the_desk_that_ended_it(world, client):
    """T38: the second person finds it on the case's page and fills in a reason alone."""
    case = ended_by(Role.UNIT, world)
    client.force_login(second_of(Role.UNIT, world))

    with clock.law_at(SECOND):
        page = client.get(case.get_absolute_url()).content.decode()
        address = f"{case.get_absolute_url()}do/reopen/"
        empty = client.post(address, {"reason": ""})
        done = client.post(address, {"reason": "看错了学历", "due_at": ""})

    case.refresh_from_db()
    assert "重新开启" in page
    assert (empty.status_code, done.status_code, case.state) == (422, 302, State.UNIT_RECOMMEND)

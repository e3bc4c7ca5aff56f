"""Who carries out a unit's step by a dated grant is told what its clerks are told, and nobody who is recused is."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.states import State
from messaging.models import Message, Sms
from review.approvals.services.commissioning import let_carry_out
from review.approvals.states import Addressee
from review.process.reminders import send_due_reminders
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import at, item
from tests.process.world import person

ENDS = at("2024-08-23T18:00")
UNTIL = datetime.fromisoformat("2024-08-31T23:59:59+08:00")


@pytest.fixture
def studio(world):
    """A one-person studio: its only clerk is who declares; an agency's clerk has the unit's step of this one case."""
    case = world.declaration(State.DEPT_REVIEW)
    Membership.objects.filter(organisation=world.unit, role=Role.UNIT).update(user=case.applicant)
    agent = person("agent")
    agent.phone = "19000000055"
    agent.save()
    agency = Organisation.objects.create(name="钦州市人才服务中心", kind="agency")
    Membership.objects.create(user=agent, organisation=agency, role=Role.UNIT)
    let_carry_out(case, agent, giver=case.applicant, reason="受委托：钦人函〔2024〕5号", until=UNTIL)
    return case, agent


def told(user):
    return list(Message.objects.filter(person=user).values_list("event", "needs_action").order_by("pk"))


def send_back(world, case):
    perform(
        case.pk, Action.RETURN, actor=world.actor(Role.DEPARTMENT), items=[item(Addressee.UNIT, "unit:pledge", "x")]
    )


def test_who_carries_out_the_units_step_by_grant_is_asked(world, studio):
    """UNIT-07, UNIT-02, MSG-05: a one-person studio's own clerk is the applicant; the letter goes to who acts."""
    case, agent = studio

    send_back(world, case)

    assert told(agent) == [("returned_to_unit", True)]
    assert Message.objects.get(person=agent).organisation == world.unit
    assert [sms.phone for sms in Sms.objects.filter(event="correction_desk")] == [agent.phone]


def test_a_right_that_is_over_and_one_who_is_recused_are_told_nothing(world, studio):
    """ROLE-02, design §10."""
    case, agent = studio
    other = person("recused-clerk")
    Membership.objects.create(user=other, organisation=world.unit, role=Role.UNIT)
    case.recusals.create(person=other, why="亲属", by=agent)
    case.grants.update(expires_at=clock.law() - timedelta(seconds=1))

    send_back(world, case)

    assert (told(agent), told(other)) == ([], [])


def test_the_reminder_of_a_deadline_reaches_them_too(world, studio):
    """TIME-18, UNIT-07."""
    case, agent = studio
    type(case).objects.filter(pk=case.pk).update(state=State.UNIT_RECOMMEND, stop=0)

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()

    assert told(agent) == [("reminder", True)]
    assert Sms.objects.filter(event="reminder_desk", person_id=agent.pk).count() == 1

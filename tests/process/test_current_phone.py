"""A text about a case goes to the number of the application, whatever number its person signs in with (MSG-13)."""

import pytest

from accounts.states import Role
from config.lib import clock
from declarations.models import BasicInfo
from declarations.states import State
from messaging.models import Sms
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import item
from tests.process.world import IN_STAGE_1, build_world


@pytest.fixture
def world(db):
    with clock.law_at(IN_STAGE_1):
        yield build_world()


def test_the_number_written_in_the_application_now_is_the_one_that_is_texted(world):
    """MSG-13: changed after the submission, the new number is used at once; the account's own is another."""
    case, lin = world.declaration(State.DEPT_REVIEW), world.people[Role.APPLICANT]
    lin.phone = "19000000077"
    lin.save()
    basic = BasicInfo.objects.get(declaration=case)
    basic.phone = "19000000088"
    basic.save(update_fields=["phone"])

    perform(case.pk, Action.RETURN, actor=world.people[Role.DEPARTMENT], items=[item()])

    assert set(Sms.objects.filter(subject_id=case.pk).values_list("event", flat=True)) == {"returned"}
    assert [each.phone for each in Sms.objects.filter(subject_id=case.pk)] == ["19000000088"]

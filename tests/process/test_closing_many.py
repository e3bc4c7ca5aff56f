"""Overdue declarations are closed by the set, each with its record, fact and letter; a second time nothing (TIME-05)."""

import pytest
from django.db import connection

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from notices.services import close_due_gates
from records.models import AuditEntry, Outbox
from records.services.documents import DOCUMENT
from review.approvals.states import Paper
from review.process.models import MoveRecord
from review.process.services import perform_many
from review.process.states import Action
from tests.bench.many import multiply
from tests.helpers import statements
from tests.process.test_gates_of_levels import AFTER
from tests.process.world import person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def overdue(world, count):
    """So many people, a draft each that nobody handed in, after the window."""
    first = User.objects.create(username="o0", name="王秀兰")
    multiply(first, count, {"username": "'o' || n", "phone_index": "NULL", "seal_id": "gen_random_uuid()"})
    of_people = User.objects.get(username="o1").pk - 1
    case = world.declaration(State.DRAFT, applicant=person("like"))
    multiply(case, count, {"ref": "gen_random_uuid()", "applicant_id": f"{of_people} + n"})
    case.delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    close_due_gates()


def left_by(count):
    """How many of each the closing left: ended cases, papers, records, facts of the chain, letters."""
    ended = Declaration.objects.filter(state=State.ABANDONED, ended_because="first_deadline").count()
    facts = AuditEntry.objects.filter(event=f"declaration.{Action.LAPSE}").values("subject_id").distinct().count()
    letters = Message.objects.filter(event="lapsed_draft").values("person").distinct().count()
    papers = Outbox.objects.filter(kind=DOCUMENT, payload__kind=Paper.REFUSAL).values("about").distinct().count()
    return ended, papers, MoveRecord.objects.filter(action=Action.LAPSE).count(), facts, letters


@pytest.mark.parametrize("count", [30, 300])
def test_closing_costs_the_same_for_any_number_and_leaves_each_its_own(world, count):
    with clock.law_at(AFTER):
        overdue(world, count)
        with statements() as made:
            assert perform_many(Declaration.objects.all(), Action.LAPSE) == count
        again = perform_many(Declaration.objects.all(), Action.LAPSE)

    assert (left_by(count), again) == ((count,) * 5, 0)
    assert len(made) == STATEMENTS


STATEMENTS = 28

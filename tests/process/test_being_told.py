"""What an applicant is told when it is time to pay, and everybody before a deadline."""

from datetime import datetime, timedelta

from accounts.states import Role
from config.lib import clock
from declarations.states import State
from messaging.models import Message, Sms
from review.process.messages import send_messages
from review.process.models import MoveRecord
from review.process.reminders import send_due_reminders
from review.process.states import Action
from review.process.workflow import WORKFLOW

ENDS = datetime.fromisoformat("2024-08-23T18:00+08:00")  # of personal_unit


def test_who_is_accepted_is_told_amount_time_and_what_is_at_stake(world):
    """MSG-04: the text says it all; the letter leads to the bill, which does."""
    case, now = world.declaration(State.ACCEPTED), clock.law()
    move = WORKFLOW.find(State.OFFICE_REVIEW, Action.ACCEPT)
    record = MoveRecord.objects.create(
        declaration=case, action=move.action, source=State.OFFICE_REVIEW, target=State.ACCEPTED, at=now
    )

    send_messages(move, [(case, record)], now=now)

    at_stake = "缴费完成才表示本次材料报送成功，逾期不缴费者视为放弃本次职称申报。"
    sms, letter = Sms.objects.get(event="payment"), Message.objects.get(event="to_pay")
    assert sms.text.endswith(f"评审费450元，请于09月01日至10月15日 18:00在系统内缴费，{at_stake}")
    assert (letter.person, letter.needs_action, at_stake in letter.text) == (case.applicant, True, True)


def test_applicant_and_desk_are_reminded_72_24_and_2_hours_before_once_each(world):
    """TIME-18, as far as letters go: no text is sent."""
    world.declaration(State.UNIT_CHECK)
    sent = []
    for hours in (73, 72, 71, 24, 23, 2, 1):
        with clock.law_at(ENDS - timedelta(hours=hours)):
            sent.append(send_due_reminders())

    assert sent == [0, 2, 0, 2, 0, 2, 0]
    told = Message.objects.filter(event="reminder").values_list("person", flat=True)
    assert set(told) == {world.people[Role.APPLICANT].pk, world.people[Role.UNIT].pk}

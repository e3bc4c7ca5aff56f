"""What an applicant is told when it is time to pay, and everybody before a deadline."""

from datetime import datetime, timedelta

from accounts.states import Role
from config.lib import clock
from declarations.states import State
from messaging.models import Message, Sms
from review.approvals.models import CorrectionNotice
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


def test_a_text_that_says_where_a_case_went_names_who_has_it_now(world):
    """MSG-01: not who has just sent it, as for every applicant whose unit recommended."""
    case, now = world.declaration(State.DEPT_REVIEW), clock.law()
    told = {}
    for action, source, target in (
        (Action.RECOMMEND, State.UNIT_RECOMMEND, State.DEPT_REVIEW),
        (Action.RESUBMIT, State.CORRECTION, State.DEPT_REVIEW),
    ):
        move, at = WORKFLOW.find(source, action), {"source": source, "target": target, "at": now}
        record = MoveRecord.objects.create(declaration=case, action=action, organisation="古龙窑", **at)
        send_messages(move, [(case, record)], now=now)
        told[action] = Message.objects.filter(person=case.applicant).latest("pk").text

    assert told[Action.RECOMMEND] == "古龙窑已推荐您申报正高级工艺美术师，材料已报送钦州市文旅局。"
    assert told[Action.RESUBMIT].startswith("您的申报已完成补正，现由钦州市文旅局办理，须在")


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


def test_who_is_asked_is_told_of_what_is_theirs_and_how_much_is_others(world):
    """MSG-05: the count and the defects are the applicant's, the unit's are only counted; a desk reads its own."""
    case, now = world.declaration(State.CORRECTION), clock.law()
    items = [
        {"addressee": "applicant", "part": "basic", "defect": "照片不清"},
        {"addressee": "unit", "part": "unit_check", "defect": "没有核对原件"},
        {"addressee": "unit", "part": "publicity", "defect": "没有公示照片"},
    ]
    told = {"organisation": world.unit, "stop": 1, "round_trip": 0, "issued_at": now, "opens_at": now}
    notice = CorrectionNotice.objects.create(declaration=case, kind="return", **told)
    for item in items:
        notice.items.create(**item)
    said = {}
    for action, source, target in (
        (Action.REQUEST_CORRECTION, State.OFFICE_REVIEW, State.CORRECTION),
        (Action.RETURN, State.DEPT_REVIEW, State.DRAFT),
    ):
        move, at = WORKFLOW.find(source, action), {"source": source, "target": target, "at": now}
        record = MoveRecord.objects.create(
            declaration=case, action=action, organisation="市文旅局", answers={"items": items}, **at
        )
        send_messages(move, [(case, record)], now=now)
        said |= {each.event: each.text for each in Message.objects.filter(event__in=move.messages)}

    assert "您的申报材料有1项需补正" in Sms.objects.get(event="correction").text
    assert "需要补正的事项（另有 2 项由用人单位办理），请在" in said["to_correct"]
    assert "退回了您的申报：照片不清（另有 2 项由用人单位办理）。" in said["returned"]
    assert "补正的事项：没有核对原件；没有公示照片。" in said["returned_to_unit"]

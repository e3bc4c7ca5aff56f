"""The secretariat's pages of a round: whole without a script, empty for strangers (S19, S21)."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.states import Role
from committees.models import CommitteeMember, CommitteeTerm
from config.lib import clock
from declarations.models import Recusal
from messaging.models import Sms
from records.models import Outbox
from records.services.documents import DOCUMENT
from review.meetings.models import Assignment, DefenceRecord, Meeting, Opinion, Panel, Round, RoundExpert, WorkEvent
from review.meetings.services.assigning import assign_evenly
from review.meetings.services.reading import save_opinion
from review.meetings.services.rounds import assign_reader
from review.meetings.states import Dimension, OpinionState, RoundState
from tests.helpers import no_writes
from tests.meetings.pages import cost, said, signed_in
from tests.meetings.world import expert_of

PAGES = ("round", "seats", "assignment", "recusals", "progress", "defences", "works", "new_meeting")
SECRET = "评分 91"


def at(*moment):
    return datetime(*moment, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def mi(reading):
    return signed_in(reading.secretary)


def page_of(room, name, *rest):
    return reverse(f"meetings:{name}", args=[room.round.ref, *rest])


def submit(assignment, comment="符合条件"):
    told = {"scores": dict.fromkeys(Dimension.values, 91), "comment": comment, "recommends": True}
    return save_opinion(assignment.pk, **told, actor=assignment.expert.expert.user, submit=True)


# ── who sees them ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", PAGES)
def test_a_round_is_there_for_its_office_alone(reading, name):
    address = page_of(reading, name)

    for user, status in ((reading.secretary, 200), (reading.clerk, 200), (reading.stranger, 404), (reading.chair, 404)):
        assert signed_in(user).get(address).status_code == status
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_looking_at_a_round_writes_nothing(reading, mi, name):
    reading.enter("expert_review", level="zg")

    with no_writes():
        assert mi.get(page_of(reading, name)).status_code == 200


def test_the_desk_of_rounds_names_the_role_it_asks(reading, mi):
    assert "第一批" in said(mi.get("/meetings/rounds/"))
    assert signed_in(reading.world.people[Role.UNIT]).get("/meetings/rounds/").status_code == 403


def test_a_round_beyond_the_planned_review_says_so_until_it_is_over(reading, mi):
    """TIME-14: the notice of 2024 plans the review for October and November."""
    late = "通知安排的评审时间是"
    with clock.law_at(at(2024, 11, 30, 23)):
        assert late not in said(mi.get(page_of(reading, "round")))
    with clock.law_at(at(2024, 12, 1, 0, 1)):
        assert late in said(mi.get(page_of(reading, "round")))
        Round.objects.filter(pk=reading.round.pk).update(state=RoundState.CLOSED)
        assert late not in said(mi.get(page_of(reading, "round")))


@pytest.mark.parametrize("name", ["round", "assignment", "progress", "defences", "works", "recusals"])
def test_a_keeper_recused_from_a_case_finds_no_trace_of_it(reading, mi, name):
    case = reading.enter("expert_review", level="zg").declaration
    Recusal.objects.create(person=reading.secretary, declaration=case, why="亲属关系", by=reading.clerk)

    assert case.applicant.name not in mi.get(page_of(reading, name)).content.decode()
    for entry_page in ("entry", "defence", "work"):
        assert mi.get(page_of(reading, entry_page, 3)).status_code == 404


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("round", 30),
        ("seats", 18),
        ("assignment", 18),
        ("recusals", 18),
        ("progress", 18),
        ("defences", 18),
        ("works", 16),
    ],
)
def test_a_page_costs_the_same_for_any_number_of_entries(reading, mi, name, most):
    Round.objects.update(state=RoundState.READING)
    reading.enter("expert_review", level="zg")  # one who is defended: an empty list asks nothing of its rows
    assign_evenly(reading.round.pk, actor=reading.secretary)
    some = cost(mi, page_of(reading, name))
    for _ in range(2):
        reading.enter("expert_review", level="zg")
    assign_evenly(reading.round.pk, actor=reading.secretary)

    assert cost(mi, page_of(reading, name)) == some
    assert some <= most


def test_the_list_of_rounds_costs_the_same_for_any_number(reading, mi):
    one = cost(mi, "/meetings/rounds/")
    for number in range(2):
        Round.objects.create(
            notice=reading.round.notice,
            committee=reading.round.committee,
            name=f"第{number}批",
            created_by=reading.secretary,
            created_at=reading.round.created_at,
        )

    assert cost(mi, "/meetings/rounds/") == one <= 14


# ── putting together ─────────────────────────────────────────────────────────────────────────────────────
def test_a_round_is_opened_with_a_form(reading, mi):
    told = {
        "notice": reading.round.notice_id,
        "committee": reading.round.committee_id,
        "name": "第二批",
        "readers_each": 2,
    }

    assert mi.post("/meetings/rounds/new/", {**told, "name": ""}).status_code == 422
    assert mi.post("/meetings/rounds/new/", told).status_code == 302
    assert Round.objects.filter(name="第二批", readers_each=2).count() == 1
    assert signed_in(reading.stranger).post("/meetings/rounds/new/", told).status_code == 422


def test_three_forms_of_the_overview(reading, mi):
    address = page_of(reading, "round")

    mi.post(address, {"what": "panel", "panel-name": "设计组", "panel-specialties": ["gymysj"]})
    panel = Panel.objects.get()
    mi.post(address, {"what": "place", "place-panel": panel.pk, "place-entries": [reading.entries[0].pk]})
    mi.post(address, {"what": "change", "change-name": "秋季", "change-readers_each": 5})

    reading.round.refresh_from_db()
    assert (reading.round.name, reading.round.readers_each, panel.entries.count()) == ("秋季", 5, 1)
    again = mi.post(address, {"what": "panel", "panel-name": "设计组", "panel-specialties": ["gymysj"]})
    assert (again.status_code, "已有同名学科组" in said(again)) == (422, True)


def test_seating_and_leaving(reading, mi):
    expert = expert_of(reading.round.committee, name="农䶮", trained=False)
    address = page_of(reading, "seats")
    assert "农䶮" in mi.get(address).content.decode()

    mi.post(address, {"expert": expert.pk})
    seat = RoundExpert.objects.get(expert=expert)
    assert "农䶮正高级工艺美术师演示单位不分组未完成未签署0份退出农䶮" in said(mi.get(address))
    leave = page_of(reading, "unseat", seat.pk)
    assert mi.post(leave, {"why": ""}).status_code == 422
    mi.post(leave, {"why": "出国访问"})

    assert "出国访问" in said(mi.get(address))
    assert mi.get(leave).status_code == 404


def test_a_committee_too_small_is_warned_of(reading, mi):
    """W114."""
    term = CommitteeTerm.objects.create(committee=reading.round.committee, number=1, starts_on=date(2024, 1, 1))
    CommitteeMember.objects.create(term=term, expert=reading.seats[0].expert)

    assert "评委会组成人数1不足25或不为单数，请核实。" in said(mi.get(page_of(reading, "round")))


def test_the_lot_says_what_is_short(reading, mi):
    reading.round.readers_each = 4
    reading.round.save(update_fields=["readers_each"])

    page = said(mi.post(page_of(reading, "assignment"), follow=True))

    assert "已随机均衡分配6份次。" in page
    assert "第1号还缺1名专家，请增加专家或手工分配。" in page


def test_readers_are_given_and_taken_back_by_hand(reading, mi):
    entry = reading.entries[0]
    address = page_of(reading, "entry", entry.number)
    mi.post(address, {"seat": reading.seats[1].pk})
    given = Assignment.objects.get()

    mi.post(page_of(reading, "withdraw", entry.number), {"assignment": given.pk})

    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert mi.post(page_of(reading, "withdraw", entry.number), {"assignment": "x"}).status_code == 404


def test_the_refusal_of_a_recused_reader_stands_in_the_form(reading, mi):
    entry = reading.entries[0]
    Recusal.objects.create(person=reading.voters[1], declaration=entry.declaration, why="师生关系", by=reading.clerk)

    answer = mi.post(page_of(reading, "entry", entry.number), {"seat": reading.seats[1].pk})

    assert (answer.status_code, "专家应回避：覃2。" in said(answer)) == (422, True)


def test_a_recusal_is_registered_with_its_reason(reading, mi):
    address, entry = page_of(reading, "recusals"), reading.entries[0]
    told = {"seat": reading.seats[1].pk, "entry": entry.pk, "why": "师生关系", "detail": "硕士导师"}
    assert mi.post(address, {**told, "why": ""}).status_code == 422

    mi.post(address, told)

    assert Recusal.objects.get().why == "师生关系（硕士导师）"
    assert "覃2第1号" in said(mi.get(address))


# ── progress: states, never numbers ──────────────────────────────────────────────────────────────────────
def test_progress_shows_states_and_no_number_of_an_opinion(reading, mi):
    entry = reading.entries[0]
    submit(assign_reader(entry.pk, seat=reading.seats[1], actor=reading.secretary), comment="这是一句评语")
    assign_reader(entry.pk, seat=reading.seats[2], actor=reading.secretary)

    for address in (page_of(reading, "progress"), page_of(reading, "entry", 1), page_of(reading, "round")):
        page = said(mi.get(address))
        assert ("91.0" in page, "这是一句评语" in page) == (False, False)
    assert "覃2已提交覃3未开始" in said(mi.get(page_of(reading, "progress")))

    Round.objects.update(state=RoundState.MEETING)
    page = said(mi.get(page_of(reading, "entry", 1)))
    assert ("91.0" in page, "这是一句评语" in page) == (True, True)


def test_an_opinion_is_given_back_for_a_reason(reading, mi):
    given = assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    submit(given)
    address = page_of(reading, "reopen", 1, given.pk)
    assert mi.post(address, {"why": ""}).status_code == 422

    mi.post(address, {"why": "漏评代表性成果"})

    assert Opinion.objects.get().state == OpinionState.DRAFT
    assert mi.get(page_of(reading, "reopen", 2, given.pk)).status_code == 404


# ── phases ───────────────────────────────────────────────────────────────────────────────────────────────
def test_phases_say_why_they_wait(reading, mi):
    assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    address = page_of(reading, "phase", "meeting")

    answer = mi.post(address)

    assert (answer.status_code, "还有1份专家评审意见未提交。" in said(answer)) == (422, True)
    assert mi.get(page_of(reading, "phase", "nonsense")).status_code == 404
    Assignment.objects.all().delete()
    assert mi.post(address).status_code == 302


# ── defences and works ───────────────────────────────────────────────────────────────────────────────────
def test_a_group_is_called_to_its_defence(reading, mi):
    entry = reading.enter("expert_review", level="zg")
    address = page_of(reading, "defences")
    told = {"entries": [entry.pk], "starts_at": "2024-10-22T09:30", "minutes": 30, "place": "南宁"}
    assert mi.post(address, {**told, "place": ""}).status_code == 422

    mi.post(address, told)

    assert Sms.objects.filter(event="defense").count() == 1
    assert "2024-10-2209:30南宁待发送" in said(mi.get(address))
    Sms.objects.update(state="failed")
    assert "发送失败" in said(mi.get(address))


def test_a_defence_is_recorded_and_its_form_ordered(reading, mi):
    entry = reading.enter("expert_review", level="zg")
    address = page_of(reading, "defence", entry.number)
    assert "尚未安排答辩" in said(mi.get(address))
    called = {"entries": [entry.pk], "starts_at": "2024-10-22T09:30", "minutes": 30, "place": "南宁"}
    mi.post(page_of(reading, "defences"), called)
    told = {"prepare_used": 12, "answer_used": 14, "opinion": "同意", "questions": "窑变如何控制？"}

    late = mi.post(address, told)
    assert (late.status_code, "答辩时间超出限制" in said(late)) == (422, True)
    assert "填写答辩记录后可以生成" in said(
        mi.post(page_of(reading, "entry_paper", entry.number), {"paper": "FORM-30D"}, follow=True)
    )
    mi.post(address, {**told, "prepare_used": 8, "score": "92.5"})
    mi.post(page_of(reading, "entry_paper", entry.number), {"paper": "FORM-30D"})

    assert str(DefenceRecord.objects.get().score) == "92.5"
    assert Outbox.objects.get(kind=DOCUMENT, about__contains="round_entry").about == f"FORM-30D:round_entry:{entry.pk}"


def test_works_are_called_for_and_registered(reading, mi):
    entry = reading.entries[0]
    address = page_of(reading, "work", entry.number)
    assert "尚未通知提交" in said(mi.get(address))

    called = {"entries": [entry.pk], "due_at": "2024-10-22T09:30", "place": "南宁", "manner": "现场提交实物"}
    mi.post(page_of(reading, "works"), called)
    mi.post(address, {"works": 3, "certificates": 3, "video": "on", "remark": ""})
    assert WorkEvent.objects.get().received == {"实物作品": 3, "获奖证书": 3, "制作视频": 1}
    assert "实物作品3，获奖证书3，制作视频1" in said(mi.get(address))
    mi.post(page_of(reading, "give_back", entry.number))

    assert WorkEvent.objects.get().returned_at is not None


# ── calling the meeting ──────────────────────────────────────────────────────────────────────────────────
def test_a_meeting_is_called_with_a_form(reading, mi):
    address = page_of(reading, "new_meeting")
    told = {"held_at": "2024-10-25T09:00", "place": "南宁", "scrutineers": "莫正平、罗志成"}
    few = mi.post(address, {**told, "members": 2})
    assert (few.status_code, "应到人数不得少于评委会组成人数（3人）" in said(few)) == (422, True)

    mi.post(address, told)

    meeting = Meeting.objects.get()
    assert (meeting.members, meeting.scrutineers) == (3, ["莫正平", "罗志成"])
    assert "2024-10-2509:00" in said(mi.get(page_of(reading, "round")))


def test_the_office_keeps_the_round_but_the_secretariat_moves_cases(reading):
    reading.enter("in_round")

    assert "交专家评审（1份）" in said(signed_in(reading.secretary).get(page_of(reading, "round")))
    assert "由会务组办理" in said(signed_in(reading.clerk).get(page_of(reading, "round")))


def test_a_lapsed_membership_closes_the_desk(reading):
    Membership.objects.filter(user=reading.secretary).update(ended_at=reading.round.created_at)

    assert signed_in(reading.secretary).get(page_of(reading, "round")).status_code == 404

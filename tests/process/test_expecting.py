"""Until when one waits, what happened lately, and the two ways back (03-1…03-5, 13-1; T34, T34a)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.editing import LOCKED
from declarations.models import Snapshot
from declarations.states import State
from notices.states import Window
from review.approvals.guards import nothing_verified
from review.approvals.states import NoticeKind
from review.meetings.models import DefenceRecord, Round, RoundEntry
from review.outcomes.expecting import NO_DAY, NO_NEW_DAY, expected_of
from review.outcomes.models import ResultPublicity
from review.outcomes.progress import progress_of
from review.process import diagram
from review.process.home import card_of
from review.process.models import MoveRecord
from review.process.selectors import timeline
from review.process.services import perform
from review.process.states import Action
from review.process.wording import MESSAGES
from tests.process.world import person

WAITS = [
    *State.at_unit, *State.on_the_way, State.OFFICE_REVIEW, State.OVERDUE_HELD, *State.before_vote, State.VOTING,
    State.RECHECK, State.SECOND_PUBLICITY, State.OBJECTION, State.CONFIRM_PENDING, State.CONFIRMED, State.APPROVED,
]  # fmt: skip


def expected(world, state, **told):
    return expected_of(world.declaration(state, **told), now=clock.law())


def text_of(client, address):
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("state", WAITS)
def test_every_waiting_state_says_until_when_or_that_nobody_has_set_a_day(world, state):
    """03-1, 03-2, 13-1: the home and the public page of progress say the same."""
    case = world.declaration(state)

    hero, public = card_of(case).hero, progress_of(case).expected

    assert public.day or public.told
    assert (hero.due, public.told in hero.text) == (public.day, True)
    assert public.of or not public.day


@pytest.mark.parametrize("state", [State.REPORTED, State.IN_ROUND, State.EXPERT_REVIEW, State.VOTING, State.RECHECK])
def test_the_review_is_expected_when_the_notice_plans_it(world, state):
    """TIME-17: 2024-10-01 to 2024-11-30 in the notice; a plan that is over is told as over."""
    case = world.declaration(state)
    before = expected_of(case, now=clock.law())
    after = expected_of(case, now=datetime.fromisoformat("2024-12-02T10:00+08:00"))

    assert (before.of, clock.local_date(before.day), before.told) == (
        "通知安排的评审、复核和二次公示截止", date(2024, 11, 30), "2024-10-01 开始。",
    )  # fmt: skip
    assert after.told == NO_NEW_DAY


def test_a_notice_without_that_window_is_said_to_name_no_day(world):
    world.edition.notice.gates.filter(window=Window.REVIEW).delete()

    assert expected(world, State.IN_ROUND).told == NO_DAY


@pytest.mark.parametrize(
    ("state", "said"),
    [(State.OVERDUE_HELD, "没有规定职改办作出决定的时间"), (State.OBJECTION, "没有规定核查异议的时间")],
)
def test_what_no_notice_dates_is_said_to_have_no_day(world, state, said):
    """03-3: the day that has passed is the late desk's, not one to wait for."""
    found = expected(world, state)

    assert (found.day, said in found.told) == (None, True)


def test_a_publicity_is_awaited_to_its_last_day(world):
    """UNIT-10, COMM-06."""
    unit = world.declaration(State.UNIT_PUBLICITY)
    result = world.declaration(State.SECOND_PUBLICITY, applicant=person("wei"))
    unit.publicities.create(
        first_day=date(2024, 8, 6), last_day=date(2024, 8, 12), working_days=5, place="公告栏", contact="人事科",
        snapshot=Snapshot.objects.create(declaration=unit, round_trip=0, occasion="publicity", taken_at=clock.law(), data={}),
        started_by=world.people[Role.UNIT], started_at=clock.law(),
    )  # fmt: skip
    sheet = ResultPublicity.objects.create(
        notice=world.edition.notice, first_day=date(2024, 8, 6), last_day=date(2024, 8, 13), working_days=5,
        snapshot={}, started_at=clock.law(),
    )  # fmt: skip
    sheet.entries.create(declaration=result)

    found = [expected_of(case, now=clock.law()) for case in (unit, result)]

    assert [(each.of, each.day) for each in found] == [
        ("公示截止", date(2024, 8, 12)), ("公示截止", date(2024, 8, 13)),
    ]  # fmt: skip


def called(world, *, recorded=False):
    case = world.declaration(State.DEFENSE)
    round_ = Round.objects.create(
        notice=world.edition.notice, committee=case.committee, name="一", created_at=clock.law(),
        created_by=world.people[Role.SECRETARY],
    )  # fmt: skip
    entry = RoundEntry.objects.create(round=round_, declaration=case, number=1)
    DefenceRecord.objects.create(
        entry=entry, starts_at=clock.law() + timedelta(days=3), place="南宁 3 号会议室", prepare_limit=10, answer_limit=15,
        recorded_at=clock.law() if recorded else None,
    )  # fmt: skip
    return case


def test_who_is_called_to_a_defence_reads_when_and_where(world, client):
    """03-1, COMM-04, COMM-05: not 现在不用您做什么."""
    case = called(world)
    client.force_login(world.people[Role.APPLICANT])

    page = text_of(client, reverse("process:home"))

    assert "请参加专业答辩" in page
    assert "现在不用您做什么" not in page
    assert "地点：南宁 3 号会议室。请携带身份证；准备不超过 10 分钟，答辩不超过 15 分钟。" in page
    assert "8 月 8 日 10:00（还剩 3 天）" in page
    assert "南宁 3 号会议室" in text_of(client, case.get_absolute_url())


def test_a_defence_that_was_held_asks_for_nothing(world):
    assert card_of(called(world, recorded=True)).hero.title == "现在不用您做什么"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.UNIT_CHECK, "补正已交回，单位正在核对改动的内容，核对后逐级报回职改办。"),
        (State.OFFICE_REVIEW, "补正已交回，"),
        (State.REPORTED, "已报送成功，"),
    ],
)
def test_what_is_handed_back_is_told_as_a_correction_and_not_as_the_first_hand_in(world, state, told):
    """03-1, T16: on its way back, and no longer once it was accepted."""
    case = world.declaration(state)
    first = card_of(case).hero.text
    case.round_trip = 2

    assert not first.startswith("补正已交回")
    assert card_of(case).hero.text.startswith(told)


# ── 最近动态 ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_home_shows_the_newest_events_and_leads_to_all(world, client):
    """03-4: three of them, the newest first."""
    case = world.declaration(State.UNIT_CHECK)
    client.force_login(world.people[Role.APPLICANT])
    perform(case.pk, Action.RECALL, actor=world.people[Role.APPLICANT])
    case.refresh_from_db()

    newest = card_of(case).newest
    page = text_of(client, reverse("process:home"))

    records = MoveRecord.objects.filter(declaration=case).order_by("-pk")[:3]
    assert [step.at for step in newest] == [record.at for record in records]
    assert newest[0].label == "取回修改"
    assert "最近动态" in page
    assert f'href="{case.get_absolute_url()}#timeline"' in page
    assert 'id="timeline"' in text_of(client, case.get_absolute_url())


def test_why_a_desk_passed_over_a_warning_is_not_the_applicants_to_read(world):
    """03-4: the reason told to them stays, the inner one is the desk's."""
    case = world.declaration(State.OFFICE_REVIEW)
    MoveRecord.objects.create(
        declaration=case, action=Action.FORWARD, source=State.DEPT_REVIEW, target=State.OFFICE_REVIEW, at=clock.law(),
        person=world.people[Role.DEPARTMENT], role=Role.DEPARTMENT, answers={"reason": "材料齐全"},
        explained={"W1": "内部说明"}, organisation="钦州市文旅局",
    )  # fmt: skip

    told, inner = (timeline(case, public=public) for public in (True, False))

    assert [step.why for step in told if step.why] == ["材料齐全"]
    assert [step.why for step in inner if step.why] == ["材料齐全；内部说明"]
    clerk = world.people[Role.DEPARTMENT].name
    assert [step.who for step in told if step.why] == ["钦州市文旅局"]
    assert [step.who for step in inner if step.why] == [
        f"{clerk}（主管部门，钦州市文旅局）"
    ]  # 26-1: who and in what role


# ── 取回修改 and 终止申报 ─────────────────────────────────────────────────────────────────────────────────────────────
def test_the_way_back_and_the_end_are_not_taken_for_each_other(world, client):
    """T34, T34a: other words, another place, another tone."""
    case = world.declaration(State.UNIT_CHECK)
    client.force_login(world.people[Role.APPLICANT])

    page = text_of(client, case.get_absolute_url())

    back, end = (reverse("process:act", args=[case.ref, action]) for action in (Action.RECALL, Action.WITHDRAW))
    assert page.index(back) < page.index("<summary>不想申报了</summary>") < page.index(end)
    assert f'class="btn danger" href="{end}"' in page
    assert f'class="btn" href="{back}"' in page
    assert ("取回修改" in page, "终止申报（撤回）" in page, "不会失去这次申报" in page) == (True, True, True)


def test_taking_back_and_ending_have_one_word_each(world):
    """T34a, G-23: neither the notices nor F2 name it; 撤回 is the end of a declaration, 取回 the way back to it."""
    case = world.declaration(State.UNIT_CHECK)
    case.verifications.create(part="basic", at=clock.law(), by=world.people[Role.UNIT])
    begun = nothing_verified(case, {}, actor=case.applicant, now=clock.law())
    told = MESSAGES["recalled"]

    row = next(line for line in diagram.page().splitlines() if "`recall`" in line)
    said = [told.title, told.text, begun.text, LOCKED.text, row]

    assert [("取回" in each, "撤回" in each) for each in said] == [(True, False)] * 5


@pytest.mark.parametrize("begun", ["verified", "correcting"])
def test_what_can_no_longer_be_taken_back_is_not_offered(world, client, begun):
    """T34a, 10-1: once the unit has begun, or a correction walks, the desk sends it back."""
    case = world.declaration(State.UNIT_CHECK)
    client.force_login(world.people[Role.APPLICANT])
    before = text_of(client, case.get_absolute_url())
    if begun == "verified":
        case.verifications.create(part="basic", at=clock.law(), by=world.people[Role.UNIT])
    else:
        case.corrections.create(
            kind=NoticeKind.CORRECTION,
            organisation=world.unit,
            stop=3,
            round_trip=0,
            issued_at=clock.law(),
            opens_at=clock.law(),
        )

    after = text_of(client, case.get_absolute_url())

    back = reverse("process:act", args=[case.ref, Action.RECALL])
    assert (back in before, back in after) == (True, False)
    assert back not in text_of(client, reverse("process:submitted", args=[case.ref]))
    assert "请联系现在的办理单位退回" in after


@pytest.mark.parametrize(
    ("state", "at", "lost"),
    [
        (State.UNIT_CHECK, "2024-08-05T10:00+08:00", "2024-08-23 18:00 前可以另建一份重新申报"),
        (State.OFFICE_REVIEW, "2024-09-10T10:00+08:00", "本年度不能再按它申报"),
        (State.OFFICE_REVIEW, "2024-09-10T10:00+08:00", "已经做的核对、公示、推荐和审核全部作废"),
        (State.ACCEPTED, "2024-09-10T10:00+08:00", "没有缴的缴费单取消"),
    ],
)
def test_the_end_asks_once_more_and_says_what_is_lost(world, client, state, at, lost):
    """T34, G-23: nothing happens before the page is confirmed."""
    case = world.declaration(state)
    client.force_login(world.people[Role.APPLICANT])

    with clock.law_at(datetime.fromisoformat(at)):
        page = text_of(client, reverse("process:act", args=[case.ref, Action.WITHDRAW]))
    case.refresh_from_db()

    assert lost in page
    assert "终止后不能恢复，请先看清楚" in page
    assert 'class="btn danger big"' in page
    assert case.state == state

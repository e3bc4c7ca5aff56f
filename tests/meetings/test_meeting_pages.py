"""The console, the chair's page and the stage (S23, 23-1…23-4)."""

import re

import pytest
from django.test import Client

from declarations.models import Recusal
from records.models import Outbox
from records.services.documents import DOCUMENT
from review.meetings.models import Attendance, BallotBox, Meeting
from review.meetings.services.ballots import ask_to_void, cast, close_box, open_box, tally, void_box
from review.meetings.states import BoxState, MeetingState
from tests.helpers import no_writes
from tests.meetings.pages import cost, said, signed_in
from tests.meetings.test_ballots import moved  # noqa: F401 - a fixture
from tests.meetings.world import ABSTAIN, AGAINST, AGREE


@pytest.fixture
def meeting(big_room):
    return big_room.convene()


@pytest.fixture
def console(meeting):
    return f"/meetings/{meeting.ref}/"


@pytest.fixture
def mi(big_room):
    return signed_in(big_room.secretary)


def text(response):
    return response.content.decode()


# ── attendance and opening ───────────────────────────────────────────────────────────────────────────────
def test_the_quorum_is_a_sentence_with_its_sum(big_room, mi, console, meeting):
    assert "应到 6 人，实到 0 人，需要 ≥ 4 人（3×0 = 0 &lt; 2×6 = 12）" in text(mi.get(console))

    answer = mi.post(console, {"what": "attendance", "seats": [seat.pk for seat in big_room.seats[:5]]})

    assert answer.status_code == 302
    assert Attendance.objects.filter(present=True).count() == 5
    assert "应到 6 人，实到 5 人，需要 ≥ 4 人（3×5 = 15 ≥ 2×6 = 12）" in text(mi.get(console))


def test_opening_asks_once_more_with_names_and_recusals(big_room, mi, console):
    entry, away = big_room.entries[0], big_room.seats[3]
    case = entry.declaration
    Recusal.objects.create(person=away.expert.user, declaration=case, why="师生关系", by=big_room.secretary)
    mi.post(console, {"what": "attendance", "seats": [seat.pk for seat in big_room.seats]})
    chosen = {"entries": [each.pk for each in big_room.entries]}

    page = said(mi.post(f"{console}open/", chosen))
    assert ("第1号：覃4不投票" in page, BallotBox.objects.count()) == (True, 0)

    mi.post(f"{console}open/", {**chosen, "sure": "1"})
    assert BallotBox.objects.get().state == BoxState.OPEN


def test_without_quorum_the_page_says_why_nothing_opens(big_room, mi, console):
    answer = mi.post(f"{console}open/", {"entries": [big_room.entries[0].pk], "sure": "1"})

    assert answer.status_code == 422
    assert "第 1 号：实到 0 人，回避 0 人，可投票 0 人，不足 4 人，不能开放投票。" in text(answer)


# ── only counts before, results after ────────────────────────────────────────────────────────────────────
def test_before_the_close_only_how_many_voted(big_room, mi):
    box = big_room.open()
    for voter, choice in zip(big_room.voters[:3], (AGREE, AGAINST, ABSTAIN), strict=True):
        cast(big_room.ballot(box).pk, choice=choice, actor=voter)

    for address in (f"/meetings/{box.meeting.ref}/", f"/meetings/{box.meeting.ref}/counts/"):
        page = text(mi.get(address))
        assert "已投 3/6" in page
        assert [word for word in ("不同意", "弃权") if word in page] == []


def test_pages_before_the_close_do_not_depend_on_the_choices(big_room, mi):
    """The same people vote, differently: console, counts and stage are the same to the byte."""
    box = big_room.open()
    meeting = box.meeting
    pages = []
    for choice in (AGREE, AGAINST):
        for number in (1, 2):
            cast(big_room.ballot(box, number).pk, choice=choice, actor=big_room.voters[2 if choice == AGREE else 3])
        pages.append([len(mi.get(f"/meetings/{meeting.ref}/{name}").content) for name in ("counts/", "stage/now/")])
    other = big_room.ballot(box).envelopes.count()

    assert other == 2
    assert pages[0][1] == pages[1][1]


def test_the_steps_ask_before_they_act(big_room, mi, moved):  # noqa: F811
    box = big_room.open()
    big_room.vote(box, AGREE * 5 + AGAINST)
    close, count = (f"/meetings/boxes/{box.ref}/step/{step}/" for step in ("close", "tally"))
    assert mi.get(count).status_code == 302
    with no_writes():
        assert "共收到12/12票，还有0票未投。" in said(mi.get(close))

    mi.post(close)
    mi.post(count)

    page = said(mi.get(f"/meetings/{box.meeting.ref}/"))
    assert "同意5·不同意1·弃权0·需要≥4（3×5=15≥2×6=12）" in page
    assert "回执12张，与票箱和审计链一致。" in page
    assert mi.get(f"/meetings/boxes/{box.ref}/step/nonsense/").status_code == 404


def test_the_pages_of_meeting_and_round_say_where_the_vote_stands(big_room, mi):
    """Not 投票中 once the box is closed."""
    box = big_room.open()
    pages = (
        f"/meetings/{box.meeting.ref}/",
        f"/meetings/{box.meeting.ref}/counts/",
        f"/meetings/rounds/{big_room.round.ref}/",
    )

    def shown():
        found = [re.findall(r"投票中|投票已关闭，待计票|已计票，待主任委员签章", text(mi.get(each))) for each in pages]
        return [sorted(set(words)) for words in found]

    while_open = shown()
    big_room.vote(box, AGREE)
    close_box(box.pk, actor=big_room.secretary)
    after_the_close = shown()
    tally(box.pk, actor=big_room.secretary)

    assert while_open == [["投票中"]] * 3
    assert after_the_close == [["投票已关闭，待计票"]] * 3
    assert shown() == [["已计票，待主任委员签章"]] * 3


def test_a_unanimous_result_warns_of_what_it_tells(big_room, mi):
    box = big_room.open()
    big_room.vote(box, AGREE)
    big_room.count(box)

    assert "结果完全一致，等于公开了每位到会专家的选择" in text(mi.get(f"/meetings/{box.meeting.ref}/"))


def test_a_box_that_was_changed_says_so_on_the_console(big_room, mi):
    box = big_room.open()
    big_room.vote(box, AGREE)
    close_box(box.pk, actor=big_room.secretary, why="有委员离会")
    big_room.ballot(box).envelopes.first().delete()

    answer = mi.post(f"/meetings/boxes/{box.ref}/step/tally/")

    assert answer.status_code == 422
    assert "计票中止：票箱内的选票与关闭投票时公布的回执不一致。" in text(answer)
    assert "核验不一致" in text(mi.get(f"/meetings/{box.meeting.ref}/"))


def test_a_keeper_who_is_recused_sees_neither_name_nor_count(big_room, mi):
    case = big_room.entries[0].declaration
    box = big_room.open()
    big_room.vote(box, AGREE)
    big_room.count(box)
    Recusal.objects.create(person=big_room.secretary, declaration=case, why="亲属关系", by=big_room.clerk)

    for name in ("", "stage/", "counts/"):
        page = text(mi.get(f"/meetings/{box.meeting.ref}/{name}"))
        assert case.applicant.name not in page
    assert "您对本位候选人回避，不显示。" in text(mi.get(f"/meetings/{box.meeting.ref}/"))


# ── the chair ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_chair_signs_in_their_own_name_and_the_result_is_locked(big_room, moved):  # noqa: F811
    box = big_room.open()
    big_room.vote(box, AGREE)
    big_room.count(box)
    chair, address = signed_in(big_room.chair), f"/meetings/{box.meeting.ref}/seal/"
    assert "请主任委员核对" in text(chair.get("/meetings/reading/"))

    wrong = chair.post(address, {"chair_seal": "别人", "minutes": "", "read": "on"})
    assert (wrong.status_code, "签名须与本人姓名一致" in text(wrong)) == (422, True)
    assert chair.post(address, {"chair_seal": "覃1", "minutes": "纪要", "read": "on"}).status_code == 302

    sealed = Meeting.objects.get()
    assert (sealed.state, sealed.minutes, len(moved)) == (MeetingState.SEALED, "纪要", 1)
    assert "结果已锁定" in text(chair.get(address))
    assert signed_in(big_room.voters[1]).get(address).status_code == 404
    assert signed_in(big_room.secretary).get(address).status_code == 404


def test_voiding_takes_the_secretariat_and_the_chair(big_room, mi):
    box = big_room.open()
    void = f"/meetings/boxes/{box.ref}/void/"
    assert mi.post(void, {"why": ""}).status_code == 422
    mi.post(void, {"why": "终端故障"})
    assert "已提请作废，等待主任委员确认" in text(mi.get(f"/meetings/{box.meeting.ref}/"))
    agree = f"/meetings/{box.meeting.ref}/seal/void/{box.ref}/"
    assert mi.post(agree).status_code == 404

    chair = signed_in(big_room.chair)
    assert "同意作废" in text(chair.get(f"/meetings/{box.meeting.ref}/seal/"))
    chair.post(agree)

    assert BallotBox.objects.get().state == BoxState.VOIDED
    assert chair.post(agree).status_code == 404
    assert "终端故障" in text(mi.get(f"/meetings/{box.meeting.ref}/"))


# ── the stage ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_stage_asks_by_version_and_hears_nothing_while_nothing_changed(big_room, mi):
    box = big_room.open()
    stage = f"/meetings/{box.meeting.ref}/stage/"
    first = mi.get(stage)
    title, heading = (text(first).partition(mark)[2][:200] for mark in ("<title>", "<h1>"))
    assert (big_room.round.name in title, big_room.round.name in heading) == (True, True)
    assert text(first).count("<h1>") == 1
    version = first.context["version"]

    assert mi.get(f"{stage}now/", {"v": version}).status_code == 204
    cast(big_room.ballot(box).pk, choice=AGREE, actor=big_room.voters[1])
    changed = mi.get(f"{stage}now/", {"v": version})

    assert changed.status_code == 200
    assert 'hx-trigger="every 2s"' in text(changed)
    assert [voter.name for voter in big_room.voters if voter.name in text(changed)] == []


def test_the_stage_shows_the_verdict_of_one_candidate(room):
    box = room.open()
    room.vote(box, AGREE + AGREE + AGAINST)
    room.count(box)

    page = text(signed_in(room.secretary).get(f"/meetings/{box.meeting.ref}/stage/"))

    assert '<p class="verdict yes">通过</p>' in page
    assert "需要 ≥ 2（3×2 = 6 ≥ 2×3 = 6）" in page
    assert "覃" not in page


@pytest.mark.parametrize("name", ["", "counts/", "stage/", "stage/now/", "seal/"])
def test_strangers_and_voters_see_no_console(big_room, name):
    box = big_room.open()
    for user in (big_room.stranger, big_room.voters[2], big_room.entries[0].declaration.applicant):
        assert signed_in(user).get(f"/meetings/{box.meeting.ref}/{name}").status_code == 404
    assert Client().get(f"/meetings/{box.meeting.ref}/{name}").status_code == 302


@pytest.mark.parametrize("name", ["", "stage/", "counts/"])
def test_looking_writes_nothing(big_room, mi, name):
    box = big_room.open()

    with no_writes():
        assert mi.get(f"/meetings/{box.meeting.ref}/{name}").status_code == 200


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────────
def test_papers_are_made_when_their_time_has_come(big_room, mi, console, meeting):
    def ask(kind):
        return mi.post(f"{console}paper/", {"paper": kind}, follow=True)

    assert "已开始生成评审会签到表" in text(ask("FORM-48"))
    assert "计票后可以生成" in text(ask("FORM-30T"))
    assert "主任委员签章后可以生成" in text(ask("FORM-30R"))
    assert ask("FORM-99").status_code == 404
    assert list(Outbox.objects.filter(kind=DOCUMENT, about__contains=":meeting:").values_list("about", flat=True)) == [
        f"FORM-48:meeting:{meeting.pk}"
    ]


# ── cost ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("name", "most"), [("", 30), ("counts/", 22), ("stage/", 20), ("stage/now/", 20)])
def test_a_page_costs_the_same_for_any_number_of_candidates(big_room, mi, name, most):
    first, second = big_room.entries
    meeting = big_room.meet()
    box = open_box(meeting.pk, entries=[first.pk], actor=big_room.secretary)
    alone = cost(mi, f"/meetings/{meeting.ref}/{name}")
    ask_to_void(box.pk, reason="重来", actor=big_room.secretary)
    void_box(box.pk, actor=big_room.chair)
    BallotBox.objects.all().delete()
    big_room.enter()
    big_room.open(meeting)

    assert cost(mi, f"/meetings/{meeting.ref}/{name}") == alone
    assert alone <= most


def test_an_asked_void_is_forgotten_by_the_count(room):
    box = room.open()
    ask_to_void(box.pk, reason="误会", actor=room.secretary)

    counted = room.count(box)

    assert (counted.state, counted.void_reason) == (BoxState.TALLIED, "")


def test_counting_an_open_vote_is_refused_on_the_page(big_room, mi):
    box = big_room.open()

    answer = mi.post(f"/meetings/boxes/{box.ref}/step/tally/", {"why": "先看看"})

    assert (answer.status_code, BallotBox.objects.get().state) == (422, BoxState.OPEN)

"""Many declarations of a round take one step: seen before, told after, each its own answer (T23…T26)."""

import pytest

from declarations.models import Achievement, Declaration
from declarations.states import State
from review.meetings.models import Assignment, Opinion, Round, RoundEntry
from review.meetings.services.assigning import assign_evenly
from review.meetings.states import OpinionState, RoundState
from review.process.models import MoveRecord
from review.process.states import Action
from tests.helpers import no_writes
from tests.meetings.conftest import october, preparing, reading  # noqa: F401 - fixtures
from tests.meetings.pages import said, signed_in
from tests.process.world import person


def page_of(room, step):
    return f"/rounds/{room.round.ref}/{step}/"


def states(room):
    return sorted(Declaration.objects.filter(entry__round=room.round).values_list("state", flat=True))


@pytest.fixture
def waiting(preparing):  # noqa: F811
    """Two paid declarations beside the two of the round, one of them with a paper still to be supplemented."""
    cases = [preparing.world.declaration(State.REPORTED, level="fg", applicant=person(f"wait {n}")) for n in (1, 2)]
    Achievement.objects.create(
        declaration=cases[1], title="课题", rank=1, achieved_on="2024-01-01", role="主持", pending_kind="课题结题"
    )
    return cases


def test_looking_lists_who_may_go_and_who_may_not_and_moves_nobody(preparing, waiting):  # noqa: F811
    mi = signed_in(preparing.secretary)
    with no_writes():
        page = said(mi.get(page_of(preparing, "enter")))

    assert "Wait1" in page.replace("古龙窑", "")
    assert ("可以办理" in page, "须说明" in page, "补充时限未到" in page) == (True, True, True)
    assert RoundEntry.objects.filter(declaration__in=waiting).count() == 0


def test_a_warned_case_goes_with_an_explanation(preparing, waiting):  # noqa: F811
    mi, address = signed_in(preparing.secretary), page_of(preparing, "enter")
    both = {"cases": [case.pk for case in waiting]}

    page = said(mi.post(address, both))
    assert ("共1份：Wait1" in page, "没有办理" in page) == (True, True)
    page = said(mi.post(address, {"cases": [waiting[1].pk], "explanation": "10月31日前补充"}))

    assert "共1份：Wait2" in page
    numbers = list(RoundEntry.objects.filter(round=preparing.round).order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]


def test_the_first_cases_open_the_readings(preparing):  # noqa: F811
    mi, address = signed_in(preparing.secretary), page_of(preparing, "start-reading")
    page = said(mi.get(address))
    assert page.count("每份材料须由不少于3名专家评审，请先分配专家。") == 2
    assert mi.post(address, {"cases": []}).status_code == 422

    assign_evenly(preparing.round.pk, actor=preparing.secretary)
    mi.post(address, {"cases": [entry.declaration_id for entry in preparing.entries]})

    assert states(preparing) == [State.EXPERT_REVIEW] * 2
    assert Round.objects.get().state == RoundState.READING


def test_cases_go_to_the_vote_one_by_one(reading):  # noqa: F811
    Round.objects.update(state=RoundState.READING)
    assign_evenly(reading.round.pk, actor=reading.secretary)
    for given in Assignment.objects.filter(entry=reading.entries[0]):
        Opinion.objects.create(assignment=given, saved_at=given.assigned_at, state=OpinionState.SUBMITTED)
    mi, address = signed_in(reading.secretary), page_of(reading, "to-vote")
    assert "还缺3份专家评审意见。" in said(mi.get(address))

    page = said(mi.post(address, {"cases": [entry.declaration_id for entry in reading.entries]}))

    assert ("共1份" in page, "没有办理" in page) == (True, True)
    assert states(reading) == [State.EXPERT_REVIEW, State.VOTING]
    assert MoveRecord.objects.get(action=Action.TO_VOTE).ip == "127.0.0.1"  # SYS-06


def test_only_the_defended_level_is_called(reading):  # noqa: F811
    reading.enter("expert_review", level="zg")

    page = said(signed_in(reading.secretary).get(page_of(reading, "call-defence")))

    assert "请先安排答辩时间、地点并通知申报人。" in page
    assert page.count("正高级工艺美术师") == 1
    assert "Lin" in page


@pytest.mark.parametrize("step", ["enter", "start-reading", "call-defence", "to-vote"])
def test_the_secretariat_moves_and_nobody_else(preparing, step):  # noqa: F811
    address = page_of(preparing, step)

    told = [(preparing.secretary, 200), (preparing.clerk, 403), (preparing.stranger, 404), (preparing.chair, 404)]
    assert [signed_in(user).get(address).status_code for user, _ in told] == [status for _, status in told]

"""A round shows what posts the units have beside their people in it, and refuses nobody for it (COMM-19, PATH-33)."""

import pytest
from django.urls import reverse

from accounts.models import Organisation
from review.approvals.models import PostLevel, PostPlan, Recommendation
from review.approvals.posts import quotas_of
from review.meetings.models import RoundEntry
from tests.meetings.pages import signed_in
from tests.process.world import amended


@pytest.fixture
def unit(reading):
    """The unit of everybody: two posts of 副高级, both filled."""
    unit = reading.world.unit
    for rank, approved in (("fugao", 2), ("zhenggao", 9)):
        PostLevel.objects.create(unit=unit, year=2024, rank=rank, approved=approved, filled=2)
    return unit


@pytest.fixture
def recommended(reading, unit):
    """Two people of 副高级 in the round, both recommended."""
    made = [reading.enter("expert_review", level="fg").declaration for _ in range(2)]
    for case in made:
        Recommendation.objects.create(
            declaration=case, round_trip=0, agree=True, responsible="周某", head="吴某", signer=reading.clerk,
            at=case.created_at,
        )  # fmt: skip
    return made


def page_of(room):
    return " ".join(
        signed_in(room.secretary).get(reverse("meetings:round", args=[room.round.ref])).content.decode().split()
    )


def words_of(cases):
    return [(each.unit, each.words, each.posts.exceeded) for each in quotas_of(cases, year=2024)]


def test_each_unit_s_posts_stand_beside_who_is_in_the_round(recommended, unit):
    told = "副高级岗位核定 2 个，已聘 2 人，空缺 0 个；本年度推荐 2 人，列入本批次 2 人"

    assert words_of(recommended) == [(unit.name, told, True)]


def test_an_approved_plan_counts(recommended, unit):
    """PATH-33: stock is absorbed while some still come."""
    plan = {"first_year": 2024, "last_year": 2026, "rank": "fugao", "yearly": 2, "document_no": "桂人社函〔2024〕8号"}
    PostPlan.objects.create(unit=unit, **plan)

    [(_, words, exceeded)] = words_of(recommended)

    assert "按桂人社函〔2024〕8号每年可推荐 2 人" in words
    assert not exceeded


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_three_statements_for_any_number_of_people(reading, unit, count, django_assert_num_queries):
    cases = [reading.enter("expert_review", level="fg").declaration for _ in range(count)]
    other = Organisation.objects.create(name="没有登记岗位的单位", kind="unit")
    cases.append(reading.enter("expert_review", level="fg", unit=other).declaration)

    with django_assert_num_queries(3):
        assert len(quotas_of(cases, year=2024)) == 1


def test_the_page_of_the_round_tells_it_and_nobody_falls_out(reading, recommended, unit):
    """COMM-19: never a refusal."""
    page = page_of(reading)

    assert "岗位结构" in page
    assert "推荐人数超过岗位空缺" in page
    assert "不影响申报列入批次和表决" in page
    assert RoundEntry.objects.filter(round=reading.round, declaration__in=recommended).count() == 2


def test_a_notice_that_says_nothing_of_posts_shows_none(reading, recommended, unit):
    amended(reading.world.edition, post_ratio={"mode": "none"})

    assert "岗位结构" not in page_of(reading)

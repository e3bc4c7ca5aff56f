"""More people recommended than posts are free: told in numbers, never refused (UNIT-19, PATH-33)."""

import pytest

from accounts.states import UnitNature
from declarations.models import Declaration
from declarations.states import State
from review.approvals import guards
from review.approvals.models import PostLevel, PostPlan, Recommendation
from review.approvals.posts import posts_for
from tests.approvals.world import RECOMMENDED, codes, said


@pytest.fixture
def case(world):
    return world.declaration(State.UNIT_RECOMMEND)


@pytest.fixture
def unit(case):
    """The case's employer, an institution with three posts of its level, two of them filled."""
    case.employer.nature = UnitNature.INSTITUTION
    posts(case, filled=2)
    return case.employer


def posts(case, *, filled):
    year = case.edition.notice.year
    PostLevel.objects.update_or_create(
        unit=case.employer, year=year, rank=case.rank, defaults={"approved": 3, "filled": filled}
    )


def recommend_another(case, by, state=State.OFFICE_REVIEW):
    other = Declaration.objects.get(pk=case.pk)
    other.pk, other.ref, other.number, other.slot, other.state = None, None, None, "", state
    other.ref = Declaration._meta.get_field("ref").get_default()
    other.save()
    Recommendation.objects.create(
        declaration=other, round_trip=0, agree=True, responsible="周某", head="吴某", signer=by, at=case.created_at
    )
    return other


def test_a_unit_without_a_table_is_asked_in_words(case):
    assert posts_for(case) is None


@pytest.mark.parametrize(("filled", "exceeded"), [(2, False), (3, True), (4, True)])
def test_the_vacancies_bound_the_number(case, unit, filled, exceeded):
    """UNIT-19: told in numbers, never refused."""
    posts(case, filled=filled)

    assert posts_for(case).exceeded is exceeded


def test_whoever_was_recommended_before_takes_a_post(case, unit, zhou):
    recommend_another(case, zhou)

    assert posts_for(case).words == "正高级岗位核定 3 个，已聘 2 人，空缺 1 个；本年度推荐 2 人（含本人）"
    assert said(guards.recommendation_has_substance, case, **RECOMMENDED) == [
        "推荐人数超过本级岗位空缺：正高级岗位核定 3 个，已聘 2 人，空缺 1 个；本年度推荐 2 人（含本人）。请写明理由。"
    ]
    answers = RECOMMENDED | {"post_note": "经主管部门同意。"}
    assert codes(guards.recommendation_has_substance, case, **answers) == []


def test_whoever_got_no_title_takes_none(case, unit, zhou):
    recommend_another(case, zhou, state=State.FAILED)

    assert posts_for(case).recommended == 1


@pytest.mark.parametrize(("years", "exceeded"), [((-1, 1), False), ((0, 0), False), ((1, 3), True), ((-3, -1), True)])
def test_an_approved_plan_covers_its_years(case, unit, years, exceeded):
    """PATH-33."""
    posts(case, filled=5)
    year = case.edition.notice.year
    PostPlan.objects.create(
        unit=unit,
        rank=case.rank,
        first_year=year + years[0],
        last_year=year + years[1],
        yearly=1,
        document_no="示例〔2026〕1号",
    )

    assert posts_for(case).exceeded is exceeded

"""A notice may be worded anew every year: what the rules look for is marked by keys, not by this year's words."""

from dataclasses import replace

import pytest

from declarations.eligibility.exclusions import POPULATION_OF
from declarations.eligibility.facts import facts_of
from declarations.eligibility.people import insurance_applies
from declarations.eligibility.quota import is_ai
from declarations.eligibility.seniority import conditions_of
from notices.exceptions import TermsRefused
from notices.rules import problems
from notices.rules.switches import SmallGiant
from tests.declarations.dossiers import FULL, asking, changed, codes, found, person
from tests.declarations.test_rules_by_notice import CRAFTS, ENGINEERS, OLD, terms_of

LONG_ENOUGH = "干满规定时间再加两年"
FROM_THE_STATE = "由国家单位调入"


def direct(**keys):
    return changed(
        direct={
            "bases": [LONG_ENOUGH, FROM_THE_STATE],
            "over_years": 2,
            "over_years_basis": None,
            "state_organ_bases": [],
        }
        | keys
    )


def by(basis):
    return asking(level="zj", options=frozenset({"direct"}), direct_basis=basis)


def test_the_basis_that_is_computed_is_the_one_the_notice_marks():
    """PATH-03, MAT-24."""
    marked, plain = direct(over_years_basis=LONG_ENOUGH), direct()

    assert found(by(LONG_ENOUGH), "PATH-02", terms=marked)[0].code in {"", "E210"}
    assert found(by(LONG_ENOUGH), "PATH-02", terms=plain)[0].code == "PATH-02"
    assert "years_relied_on" in facts_of(by(LONG_ENOUGH), marked)
    assert "years_relied_on" not in facts_of(by(FROM_THE_STATE), marked)


def test_people_from_state_organs_are_known_by_the_bases_the_notice_marks():
    """PATH-19."""
    capped = {"state_organ_transfer_max": "初级"}

    assert codes(by(FROM_THE_STATE), "PATH-02", terms=direct(**capped, state_organ_bases=[FROM_THE_STATE])) == [
        "PATH-19"
    ]
    assert codes(by(FROM_THE_STATE), "PATH-02", terms=direct(**capped)) == []


def test_a_marked_basis_is_one_of_those_the_notice_prints():
    """ADMIN-03."""
    said = [each.text for each in problems(direct(over_years_basis="另一依据", state_organ_bases=["又一依据"]))]

    assert "直接申报的依据中没有“另一依据”。" in said
    assert "直接申报的依据中没有“又一依据”。" in said


def test_conditions_name_the_natures_of_the_units_they_are_for():
    """COND-02: the name of the set is free, the codes decide."""
    renamed = terms_of(OLD)
    sets = tuple(replace(each, scope="市场主体人员") if each.natures else each for each in renamed.condition_sets)
    renamed = replace(renamed, condition_sets=sets)
    private, school = (replace(person(unit_nature=nature), request=asking(level="gj").request) for nature in ("private_enterprise", "institution"))  # fmt: skip

    assert conditions_of(private, renamed).doc_no == "桂职办〔2012〕118号"
    assert conditions_of(school, renamed).doc_no == "桂职办〔2005〕104号"


def test_without_codes_the_words_of_an_older_edition_do():
    """COND-02, MAT-31, PATH-03: what was published before the keys were there still counts."""
    old = terms_of(OLD)
    old = replace(old, condition_sets=tuple(replace(each, natures=()) for each in old.condition_sets))
    old = replace(old, social_insurance=replace(old.social_insurance, natures=()))
    private = replace(person(unit_nature="private_enterprise"), request=asking(level="gj").request)
    crafts = terms_of(CRAFTS)
    years = next(each for each in crafts.direct.bases if "年限" in each)
    crafts = replace(crafts, direct=replace(crafts.direct, over_years_basis=None, state_organ_bases=()))

    assert conditions_of(private, old).doc_no == "桂职办〔2012〕118号"
    assert insurance_applies(private, old)
    assert "years_relied_on" in facts_of(by(years), crafts)


@pytest.mark.parametrize(("nature", "taken"), [("private_enterprise", True), ("institution", False)])
def test_populations_may_be_worded_anew(nature, taken):
    """ELIG-01."""
    terms = changed(
        eligibility={
            "populations": ["各类市场主体"],
            "population_natures": {"各类市场主体": ["private_enterprise", "state_enterprise"]},
        }
    )

    assert (codes(person(unit_nature=nature), "ELIG-01", terms=terms) == []) is taken


def test_freelancers_are_a_population_by_code_too():
    """ELIG-01."""
    free = asking(freelancer=True, channel="agency")
    terms = changed(
        eligibility={"populations": ["灵活就业人员"], "population_natures": {"灵活就业人员": ["freelancer"]}}
    )

    assert codes(free, "ELIG-01", terms=terms) == []
    assert codes(FULL, "ELIG-01", terms=terms) == ["E107"]
    assert POPULATION_OF["freelancer"] == "自由职业者"


def test_whom_the_months_are_asked_of_is_said_by_code():
    """MAT-31, MAT-33."""
    terms = changed(social_insurance={"applies_to": ["市场主体"], "natures": ["private_enterprise"]})

    assert insurance_applies(person(unit_nature="private_enterprise"), terms)
    assert not insurance_applies(person(unit_nature="institution"), terms)


def test_a_code_that_is_none_is_refused():
    """ADMIN-03."""
    with pytest.raises(TermsRefused):
        changed(social_insurance={"applies_to": ["市场主体"], "natures": ["company"]})


def test_a_specialty_of_artificial_intelligence_is_marked_as_one():
    """PATH-26: where the notice marks any, the name decides nothing."""
    law = SmallGiant(direct_senior_max=2, zhenggao_max=1, ai_extra=2, signature="法定代表人", role="研发团队带头人")
    terms = terms_of(ENGINEERS)
    named, other = terms.specialties[:2]
    named = replace(named, name="人工智能应用")
    by_name = replace(terms, specialties=(named, other))
    marked = replace(terms, specialties=(named, replace(other, name="智能计算", ai=True)))

    assert [is_ai(by_name, law, each.code) for each in (named, other)] == [True, False]
    assert [is_ai(marked, law, each.code) for each in (named, other)] == [False, True]


@pytest.mark.parametrize("notice", [OLD, CRAFTS, ENGINEERS])
def test_the_notices_of_the_house_are_marked(notice):
    """Nothing of them is found by a word."""
    terms = terms_of(notice)

    assert not terms.direct or not terms.direct.over_years or terms.direct.over_years_basis in terms.direct.bases
    assert set(terms.eligibility.populations) == set(terms.eligibility.population_natures)
    assert "all" in terms.social_insurance.applies_to or terms.social_insurance.natures
    assert any(each.natures for each in terms.condition_sets) is (notice == OLD)

"""Who may not declare (ELIG-01…08), at the edges."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.eligibility import exclusions_of
from declarations.eligibility.dossier import Barring, Paper
from declarations.eligibility.retirement import category_of, retires_on, statutory_months
from notices.rules.reading import write_mapping
from notices.rules.retirement import SHIPPED
from tests.declarations.dossiers import FULL, TODAY, asking, changed, codes, craft_arts, found, person, said

DAY = timedelta(days=1)


def test_somebody_without_a_bar_is_told_so_with_the_clause():
    answers = found(FULL, "ELIG-01", "ELIG-02", "ELIG-06", "ELIG-07", "ELIG-08")

    assert {each.severity for each in answers} == {"ok"}
    assert {each.rule: each.clause for each in answers} == {
        "ELIG-01": "通知一（一）",
        "ELIG-02": "通知一（一）1",
        "ELIG-06": "通知一（一）3",
        "ELIG-07": "通知一（一）4",
        "ELIG-08": "通知一（一）5",
    }


def test_a_person_without_a_nature_of_unit_is_in_no_population():
    assert codes(person(unit_nature=""), "ELIG-01") == ["E107"]


def test_a_freelancer_needs_no_unit():
    dossier = replace(asking(freelancer=True, channel="agency"), person=replace(FULL.person, unit_nature=""))

    assert codes(dossier, "ELIG-01") == []


def test_a_notice_for_enterprises_takes_no_institution():
    terms = changed(eligibility={"populations": ["企业"]})

    assert codes(person(unit_nature="institution"), "ELIG-01", terms=terms) == ["E107"]


# ── civil servants ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_civil_servant_is_barred():
    assert said(person(is_civil_servant=True), "ELIG-02") == ["公务员（含参照公务员法管理单位人员）不得申报职称。"]


@pytest.mark.parametrize(("until", "barred"), [(TODAY, False), (TODAY - DAY, True), (None, True)])
def test_an_institution_in_its_transition_period_is_the_exception(until, barred):
    dossier = person(is_civil_servant=True, unit_nature="institution", transition_until=until)

    assert (codes(dossier, "ELIG-02") == ["E101"]) is barred


def test_the_exception_is_for_institutions_only():
    dossier = person(is_civil_servant=True, unit_nature="private_enterprise", transition_until=TODAY)

    assert codes(dossier, "ELIG-02") == ["E101"]


def test_a_notice_without_the_exception_grants_none():
    terms = changed(eligibility={"civil_servant": {"barred": True, "exception": None}})
    dossier = person(is_civil_servant=True, unit_nature="institution", transition_until=TODAY)

    assert codes(dossier, "ELIG-02", terms=terms) == ["E101"]


# ── retirement: the vectors of domain §5 ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("category", "born", "age", "month"),
    [
        ("male", "1964-12", 720, "2024-12"),
        ("male", "1965-01", 721, "2025-02"),
        ("male", "1965-04", 721, "2025-05"),
        ("male", "1965-05", 722, "2025-07"),
        ("male", "1970-01", 736, "2031-05"),
        ("male", "1972-08", 743, "2034-07"),
        ("male", "1976-08", 755, "2039-07"),
        ("male", "1976-09", 756, "2039-09"),
        ("male", "1990-01", 756, "2053-01"),
        ("female55", "1969-12", 660, "2024-12"),
        ("female55", "1970-01", 661, "2025-02"),
        ("female55", "1971-01", 664, "2026-05"),
        ("female55", "1981-08", 695, "2039-07"),
        ("female55", "1981-09", 696, "2039-09"),
        ("female50", "1974-12", 600, "2024-12"),
        ("female50", "1975-01", 601, "2025-02"),
        ("female50", "1975-03", 602, "2025-05"),
        ("female50", "1984-10", 659, "2039-09"),
        ("female50", "1984-11", 660, "2039-11"),
    ],
)
def test_statutory_age_follows_the_gradual_reform(category, born, age, month):
    born_on = date.fromisoformat(f"{born}-15")

    assert statutory_months(born_on, category, SHIPPED) == age
    assert f"{retires_on(born_on, category, SHIPPED):%Y-%m}" == month


@given(st.dates(date(1940, 1, 1), date(2000, 12, 31)), st.sampled_from(["male", "female55", "female50"]))
def test_nobody_born_later_retires_earlier(born_on, category):
    assert retires_on(born_on, category, SHIPPED) <= retires_on(born_on + DAY, category, SHIPPED)


@given(st.dates(date(1960, 1, 1), date(1995, 12, 31)))
def test_the_bracket_does_not_look_at_the_day_of_birth(born_on):
    assert statutory_months(born_on, "male", SHIPPED) == statutory_months(born_on.replace(day=1), "male", SHIPPED)


@pytest.mark.parametrize(
    ("sex", "category", "born", "last_day"),
    [
        ("男", "", "1964-12-15", "2024-12-14"),
        ("男", "", "1965-05-15", "2025-07-14"),
        ("男", "", "1976-09-15", "2039-09-14"),
        ("女", "", "1971-01-15", "2026-05-14"),
        ("女", "female50", "1975-03-15", "2025-05-14"),
        ("女", "female_senior60", "1965-01-15", "2025-02-14"),
    ],
)
def test_the_day_the_table_names_is_the_first_that_bars(sex, category, born, last_day):
    dossier = person(sex=sex, retirement_category=category, born_on=date.fromisoformat(born))
    last = date.fromisoformat(last_day)

    assert codes(dossier, "ELIG-03", today=last) == []
    assert codes(dossier, "ELIG-03", today=last + DAY) == ["E102"]


def test_a_notice_may_state_another_table():
    """ELIG-03: the table is data, editable like the notice it stands in."""
    table = write_mapping(SHIPPED) | {"source": "某决定"}
    table["male"] |= {"first_born": "1964-08-01", "step": 1, "most": 2}
    terms = changed(retirement_ages=table)
    dossier = person(born_on=date(1964, 8, 15))

    assert codes(dossier, "ELIG-03", today=date(2024, 8, 15)) == ["E102"]
    assert codes(dossier, "ELIG-03", terms=terms, today=date(2024, 9, 14)) == []
    [finding] = found(dossier, "ELIG-03", terms=terms, today=date(2024, 9, 15))
    assert finding.arithmetic[0] == "男职工，1964-08-15 出生，法定退休年龄 60周岁1个月（某决定） → 2024-09-15"


@pytest.mark.parametrize(("today", "barred"), [(date(2024, 8, 14), False), (date(2024, 8, 15), True)])
def test_the_day_the_age_is_reached_bars(today, barred):
    dossier = person(born_on=date(1964, 8, 15))

    assert (codes(dossier, "ELIG-03", today=today) == ["E102"]) is barred


def test_women_of_professional_posts_stand_in_the_55_bracket_unless_they_say_otherwise():
    assert category_of("女", "") == "female55"
    assert category_of("女", "female_senior60") == "female_senior60"
    assert codes(person(sex="女", born_on=date(1968, 1, 1)), "ELIG-03") == ["E102"]
    assert codes(person(sex="女", born_on=date(1968, 1, 1), retirement_category="female_senior60"), "ELIG-03") == []


@pytest.mark.parametrize(("until", "barred"), [(TODAY, False), (TODAY - DAY, True), (None, True)])
def test_a_formal_extension_lifts_the_bar_while_it_lasts(until, barred):
    dossier = person(is_retired=True, extension_until=until)

    assert (codes(dossier, "ELIG-03") == ["E102"]) is barred


@pytest.mark.parametrize(("born", "barred"), [("1956-12-31", True), ("1957-01-01", False), ("1957-06-01", False)])
def test_2017_asked_for_the_age_at_the_end_of_the_year_before(born, barred):
    terms = changed(eligibility={"retirement": {"reference": "fixed_date", "barred_if_by": "2016-12-31"}})
    dossier = person(born_on=date.fromisoformat(born))

    assert (codes(dossier, "ELIG-03", terms=terms, today=date(2017, 6, 15)) == ["E102"]) is barred


# ── discipline, investigation, integrity ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("discipline", "until", "nature", "barred"),
    [
        ("记过", TODAY, "institution", True),
        ("记过", TODAY - DAY, "institution", False),
        ("记过", None, "institution", True),
        ("降低岗位等级", TODAY, "institution", True),
        ("警告", TODAY, "institution", False),
        ("记过", TODAY, "private_enterprise", False),
    ],
)
def test_heavy_discipline_bars_institution_staff_while_it_lasts(discipline, until, nature, barred):
    dossier = person(discipline=discipline, discipline_until=until, unit_nature=nature)

    assert (codes(dossier, "ELIG-06") == ["E103"]) is barred


@pytest.mark.parametrize(
    ("today", "told"),
    [(date(2025, 1, 9), [("block", "E103")]), (date(2025, 1, 10), [("human", "ELIG-06")])],
)
def test_a_sanction_lasts_from_its_start_for_its_length(today, told):
    """ELIG-06: authority, start and length; the last day is reckoned where it is not told."""
    dossier = person(
        discipline="记过",
        discipline_by="某市监委",
        discipline_on=date(2024, 1, 10),
        discipline_months=12,
        unit_nature="institution",
    )

    [finding] = found(dossier, "ELIG-06", today=today)

    assert [(finding.severity, finding.code)] == told
    assert finding.arithmetic[0].startswith("记过（某市监委，2024-01-10 起，12 个月），处分期至 2025-01-09，")


def test_the_end_as_told_goes_before_the_length():
    until = {"discipline_on": date(2024, 1, 10), "discipline_months": 12, "discipline_until": date(2024, 8, 4)}

    assert codes(person(discipline="记过", unit_nature="institution", **until), "ELIG-06") == []
    assert codes(person(discipline="记过", unit_nature="institution", discipline_months=12), "ELIG-06") == ["E103"]


@pytest.mark.parametrize("discipline", ["记过", "警告"])
def test_a_discipline_is_proved_and_whoever_verifies_is_told(discipline):
    """ELIG-06: self-declared with proof, attested by the unit; of people whom it does not bar, too."""
    dossier = person(discipline=discipline, discipline_until=TODAY - DAY, unit_nature="institution")
    proved = replace(dossier, papers=(*dossier.papers, Paper(slot="discipline_proof")))

    assert said(dossier, "MAT-03") == ["缺少不可缺少的硬件材料：处分决定和处分期满（解除）材料，不得提交单位审核推荐。"]
    assert codes(proved, "MAT-03") == []
    assert [(each.severity, each.code) for each in found(proved, "ELIG-06")] == [("human", "ELIG-06")]


def test_a_bar_of_discipline_names_the_first_day_it_is_over():
    [finding] = found(person(discipline="记过", discipline_until=TODAY, unit_nature="institution"), "ELIG-06")

    assert finding.earliest == TODAY + DAY


@pytest.mark.parametrize(
    ("facts", "barred"),
    [
        ({"under_investigation": True}, True),
        ({"sanction_until": TODAY}, True),
        ({"sanction_until": TODAY - DAY}, False),
    ],
)
def test_an_investigation_or_a_lasting_sanction_bars_anybody(facts, barred):
    assert (codes(person(**facts), "ELIG-07") == ["E104"]) is barred


def test_an_integrity_record_bars_and_says_until_when_but_not_why():
    dossier = replace(FULL, barrings=(Barring(until=date(2025, 3, 31), decision="桂职办认〔2022〕3号"),))

    [finding] = found(dossier, "ELIG-08")

    assert (finding.code, finding.earliest) == ("E105", date(2025, 4, 1))
    assert finding.arithmetic == ("记录期至 2025-03-31，申报日 2024-08-05",)


def test_exclusions_come_under_the_names_of_the_notice():
    dossier = replace(person(is_civil_servant=True, is_retired=True), barrings=(Barring(until=date(2025, 3, 31)),))

    assert list(exclusions_of(dossier, craft_arts(), TODAY)) == ["civil_servant", "retired", "integrity"]
    only_integrity = changed(eligibility={"exclusions": ["integrity"]})
    assert list(exclusions_of(dossier, only_integrity, TODAY)) == ["integrity"]


def test_epidemic_service_is_a_remark_for_people():
    assert [each.severity for each in found(person(epidemic_service=True), "ELIG-18")] == ["human"]
    assert found(FULL, "ELIG-18") == []

"""The table of retirement ages is law: a file with a source and a day, stated by whoever may, kept by editions (ELIG-03)."""

from datetime import date

import pytest

from declarations.eligibility.retirement import age_line, statutory_months
from notices.exceptions import TermsRefused
from notices.rules import dump_terms, parse_terms, problems, rulesets
from notices.rules.reading import write_mapping
from notices.rules.retirement import FILE, SHIPPED, read_ages
from tests.notices.test_rulesets import SMALL, whole


def test_the_shipped_table_names_its_source_and_day():
    assert SHIPPED.source.startswith("全国人民代表大会常务委员会")
    assert SHIPPED.effective_from == date(2025, 1, 1)
    first = {name: row.first_born.replace(year=row.first_born.year + row.years) for name, row in SHIPPED.rows().items()}
    assert set(first.values()) == {SHIPPED.effective_from}  # nobody of an age before that day is put off


def test_nobody_is_put_off_by_a_decision_of_tomorrow():
    """ELIG-03: the table of 2024-09-13 is not known the day before; what was set earlier holds until then."""
    before, after = (SHIPPED.known_on(date(2024, 9, day)) for day in (12, 13))

    assert statutory_months(date(1965, 5, 15), "male", before) == 60 * 12
    assert statutory_months(date(1965, 5, 15), "male", after) == 60 * 12 + 2
    assert SHIPPED.source not in age_line(date(1965, 5, 15), "male", before)
    assert after is SHIPPED


def test_an_edition_keeps_its_table_and_an_old_one_without_it_still_loads():
    terms = whole(SMALL)
    edition = dump_terms(terms)

    assert edition["retirement_ages"]["female50"]["most"] == 60
    assert parse_terms(edition) == terms
    assert parse_terms({name: said for name, said in edition.items() if name != "retirement_ages"}) == terms


def test_a_notice_or_a_rule_set_states_another(tmp_path, monkeypatch):
    table = write_mapping(SHIPPED) | {"source": "某决定"}
    (tmp_path / "R2030.yaml").write_text("ruleset_R2030:\n  retirement_ages: {male: {label: 男, years: 61}}\n")
    monkeypatch.setattr(rulesets, "FOLDER", tmp_path)

    with pytest.raises(TermsRefused, match=r"retirement_ages\.source：不能缺少"):
        whole(SMALL | {"ruleset": "R2030"})
    (tmp_path / "R2030.yaml").write_text("ruleset_R2030:\n  seniority: {unit: full_months}\n")
    assert whole(SMALL | {"ruleset": "R2030", "retirement_ages": table}).retirement_ages.source == "某决定"


@pytest.mark.parametrize(
    ("said", "fault"),
    [({"years": 0}, True), ({"step": 0}, True), ({"most": -1}, True), ({"most": 0, "step": 1, "years": 1}, False)],
)
def test_a_table_that_makes_no_sense_is_not_published(said, fault):
    table = write_mapping(SHIPPED)
    table["male"] |= said

    assert ("E720" in [each.code for each in problems(whole(SMALL | {"retirement_ages": table}))]) is fault


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("step: 2", "step: two", r"第\d+行 retirement_ages\.female50\.step：应为整数"),
        ("retirement_ages:", "ages:", "一个键"),
    ],
)
def test_a_fault_of_the_file_is_told_at_its_line(was, now, told):
    with pytest.raises(TermsRefused, match=told):
        read_ages(FILE.read_text().replace(was, now))

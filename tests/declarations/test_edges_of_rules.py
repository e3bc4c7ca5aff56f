"""Rules at their boundaries, each with the facts of the finding that asked for it; no database."""

from dataclasses import replace
from datetime import date

import pytest

from declarations.eligibility.belonging import same_area
from declarations.eligibility.dossier import Body, Job, PaidMonth, Schooling
from declarations.eligibility.paths import is_exceptional
from declarations.eligibility.seniority import window_start
from tests.declarations.dossiers import (
    ARTICLE,
    FULL,
    TITLE,
    TODAY,
    UNIT,
    WORK,
    asking,
    changed,
    codes,
    craft_arts,
    found,
    months,
    person,
    said,
)

TOMORROW = date(2024, 8, 6)


# ── days that have not come (CHAN-13, PATH-17, COND-11, MAT-31) ────────────────────────────────────────────────────
@pytest.mark.parametrize(("day", "blocks"), [(TODAY, []), (TOMORROW, ["CHAN-13"])])
def test_a_letter_is_filed_before_declaring(day, blocks):
    """CHAN-13."""
    law = changed(outside_units={"prior_filing": {"office": "市职改办", "phone": "0772-2629373"}})
    outside = replace(asking(letter_filed_on=day), unit=replace(FULL.unit, affiliation="central"))

    assert codes(outside, "CHAN-13", terms=law) == blocks


@pytest.mark.parametrize(("day", "blocks"), [(TODAY, 0), (TOMORROW, 1)])
def test_an_approval_is_given_before_declaring(day, blocks):
    """PATH-17: today is early enough, tomorrow is not."""
    law = changed(exception={"approval_mode": "pre_approval"})
    told = asking(options=frozenset({"exceptional"}), relaxes=("资历",), approval_no="1号", approval_on=day)
    told = replace(told, papers=(*told.papers, replace(told.papers[0], slot="approval")))

    assert len(codes(told, "PATH-17", terms=law)) == blocks


@pytest.mark.parametrize(("month", "blocks"), [("2024-08", []), ("2024-09", ["MAT-31"]), ("2024-12", ["MAT-31"])])
def test_no_month_is_paid_before_it_comes(month, blocks):
    """MAT-31."""
    told = replace(FULL, paid_months=(*FULL.paid_months, *months(month)))

    assert codes(told, "MAT-31") == blocks


def test_what_lies_ahead_is_not_said_to_be_too_early():
    """COND-11: E205 speaks of the start of the window alone."""
    ahead = replace(FULL, achievements=(replace(WORK, on=TOMORROW),))

    assert codes(ahead, "COND-11") == ["COND-11"]


# ── who pays (CHAN-20) ─────────────────────────────────────────────────────────────────────────────────────────────
PAYING = changed(
    route=[{"node": "applicant"}, {"node": "unit"}, {"node": "paying_unit", "when": "paying_unit_differs"}]
)
OTHER = "南宁某人力资源公司"


def paid_by(payer, *names):
    return replace(FULL, paid_months=months(*names, payer=payer))


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        (date(2010, 6, 1), True),  # a job that ended long before says nothing of 2024-07
        (date(2024, 6, 1), True),
        (date(2024, 7, 1), False),  # the month was still of that job
        (date(2024, 8, 1), False),
        (None, True),
    ],
)
def test_a_former_employer_explains_only_its_own_months(ended, asked):
    """CHAN-20."""
    job = Job(key="resume:9", started_on=date(2005, 1, 1), ended_on=ended, unit=OTHER)
    told = replace(paid_by(OTHER, "2024-06", "2024-07"), jobs=(job, *FULL.jobs))

    assert (codes(told, "CHAN-20", terms=PAYING) == ["CHAN-20"]) is asked


@pytest.mark.parametrize("later", ["2024-08", "2024-12"])
def test_a_later_month_hides_no_other_payer(later):
    """CHAN-20: the notice asks up to July; what is typed beyond it does not count."""
    told = paid_by(OTHER, "2024-06", "2024-07")
    told = replace(
        told, paid_months=(*told.paid_months, PaidMonth(month=date.fromisoformat(f"{later}-01"), payer=UNIT))
    )

    assert codes(told, "CHAN-20", terms=PAYING) == ["CHAN-20"]


def test_the_dispatching_unit_pays_for_dispatched_people():
    """ELIG-14, MAT-32: nobody has to explain what lies in the nature of it."""
    told = paid_by(OTHER, "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07")
    told = replace(told, request=replace(told.request, dispatched=True, relay=OTHER))

    assert said(told, "MAT-31", severity="warn") == []


# ── where a unit belongs (ELIG-12, ELIG-13) ────────────────────────────────────────────────────────────────────────
ZONE = "柳东新区（柳州高新区）"


@pytest.mark.parametrize(
    ("told", "same"),
    [
        (ZONE, True),
        ("柳东新区(柳州高新区)", True),
        ("柳东新区", True),
        ("柳州高新区", True),
        ("柳州市柳东新区", True),
        ("柳州市高新区", True),
        ("广西柳州高新区", True),
        ("广西壮族自治区柳州市柳东新区", True),
        ("区", False),
        ("新区", False),
        ("高新区", False),
        ("南宁高新区", False),
        ("南宁市高新区", False),
    ],
)
def test_a_zone_is_named_whole(told, same):
    """ELIG-12: a fragment names no zone, a fuller name does."""
    assert same_area(told, ZONE, "柳州市") is same


def test_a_dispatched_person_belongs_where_the_relation_is():
    """ELIG-13: 劳动关系所在单位 in the city, the archive hosted there, the work elsewhere."""
    agency = "柳州高新技术产业开发区管理委员会人才交流服务中心"
    law = changed(
        eligibility={
            "registered_area": ZONE,
            "alternative": {"unit_registered_in": "柳州市", "archive_agency": agency, "months": 12},
        }
    )
    told = replace(
        person(archive_agency=agency, archive_since=date(2020, 1, 1)),
        unit=replace(FULL.unit, place="南宁市"),
        personnel_unit=Body(name=OTHER, place="柳州市"),
    )

    assert codes(told, "ELIG-12", terms=law) == []
    assert codes(replace(told, personnel_unit=None), "ELIG-12", terms=law) == ["E107"]


@pytest.mark.parametrize(
    ("channel", "hosted", "blocks"),
    [("agency", True, []), ("agency", False, ["CHAN-10"]), ("association", False, []), ("association", True, ["E113"])],
)
def test_a_freelancer_goes_where_the_archive_is(channel, hosted, blocks):
    """CHAN-10."""
    assert codes(asking(channel=channel, freelancer=True, archive_hosted=hosted), "CHAN-10") == blocks


# ── certificates (PATH-01, PATH-05, MAT-22) ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("grade", "counts"),
    [("初级工（五级）", False), ("中级工（四级）", False), ("高级工（三级）", True), ("首席技师", True)],
)
def test_a_certificate_counts_from_the_third_grade(grade, counts):
    """PATH-01, ticked as the base or not."""
    skill = replace(TITLE, kind="skill", rank="", grade=grade, series="")
    told = replace(asking(options=frozenset({"high_skill"})), titles=(skill,))

    assert (codes(told, "PATH-01") == []) is counts


@pytest.mark.parametrize(("level", "counts"), [("本科", False), ("第二学士", False), ("硕士", True), ("博士", True)])
def test_a_year_early_is_for_professional_masters(level, counts):
    """PATH-05, PATH-06."""
    law = changed(
        exception={
            "early_one_year": {"times": 1, "degree_codes": ["0854"], "excluded_0852_fields": []},
        }
    )
    school = Schooling(key="education:1", level=level, degree_code="0854")

    assert (codes(replace(asking(early_one_year=True), schooling=(school,)), "PATH-05", terms=law) == []) is counts


def test_everybody_short_of_a_base_reads_the_sentence_of_the_catalogue():
    """MAT-22, E222."""
    sentence = "非直接申报人员必须且只能勾选一个资格证书作为申报资格。"
    unticked = replace(TITLE, is_base=False)

    for titles in ((), (unticked,), (TITLE, replace(TITLE, key="titles:2"))):
        assert said(replace(FULL, titles=titles), "MAT-22") == [sentence]


def test_the_lowest_level_ticks_no_base():
    """MAT-22, G-34."""
    law = changed(base_qualification={"exactly_one_unless_direct": True})
    lowest = craft_arts().levels[-1].code
    skill = replace(TITLE, kind="skill", rank="", grade="高级工（三级）", is_base=False)

    assert codes(replace(asking(level=lowest), titles=(skill,)), "MAT-22", terms=law) == []


# ── education and years (COND-12, COND-13, COND-14, PATH-13) ───────────────────────────────────────────────────────
def test_the_row_that_explains_is_the_one_the_education_fits():
    """COND-13: a bachelor without the lower title reads of the title, not of a doctor's row."""
    told = replace(FULL, titles=(replace(TITLE, rank="chu", name="助理工艺美术师"),),
                   schooling=(Schooling(key="education:1", level="本科"),))  # fmt: skip

    (text,) = said(told, "COND-13")
    assert "申报资格中没有工艺美术师" in text
    assert "博士" not in text


@pytest.mark.parametrize(
    ("relaxes", "granted", "level", "blocks"),
    [
        (("学历",), date(2018, 11, 5), "中专", []),
        (("资历",), date(2018, 11, 5), "中专", ["COND-13"]),  # short of education, years relaxed
        (("资历",), date(2023, 11, 5), "大专", []),
        (("学历",), date(2023, 11, 5), "大专", ["COND-13"]),  # short of years, education relaxed
        (("学历",), date(2023, 11, 5), "中专", ["COND-13"]),
        (("学历", "资历"), date(2023, 11, 5), "中专", []),
    ],
)
def test_an_exception_relaxes_what_is_ticked_and_nothing_else(relaxes, granted, level, blocks):
    """COND-14, PATH-15."""
    told = replace(
        asking(options=frozenset({"exceptional"}), relaxes=relaxes),
        titles=(replace(TITLE, granted_on=granted),),
        schooling=(Schooling(key="education:1", level=level),),
    )

    assert codes(told, "COND-13") == blocks


RULES_2026 = changed(
    achievement_window={"start": "current_title_declaration_cutoff"},
    conversion={"count_from": "lower_title_before_conversion"},
)


def test_results_of_a_converted_title_count_from_the_one_before_it():
    """PATH-13 goes before COND-12."""
    title = replace(TITLE, granted_on=date(2023, 12, 1), declared_until=date(2023, 8, 31))
    converted = replace(title, converted_from=date(2015, 5, 1))

    assert window_start(replace(FULL, titles=(title,)), RULES_2026).day == date(2023, 8, 31)
    assert window_start(replace(FULL, titles=(converted,)), RULES_2026).day == date(2015, 5, 1)


@pytest.mark.parametrize(("until", "blocks"), [(date(2018, 11, 5), []), (date(2018, 11, 6), ["COND-12"])])
def test_a_title_is_declared_before_it_is_granted(until, blocks):
    """COND-12."""
    told = replace(FULL, titles=(replace(TITLE, declared_until=until),))

    assert codes(told, "COND-12", terms=RULES_2026) == blocks


def test_a_base_without_a_series_says_which():
    """PATH-12: where one converts first, a blank series is no way around it."""
    law = changed(cross_series_up={"mode": "convert_first"})
    blank = replace(FULL, titles=(replace(TITLE, series=""),))

    assert codes(blank, "PATH-12", terms=law) == ["PATH-12"]
    assert codes(FULL, "PATH-12", terms=law) == []


# ── materials (MAT-30, MAT-43) ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("year", "blocks"), [(2009, ["MAT-30"]), (2022, ["MAT-30"]), (2023, []), (2024, []), (2025, ["MAT-30"])]
)
def test_hours_of_the_industry_are_those_of_this_year_or_the_last(year, blocks):
    """MAT-30."""
    law = changed(ce={"mode": "industry_or_public", "public_course_year": 2024})
    hours = replace(FULL.courses[0], year=year, category="行业")

    assert codes(replace(FULL, courses=(hours,)), "MAT-26", terms=law) == blocks


def test_a_publication_of_no_kind_is_asked_for_its_kind():
    """MAT-43…49."""
    told = replace(FULL, publications=(replace(ARTICLE, kind=""),))

    assert "MAT-43" in codes(told, "MAT-43")
    assert found(FULL, "MAT-43") == []


def test_an_approval_is_asked_of_every_option_it_covers():
    """PATH-17: 2017's 无职称申报 too."""
    law = changed(exception={"approval_mode": "pre_approval", "covers": ["破格", "无职称"]})

    assert is_exceptional(("direct",), law)
    assert not is_exceptional(("direct",), craft_arts())

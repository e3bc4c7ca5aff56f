"""Education, title, years, and the special ways (COND-11…14, PATH-01, PATH-02, PATH-07, PATH-09…11, PATH-15)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.eligibility.dossier import Schooling, Title
from declarations.eligibility.paths import ladder_months
from declarations.eligibility.qualification import HOW_TO_VERIFY, NEEDLESS
from declarations.eligibility.seniority import months_held, start_that_suffices, window_start
from tests.declarations.dossiers import (
    FULL,
    TITLE,
    TODAY,
    WORK,
    asking,
    changed,
    codes,
    craft_arts,
    found,
    person,
    said,
)

OVER_YEARS = "从事专业技术工作年限超2年以上（初级中级年限合并计算）"
ABROAD = "海外工作经历"
SKILL = Title(key="titles:2", kind="skill", name="陶瓷工艺品制作师", grade="技师（二级）", granted_on=date(2019, 6, 1))
MONTH_AFTER = {"start": "month_after_grant", "unit": "full_months", "cutoff_date": "2024-12-31"}


def held(granted_on, **facts):
    return replace(FULL, titles=(replace(TITLE, granted_on=granted_on, **facts),))


def learned(*levels):
    return tuple(Schooling(key=f"education:{number}", level=level) for number, level in enumerate(levels, 1))


# ── years ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_arithmetic_is_shown_with_dates():
    [finding] = found(held(date(2019, 11, 5)), "COND-13")

    assert finding.arithmetic == (
        "2019-11-05 取得工艺美术师，到 2024-12-31 共 5年1个月，要求 5年（大专以上学历）",
        "资历截止日 2024-12-31，以自治区通知为准",
    )
    assert finding.source == "桂职办〔2022〕45号（示例，以正式评审条件为准）"


@pytest.mark.parametrize(
    ("granted", "short"), [(date(2019, 12, 30), False), (date(2019, 12, 31), False), (date(2020, 1, 1), True)]
)
def test_five_years_to_the_day_of_the_cutoff_are_enough(granted, short):
    assert (codes(held(granted), "COND-13") == ["COND-13"]) is short


def test_who_is_short_is_told_the_first_cutoff_that_suffices_and_other_ways():
    [finding] = found(held(date(2020, 1, 1)), "COND-13")

    assert finding.earliest == date(2025, 1, 1)
    assert finding.other_ways == ("符合条件的，可以选择破格申报、直接申报，或申报低一级。",)


@pytest.mark.parametrize(
    ("granted", "months"),
    [(date(2019, 12, 31), 60), (date(2020, 1, 1), 59), (date(2019, 12, 1), 60), (date(2024, 12, 5), 0)],
)
def test_2026_counts_whole_months_from_the_month_after_the_grant(granted, months):
    terms = changed(seniority=MONTH_AFTER)

    assert months_held(granted, date(2024, 12, 31), terms) == months


@given(st.dates(date(1990, 1, 1), date(2024, 12, 1)), st.integers(1, 400))
def test_the_first_cutoff_that_suffices_does_and_the_day_before_does_not(granted, needed):
    ready = start_that_suffices(needed, date(2024, 12, 31), craft_arts(), granted)

    assert months_held(granted, ready, craft_arts()) >= needed
    assert months_held(granted, ready - timedelta(days=1), craft_arts()) < needed


@given(st.dates(date(1990, 1, 1), date(2024, 12, 1)), st.integers(1, 400))
def test_2026_it_is_the_last_day_of_a_month(granted, needed):
    terms = changed(seniority=MONTH_AFTER)
    ready = start_that_suffices(needed, date(2024, 12, 31), terms, granted)

    assert months_held(granted, ready, terms) == needed
    assert months_held(granted, ready - timedelta(days=1), terms) == needed - 1


def test_education_below_the_row_does_not_count():
    dossier = replace(FULL, schooling=learned("中专"))

    [finding] = found(dossier, "COND-13")

    assert finding.blocks
    assert "学历不符" in finding.arithmetic[0]
    assert finding.part == "education"


def test_any_row_of_the_matrix_is_enough():
    doctor = replace(held(date(2022, 12, 31)), schooling=learned("博士"))

    assert codes(doctor, "COND-13") == []
    assert codes(replace(doctor, schooling=learned("硕士")), "COND-13") == ["COND-13"]


def test_a_skill_certificate_opens_its_own_row():
    master = replace(
        asking(level="fg", options=frozenset({"high_skill"})),
        titles=(replace(SKILL, grade="高级技师（一级）", granted_on=date(2020, 12, 31), is_base=True),),
        schooling=learned("高中"),
    )

    assert codes(master, "COND-13", "PATH-01", "MAT-22") == []
    assert codes(replace(master, titles=(replace(master.titles[0], grade="技师（二级）"),)), "COND-13") == ["COND-13"]


def test_assistants_and_clerks_are_both_junior_and_told_apart_by_name():
    clerk = replace(
        asking(level="zl"), titles=(replace(TITLE, name="工艺美术员", rank="chu", granted_on=date(2019, 12, 31)),),
        schooling=learned("高中"), person=replace(FULL.person, specialty_since=date(2022, 1, 1)),
    )  # fmt: skip

    assert codes(clerk, "COND-13") == []
    assert codes(replace(clerk, titles=(replace(clerk.titles[0], name="助理工艺美术师"),)), "COND-13") == ["COND-13"]


def test_short_of_the_years_the_exceptional_way_is_for_people_to_judge():
    dossier = replace(
        held(date(2022, 6, 1)), request=replace(FULL.request, options=frozenset({"exceptional"}), relaxes=("资历",))
    )

    [finding] = found(dossier, "COND-13")

    assert (finding.code, finding.severity) == ("COND-14", "human")


# ── base qualification ─────────────────────────────────────────────────────────────────────────────────────────────
def test_exactly_one_certificate_is_the_base():
    none = held(date(2018, 11, 5), is_base=False)
    two = replace(FULL, titles=(TITLE, replace(SKILL, is_base=True)))

    assert codes(none, "MAT-22") == ["E222"]
    assert codes(two, "MAT-22") == ["E222"]
    assert codes(FULL, "MAT-22") == []


def test_the_lowest_level_and_direct_applicants_are_not_asked_for_a_base():
    assert codes(replace(asking(level="yy"), titles=()), "MAT-22") == []
    assert codes(replace(asking(options=frozenset({"direct"})), titles=()), "MAT-22") == []


def test_fifteen_years_of_work_need_no_lower_title():
    craftsman = replace(asking(level="zj"), titles=(), schooling=learned("高中"))

    assert codes(craftsman, "MAT-22", "COND-13") == []
    young = replace(craftsman, person=replace(FULL.person, specialty_since=date(2015, 1, 1)))
    assert codes(young, "MAT-22") == ["E222"]


def test_a_title_typed_in_should_be_verified_online():
    assert said(held(date(2018, 11, 5), verified_online=False), "MAT-18", severity="warn") == [
        f"下一级职称未经在线审验，请尽快办理。{HOW_TO_VERIFY}"
    ]
    assert found(held(date(2018, 11, 5), shared=True, verified_online=False), "MAT-18") == []


# ── from when results count ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("on", "early"), [(date(2018, 11, 4), True), (date(2018, 11, 5), False)])
def test_results_count_from_the_day_of_the_lower_title(on, early):
    dossier = replace(FULL, achievements=(replace(WORK, on=on),))

    assert (codes(dossier, "COND-11") == ["E205"]) is early


def test_2026_counts_from_the_cutoff_of_the_present_title_and_2024_does_not():
    between = replace(
        held(date(2018, 11, 5), declared_until=date(2018, 8, 31)), achievements=(replace(WORK, on=date(2018, 9, 30)),)
    )
    later = changed(achievement_window={"start": "current_title_declaration_cutoff"})

    assert codes(between, "COND-11", terms=later) == []
    assert codes(between, "COND-11") == ["E205"]


@pytest.mark.parametrize(
    ("dossier", "start"),
    [
        (FULL, date(2018, 11, 5)),
        (replace(asking(level="yy"), titles=()), None),
        (
            replace(asking(level="zj", options=frozenset({"high_skill"})), titles=(replace(SKILL, is_base=True),)),
            date(2019, 6, 1),
        ),
        (replace(asking(level="zj", options=frozenset({"direct"})), titles=()), date(2003, 7, 1)),
        (replace(asking(level="zl"), titles=()), date(2003, 7, 1)),
    ],
)
def test_the_start_without_a_lower_title(dossier, start):
    assert window_start(dossier, craft_arts()).day == start


def test_a_conversion_counts_from_the_next_lower_title():
    junior = Title(
        key="titles:3", name="助理工程师", rank="chu", series="工程", granted_on=date(2014, 5, 1), is_base=True
    )
    middle = replace(TITLE, name="工程师", series="工程", is_base=False)
    converting = replace(
        asking(level="zj", kind="conversion", new_work_since=date(2022, 1, 1)), titles=(junior, middle)
    )

    assert window_start(converting, craft_arts()).day == date(2014, 5, 1)


def test_an_experience_that_began_before_is_only_remarked():
    before = replace(FULL.experiences[0], started_on=date(2016, 1, 1))
    ended = replace(before, on=date(2018, 1, 1))

    assert [each.severity for each in found(replace(FULL, experiences=(before,)), "COND-11")] == ["human"]
    assert codes(replace(FULL, experiences=(ended,)), "COND-11") == ["E205"]


# ── special ways ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_option_that_is_not_open_this_year_is_refused_with_the_notice_s_words():
    assert said(asking(options=frozenset({"targeted"})), "PATH-32") == [
        "本年度不开放“乡村振兴重点帮扶县“双定向”职称申报”。待国家、自治区人力资源和社会保障部门出台有关文件后按文件执行。"
    ]


def test_a_skill_certificate_as_base_suggests_the_option():
    dossier = replace(FULL, titles=(replace(SKILL, is_base=True),))

    assert [each.severity for each in found(dossier, "PATH-32")] == ["warn"]


def test_the_high_skill_option_needs_its_certificate():
    asked = asking(options=frozenset({"high_skill"}))

    assert codes(asked, "PATH-01") == ["PATH-01"]
    assert codes(replace(asked, titles=(TITLE, SKILL)), "PATH-01") == []


@pytest.mark.parametrize(("levels", "years"), [(("本科",), 5), (("硕士", "本科"), 2), (("大专",), 6)])
def test_the_ladder_to_the_middle_level_is_the_sum_of_its_rungs(levels, years):
    dossier = replace(asking(level="zj"), schooling=learned(*levels))

    assert ladder_months(dossier, craft_arts()) == years * 12


@pytest.mark.parametrize(("since", "short"), [(date(2017, 12, 31), False), (date(2018, 1, 1), True)])
def test_declaring_directly_takes_two_years_more_than_the_ladder(since, short):
    dossier = replace(
        asking(level="zj", options=frozenset({"direct"}), direct_basis=OVER_YEARS),
        schooling=learned("本科"),
        person=replace(FULL.person, specialty_since=since),
        titles=(),
    )

    assert (codes(dossier, "PATH-02") == ["E210"]) is short
    if short:
        assert said(dossier, "PATH-02") == ["直接申报年限不足：需7年，现6年11月。"]


def test_another_notice_opens_the_direct_way_to_some_levels_only():
    """PATH-03."""
    asked = asking(level="zl", options=frozenset({"direct"}), direct_basis=OVER_YEARS)

    assert codes(asked, "PATH-02", terms=changed(direct={"levels": ["zj"]})) == ["PATH-03"]
    assert "PATH-03" not in codes(asked, "PATH-02")


def test_years_do_not_silently_open_the_senior_level():
    assert codes(asking(options=frozenset({"direct"}), direct_basis=OVER_YEARS), "PATH-02") == ["E210"]


def test_other_bases_are_the_office_s_to_judge_and_an_unknown_one_is_none():
    asked = asking(options=frozenset({"direct"}), direct_basis=ABROAD)

    assert [each.severity for each in found(asked, "PATH-02")] == ["human"]
    assert codes(asking(options=frozenset({"direct"}), direct_basis="其他"), "PATH-02") == ["PATH-02"]


def test_the_exceptional_way_is_neither_for_the_untitled_nor_for_skipping():
    asked = asking(options=frozenset({"exceptional"}), relaxes=("资历",))
    short = replace(asked, titles=held(date(2022, 6, 1)).titles)

    assert codes(short, "PATH-15") == []
    skipping = replace(asked, titles=(replace(TITLE, name="助理工艺美术师", rank="chu"),))
    assert codes(skipping, "PATH-15") == ["E213"]
    assert codes(replace(short, request=replace(short.request, relaxes=())), "PATH-15") == ["PATH-15"]


def test_who_meets_the_ordinary_conditions_is_told_that_no_exception_is_needed():
    """PATH-15, COND-14: a warning with the arithmetic, at the option; nobody is barred by it."""
    asked = asking(options=frozenset({"exceptional"}), relaxes=("资历",))

    (told,) = found(asked, "PATH-15")

    assert (told.code, told.severity, told.part, told.field) == (NEEDLESS, "warn", "options", "options")
    assert "不需要破格" in told.text
    assert told.arithmetic


@pytest.mark.parametrize(("since", "short"), [(date(2023, 8, 5), False), (date(2023, 8, 6), True), (None, True)])
def test_a_conversion_takes_a_year_in_the_new_work(since, short):
    old = replace(TITLE, key="titles:2", name="高级工程师", rank="fugao", series="工程", is_base=False)
    asked = replace(asking(kind="conversion", new_work_since=since), titles=(TITLE, old))

    assert (codes(asked, "PATH-09", today=TODAY) == ["E215"]) is short


def test_an_outside_title_of_the_series_should_be_reconfirmed_first():
    outside = held(date(2018, 11, 5), origin="outside")

    assert [each.code for each in found(outside, "PATH-10")] == ["W108"]
    assert found(held(date(2018, 11, 5), origin="outside", reconfirmed_on=date(2021, 1, 1)), "PATH-10") == []
    assert [each.severity for each in found(held(date(2018, 11, 5), origin="outside", series="工程"), "PATH-11")] == [
        "human"
    ]


def test_nobody_is_judged_on_what_is_not_filled_in():
    assert found(replace(person(specialty_since=None), schooling=(), titles=()), "COND-13") == []

"""Rules the 2024 craft notice does not print, each at its boundary: terms of 2017, Liudong and 2026 laid over it."""

from dataclasses import replace
from datetime import date
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.eligibility.dossier import Course, Dossier, Job, Paper, Schooling
from declarations.eligibility.menus import met_clauses, pairs
from declarations.eligibility.seniority import conditions_of, window_start
from declarations.eligibility.slots import slot_for
from notices.rules import dump_terms, parse_terms
from tests.declarations.dossiers import (
    ARTICLE,
    FULL,
    PAPERS,
    SECOND_WORK,
    TITLE,
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

ZONE = "柳东新区（柳州高新区）"
AGENCY = "柳州高新技术产业开发区管理委员会人才交流服务中心"
LIUDONG = changed(
    eligibility={
        "registered_area": ZONE,
        "alternative": {"unit_registered_in": "柳州市", "archive_agency": AGENCY, "months": 12},
        "dispatch": {"route_extra": "dispatch_unit", "contract": ["劳动合同", "劳务派遣合同"]},
        "epidemic_priority": {"enabled": True, "proof": "卫健部门"},
    }
)
YEAR_2017 = changed(
    eligibility={
        "employment_min_months": 12,
        "alternative": {"outside_guangxi": True, "hukou_in_guangxi": True, "or_archive_hosted_months": 12},
    }
)


def at(**facts) -> Dossier:
    return replace(FULL, unit=replace(FULL.unit, **facts))


def of(dossier: Dossier, **facts) -> Dossier:
    return replace(dossier, person=replace(dossier.person, **facts))


def with_papers(dossier: Dossier, *slots: str) -> Dossier:
    return replace(dossier, papers=(*dossier.papers, *(Paper(slot=slot) for slot in slots)))


def replaced(rows, code, **values):
    """A checklist with one row changed or added."""
    others = [row for row in rows if row["code"] != code]
    return [*others, {"code": code, "label": code, "hard": True, "when": "always"} | values]


def checklist(code, **values):
    """The checklist of 2024 with one row changed or added."""
    return replaced(dump_terms(craft_arts())["checklist"], code, **values)


# ── whose people (ELIG-10…14, CHAN-20) ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("since", "refused"), [(date(2023, 8, 5), False), (date(2023, 8, 6), True), (None, True)])
def test_a_year_with_the_employer_to_the_day(since, refused):
    dossier = person(employed_since=since)

    assert (codes(dossier, "ELIG-10", terms=YEAR_2017) == ["E107"]) is refused
    assert codes(dossier, "ELIG-10") == []  # 2024 asks for none


def test_who_is_too_new_is_told_the_first_day():
    [finding] = found(person(employed_since=date(2024, 1, 10)), "ELIG-10", terms=YEAR_2017)

    assert finding.earliest == date(2025, 1, 10)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"household_inside": True}, False),
        ({"archive_since": date(2023, 8, 5)}, False),
        ({"archive_since": date(2023, 8, 6)}, True),
        ({}, True),
    ],
)
def test_who_works_elsewhere_belongs_here_by_household_or_archive(facts, refused):
    dossier = person(works_outside=True, **facts)

    assert bool(codes(dossier, "ELIG-11", terms=YEAR_2017)) is refused
    assert codes(dossier, "ELIG-11") == ["E107"]  # 2024 knows no such way


@pytest.mark.parametrize(
    ("unit", "facts", "refused"),
    [
        ({"zone": ZONE}, {}, False),
        ({"place": "广西南宁市"}, {"archive_agency": AGENCY, "archive_since": date(2020, 1, 1)}, True),
        ({"place": "广西柳州市"}, {"archive_agency": AGENCY, "archive_since": date(2023, 8, 5)}, False),
        ({"place": "广西柳州市"}, {"archive_agency": AGENCY, "archive_since": date(2023, 8, 6)}, True),
        ({"place": "广西柳州市"}, {"archive_agency": "别处", "archive_since": date(2020, 1, 1)}, True),
    ],
)
def test_the_zone_or_the_city_with_the_archive(unit, facts, refused):
    assert bool(codes(of(at(**unit), **facts), "ELIG-12", terms=LIUDONG)) is refused


def test_a_unit_of_another_city_comes_by_letter():
    """ELIG-12 beside CHAN-12."""
    terms = changed(
        outside_units=OUTSIDE,
        eligibility={"registered_area": ZONE, "alternative": {"unit_registered_in": "柳州市", "months": 12}},
    )

    assert codes(at(affiliation="city", place="广西南宁市"), "ELIG-12", terms=terms) == []
    assert codes(at(affiliation="city", place=""), "ELIG-12", terms=terms) == ["E107"]


@pytest.mark.parametrize("told", [ZONE, "柳州高新区", "柳东新区(柳州高新区)"])
def test_a_zone_is_known_by_the_name_people_give_it(told):
    assert codes(at(zone=told), "ELIG-12", terms=LIUDONG) == []


def test_dispatched_people_name_the_dispatcher_and_show_the_contract():
    dispatched = asking(dispatched=True)

    assert codes(dispatched, "ELIG-14", terms=LIUDONG) == ["E112", "ELIG-14"]
    assert said(dispatched, "ELIG-14", terms=LIUDONG)[0] == "派遣人员须上传劳动合同或劳务派遣合同。"
    named = with_papers(asking(dispatched=True, relay="柳州人力资源公司（演示）"), "contract")
    assert codes(named, "ELIG-14", terms=LIUDONG) == []
    assert codes(dispatched, "ELIG-14") == []


def test_the_unit_that_pays_the_insurance_comes_next():
    route = [{"node": "applicant"}, {"node": "unit"}, {"node": "paying_unit", "when": "paying_unit_differs"}]
    terms = changed(route=[*route, {"node": "committee_office"}, {"node": "committee"}])
    elsewhere = replace(FULL, paid_months=months("2024-06", "2024-07", payer="总公司（演示）"))

    assert codes(elsewhere, "CHAN-20", terms=terms) == ["CHAN-20"]
    assert codes(FULL, "CHAN-20", terms=terms) == []
    named = replace(elsewhere, request=replace(FULL.request, relay="总公司(演示)"))
    assert codes(named, "CHAN-20", terms=terms) == []
    stranger = replace(elsewhere, request=replace(FULL.request, relay="毫不相干公司（演示）"))
    assert codes(stranger, "CHAN-20", terms=terms) == ["CHAN-20"]
    before = Job(key="resume:0", started_on=date(2020, 1, 1), ended_on=date(2024, 7, 31), unit="总公司（演示）")
    assert codes(replace(elsewhere, jobs=(before, *FULL.jobs)), "CHAN-20", terms=terms) == []  # MAT-31's explanation


def test_the_priority_of_epidemic_service_wants_its_proof():
    served = person(epidemic_service=True)

    assert codes(served, "MAT-65", terms=LIUDONG) == ["MAT-65"]
    assert codes(with_papers(served, "epidemic_proof"), "MAT-65", terms=LIUDONG) == []


# ── letters (CHAN-12, CHAN-13) ─────────────────────────────────────────────────────────────────────────────────────
OUTSIDE = {
    "includes": ["中直", "区直", "外省", "外市"],
    "issuers": ["中直或区直单位组织人事部门"],
    "letter_required": True,
    "prior_filing": {"office": "市职改办", "paper": True, "phone": "0772-2629373"},
}


@pytest.mark.parametrize(
    ("unit", "outside"),
    [
        ({"affiliation": "region", "place": "广西柳州市"}, True),
        ({"affiliation": "city", "place": "广西南宁市"}, True),
        ({"affiliation": "city", "place": "广西柳州市"}, False),
        ({"affiliation": "central", "place": "广西柳州市"}, True),
    ],
)
def test_a_city_s_notice_counts_more_units_as_outside(unit, outside):
    """CHAN-12, MAT-64."""
    terms = changed(outside_units=OUTSIDE, eligibility={"alternative": {"unit_registered_in": "柳州市", "months": 12}})

    assert (codes(at(**unit), "CHAN-11", terms=terms) == ["E110"]) is outside
    assert (codes(at(**unit), "CHAN-13", terms=terms) == ["E111"]) is outside


def test_a_letter_that_was_filed_is_no_longer_asked_for():
    terms = changed(outside_units=OUTSIDE)
    filed = replace(at(affiliation="central"), request=replace(FULL.request, letter_filed_on=date(2024, 7, 20)))

    numbered = replace(filed, request=replace(filed.request, letter_filed_no="某备〔2024〕3号"))

    assert codes(filed, "CHAN-13", terms=terms) == []
    assert ["没有填写备案号" in text for text in said(filed, "CHAN-13", severity="human", terms=terms)] == [True]
    assert [
        "（备案号 某备〔2024〕3号）" in text for text in said(numbered, "CHAN-13", severity="human", terms=terms)
    ] == [True]
    assert said(at(affiliation="central"), "CHAN-13", terms=terms) == [
        "授权或委托函须先报市职改办备案后方可申报（0772-2629373）。"
    ]


# ── menus (COND-05…07) ─────────────────────────────────────────────────────────────────────────────────────────────
MENUS = changed(
    achievement_menus=[
        {"code": "1", "label": "菜单一：满足业绩成果条件和论文、著作条件", "rule": {"performance": 1, "academic": 1}},
        {
            "code": "2",
            "label": "菜单二：满足业绩成果条件中两项，同一个业绩成果不能重复使用",
            "rule": {"performance_clauses": 2, "no_reuse": True},
            "levels": ["fg"],
        },
    ]
)


def test_one_menu_is_ticked():
    assert codes(FULL, "COND-05", terms=MENUS) == ["COND-05"]
    assert codes(asking(menu="1"), "COND-05", terms=MENUS) == []
    assert codes(asking(menu="2", level="zg"), "COND-05", terms=MENUS) == ["COND-05"]  # not open for this level
    assert codes(FULL, "COND-05") == []


def test_menu_one_wants_both():
    lacking = replace(asking(menu="1"), publications=())

    assert said(lacking, "COND-05", terms=MENUS) == ["菜单一须同时满足业绩成果条件和论文、著作条件。"]


def test_menu_two_wants_two_clauses_by_two_achievements():
    twice = replace(SECOND_WORK, title=f" {WORK.title} ")
    one = replace(asking(menu="2"), achievements=(WORK,))
    reused = replace(asking(menu="2"), achievements=(WORK, twice))
    same_clause = replace(asking(menu="2"), achievements=(WORK, replace(SECOND_WORK, clause=WORK.clause)))

    assert codes(asking(menu="2"), "COND-05", terms=MENUS) == []
    assert codes(one, "COND-05", terms=MENUS) == ["COND-07"]
    assert said(reused, "COND-05", terms=MENUS) == ["同一个业绩成果不能重复使用（菜单二）。"]
    assert codes(same_clause, "COND-05", terms=MENUS) == ["COND-07"]


DEEDS = st.dictionaries(st.sampled_from("abcd"), st.frozensets(st.sampled_from("1234"), min_size=1), max_size=4)


@given(DEEDS)
def test_the_matching_is_the_best_there_is(deeds):
    """Against every order of the deeds, each taking any free clause of its own."""
    best = max((_greedy(order, deeds) for order in permutations(deeds)), default=0)

    answered = pairs(deeds)

    assert len(answered) == best
    assert len(set(answered.values())) == len(answered)
    assert all(clause in deeds[deed] for clause, deed in answered.items())


CLAUSES = "123"
CLAIMS = st.dictionaries(st.sampled_from("abcde"), st.frozensets(st.sampled_from(CLAUSES), min_size=1), max_size=5)
COUNTS = st.fixed_dictionaries({clause: st.integers(1, 3) for clause in CLAUSES})


@given(CLAIMS, COUNTS, st.integers(1, 3))
def test_a_clause_of_several_things_is_met_by_as_many_or_not_at_all(deeds, counts, most):
    """COND-06, COND-07 against every way of giving each deed to one of its clauses, or to none."""
    ways = product(*([None, *sorted(clauses)] for clauses in deeds.values()))
    best = max(sum(way.count(clause) >= counts[clause] for clause in CLAUSES) for way in ways)

    met = met_clauses(deeds, counts, most)

    assert len(met) == min(best, most)
    assert len(set(met)) == len(met)


@given(CLAIMS, COUNTS, st.integers(1, 3))
def test_with_reuse_every_clause_looks_at_all_deeds(deeds, counts, most):
    enough = [each for each in CLAUSES if sum(each in clauses for clauses in deeds.values()) >= counts[each]]

    assert len(met_clauses(deeds, counts, most, reuse=True)) == min(most, len(enough))


@pytest.mark.parametrize(("papers", "met"), [(1, False), (2, True), (3, True)])
def test_menu_one_counts_the_things_a_clause_asks_for(papers, met):
    """COND-06: 论文2篇以上 is met by two, not by one; by the same twice as little."""
    two = replace(ARTICLE, clause="fg-xs1")  # 公开发表本专业论文2篇以上
    own = tuple(replace(two, key=f"publication:{n}", title=f"论文 {n}") for n in range(papers))
    twice = replace(asking(menu="1"), publications=(two, replace(two, key="publication:9")))

    assert (codes(replace(asking(menu="1"), publications=own), "COND-05", terms=MENUS) == []) is met
    [finding] = found(twice, "COND-05", terms=MENUS)
    assert (finding.code, finding.arithmetic[-1]) == ("COND-06", "“独撰或第一作者公开发表本专业论文2篇以上”有 1/2 篇")


@pytest.mark.parametrize(("works", "met"), [(2, False), (3, True)])
def test_menu_two_counts_them_too(works, met):
    """COND-07: a clause of two works and one of one take three, none of them twice."""
    conditions = dump_terms(MENUS)["condition_sets"]
    for clause in (each for group in conditions for each in group["clauses"]):
        clause["count"] = 2 if clause["code"] == "fg-yj1" else clause["count"]
    terms = parse_terms(dump_terms(MENUS) | {"condition_sets": conditions})
    first = tuple(replace(WORK, key=f"achievement:{n}", title=f"作品 {n}") for n in range(works - 1))

    dossier = replace(asking(menu="2"), achievements=(*first, SECOND_WORK))

    assert (codes(dossier, "COND-05", terms=terms) == []) is met


def _greedy(order, deeds) -> int:
    """The most this order can answer, trying every choice."""
    if not order:
        return 0
    first, *rest = order
    left = [{deed: deeds[deed] - {clause} for deed in rest} for clause in deeds[first]]
    return max([_greedy(rest, deeds), *(1 + _greedy(rest, each) for each in left)])


# ── titles (COND-09, COND-12, COND-16, PATH-08, PATH-12, PATH-13, MAT-21) ──────────────────────────────────────────
R2026 = changed(
    achievement_window={"start": "current_title_declaration_cutoff"},
    seniority={"start": "month_after_grant", "unit": "full_months", "cutoff_date": "2024-12-31"},
    cross_series_up={"mode": "convert_first", "national_exceptions": ["卫生"]},
    conversion={"count_from": "lower_title_before_conversion"},
)


def holding(**facts) -> Dossier:
    return replace(FULL, titles=(replace(TITLE, **facts),))


@pytest.mark.parametrize(("series", "code"), [("工艺美术", []), ("工程", ["E214"]), ("卫生", []), ("", ["PATH-12"])])
def test_the_higher_level_wants_the_lower_title_of_the_same_series(series, code):
    """COND-16, PATH-12: else 先转系列评审; national rules excepted."""
    assert codes(holding(series=series), "PATH-12", terms=R2026) == code
    assert codes(holding(series=series), "PATH-12") == []  # 2024: the unit verifies


def test_converting_itself_needs_no_title_of_the_series():
    converting = replace(holding(series="工程", rank="fugao"), request=replace(FULL.request, kind="conversion"))

    assert codes(converting, "PATH-12", terms=R2026) == []


def test_years_count_from_before_the_conversion():
    converted = {"granted_on": date(2023, 5, 1), "converted_from": date(2018, 6, 1)}

    assert codes(holding(**converted), "COND-13", terms=R2026) == []
    assert codes(holding(**converted), "COND-13") == ["COND-13"]
    assert window_start(holding(**converted), R2026).day == date(2018, 6, 1)


def test_an_unknown_former_cut_off_is_pointed_out():
    assert said(FULL, "COND-12", severity="warn", terms=R2026) == [
        "没有填写取得工艺美术师时的申报截止日期，成果从取得职称之日（2018-11-05）起算。"
    ]
    assert said(holding(declared_until=date(2018, 8, 1)), "COND-12", severity="warn", terms=R2026) == []


@pytest.mark.parametrize(
    ("place", "against"), [("广西柳州市三江侗族自治县", []), ("广西柳州市", ["PATH-08"]), ("", ["PATH-08"])]
)
def test_a_targeted_evaluation_is_for_its_counties(place, against):
    """PATH-08: the area of the rules, not the tick alone."""
    targeted = replace(at(place=place), request=replace(FULL.request, options=frozenset({"targeted"})))
    terms = changed(targeted_eval={"enabled": True, "area_limited": True, "counties": ["三江", "融水"]})

    assert codes(targeted, "PATH-08", terms=terms) == against


def test_a_title_for_one_area_is_no_base_elsewhere():
    there = replace(holding(area="靖西市"), unit=replace(FULL.unit, place="广西百色市靖西市"))

    assert codes(holding(area="靖西市"), "PATH-08") == ["PATH-08"]
    assert codes(there, "PATH-08") == []


@pytest.mark.parametrize(("grade", "counts"), [("中级_一级", True), ("未分级", True), ("初级_二级", False)])
def test_a_professional_qualification_stands_for_a_title(grade, counts):
    terms = changed(qualification_equivalence={"初级_二级": "初级", "中级_一级": "中级", "未分级": "中级"})
    by_qualification = holding(kind="qualification", rank="", grade=grade)

    assert (codes(by_qualification, "COND-13", terms=terms) == []) is counts


@pytest.mark.parametrize(
    ("facts", "slot"),
    [
        ({"kind": "qualification", "rank": "", "grade": "中级_一级"}, "lower_title"),
        ({"kind": "skill", "rank": "", "grade": "技师（二级）"}, "skill_certificate"),
    ],
)
def test_whatever_is_the_base_is_shown(facts, slot):
    """MAT-19, MAT-20: a scan of the base certificate, high_skill ticked or not."""
    base = holding(**facts)
    shown = replace(base, papers=(*PAPERS, Paper(slot=slot, part=TITLE.key)))
    bare = replace(base, papers=tuple(each for each in PAPERS if each.slot != "lower_title"))

    assert codes(bare, "MAT-03") == ["E201"]
    assert codes(shown, "MAT-03") == []


def test_a_skill_certificate_has_no_approval_to_show():
    terms = changed(base_qualification={"out_of_city_in_region": "certificate_and_batch_or_review_form"})

    assert codes(holding(kind="skill", grade="技师（二级）", origin="region"), "MAT-21", terms=terms) == []


def test_a_title_of_another_city_brings_its_approval():
    terms = changed(
        base_qualification={"out_of_city_in_region": "certificate_and_batch_or_review_form"},
        eligibility={"alternative": {"unit_registered_in": "柳州市", "months": 12}},
    )
    elsewhere = holding(origin="region")

    assert said(elsewhere, "MAT-21", terms=terms) == ["区内柳州市外取得的职称须上传证书及批文或评审表。"]
    assert codes(with_papers(elsewhere, "lower_title_basis"), "MAT-21", terms=terms) == []
    assert codes(holding(origin="region", shared=True), "MAT-21", terms=terms) == []
    assert codes(elsewhere, "MAT-21") == []


# ── special ways (PATH-03…06, PATH-17…19) ──────────────────────────────────────────────────────────────────────────
BASIS = "从事专业技术工作年限超2年以上（初级中级年限合并计算）"
TABLE = changed(
    direct={
        "bases": [BASIS, "机关流动到企事业单位"],
        "thresholds": {"硕士": 4, "本科": 7, "大专": 9},
        "groups": ["桂职办〔2022〕45号"],
        "state_organ_transfer_max": "副高级",
        "state_organ_bases": ["机关流动到企事业单位"],
        "min_education_doc": "人社部发〔2019〕16号",
    },
    special_options=[
        {"code": "direct", "label": "直接申报", "enabled": True},
        {"code": "exceptional", "label": "破格申报", "enabled": True},
    ],
)


def directly(level, education, since, basis=BASIS) -> Dossier:
    dossier = asking(level=level, options=frozenset({"direct"}), direct_basis=basis)
    schooling = (Schooling(key="education:1", level=education),)
    return of(replace(dossier, schooling=schooling), specialty_since=since)


@pytest.mark.parametrize(
    ("education", "since", "refused"),
    [
        ("硕士", date(2020, 12, 31), []),
        ("硕士", date(2021, 1, 1), ["E210"]),
        ("本科", date(2017, 12, 31), []),
        ("本科", date(2018, 1, 1), ["E210"]),
        ("大专", date(2015, 12, 31), []),
        ("大专", date(2016, 1, 1), ["E210"]),
        ("中专", date(1990, 1, 1), ["COND-17"]),
    ],
)
def test_years_for_declaring_directly_by_education(education, since, refused):
    """PATH-04, to the cut-off of 2024-12-31."""
    assert codes(directly("zj", education, since), "PATH-02", terms=TABLE) == refused


def test_who_comes_from_a_state_organ_has_a_highest_level():
    """PATH-19."""
    transferred = "机关流动到企事业单位"

    assert codes(directly("zg", "本科", date(2000, 1, 1), transferred), "PATH-02", terms=TABLE) == ["PATH-19"]
    assert codes(directly("fg", "本科", date(2000, 1, 1), transferred), "PATH-02", terms=TABLE) == []


EARLY = {"times": 1, "degree_codes": ["0854", "0852"], "excluded_0852_fields": ["工业工程"]}


@pytest.mark.parametrize(
    ("code", "field", "used", "refused"),
    [
        ("0854", "", 0, []),
        ("0854", "工业工程", 0, []),  # the fields left out are fields of 0852 (G-17)
        ("0852", "电子工程", 0, []),
        ("0852", "工业工程领域", 0, ["E211"]),
        ("0852", "", 0, ["E211"]),
        ("0351", "", 0, ["E211"]),
        ("0854", "", 1, ["E211"]),
    ],
)
def test_a_year_early_once_with_a_degree_of_the_list(code, field, used, refused):
    terms = changed(exception={"approval_mode": "unit_stamp_only", "early_one_year": EARLY})
    master = Schooling(key="education:1", level="硕士", degree_code=code, degree_field=field)
    dossier = replace(asking(early_one_year=True, early_used=used), schooling=(master,))

    assert codes(dossier, "PATH-05", terms=terms) == refused


def test_a_year_early_is_a_year_less():
    terms = changed(exception={"approval_mode": "unit_stamp_only", "early_one_year": EARLY})
    short = holding(granted_on=date(2020, 6, 1))
    early = replace(short, request=replace(FULL.request, early_one_year=True))

    assert codes(short, "COND-13", terms=terms) == ["COND-13"]
    [finding] = found(early, "COND-13", terms=terms)
    assert finding.severity == "ok"
    assert "要求 5年（大专以上学历），提前1年" in finding.arithmetic[0]


@pytest.mark.parametrize(
    ("mode", "slot", "text"),
    [
        ("pre_approval", "approval", "未上传申报前审批同意的批文。"),
        ("unit_stamp_only", "exception_form", "未上传单位盖章的审批表。"),
        ("office_in_flow", "", ""),
    ],
)
def test_an_exception_is_approved_where_the_notice_says(mode, slot, text):
    terms = changed(exception={"approval_mode": mode})
    asked = asking(options=frozenset({"exceptional"}), relaxes=("资历",), approval_no="桂工美〔2017〕3号")
    asked = replace(asked, request=replace(asked.request, approval_on=date(2017, 4, 1)))

    assert said(asked, "PATH-17", terms=terms) == ([text] if text else [])
    assert codes(with_papers(asked, slot), "PATH-17", terms=terms) == []


# ── papers, reports, summary (MAT-17, MAT-42, MAT-44…52) ───────────────────────────────────────────────────────────
def test_a_certificate_with_records_or_a_certification():
    """MAT-17: (证书 and 学籍材料) or 认证."""
    terms = changed(education={"mode": "share_else", "accepted": ["学历证书+学籍材料", "学历认证"]})

    def proved_by(*pieces):
        kept = tuple(paper for paper in PAPERS if paper.slot != "education")
        new = tuple(Paper(slot="education", part="education:1", piece=piece) for piece in pieces)
        return codes(replace(FULL, papers=(*kept, *new)), "MAT-03", terms=terms)

    assert proved_by("学历证书") == ["E201"]
    assert proved_by("学籍材料") == ["E201"]
    assert proved_by("学历证书", "学籍材料") == []
    assert proved_by("学历认证") == []


def test_the_checklist_names_the_pieces_of_a_book():
    """MAT-47 and MAT-48."""
    book = replace(ARTICLE, kind="book")
    dossier = replace(FULL, publications=(book,))
    strict = changed(
        checklist=checklist(
            "book", label="专著封面、版权页、目录及内容提要或主要章节、国家版本数据中心查询截图", when="book"
        )
    )

    asked = {piece.name for piece in slot_for(dossier, strict, "book", book.key).pieces if not piece.optional}
    plain = {piece.name: piece.optional for piece in slot_for(dossier, changed(), "book", book.key).pieces}

    assert asked == {"封面", "版权页", "目录及内容提要", "主要章节", "国家版本数据中心查询截图"}
    assert plain == {"封面": False, "目录及内容提要": False, "主要章节": False, "国家版本数据中心查询截图": True}


def test_a_paper_is_looked_up_where_the_notice_says():
    """MAT-44: two screenshots and an address, not of a paper that is still to be printed."""
    label = "国家新闻出版署查询截图、权威网站查询截图及网址"
    terms = changed(checklist=checklist("paper_register", label=label, when="paper"))
    pending = replace(FULL, publications=(replace(ARTICLE, pending="论文发表"),))

    assert said(FULL, "MAT-03", terms=terms) == [
        f"缺少不可缺少的硬件材料：“{ARTICLE.title}”国家新闻出版署查询截图，不得提交单位审核推荐。",
        f"缺少不可缺少的硬件材料：“{ARTICLE.title}”权威网站查询截图，不得提交单位审核推荐。",
    ]
    assert codes(FULL, "MAT-44", terms=terms) == ["MAT-44"]
    found_there = replace(FULL, publications=(replace(ARTICLE, url="https://example.org/1"),))
    assert codes(found_there, "MAT-44", terms=terms) == []
    assert codes(pending, "MAT-44", terms=terms) == []
    assert codes(FULL, "MAT-44") == []


@pytest.mark.parametrize(
    ("journal", "slots"), [("core", {"core_journal"}), ("foreign", {"foreign_paper"}), ("", set())]
)
def test_the_class_of_a_journal_brings_its_proof(journal, slots):
    """MAT-45, MAT-46."""
    rows = replaced(checklist("core_journal", when="core_journal"), "foreign_paper", when="foreign_paper")
    terms = changed(checklist=rows)
    dossier = replace(FULL, publications=(replace(ARTICLE, journal_class=journal),))

    asked = {code for code in ("core_journal", "foreign_paper") if slot_for(dossier, terms, code, ARTICLE.key)}

    assert asked == slots


def test_a_foreign_paper_is_indexed_and_told_in_chinese():
    terms = changed(checklist=checklist("foreign_paper", when="foreign_paper"))
    bare = replace(ARTICLE, journal_class="foreign")
    whole = replace(bare, indexed_by="EI", chinese_title="窑变", chinese_abstract="摘要")

    fields = [each.field for each in found(replace(FULL, publications=(bare,)), "MAT-46", terms=terms)]

    assert fields == ["indexed_by", "chinese_title", "chinese_abstract"]
    assert codes(replace(FULL, publications=(whole,)), "MAT-46", terms=terms) == []
    assert codes(replace(FULL, publications=(bare,)), "MAT-46") == []


@pytest.mark.parametrize(("marked", "refused"), [(0, True), (1, False), (2, True)])
def test_one_paper_stands_for_the_others(marked, refused):
    """MAT-42."""
    terms = changed(limits={"representative_paper": 1})
    papers = tuple(replace(ARTICLE, key=f"publication:{n}", representative_paper=n < marked) for n in range(3))

    assert (codes(replace(FULL, publications=papers), "MAT-42", terms=terms) == ["E207"]) is refused
    assert codes(replace(FULL, publications=()), "MAT-42", terms=terms) == []


@pytest.mark.parametrize(("length", "refused"), [(1999, True), (2000, False)])
def test_the_summary_has_two_thousand_characters(length, refused):
    terms = changed(summary={"min_chars": 2000})
    dossier = replace(FULL, summary="\n".join("窑 变" * (length // 2)) + "釉" * (length % 2))

    assert (codes(dossier, "MAT-52", terms=terms) == ["E208"]) is refused
    if refused:
        assert said(dossier, "MAT-52", terms=terms) == ["专业技术工作总结字数不少于2000字（当前1999字）。"]


def test_the_summary_is_no_publication():
    """MAT-51, whatever the blanks and points."""
    report = replace(ARTICLE, kind="work_report", text="主持 窑变 研究。")

    assert codes(replace(FULL, publications=(report,), summary="主持窑变研究"), "MAT-51") == ["E209"]
    assert codes(replace(FULL, publications=(report,), summary="主持釉色研究"), "MAT-51") == []
    assert codes(replace(FULL, publications=(report,)), "MAT-51") == []


# ── hours and insurance (MAT-29, MAT-30, MAT-32, MAT-33, MAT-63) ───────────────────────────────────────────────────
def test_an_industry_s_own_hours():
    row = {"year": 2023, "site": "https://jxjy.example/", "slot": "5-2", "doc_no": "桂建发〔2021〕8号", "proof": "证明"}
    terms = changed(ce={"industry": {"陶瓷工艺": row}}, specialties=[
        {"code": "taoci", "group": "陶瓷工艺", "name": "艺术陶瓷"}
    ])  # fmt: skip
    done = replace(FULL, courses=(*FULL.courses, Course(year=2023, category="行业", passed=True)))
    last_year = replace(FULL, courses=(*FULL.courses, Course(year=2022, category="行业", passed=True)))

    assert codes(FULL, "MAT-29", terms=terms) == ["MAT-29"]
    assert codes(last_year, "MAT-29", terms=terms) == ["MAT-29"]
    assert codes(done, "MAT-29", terms=terms) == []
    assert codes(FULL, "MAT-29") == []


@pytest.mark.parametrize(
    ("courses", "refused"),
    [
        ((), True),
        ((Course(year=2017, category="公需", passed=True),), False),
        ((Course(year=2016, category="行业", passed=True),), False),
        ((Course(year=2016, category="公需", passed=True),), True),
    ],
)
def test_2017_took_the_industry_s_hours_or_the_public_course(courses, refused):
    terms = changed(ce={"mode": "industry_or_public", "public_course_year": 2017, "must_pass_before_submit": False})

    assert (codes(replace(FULL, courses=courses), "MAT-26", terms=terms) == ["MAT-30"]) is refused


def test_insurance_may_be_asked_of_everybody():
    """MAT-32."""
    institution = replace(person(unit_nature="institution"), paid_months=())
    everybody = changed(social_insurance={"applies_to": ["all"]})

    assert said(institution, "MAT-31", severity="warn") == []
    assert len(said(institution, "MAT-31", severity="warn", terms=everybody)) == 1


def test_the_nature_of_a_non_public_unit_is_proved_or_explained():
    """MAT-33, MAT-63."""
    terms = changed(
        social_insurance={
            "applies_to": ["非公经济组织", "社会组织"],
            "unit_nature_proof": ["法人营业执照", "工商查档证明"],
        }
    )
    explained = person(nature_note="营业执照正在换发。")

    assert codes(FULL, "MAT-33", terms=terms) == ["W113"]
    assert said(FULL, "MAT-33", severity="warn", terms=terms) == ["未提供法人营业执照或工商查档证明，请填写情况说明。"]
    assert codes(explained, "MAT-33", terms=terms) == []
    assert codes(with_papers(FULL, "business_licence"), "MAT-33", terms=terms) == []
    assert codes(at(has_licence=True), "MAT-33", terms=terms) == []
    assert codes(person(unit_nature="institution"), "MAT-33", terms=terms) == []


def test_a_gap_of_payment_and_a_licence_that_lacks_are_explained_each_for_itself():
    """MAT-31, MAT-33: the word about the one passes nothing of the other; each is asked at its own field."""
    terms = changed(
        social_insurance={"applies_to": ["非公经济组织"], "unit_nature_proof": ["法人营业执照", "工商查档证明"]}
    )
    neither = replace(FULL, paid_months=())
    of_the_gap = replace(neither, request=replace(FULL.request, insurance_gap="4月由原单位缴纳。"))
    of_the_unit = replace(neither, person=replace(FULL.person, nature_note="营业执照正在换发。"))

    def lacking(dossier):
        found_now = [*found(dossier, "MAT-31", terms=terms), *found(dossier, "MAT-33", terms=terms)]
        return {(each.code, each.part, each.field) for each in found_now if each.blocks}

    gap, unit = ("W101", "insurance", "insurance_gap"), ("W113", "basic", "nature_note")
    assert lacking(neither) == {gap, unit}
    assert lacking(of_the_gap) == {unit}
    assert lacking(of_the_unit) == {gap}


def test_the_unit_s_own_licence_is_used_again():
    """MAT-63."""
    terms = changed(checklist=checklist("business_licence", label="单位营业执照"))

    assert said(FULL, "MAT-03", terms=terms) == ["缺少不可缺少的硬件材料：单位营业执照，不得提交单位审核推荐。"]
    assert codes(at(has_licence=True), "MAT-03", terms=terms) == []


@pytest.mark.parametrize(
    ("nature", "document"),
    [
        ("private_enterprise", "桂职办〔2012〕118号"),
        ("social_group", "桂职办〔2012〕118号"),
        ("institution", "桂职办〔2005〕104号"),
    ],
)
def test_the_unit_s_nature_chooses_the_conditions(nature, document):
    """COND-02."""
    sets = [
        {"scope": "高级中级", "doc_no": "桂职办〔2005〕104号"},
        {"scope": "非公有制经济组织和社会组织", "doc_no": "桂职办〔2012〕118号"},
    ]

    assert conditions_of(person(unit_nature=nature), changed(condition_sets=sets)).doc_no == document


def test_another_name_is_proved_by_what_the_notice_takes():
    """MAT-59, MAT-60, MAT-61."""
    differing = person(name_differs=True)
    terms = changed(id_mismatch={"proof": ["户籍管理部门证明"]})

    assert said(differing, "MAT-59", terms=terms) == ["姓名/身份证号码不一致，请上传户籍管理部门证明。"]
    assert said(differing, "MAT-59") == ["姓名/身份证号码不一致，请上传户口簿本人信息页或户籍证明。"]


def test_two_clauses_stand_for_papers_too():
    """COND-07: under 菜单二 nobody asks for publications."""
    without_papers = replace(asking(menu="2"), publications=())

    assert "学术成果" not in "".join(said(without_papers, "COND-01", severity="human", terms=MENUS))
    assert "学术成果" in "".join(said(replace(FULL, publications=()), "COND-01", severity="human", terms=MENUS))

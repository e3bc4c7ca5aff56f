"""Channels of the 2017 notice, what was never printed, and what a notice asks of certificates (CHAN-14 … CHAN-17)."""

from dataclasses import replace
from datetime import date

import pytest

from declarations.eligibility.dossier import Appraisal, Paper
from declarations.eligibility.slots import home_of_slot, slot_for
from declarations.pages.tasklist import courses_asked
from declarations.parts import Section
from notices.rules import dump_terms
from tests.declarations.dossiers import ARTICLE, FULL, TITLE, TODAY, asking, changed, codes, craft_arts, found, said

OLD = {"multi_channel": "forbidden", "written_opinion": True, "issuers": ["中直单位组织人事部门"]}
YEAR_2017 = changed(
    outside_units=OLD | {"other_province_senior": {"letter": "省级职改管理部门", "approve": "自治区职改办"}},
    unit_rules={"talent_market_with_unit_opinion": True},
)


def outside(affiliation="central", **asked):
    dossier = asking(**asked) if asked else FULL
    return replace(dossier, unit=replace(dossier.unit, affiliation=affiliation))


def with_papers(dossier, *slots):
    return replace(dossier, papers=(*dossier.papers, *(Paper(slot=slot) for slot in slots)))


# ── CHAN-14 ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_unit_from_outside_brings_a_written_opinion_on_its_channel():
    assert codes(outside(), "CHAN-14", terms=YEAR_2017) == ["CHAN-14"]
    assert slot_for(outside(), YEAR_2017, "channel_opinion").home == Section.OPTIONS

    [finding] = found(with_papers(outside(), "channel_opinion"), "CHAN-14", terms=YEAR_2017)
    assert (finding.severity, "中直单位组织人事部门" in finding.text) == ("human", True)


def test_a_checklist_that_asks_for_the_opinion_is_enough():
    row = {"code": "channel_opinion", "label": "申报渠道书面意见", "hard": True, "when": "outside_unit"}
    listed = changed(outside_units=OLD, checklist=[*dump_terms(craft_arts())["checklist"], row])

    assert codes(outside(), "CHAN-14", terms=listed) == []
    assert [each.slot for each in found(outside(), "MAT-03", terms=listed)] == ["channel_opinion"]


def test_units_from_here_and_other_notices_are_not_asked():
    assert found(FULL, "CHAN-14", terms=YEAR_2017) == []
    assert found(outside(), "CHAN-14") == []
    assert slot_for(outside(), craft_arts(), "channel_opinion") is None


def test_who_comes_from_outside_keeps_one_channel():
    two = with_papers(outside(parallel=("高级工艺美术师（甲单位）",)), "channel_opinion")

    assert codes(two, "CHAN-14", terms=YEAR_2017) == ["CHAN-14"]
    assert "高级工艺美术师（甲单位）" in said(two, "CHAN-14", terms=YEAR_2017)[0]
    allowed = changed(outside_units=OLD | {"multi_channel": "allowed"})
    assert codes(two, "CHAN-14", terms=allowed) == []
    assert codes(asking(parallel=("x",)), "CHAN-14", terms=YEAR_2017) == []


# ── CHAN-15 ────────────────────────────────────────────────────────────────────────────────────────────────────────
AGREED = {
    "letter_kind": "commissioned",
    "commission_approval_no": "桂职改函〔2017〕8号",
    "commission_approval_on": date(2024, 7, 1),
}


def test_another_province_s_senior_titles_are_agreed_to_first():
    bare = outside("other_province")
    assert [each.field or each.slot for each in found(bare, "CHAN-15", terms=YEAR_2017)] == [
        "letter_kind",
        "commission_approval_no",
        "commission_approval",
    ]

    agreed = with_papers(outside("other_province", **AGREED), "commission_approval")
    [finding] = found(agreed, "CHAN-15", terms=YEAR_2017)
    assert (finding.severity, "自治区职改办同意（桂职改函〔2017〕8号）" in finding.text) == ("human", True)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"letter_kind": "local"}, ["letter_kind"]),
        ({"commission_approval_no": " "}, ["commission_approval_no"]),
        ({"commission_approval_on": None}, ["commission_approval_no"]),
        ({"commission_approval_on": date(2024, 8, 6)}, ["commission_approval_on"]),
    ],
)
def test_each_piece_of_the_commission_is_missed(told, fields):
    dossier = with_papers(outside("other_province", **(AGREED | told)), "commission_approval")

    blocks = [each for each in found(dossier, "CHAN-15", terms=YEAR_2017) if each.blocks]
    assert [each.field for each in blocks] == fields


def test_the_day_of_agreement_may_be_today():
    dossier = with_papers(
        outside("other_province", **(AGREED | {"commission_approval_on": TODAY})), "commission_approval"
    )

    assert codes(dossier, "CHAN-15", terms=YEAR_2017) == []


@pytest.mark.parametrize(("affiliation", "level"), [("central", "fg"), ("city", "fg"), ("other_province", "zj")])
def test_others_need_no_agreement(affiliation, level):
    dossier = outside(affiliation, level=level)

    assert found(dossier, "CHAN-15", terms=YEAR_2017) == []
    assert slot_for(dossier, YEAR_2017, "commission_approval") is None


# ── CHAN-17 ────────────────────────────────────────────────────────────────────────────────────────────────────────
MARKET = {"relay": "南宁市人才服务中心", "relay_is_agency": True, "archive_hosted": True}


def test_the_talent_market_hands_on_what_the_unit_has_judged():
    [finding] = found(asking(**MARKET), "CHAN-17", terms=YEAR_2017)

    assert (finding.severity, "考核推荐意见" in finding.text) == ("ok", True)


@pytest.mark.parametrize(
    ("told", "terms", "field"),
    [
        ({}, craft_arts(), "relay"),
        ({"archive_hosted": False}, YEAR_2017, "archive_hosted"),
    ],
)
def test_only_where_the_archive_lies_and_the_notice_takes_it(told, terms, field):
    [finding] = found(asking(**(MARKET | told)), "CHAN-17", terms=terms)

    assert (finding.severity, finding.field) == ("block", field)


def test_a_dispatching_agency_is_no_talent_market():
    assert found(asking(**(MARKET | {"dispatched": True})), "CHAN-17", terms=craft_arts()) == []


# ── MAT-22 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
EXACTLY_ONE = changed(base_qualification={"exactly_one_unless_direct": True})


def test_exactly_one_certificate_is_ticked_by_everybody_but_direct_applicants():
    unticked = replace(FULL, titles=(replace(TITLE, is_base=False),))
    by_years = replace(unticked, request=replace(FULL.request, level="zj"))  # years of work alone fulfil a row
    lowest = replace(unticked, request=replace(FULL.request, level="yy"))

    assert codes(by_years, "MAT-22", terms=EXACTLY_ONE) == ["E222"]
    assert codes(by_years, "MAT-22") == []
    assert codes(unticked, "MAT-22", terms=EXACTLY_ONE) == ["E222"]  # said once
    assert codes(lowest, "MAT-22", terms=EXACTLY_ONE) == []  # G-34
    assert codes(FULL, "MAT-22", terms=EXACTLY_ONE) == []
    direct = replace(by_years, request=replace(by_years.request, options=frozenset({"direct"})))
    assert codes(direct, "MAT-22", terms=EXACTLY_ONE) == []
    assert codes(replace(by_years, titles=()), "MAT-22", terms=EXACTLY_ONE) == []


# ── MAT-50, MAT-69 ─────────────────────────────────────────────────────────────────────────────────────────────────
REPORT = replace(ARTICLE, kind="work_report", title="窑炉改造技术总结")
ROWS = dump_terms(craft_arts())["checklist"]
SIGNED = changed(
    checklist=[*(row for row in ROWS if row["code"] != "work_report"),
               {"code": "work_report", "label": "个人署名及单位盖章的报告", "hard": True, "when": "work_report"}]
)  # fmt: skip


def test_an_unpublished_report_is_of_a_kind_signed_and_sealed():
    bare = replace(FULL, publications=(REPORT,))
    done = replace(FULL, publications=(replace(REPORT, report_kind="survey", signed_sealed=True),))

    assert [each.field for each in found(bare, "MAT-50", terms=SIGNED)] == ["report_kind", "signed_sealed"]
    assert codes(done, "MAT-50", terms=SIGNED) == []
    assert codes(bare, "MAT-50") == []
    assert codes(FULL, "MAT-50", terms=SIGNED) == []


APPRAISED = changed(expert_appraisal={"required": True, "seal": "专家所在单位公章", "slot": "论文著作"})
WORD = Appraisal(expert="莫某", unit="广西艺术学院", title="教授", opinion="达到公开发表水平。")


def test_what_is_declared_as_a_publication_is_appraised_by_experts():
    assert codes(FULL, "MAT-69", terms=APPRAISED) == ["MAT-69"]
    assert codes(replace(FULL, appraisals=(WORD,)), "MAT-69", terms=APPRAISED) == []
    assert codes(FULL, "MAT-69") == []
    assert codes(replace(FULL, publications=()), "MAT-69", terms=APPRAISED) == []


@pytest.mark.parametrize(
    ("field", "word"),
    [("expert", "专家姓名"), ("unit", "专家所在单位"), ("title", "专家职称"), ("opinion", "鉴定意见")],
)
def test_an_appraisal_says_who_and_what(field, word):
    dossier = replace(FULL, appraisals=(replace(WORD, **{field: " "}),))

    assert said(dossier, "MAT-69", terms=APPRAISED) == [f"专家鉴定意见须写明{word}。"]


def test_the_sealed_opinion_lies_with_the_publications():
    assert home_of_slot("expert_appraisal") == Section.PUBLICATIONS
    assert slot_for(FULL, APPRAISED, "expert_appraisal") is not None
    assert slot_for(FULL, craft_arts(), "expert_appraisal") is None

    sealed = with_papers(replace(FULL, appraisals=(WORD,)), "expert_appraisal")
    [finding] = found(sealed, "MAT-69", terms=APPRAISED)
    assert (finding.severity, "专家所在单位公章" in finding.text) == ("human", True)


# ── MAT-28 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
class Asked:
    specialty = "taoci"


def test_the_page_names_the_course_and_the_industry_s_own_hours():
    """A-12, A-13, MAT-29: industry rules prevail where there are any."""
    group = craft_arts().specialty("taoci").group
    industry = {
        "year": 2024,
        "site": "https://study.example.invalid",
        "slot": "ce_industry",
        "doc_no": "8号",
        "proof": "学时登记证明",
    }
    terms = changed(
        ce={"public_course_title": "高质量共建", "url": "http://ce.example.invalid/", "industry": {group: industry}}
    )

    public, own = courses_asked(Asked(), terms)

    assert (public.name, public.url) == ("2024年度公需科目《高质量共建》", "http://ce.example.invalid/")
    assert (own.url, own.proof) == ("https://study.example.invalid", "学时登记证明")
    assert courses_asked(Asked(), changed(ce=None)) == []

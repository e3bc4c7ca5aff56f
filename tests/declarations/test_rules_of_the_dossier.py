"""Channel, personal information, items and files (CHAN, MAT, RISK), and the meter."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.eligibility import completeness, examine, judge
from declarations.eligibility.dossier import Body, Course, Dossier, Job, OtherCommittee, Paper, Request
from declarations.eligibility.slots import slots_of
from declarations.parts import Section
from tests.declarations.dossiers import (
    ARTICLE,
    FULL,
    PAPERS,
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
    without,
)
from tests.declarations.test_qualification import SKILL


def at(**facts) -> Dossier:
    return replace(FULL, unit=replace(FULL.unit, **facts))


def test_the_full_dossier_lacks_nothing():
    assert [each for each in judge(FULL, craft_arts(), TODAY) if each.blocks] == []


def test_every_rule_names_its_requirement_and_most_their_clause():
    answers = list(examine(Dossier(request=Request(level="fg")), craft_arts(), TODAY))

    assert all(each.rule for each in answers)
    assert sum(bool(each.clause) for each in answers) >= 0.9 * len(answers)


# ── channel ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_city_s_unit_is_led_to_its_own_committee():
    junior = replace(at(city_office="钦州市职改办"), request=replace(FULL.request, level="zj", committee=""))

    [finding] = found(junior, "CHAN-02")

    assert finding.text == "所选评委会不受理该级别/该单位，请选择有权限的评委会：请咨询所在市职改办（钦州市职改办）。"
    other = OtherCommittee(name="钦州市工艺美术系列中级评委会")
    [known] = found(replace(junior, request=replace(junior.request, competent=(other,))), "CHAN-02")
    rung = "本通知的咨询电话：自治区工艺美术系列职改办0771-8095080。"
    assert finding.other_ways == (rung,)
    assert (known.text[-16:], known.other_ways) == (f"：{other.name}。", ("请咨询所在市职改办（钦州市职改办）", rung))
    nobody = found(junior, "CHAN-02", terms=changed(contacts={"phones": []}))
    assert nobody[0].other_ways == ()


def test_the_notice_of_the_competent_committee_is_named_and_linked():
    """E109, CHAN-03, CHAN-04: 请选择有权限的评委会：{评委会及通知链接}."""
    other = OtherCommittee(name="钦州市中级评委会", notice="钦州市2024年度通知", url="/notices/2024-qinzhou/")
    request = replace(FULL.request, level="zj", committee="", competent=(other,))

    [finding] = found(replace(at(city_office="钦州市职改办"), request=request), "CHAN-02")

    assert finding.text.endswith("：钦州市中级评委会（《钦州市2024年度通知》）。")
    assert finding.links == (("查看《钦州市2024年度通知》", "/notices/2024-qinzhou/"),)
    assert finding.other_ways == ()


def test_a_level_or_specialty_the_notice_does_not_open_is_refused():
    """GEN-17."""
    assert codes(asking(level="gg"), "CHAN-01") == ["E107"]
    assert codes(asking(specialty="ruanjian"), "CHAN-01") == ["CHAN-01"]


@pytest.mark.parametrize(
    ("legal_person", "branch", "refused"),
    [(True, "", False), (False, "", True), (False, "银行", False), (False, "分公司", True)],
)
def test_a_branch_without_legal_personality_is_refused_unless_it_is_a_bank(legal_person, branch, refused):
    assert (codes(at(legal_person=legal_person, branch_type=branch), "CHAN-07") == ["E108"]) is refused


def test_an_agency_acts_by_commission_of_the_employer():
    by_agency = replace(asking(channel="agency"), employer=FULL.unit, unit=Body(name="人才市场", kind="agency"))

    assert codes(by_agency, "CHAN-09") == ["CHAN-09"]
    assert codes(replace(by_agency, papers=(*PAPERS, Paper(slot="commission_letter"))), "CHAN-09") == []


@pytest.mark.parametrize(
    ("channel", "freelancer", "hosted", "code"),
    [
        ("association", True, False, []),
        ("association", True, True, ["E113"]),
        ("agency", True, True, []),
        ("unit", True, False, ["CHAN-10"]),
        ("association", False, False, ["CHAN-10"]),
    ],
)
def test_a_freelancer_goes_by_the_archive_s_agency_or_the_association(channel, freelancer, hosted, code):
    asked = asking(channel=channel, freelancer=freelancer, archive_hosted=hosted)

    assert codes(asked, "CHAN-10") == code


def test_an_outside_unit_needs_a_letter_of_somebody_entitled_and_a_reason():
    outside = at(affiliation="central")
    told = replace(
        outside, request=replace(FULL.request, letter_kind="commissioned", letter_issuer="中直单位组织人事部门")
    )

    assert codes(outside, "CHAN-11") == ["E110"]
    assert codes(told, "CHAN-11") == ["E110"]
    assert codes(replace(told, papers=(*PAPERS, Paper(slot="outside_letter"))), "CHAN-11") == []
    assert [each.severity for each in found(told, "CHAN-25")] == ["warn"]


# ── personal information ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_year_s_public_course_comes_first():
    assert codes(replace(FULL, courses=(Course(year=2023, category="公需", passed=True),)), "MAT-26") == ["E202"]
    failed = replace(FULL, courses=(Course(year=2024, category="公需", passed=False),))
    assert said(failed, "MAT-26") == ["未完成2024年度公需科目学习考试任务。"]


def test_last_year_s_hours_are_a_reference_only():
    assert said(replace(FULL, courses=()), "MAT-27", severity="warn") == [
        "2023年度继续教育学时未完成，将作为推荐参评的重要参考。"
    ]


def test_the_month_of_declaring_is_not_counted():
    august_only_missing = replace(FULL, paid_months=months(*(f"2024-0{month}" for month in range(2, 8))))
    one_gap = replace(FULL, paid_months=months("2024-02", "2024-03", "2024-05", "2024-06", "2024-07", "2024-08"))

    assert found(august_only_missing, "MAT-31")[0].severity == "ok"
    warned = found(one_gap, "MAT-31")
    assert [(each.code, each.severity) for each in warned] == [("W101", "warn"), ("W101", "block")]
    assert warned[0].arithmetic[1] == "缺少：2024-04"


def test_an_explanation_lets_a_gap_pass():
    gap = replace(FULL, paid_months=(), request=replace(FULL.request, insurance_gap="4月由原单位缴纳。"))

    assert codes(gap, "MAT-31") == []
    assert [each.code for each in found(gap, "MAT-31")] == ["W101"]


def test_months_paid_by_another_payer_do_not_count():
    other = replace(FULL, paid_months=months(*(f"2024-0{month}" for month in range(2, 8)), payer="另一单位"))

    assert codes(other, "MAT-31") == ["W101"]


def test_brackets_of_either_width_name_the_same_payer():
    half_width = UNIT.replace("（", "(").replace("）", ")")
    paid = replace(FULL, paid_months=months(*(f"2024-0{month}" for month in range(2, 8)), payer=half_width))

    assert found(paid, "MAT-31")[0].severity == "ok"


def test_only_private_enterprises_are_asked_in_2024_and_everybody_in_another_notice():
    """MAT-32."""
    school = person(unit_nature="institution")
    nobody_paid = replace(school, paid_months=())

    assert found(nobody_paid, "MAT-31") == []
    everybody = changed(social_insurance={"applies_to": ["all"]})
    assert codes(nobody_paid, "MAT-31", terms=everybody) == ["W101"]


@pytest.mark.parametrize(
    ("month", "by_unit", "refused"),
    [
        ("2024-08", True, True),
        ("2024-06", True, True),
        ("2024-03", True, True),
        ("2024-02", True, False),
        ("2024-06", False, False),
    ],
)
def test_a_freelancer_has_no_payer_back_to_march(month, by_unit, refused):
    dossier = replace(asking(freelancer=True, channel="agency"), paid_months=months(month, by_unit=by_unit))

    assert (codes(dossier, "MAT-35") == ["E217"]) is refused


def test_holes_and_overlaps_of_the_resume_are_pointed_out():
    first = Job(key="resume:1", started_on=date(2003, 7, 1), ended_on=date(2010, 6, 1), unit="甲")
    hole = replace(FULL, jobs=(first, Job(key="resume:2", started_on=date(2011, 1, 1), unit=UNIT)))
    overlap = replace(FULL, jobs=(first, Job(key="resume:2", started_on=date(2009, 1, 1), unit=UNIT)))
    seamless = replace(FULL, jobs=(first, Job(key="resume:2", started_on=date(2010, 7, 1), unit=UNIT)))

    assert said(hole, "MAT-36", severity="warn") == ["工作简历的时间有间断，请补充或核对。"]
    assert said(overlap, "MAT-36", severity="warn") == ["工作简历的时间有重叠，请核对。"]
    assert found(seamless, "MAT-36") == []
    assert codes(replace(FULL, jobs=()), "MAT-36") == ["MAT-36"]


def test_a_payer_the_resume_does_not_know_is_pointed_out():
    strange = replace(FULL, paid_months=months("2024-02", payer="外地劳务公司"))

    assert said(strange, "MAT-34", severity="warn") == ["工作简历与社保缴费单位不一致，请核实：外地劳务公司。"]
    assert found(FULL, "MAT-34") == []


def test_another_name_on_the_papers_needs_the_register_s_word():
    differing = person(name_differs=True)

    assert codes(differing, "MAT-59") == ["E218"]
    assert codes(replace(differing, papers=(*PAPERS, Paper(slot="name_id_proof"))), "MAT-59", "MAT-03") == []


def test_what_is_not_filled_in_is_named():
    """MAT-14."""
    assert said(person(unfilled=("民族", "现任岗位")), "MAT-14") == ["基本信息还有未填写的内容：民族、现任岗位。"]
    assert found(FULL, "MAT-14") == []


def test_the_photo_is_there_and_its_shape_only_doubted():
    assert codes(person(has_photo=False), "MAT-12") == ["E201"]
    assert [each.code for each in found(person(photo_pixels=(200, 280)), "MAT-12")] == ["W112"]
    assert [each.code for each in found(person(photo_pixels=(800, 600)), "MAT-12")] == ["W112"]
    assert found(FULL, "MAT-12") == []
    doubtful = found(person(photo_doubts=("grey", "blurred")), "MAT-12")
    assert [(each.code, each.severity.value) for each in doubtful] == [("MAT-12", "block"), ("MAT-12", "human")]
    assert (
        found(person(photo_doubts=("grey", "blurred")), "MAT-12", terms=changed(photo={"color": False, "clear": False}))
        == []
    )


# ── items ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def many(entry, count):
    return tuple(replace(entry, key=f"{entry.section}:{n}", representative=False) for n in range(1, count + 1))


@pytest.mark.parametrize(("count", "refused"), [(20, False), (21, True)])
def test_twenty_achievements_and_not_one_more(count, refused):
    dossier = replace(FULL, achievements=many(WORK, count))

    assert (codes(dossier, "MAT-40") == ["E203"]) is refused


@pytest.mark.parametrize(("count", "refused"), [(7, False), (8, True)])
def test_seven_publications_and_not_one_more(count, refused):
    dossier = replace(FULL, publications=many(ARTICLE, count))

    assert (codes(dossier, "MAT-41") == ["E203"]) is refused


def test_work_for_a_degree_is_no_academic_result():
    assert codes(replace(FULL, publications=(replace(ARTICLE, not_for_degree=False),)), "MAT-41") == ["MAT-41"]


@pytest.mark.parametrize(
    ("clause", "refused"), [("", True), ("fg-xs1", True), ("fg-yj2", False), ("fg-pg1", False), ("zj-yj1", True)]
)
def test_every_item_names_a_clause_of_its_group_and_level(clause, refused):
    dossier = replace(FULL, achievements=(replace(WORK, clause=clause),))

    assert (codes(dossier, "COND-10") == ["E204"]) is refused


def test_the_number_of_clauses_is_for_people_to_judge():
    one = replace(FULL, achievements=(WORK,))

    assert [each.arithmetic for each in found(one, "COND-01")] == [("符合 1/2 条",)]
    assert found(FULL, "COND-01") == []


@pytest.mark.parametrize("title", [None, ARTICLE.title, f"《{ARTICLE.title}》"])
def test_a_clause_that_asks_for_two_papers_is_not_met_by_one(title):
    """COND-01: the same paper entered twice is one."""
    first = replace(ARTICLE, clause="fg-xs1")
    again = () if title is None else (replace(first, key="publication:2", title=title),)
    other = replace(first, key="publication:2", title="骆越铜鼓纹样源流考")

    [told] = found(replace(FULL, publications=(first, *again)), "COND-01")

    assert found(replace(FULL, publications=(first, other)), "COND-01") == []
    assert told.arithmetic == ("符合 0/1 条", "“独撰或第一作者公开发表本专业论文2篇以上”有 1/2 篇")
    assert told.severity == "human"


@pytest.mark.parametrize("stars", [0, 1, 2])
def test_exactly_one_representative_work_over_all_lists(stars):
    lists = {
        "achievements": (replace(WORK, representative=stars > 0),),
        "publications": (replace(ARTICLE, representative=stars > 1),),
    }

    assert (codes(replace(FULL, **lists), "MAT-53") == ["E207"]) is (stars != 1)


def test_an_award_work_asks_for_its_pieces_without_holding_up_the_submission():
    award = replace(WORK, kind="award_work", works=("瓶", "", ""), designated=None)
    dossier = replace(FULL, achievements=(award,))

    assert [(each.code, each.severity) for each in found(dossier, "MAT-55")] == [("E219", "warn")]
    assert "已登记1件" in said(dossier, "MAT-55", severity="warn")[0]
    ready = replace(award, works=("瓶", "壶", "盘"), designated=2)
    assert found(replace(FULL, achievements=(ready,)), "MAT-55") == []
    at_once = changed(
        representative={"award_work": {"levels": ["fg"], "works": 3, "designated": 1, "due": "at_submit"}}
    )
    assert codes(dossier, "MAT-55", terms=at_once) == ["E219"]


def test_a_pending_item_goes_on_its_interim_papers():
    pending = replace(ARTICLE, pending="论文发表", on=date(2024, 10, 20))
    dossier = replace(FULL, publications=(pending,), papers=without("paper").papers)

    assert [each.title for each in found(dossier, "MAT-03") if each.blocks] == [f"“{ARTICLE.title}”用稿通知"]
    notice = Paper(slot="paper", part=ARTICLE.key, piece="用稿通知")
    assert codes(replace(dossier, papers=(*dossier.papers, notice)), "MAT-03", "MAT-38", "COND-11") == []
    assert codes(dossier, "MAT-38", terms=changed(pending_supplement=None)) == ["MAT-38"]


def test_a_result_of_tomorrow_is_a_slip():
    assert codes(replace(FULL, achievements=(replace(WORK, on=date(2024, 8, 6)),)), "COND-11") == ["COND-11"]


def test_a_flagged_journal_is_answered_with_words_and_a_paper():
    flagged = replace(ARTICLE, risk="涉嫌非法出版物")
    proof = Paper(slot="paper", part=ARTICLE.key, piece="核验材料")

    assert codes(replace(FULL, publications=(flagged,)), "RISK-02") == ["E221"]
    answered = replace(flagged, risk_method="国家新闻出版署网站查询", risk_answer="查询在册。")
    for half, place in (
        (replace(answered, risk_answer=" "), "risk_answer"),
        (replace(answered, risk_method=""), "risk_method"),
    ):
        assert [
            (each.code, each.field) for each in found(replace(FULL, publications=(half,)), "RISK-02") if each.blocks
        ] == [("E221", place)]
    answered = replace(FULL, publications=(answered,))
    assert codes(answered, "RISK-02") == ["E221"]
    assert codes(replace(answered, papers=(*PAPERS, proof)), "RISK-02") == []


INFO = replace(ARTICLE, kind="decision_info", adoption={})
OFFICE = ("issuer", "自治区党委信息综合值班室")


def informed(publication, adoption, instruction, *issuer):
    told = {"publication": publication, "adoption": adoption, "instruction": instruction} | dict(issuer or (OFFICE,))
    return replace(FULL, publications=(replace(INFO, adoption=told),))


@pytest.mark.parametrize(
    ("publication", "adoption", "instruction", "counted"),
    [
        ("中央", "单篇", "none", "国家权威期刊论文 1 篇"),
        ("中央", "单篇", "领导", "国家权威期刊论文 2 篇"),
        ("中央", "综合", "none", "国家权威期刊论文 0.5 篇"),
        ("中央", "综合", "领导", "国家权威期刊论文 1 篇"),
        ("自治区", "单篇", "none", "核心期刊论文 1 篇"),
        ("自治区", "单篇", "主要负责同志", "核心期刊论文 2 篇"),
        ("自治区", "单篇", "其他领导", "核心期刊论文 1.5 篇"),
        ("自治区", "综合", "none", "公开发表期刊论文 1 篇"),
        ("自治区", "综合", "主要负责同志", "核心期刊论文 1 篇"),
        ("自治区", "综合", "其他领导", "核心期刊论文 0.5 篇"),
    ],
)
def test_an_adopted_information_counts_by_the_table(publication, adoption, instruction, counted):
    """DECN-02…05."""
    [finding] = found(informed(publication, adoption, instruction), "DECN-01")

    assert finding.severity == "human"
    assert f"视为{counted}，由职改办确认。" in finding.text


def test_other_proofs_and_other_bulletins_are_not_recognised():
    assert codes(informed("中央", "单篇", "none", ("issuer", "某市政府办")), "DECN-01") == ["DECN-01"]
    assert codes(informed("部门信息刊物", "单篇", "none"), "DECN-01") == ["DECN-07"]
    assert codes(informed("中央", "单篇", "none"), "DECN-01", terms=changed(decision_info=None)) == ["DECN-08"]


def test_a_correction_does_not_move_the_month_of_declaring():
    handed_in = replace(FULL, request=replace(FULL.request, declared_on=date(2024, 8, 5)))

    assert found(handed_in, "MAT-31", today=date(2024, 9, 12))[0].severity == "ok"
    assert codes(FULL, "MAT-31", today=date(2024, 9, 12)) == ["W101"]


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("slot", "piece", "words"),
    [
        ("id_document", "", "身份证件"),
        ("education", "", "学历证书、查档材料或学历认证"),
        ("lower_title", "", "下一级职称证书"),
        ("ce_public", "", "2024年度公需科目学习考试合格材料"),
        ("paper", "版权页", f"“{ARTICLE.title}”版权页"),
    ],
)
def test_each_hard_material_is_missed_by_its_name(slot, piece, words):
    """MAT-16 (education), MAT-20 (lower_title), MAT-43 (paper)."""
    assert said(without(slot, piece), "MAT-03") == [f"缺少不可缺少的硬件材料：{words}，不得提交单位审核推荐。"]


def test_the_self_assessment_has_words_of_its_own():
    assert said(without("self_assessment"), "MAT-56", "MAT-03") == ["请将2024年自评表扫描件上传到“其他证明材料”。"]


def test_a_book_needs_its_cover_and_either_contents_or_chapters():
    """MAT-47."""
    book = replace(ARTICLE, kind="book")
    dossier = replace(FULL, publications=(book,), papers=without("paper").papers)
    cover = Paper(slot="book", part=book.key, piece="封面")
    chapters = Paper(slot="book", part=book.key, piece="主要章节")

    assert [each.title for each in found(dossier, "MAT-03")] == [
        f"“{book.title}”封面",
        f"“{book.title}”目录及内容提要或主要章节",
    ]
    assert codes(replace(dossier, papers=(*dossier.papers, cover, chapters)), "MAT-03") == []


def test_data_shared_need_no_proof():
    """MAT-10, MAT-16."""
    shared = replace(
        without("education"),
        schooling=tuple(replace(each, shared=True) for each in FULL.schooling),
    )

    assert codes(shared, "MAT-03") == []


@pytest.mark.parametrize(
    ("asked", "papers"),
    [
        (asking(options=frozenset({"direct"})), ["符合直接申报条件或相应资历年限的证明材料"]),
        (
            replace(asking(options=frozenset({"high_skill"})), titles=(*FULL.titles, SKILL)),
            ["高级工以上职业资格或职业技能等级证书原件"],
        ),
    ],
)
def test_the_direct_and_the_high_skill_way_bring_their_own_papers(asked, papers):
    """MAT-57, MAT-19."""
    assert [each.title for each in found(asked, "MAT-03")] == papers


def test_a_work_report_needs_its_practice_and_the_word_of_who_adopted_it():
    """MAT-49."""
    report = replace(ARTICLE, kind="work_report")
    dossier = replace(FULL, publications=(report,), papers=without("paper").papers)
    names = ("技术工作总结", "实践材料", "采纳单位评价")
    given = tuple(Paper(slot="work_report", part=report.key, piece=name) for name in names)

    assert [each.title for each in found(dossier, "MAT-03")] == [f"“{report.title}”{name}" for name in names]
    assert codes(replace(dossier, papers=(*dossier.papers, *given)), "MAT-03") == []


def test_the_exceptional_way_brings_its_own_papers():
    """MAT-58."""
    asked = asking(options=frozenset({"exceptional"}), relaxes=("资历",))

    assert [each.title for each in found(asked, "MAT-03")] == ["破格申报职称审批表", "达到破格申报条件的证明材料"]


def test_scans_of_the_unit_are_none_of_the_applicant_s_slots():
    assert {"unit_pledge", "deliberation_opinion", "defense_opinion"}.isdisjoint(
        {slot.code for slot in slots_of(FULL, craft_arts())}
    )


def test_an_item_without_evidence_may_go_on():
    assert [each.severity for each in found(without("performance_proof"), "MAT-39")] == ["warn", "warn"]


def test_papers_of_one_issuer_belong_into_one_file():
    twice = replace(FULL, papers=(*PAPERS, Paper(slot="other", issuer="文旅局"), Paper(slot="other", issuer="文旅局 ")))

    assert said(twice, "MAT-11", severity="warn") == ["同一单位出具的证明请合并为一份材料（文旅局）。"]


# ── the meter ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_empty_dossier_lacks_the_hard_things_first():
    done = completeness(judge(Dossier(request=Request(level="fg")), craft_arts(), TODAY), started=())

    assert not done.is_complete
    assert [each.hard for each in done.missing] == sorted((each.hard for each in done.missing), reverse=True)


PARTS = {
    "schooling": (FULL.schooling, ()),
    "titles": (FULL.titles, ()),
    "courses": (FULL.courses, ()),
    "paid_months": (FULL.paid_months, ()),
    "jobs": (FULL.jobs, ()),
    "experiences": (FULL.experiences, ()),
    "achievements": (FULL.achievements, (), FULL.achievements[1:]),
    "publications": (FULL.publications, ()),
    "papers": (PAPERS, PAPERS[1:], PAPERS[:5], ()),
    "person": (FULL.person, replace(FULL.person, has_photo=False), replace(FULL.person, is_civil_servant=True)),
}


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in PARTS.items()}))
def test_the_meter_is_full_exactly_when_nothing_blocks(parts):
    """MAT-08: the report of what is missing, before submitting."""
    findings = judge(replace(FULL, **parts), craft_arts(), TODAY)
    done = completeness(findings)

    assert (done.percent == 100) is done.is_complete is not any(each.blocks for each in findings)
    assert len(done.missing) == sum(each.blocks for each in findings)
    assert done.total == len(Section)


def test_judging_a_full_dossier_is_quick():
    from time import perf_counter

    start = perf_counter()
    for _ in range(20):
        judge(FULL, craft_arts(), TODAY)

    assert (perf_counter() - start) / 20 < 0.02


# ── names in sentences ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("title", "told"), [("“纹样‘转译’研究”", "“纹样‘转译’研究”"), ("作品“铜鼓”", "“作品‘铜鼓’”"), ("铜鼓", "“铜鼓”")]
)
def test_a_title_with_marks_of_its_own_stands_in_one_pair(title, told):
    achievements = (replace(FULL.achievements[0], title=title, on=date(2010, 1, 1)), *FULL.achievements[1:])

    sentences = [each.text for each in judge(replace(FULL, achievements=achievements), craft_arts(), TODAY)]

    assert any(told in each for each in sentences)
    assert [each for each in sentences if "““" in each or "””" in each] == []

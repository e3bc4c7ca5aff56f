"""The first real notice: every amount, window and number as printed, and its text whole."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from notices.rules import problems


def at(text):
    return datetime.fromisoformat(f"{text}+08:00")


def test_it_can_be_published_as_it_stands(terms):
    assert problems(terms) == []


def test_it_is_the_notice_of_its_issuer(terms):
    assert (terms.code, terms.series, terms.year, terms.issued_on) == (
        "2024-craft-arts",
        "工艺美术",
        2024,
        date(2024, 7, 2),
    )
    assert (terms.issuer, terms.issuer_legal_person, terms.doc_no) == ("广西壮族自治区工业和信息化厅", True, None)
    assert (terms.ruleset, terms.filing_mode, terms.is_public) == ("R2024", "online", True)
    assert terms.cc == ("自治区人力资源和社会保障厅",)
    assert len(terms.addressees) == 4
    assert len(terms.legal_bases) == 11


@pytest.mark.parametrize(
    ("code", "rank", "name", "senior", "fee"),
    [
        ("zg", "zhenggao", "正高级工艺美术师", True, 450),
        ("fg", "fugao", "高级工艺美术师", True, 380),
        ("zj", "zhong", "工艺美术师", False, 230),
        ("zl", "chu", "助理工艺美术师", False, 150),
        ("yy", "chu", "工艺美术员", False, 150),
    ],
)
def test_levels_and_what_they_cost(terms, code, rank, name, senior, fee):
    """FEE-01."""
    level = terms.level(code)

    assert (level.rank, level.name, level.senior, terms.fee_yuan(code)) == (rank, name, senior, fee)


@pytest.mark.parametrize(
    ("window", "opens", "closes"),
    [
        ("personal_unit", "2024-07-02T08:00", "2024-08-23T18:00"),
        ("office_department", "2024-07-15T08:00", "2024-08-30T18:00"),
        ("committee_office", "2024-09-01T08:00", "2024-09-22T18:00"),
        ("correction", "2024-09-01T08:00", "2024-09-30T18:00"),
        ("recheck", "2024-09-01T08:00", "2024-10-11T18:00"),
        ("fees", "2024-09-01T08:00", "2024-10-15T18:00"),
        ("pending_supplement", "2024-07-02T00:00", "2024-10-31T23:59:59"),
        ("special_direct", "2024-07-02T00:00", "2024-09-30T23:59:59"),
        ("invoice", "2024-09-01T08:00", "2024-12-20T23:59:59"),
        ("review", "2024-10-01T00:00", "2024-11-30T23:59:59"),
        ("confirm", "2024-12-01T00:00", "2024-12-31T23:59:59"),
    ],
)
def test_windows(terms, window, opens, closes):
    span = terms.windows()[window]

    assert (span.opens_at, span.closes_at) == (at(opens), at(closes))


def test_there_are_no_other_windows(terms):
    assert len(terms.windows()) == 11


def test_who_may_not_declare(terms):
    rules = terms.eligibility

    assert rules.exclusions == (
        "civil_servant",
        "retired",
        "discipline_jiguo_plus",
        "investigation_or_sanction",
        "integrity",
    )
    assert rules.recheck_at_confirmation == dict.fromkeys(rules.exclusions, "automatic") | {"retired": "office_decides"}
    assert (rules.civil_servant.barred, rules.retirement.extension_exempt, rules.epidemic_priority.enabled) == (
        True,
    ) * 3
    assert rules.populations == ("企业", "事业单位", "社会团体", "个体经济组织", "其他用人单位", "自由职业者")


@pytest.mark.parametrize(
    ("level", "affiliation", "committee"),
    [
        ("zg", "county", "广西壮族自治区工艺美术系列正、副高级职称评审委员会"),
        ("fg", "central", "广西壮族自治区工艺美术系列正、副高级职称评审委员会"),
        ("zj", "region", "广西壮族自治区工艺美术系列中、初级职称评审委员会"),
        ("yy", "region", "广西壮族自治区工艺美术系列中、初级职称评审委员会"),
        ("zj", "city", None),
        ("zl", "county", None),
    ],
)
def test_committees_take_their_levels_and_units(terms, level, affiliation, committee):
    found = terms.committee_for(level, affiliation)

    assert (found and found.name) == committee


def test_the_special_committee_is_no_ordinary_choice(terms):
    assert [each.kind for each in terms.committees_for("zg")] == ["ordinary"]
    assert terms.committees_for("zg", "special_direct")[0].office == "自治区职改办"
    assert terms.special_direct.doc_no == "桂人社规〔2023〕6号"


def test_one_title_a_year_and_level_both_junior_ones_are_one(terms):
    slots = {code: terms.slot_key(code) for code in ("zg", "fg", "zj", "zl", "yy")}

    assert slots == {"zg": "2024:zhenggao", "fg": "2024:fugao", "zj": "2024:zhong", "zl": "2024:chu", "yy": "2024:chu"}
    assert terms.slot_key("zj", "conversion") == "2024:zhong"
    assert terms.slot_key("zj", "initial_determination") == ""


def test_the_units_part(terms):
    flow, group = terms.unit_flow, terms.deliberation

    assert flow.steps == ("check", "defense", "deliberation", "publicity", "recommend")
    assert flow.defense_levels == ("zg", "fg")
    assert (flow.publicity.min_working_days, flow.publicity.supplementary_min_working_days) == (5, 5)
    assert flow.recommendation.aspects == ("思想品德", "工作成绩", "专业水平", "业务能力", "工作态度")
    assert flow.recommendation.reject_bare_agree
    assert (group.sizes, group.professional_ratio) == ((5, 7), Fraction(2, 3))
    assert [group.professionals_needed(n) for n in (5, 6, 7)] == [4, 4, 5]
    assert group.aspects == ("德才表现", "学术技术水平", "业绩成果", "考评情况")


def test_the_route_goes_up_level_by_level(terms):
    assert [(stop.node, stop.when) for stop in terms.route] == [
        ("applicant", "always"),
        ("unit", "always"),
        ("department", "has_department"),
        ("county_office", "county_unit"),
        ("city_office", "city_unit"),
        ("committee_office", "always"),
        ("committee", "always"),
    ]


def test_materials_and_limits(terms):
    assert (terms.limits.performance, terms.limits.academic, terms.limits.representative) == (20, 7, 1)
    assert (terms.ce.public_course_year, terms.ce.reference_year, terms.ce.must_pass_before_submit) == (
        2024,
        2023,
        True,
    )
    assert (terms.social_insurance.months, terms.social_insurance.exclude_current_month) == (6, True)
    assert (terms.social_insurance.freelancer_none_months, terms.social_insurance.freelancer_include_current_month) == (
        6,
        True,
    )
    assert len(terms.checklist) == 26
    assert terms.checklist_item("award_works").formats == ("pdf", "jpg", "png", "mp4")
    assert terms.representative.award_work.works == 3
    assert (terms.self_assessment.title, terms.self_assessment.slot) == (
        "2024年申报工艺美术系列职称自评表",
        "其他证明材料",
    )
    assert terms.pending_supplement.kinds == ("课题结题", "论文发表")
    assert [row.value for row in terms.decision_info.table] == [
        Decimal(n) for n in ("1", "2", "0.5", "1", "1", "2", "1.5", "1", "1", "0.5")
    ]


def test_special_ways(terms):
    assert [(each.code, each.enabled) for each in terms.special_options] == [
        ("high_skill", True),
        ("targeted", False),
        ("direct", True),
        ("exceptional", True),
    ]
    assert terms.option("targeted") is None
    assert terms.exception.approval_mode == "office_in_flow"
    assert (terms.direct.over_years, terms.direct.article) == (2, "桂人社规〔2021〕11号第十八条")
    assert terms.conversion.min_months_in_new_work == 12
    assert (terms.seniority.cutoff_date, terms.seniority.unit) == (date(2024, 12, 31), "full_years")
    assert terms.outside_units.templates == {"属地": 1, "委托": 2}


def test_from_the_committee_to_the_certificate(terms):
    assert (terms.voting.quorum, terms.voting.passing) == (Fraction(2, 3), Fraction(2, 3))
    assert [terms.voting.has_quorum(present=n, members=25) for n in (16, 17)] == [False, True]
    assert [terms.voting.passes(agree=n, present=21) for n in (13, 14)] == [False, True]
    defense = terms.committee_defense
    assert (defense.levels, defense.prepare_max, defense.answer_max, defense.total_max) == (("zg",), 10, 15, 25)
    assert terms.expert_training.required_for == ("zg", "fg")
    assert terms.recheck.by == "自治区工艺美术系列职改办"
    assert (terms.result.senior_report_to, terms.result.doc) == ("自治区职改办", "桂职办〔2020〕113号")
    assert (terms.certificate.mode, terms.certificate.review_form_download) == ("electronic", True)
    assert (terms.invoice.request_end, terms.invoice.end) == (date(2024, 12, 20), date(2024, 12, 31))
    assert terms.late_policy.holder_late == "office_decides"
    assert terms.reminders.before_hours == (72, 24, 2)


def test_every_level_has_sample_conditions(terms):
    for level in terms.levels:
        conditions = terms.condition_set(level.code, group="工艺美术")
        groups = {clause.group for clause in conditions.clauses}
        assert conditions.sample
        assert conditions.doc_no == "桂职办〔2022〕45号"
        assert set(conditions.required) <= groups
        assert conditions.education_seniority


def test_how_people_reach_the_office(terms):
    contacts = terms.contacts

    assert (contacts.postcode, contacts.phones, contacts.email) == ("530022", ("0771-8095080",), "gxgxwzgb@163.com")
    assert contacts.address == "南宁市青秀区民族大道113号工信厅1311室"
    assert [each.num for each in terms.attachments] == [1, 2, 3, 4, 5, 6]


# ── the text ─────────────────────────────────────────────────────────────────────────────────────────────
def whole_text(terms):
    return "".join(clause.num + clause.title + clause.text for clause in terms.body)


def test_the_text_is_the_printed_one(terms):
    """Compared once with the printed notice, sign by sign; the digest keeps it so."""
    text = "".join(whole_text(terms).split())

    assert len(text) == 8_321
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "0aa0359bdc9b22b1571c26f267475be04fba4360907e23973b26dacf73120191"
    )


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        ("一（一）", "在我区企业、事业单位、社会团体、个体经济组织等"),
        ("一（一）5", "记入职称评审诚信档案库"),
        ("一（二）8", "专业技术人员在同一年度只能申报评审一个同级别职称。"),
        ("二（一）1（2）", "广西壮族自治区工艺美术系列中、初级职称评审委员会"),
        ("二（二）", "申报人应严格按照桂人社规〔2021〕11号文件第十九条规定"),
        ("二（二）2（3）", "填写申报人取得下一级职称以来从事专业技术工作所取得的学术成果"),
        ("二（二）3（2）", "破格申报的，申报人应填写《破格申报专业技术资格审批表》（附件4）"),
        ("三（一）2（1）", "对申报高级职称人员，在审议前应采取答辩方式进行考评"),
        ("三（三）", "各级职改部门负责审核申报单位和主管部门履职情况"),
        ("四（二）", "要准确把握评审条件"),
        ("五（三）", "2024年12月，对公示无异议的进行确认结果"),
        ("六（二）", "收费方式与时间：网上缴费"),
        ("七（三）", "严肃职称评审工作纪律。"),
        ("八（二）", "请登录在“人才档案职称通”微信公众号"),
    ],
)
def test_clauses_are_found_under_the_number_they_are_cited_by(terms, number, begins):
    found = dict(zip(terms.clause_numbers(), terms.body, strict=True))

    assert found[number].text.startswith(begins)


def test_the_eight_chapters(terms):
    chapters = [clause.num + clause.title for clause in terms.body if clause.num.endswith("、")]

    assert chapters == [
        "一、申报范围、对象和申报条件",
        "二、申报要求",
        "三、审核推荐要求",
        "四、评审组织要求",
        "五、时间安排",
        "六、评审收费",
        "七、纪律要求",
        "八、其他评审相关问题",
    ]


def test_the_timetable_is_a_table(terms):
    found = dict(zip(terms.clause_numbers(), terms.body, strict=True))
    [table] = found["五（一）"].blocks

    assert table.head == ("阶段", "开始时间", "截止时间", "补正材料")
    assert [row[2] for row in table.rows] == ["8月23日18:00时", "8月30日18:00时", "9月22日18:00时"]

"""The notices of 2017 (craft arts) and of 2024 (Liudong engineering): each key as printed, the text whole (§V)."""

import hashlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.reason import Severity
from notices.exceptions import NoticeRefused
from notices.models import Gate
from notices.rules import problems, terms_of
from notices.selectors import notice_card
from notices.services import load_notice, publish_notice, read_notice_file
from notices.states import NoticeState

FOLDER = settings.BASE_DIR / "notices" / "data"
OLD, ZONE = "2017-craft-arts", "2024-liudong-engineering"
LEVELS = {OLD: ("gj", "zj", "cj"), ZONE: ("gcs", "zlgcs", "jsy")}
GROUPS = ("工程专业", "住建行业", "自然资源行业", "水利水电行业", "生态环境行业")
PUBLISHED_AT = {OLD: "2017-05-08T09:00+08:00", ZONE: "2024-07-15T09:00+08:00"}


@pytest.fixture(scope="module")
def notices():
    return {code: read_notice_file(FOLDER / f"{code}.yaml") for code in (OLD, ZONE)}


def reached(terms, path):
    """``eligibility.retirement.barred_if_by`` of the terms; None below a section that is off."""
    value = terms
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


# ── key by key ───────────────────────────────────────────────────────────────────────────────────────────
PRINTED = [
    # rule, key, 2017, 2024 Liudong
    ("V-01", "issuer", "广西壮族自治区工艺美术系列职称改革工作领导小组", "柳州高新区职称改革工作领导小组办公室"),
    ("V-01", "doc_no", "桂工美职改【2017】4号", None),
    ("GEN-04", "issued_on", date(2017, 5, 5), date(2024, 7, 12)),
    ("GEN-04", "addressees", ("各市职改办", "区直各有关厅局职改办", "各有关单位"), ("各有关单位",)),
    ("GEN-07", "issuer_legal_person", False, False),
    ("GEN-16", "terminology.title", "专业技术资格", "职称"),
    ("V-47", "filing_mode", "offline", "online"),
    ("ELIG-10", "eligibility.employment_min_months", 12, None),
    ("ELIG-12", "eligibility.registered_area", None, "柳东新区（柳州高新区）"),
    ("ELIG-15", "eligibility.identity_basis", "personnel_unit", "actual_unit"),
    ("ELIG-04", "eligibility.retirement.reference", "fixed_date", "at_submission"),
    ("ELIG-05", "eligibility.retirement.barred_if_by", date(2016, 12, 31), None),
    ("ELIG-08", "eligibility.exclusions", ("civil_servant", "retired"), ("retired", "integrity", "civil_servant")),
    ("ELIG-18", "eligibility.epidemic_priority.proof", None, "卫健部门"),
    ("ELIG-17", "one_per_year.scope", "any_level", "same_level"),
    ("CHAN-12", "outside_units.multi_channel", "forbidden", "allowed"),
    ("CHAN-13", "outside_units.prior_filing.office", "广西工艺美术系列职改办", "市职改办"),
    ("CHAN-14", "outside_units.written_opinion", True, False),
    ("CHAN-17", "unit_rules.talent_market_with_unit_opinion", True, False),
    ("PATH-17", "exception.approval_mode", "pre_approval", "unit_stamp_only"),
    ("V-11", "exception.form", None, "破格申报职称审批表"),
    ("PATH-19", "direct.state_organ_transfer_max", "副高级", None),
    ("PATH-03", "direct.levels", (), ("gcs",)),
    ("PATH-04", "direct.thresholds", {}, {"硕士": 4, "本科": 7, "大专": 9}),
    ("COND-09", "qualification_equivalence", {}, {"初级_二级": "初级", "中级_一级": "中级", "未分级": "中级"}),
    ("MAT-22", "base_qualification.exactly_one_unless_direct", False, True),
    ("G-35", "seniority.cutoff_date", None, date(2024, 12, 31)),
    ("MAT-40", "limits.performance", None, 20),
    ("MAT-42", "limits.representative_paper", None, 1),
    ("V-30", "summary.min_chars", None, 2000),
    ("COND-15", "exams.doc_no", "桂人社发〔2017〕4号", None),
    ("V-22", "ce.mode", "industry_or_public", "public_before_submit"),
    ("V-24", "social_insurance.applies_to", ("非公经济组织", "社会组织"), ("all",)),
    ("V-26", "education.state_owned", "archive_seal", None),
    ("V-32", "id_mismatch.proof", ("户籍管理部门证明",), ("户口簿本人信息页", "户籍管理部门证明")),
    ("V-27", "photo.size", None, "2寸"),
    ("V-28", "expert_appraisal.required", True, False),
    ("UNIT-11", "unit_flow.publicity.min_working_days", None, 5),
    ("V-33", "unit_flow.publicity.scope", "all_applicants", "proposed_only"),
    ("UNIT-06", "unit_flow.defense_levels", ("gj",), ()),
    ("V-21", "correction.enabled", False, True),
    ("V-40", "late_policy.after_deadline", "not_accepted", "abandoned_for_year"),
    ("G-07", "late_policy.holder_late", "office_decides", "automatic"),
    ("FEE-04", "fees.doc_no", "桂价费字〔2006〕115号", "桂价费〔2006〕359号"),
    ("FEE-07", "fees.window", "fixed", "announced"),
    ("FEE-04", "fees.method", "offline_with_delivery", "online"),
    ("CERT-08", "certificate.mode", "none", "electronic"),
    ("V-42", "invoice", None, None),
    ("V-52", "integrity.subjects", ("person", "unit"), ("person",)),
    ("GEN-12", "contacts.person", "罗秀清", ""),
    ("GEN-13", "contacts.qq_group", "", "589551755"),
    ("V-16", "cross_series_up.mode", None, "allowed_with_unit_verification"),
    ("V-29", "representative.count", None, 1),
    ("V-36", "quality_thresholds.comparison", None, ">="),
    ("V-44", "result.review_request_working_days", None, 5),
]


@pytest.mark.parametrize(("rule", "path", "old", "zone"), PRINTED, ids=[f"{row[0]}-{row[1]}" for row in PRINTED])
def test_the_notices_differ_where_their_texts_do(notices, rule, path, old, zone):
    """Each row names its rule: GEN-04, GEN-12, GEN-13, FEE-04 and the differences of §V."""
    assert (reached(notices[OLD], path), reached(notices[ZONE], path)) == (old, zone)


@pytest.mark.parametrize(
    ("code", "level", "rank", "name", "senior", "fee"),
    [
        (OLD, "gj", "fugao", "高级", True, 380),
        (OLD, "zj", "zhong", "中级", False, 230),
        (OLD, "cj", "chu", "初级", False, 150),
        (ZONE, "gcs", "zhong", "工程师", False, 230),
        (ZONE, "zlgcs", "chu", "助理工程师", False, 150),
        (ZONE, "jsy", "chu", "技术员", False, 150),
    ],
)
def test_levels_and_what_they_cost(notices, code, level, rank, name, senior, fee):
    """FEE-04, FEE-06, GEN-05."""
    found = notices[code].level(level)

    assert (found.rank, found.name, found.senior, notices[code].fee_yuan(level)) == (rank, name, senior, fee)
    assert len(notices[code].levels) == 3


def at(text):
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("code", "windows"),
    [
        (
            OLD,
            {
                "preparation": ("2017-04-01T00:00", "2017-05-31T23:59:59"),
                "unit_city": ("2017-06-01T00:00", "2017-07-31T23:59:59"),
                "committee_office": ("2017-08-01T00:00", "2017-08-10T23:59:59"),
                "review": ("2017-08-11T00:00", None),
            },
        ),
        (
            ZONE,
            {
                "first_submission": ("2024-07-12T00:00", "2024-09-06T17:00"),
                "correction": ("2024-09-07T00:00", "2024-09-30T17:00"),
                "recheck": ("2024-09-07T00:00", "2024-09-30T17:00"),
            },
        ),
    ],
)
def test_windows(notices, code, windows):
    """TIME-06, TIME-07, TIME-08, TIME-09."""
    found = {name: (span.opens_at, span.closes_at) for name, span in notices[code].windows().items()}

    assert found == {name: (at(opens), closes and at(closes)) for name, (opens, closes) in windows.items()}


def test_the_first_submission_is_an_arrival(notices):
    """TIME-06, G-40."""
    stage = notices[ZONE].stages["first_submission"]

    assert (stage.end_to_end, stage.warn_from) == (True, date(2024, 8, 30))


@pytest.mark.parametrize(
    ("code", "route"),
    [
        (OLD, "applicant unit talent_market city_office department committee_office committee"),
        (ZONE, "applicant unit dispatch_unit paying_unit department committee_office committee"),
    ],
)
def test_routes(notices, code, route):
    """V-37, CHAN-26."""
    assert " ".join(stop.node for stop in notices[code].route) == route


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (OLD, {"direct": ("approval",), "exceptional": ("approval", "exception_proof")}),
        (
            ZONE,
            {
                "high_skill": ("skill_certificate",),
                "direct": ("direct_form", "years_proof"),
                "exceptional": ("exception_form", "exception_proof"),
            },
        ),
    ],
)
def test_special_options(notices, code, options):
    """PATH-32."""
    assert {each.code: each.requires for each in notices[code].special_options} == options


def test_a_year_early_once_with_these_degrees(notices):
    """PATH-05, PATH-06, G-17."""
    early = notices[ZONE].exception.early_one_year

    assert (early.times, len(early.degree_codes), early.excluded_0852_fields) == (
        1,
        9,
        ("项目管理", "物流工程", "工业工程"),
    )


def test_the_menus(notices):
    """COND-05 … COND-07."""
    one, two = notices[ZONE].achievement_menus

    assert (one.rule.performance, one.rule.academic, one.rule.no_reuse) == (1, 1, False)
    assert (two.rule.performance_clauses, two.rule.no_reuse) == (2, True)
    assert notices[OLD].achievement_menus == ()


def test_the_other_figures_of_the_zone(notices):
    """UNIT-07, UNIT-23, DEPT-04, MAT-28, MAT-29."""
    terms = notices[ZONE]
    limits, ce = terms.quality_thresholds, terms.ce

    assert terms.deliberation.sizes == (5, 7)
    assert (limits.unit_problem_ratio, limits.department_unqualified_ratio, limits.small_sample_below) == (
        Decimal("0.1"),
        Decimal("0.2"),
        5,
    )
    assert ce.public_course_title == "高质量共建“一带一路”谱写人类命运共同体新篇章"
    assert (ce.industry["住建行业"].year, ce.industry["住建行业"].slot) == (2023, "5-2")
    assert len(terms.checklist) == 35
    assert [each.num for each in terms.attachments] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_what_2017_hands_in(notices):
    """MAT-02, V-25, V-28."""
    terms = notices[OLD]

    assert len(terms.checklist) == 14
    assert terms.checklist_item("approval").when == "exceptional or direct"
    assert [each.code for each in terms.checklist if not each.hard] == ["social_insurance", "unit_nature"]
    assert [each.title for each in terms.batch_documents] == [
        "委托评审函件",
        "2017年度评审工艺美术系列专业技术职务资格名册表",
    ]
    assert terms.slot_key("gj") == terms.slot_key("cj") == "2017:any"


# ── samples ──────────────────────────────────────────────────────────────────────────────────────────────
def sets_of(terms):
    offered = [(level.code, each) for level in terms.levels for each in terms.condition_sets if each.covers(level.code)]
    return [(level, each, {clause.group for clause in each.clauses}) for level, each in offered]


def test_every_set_is_a_marked_sample_with_all_that_a_dossier_needs(notices):
    """COND-01, COND-04: figures that the notices do not give."""
    found = [row for terms in notices.values() for row in sets_of(terms)]

    assert len(found) == 4 + 15
    for level, conditions, groups in found:
        assert conditions.sample, level
        assert conditions.education_seniority, level
        assert groups == {"学历资历", "经历", "业绩", "学术", "破格"}, level
        assert set(conditions.required) <= groups, level


@pytest.mark.parametrize(
    ("group", "doc_no", "trial"),
    [
        ("工程专业", "桂职办〔2021〕27号", False),
        ("住建行业", "桂职办〔2022〕35号", False),
        ("自然资源行业", "桂职办〔2022〕28号", False),
        ("水利水电行业", "桂职办〔2021〕29号", False),
        ("生态环境行业", "桂职办〔2019〕35号", True),
    ],
)
def test_each_group_has_its_own_conditions_at_each_level(notices, group, doc_no, trial):
    """COND-04."""
    terms = notices[ZONE]
    found = {level: terms.condition_set(level, group=group) for level in LEVELS[ZONE]}

    assert {(each.doc_no, each.trial) for each in found.values()} == {(doc_no, trial)}
    assert len({each.clauses for each in found.values()}) == 3


def test_2017_chooses_conditions_by_identity_and_has_none_for_the_lowest_level(notices):
    """COND-02."""
    terms = notices[OLD]
    private = "非公有制经济组织和社会组织"

    assert terms.condition_set("gj", group="工艺美术").doc_no == "桂职办〔2005〕104号"
    assert terms.condition_set("zj", group="工艺美术", identity=private).doc_no == "桂职办〔2012〕118号"
    assert terms.condition_set("cj", group="工艺美术", identity=private) is None


# ── loaded and published ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("code", "warnings"), [(OLD, ["该级别评审条件另行规定（初级）。"]), (ZONE, [])])
def test_what_a_publisher_has_to_explain(notices, code, warnings):
    """ADMIN-03."""
    found = problems(notices[code])

    assert [(each.code, each.text, each.severity) for each in found] == [
        ("W111", text, Severity.WARN) for text in warnings
    ]


@pytest.mark.parametrize("code", [OLD, ZONE])
def test_they_are_loaded_and_published_in_their_year(db, notices, code):
    with clock.law_at(datetime.fromisoformat(PUBLISHED_AT[code])):
        notice = load_notice(FOLDER / f"{code}.yaml", actor=SYSTEM)
        edition = publish_notice(notice.pk, actor=SYSTEM, explained="初级评审条件另行规定")
        notice.refresh_from_db()
        card = notice_card(notice, terms_of(edition), now=clock.law())

    assert notice.state == NoticeState.PUBLISHED
    assert terms_of(edition) == notices[code]
    assert set(Gate.objects.filter(notice=notice).values_list("window", flat=True)) == set(notices[code].windows())
    assert [row.name for row in card.open_now] == {OLD: ["preparation"], ZONE: ["first_submission"]}[code]
    assert load_notice(FOLDER / f"{code}.yaml", actor=SYSTEM).pk == notice.pk


def test_2017_is_not_published_without_a_word_on_its_lowest_level(db):
    notice = load_notice(FOLDER / f"{OLD}.yaml", actor=SYSTEM)

    with pytest.raises(NoticeRefused, match="该级别评审条件另行规定（初级）"):
        publish_notice(notice.pk, actor=SYSTEM)


@pytest.mark.parametrize(
    ("code", "contacts"),
    [
        (OLD, ["网站：www.Gxeqgyls.com", "材料送达：自治区二轻工业联社人事劳动部", "罗秀清"]),
        (ZONE, ["网站：柳东人才网—信息公开（https://www.ldhrd.com/）", "589551755", "0772-2629373"]),
    ],
)
def test_the_public_reads_them(client, db, code, contacts):
    """GEN-12, GEN-13."""
    notice = load_notice(FOLDER / f"{code}.yaml", actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM, explained="初级评审条件另行规定")

    response = client.get(notice.get_absolute_url())

    shown = "".join(strip_tags(response.content.decode()).split())
    assert response.status_code == 200
    assert [words for words in (notice.title, *contacts) if words not in shown] == []


# ── the text ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "signs", "digest"),
    [
        (OLD, 4_088, "a72c5551bcd027d984046c52321ed7c1318d1b7867441a11406c5337073584c1"),
        (ZONE, 9_052, "7eb60131a9fadd5a0ae9b5763df98da8c769212a06550a83479a89b271261e2c"),
    ],
)
def test_the_text_is_the_printed_one(notices, code, signs, digest):
    """Compared once with the printed notice, sign by sign; the digest keeps it so."""
    text = "".join("".join(each.num + each.title + each.text for each in notices[code].body).split())

    assert (len(text), hashlib.sha256(text.encode()).hexdigest()) == (signs, digest)


@pytest.mark.parametrize(
    ("code", "number", "begins"),
    [
        (OLD, "一（一）3", "2017年1月1日至12月31日期间达到退休年龄"),
        (OLD, "二（一）4", "外省专业技术人员按规定条件通过委托评审方式"),
        (OLD, "二（二）4（1）", "非公经济组织和社会组织人员申报"),
        (OLD, "三（三）2", "非公有制申报人员提交的学历证书"),
        (OLD, "五（四）", "专家鉴定意见由申报人所在单位人事职改部门组织进行。"),
        (OLD, "七", "收费标准按桂价费字〔2006〕115号文件规定"),
        (ZONE, "一（一）1（2）", "不在柳东新区（柳州高新区）的注册企业"),
        (ZONE, "一（二）10", "参与疫情防控相关工作的专业技术人员"),
        (ZONE, "三1（3）", "①下一级职称证书信息"),
        (ZONE, "三2（3）", "学术成果情况必须符合评审条件中"),
        (ZONE, "四（二）", "审议推荐小组进行审议后，对拟推荐对象"),
        (ZONE, "六（二）", "收费方式与时间"),
    ],
)
def test_clauses_are_found_under_the_number_they_are_cited_by(notices, code, number, begins):
    found = dict(zip(notices[code].clause_numbers(), notices[code].body, strict=True))

    assert found[number].text.startswith(begins)


def test_the_timetable_of_the_zone_is_a_table(notices):
    found = dict(zip(notices[ZONE].clause_numbers(), notices[ZONE].body, strict=True))

    assert found["五"].blocks[0].rows == (("工程师 助理工程师 技术员", "9月6日 17:00", "9月7日至 9月30日17:00"),)

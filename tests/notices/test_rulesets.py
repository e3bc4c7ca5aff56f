"""Rule sets: what a year's general rules give every notice that names them, once, when it is published (GEN-06)."""

from datetime import date, datetime

import pytest
import yaml

from accounts.models import SYSTEM
from config.lib import clock
from notices.exceptions import NoticeRefused, TermsRefused
from notices.rules import complete_terms, given_by_ruleset, parse_terms, read_text, rulesets, stated_in, terms_of
from notices.rules.rulesets import completed, known_rulesets, parse_ruleset, read_ruleset
from notices.selectors import draft_of
from notices.services import amend_notice, load_notice, publish_notice
from tests.notices.test_commands import run

SMALL = {
    "code": "2026-small",
    "title": "关于开展2026年度工艺美术系列职称评审工作的通知",
    "series": "工艺美术",
    "year": 2026,
    "issuer": "广西壮族自治区工业和信息化厅",
    "issued_on": "2026-06-01",
    "ruleset": "R2026",
    "levels": [{"code": "zj", "rank": "zhong", "name": "工艺美术师", "senior": False}],
    "committees": [{"name": "某评委会", "levels": ["zj"], "office": "某职改办"}],
    "route": [{"node": "applicant"}, {"node": "unit"}, {"node": "committee_office"}, {"node": "committee"}],
    "fees": {"method": "offline_with_delivery", "amounts": {"zj": 230}},
}


def whole(raw):
    return complete_terms(stated_in(raw))


def faults(refused):
    return [(fault.path, fault.text) for fault in refused.value.faults]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of rule sets of our own; the shipped ones are copied into it."""
    for path in rulesets.FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.setattr(rulesets, "FOLDER", tmp_path)
    return tmp_path


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────
def test_three_rule_sets_stand_beside_the_notices():
    assert known_rulesets() == ("R2017", "R2024", "R2026")
    assert [read_ruleset(code).switches.overrides_conflicting for code in known_rulesets()] == [False, False, True]


def test_what_only_the_rules_of_2026_know():
    """PATH-22 … PATH-29, COMM-08 … COMM-11, PATH-33."""
    rules = read_ruleset("R2026").switches

    assert (rules.effective_from, rules.issuer_must_be_legal_person) == (date(2026, 1, 1), "warn")
    assert rules.first_time_direct == ("海外归国人员", "党政机关交流", "部队转业安置")
    assert rules.unconfirmed_result == "核准确认"
    giant = rules.small_giant
    assert (giant.direct_senior_max, giant.zhenggao_max, giant.ai_extra, giant.ai_within_zhenggao_max) == (
        2,
        1,
        2,
        False,
    )
    assert (giant.signature, giant.role) == ("法定代表人", "研发团队带头人")
    assert rules.talent_projects == {"国家级": "正高级工程师", "广西": "高级工程师"}
    assert (rules.skill_masters.grades, rules.skill_masters.target) == (("首席技师", "特级技师"), "正高级")
    assert rules.direct_doc == "桂人社规〔2023〕6号"
    assert rules.post_ratio.absorb_years == (3, 5)
    assert rules.cross_review.senior_series == ("中小学", "卫生", "工程")
    assert (rules.recheck.senior_by, rules.recheck.sanction_doc) == ("自治区人社", "桂人社规〔2020〕9号第十七条")
    assert rules.data.integrity_of_unit


@pytest.mark.parametrize(
    ("said", "path", "text"),
    [
        ({"colour": "blue"}, "ruleset_X.colour", "未知的键"),
        ({"recheck": {"colour": "blue"}}, "ruleset_X.recheck.colour", "未知的键"),
        ({"fees": {"amounts": {"zj": 230}}}, "ruleset_X.fees", "未知的键"),
        ({"seniority": {"start": "birth"}}, "ruleset_X.seniority.start", "应为grant_date | month_after_grant"),
        ({"seniority": {"cutoff_date": "2026-12-31"}}, "ruleset_X.seniority.cutoff_date", "应为set_yearly_by"),
        ({"small_giant": {"direct_senior_max": "two"}}, "ruleset_X.small_giant.direct_senior_max", "应为整数"),
    ],
)
def test_a_rule_set_has_its_own_typed_schema(said, path, text):
    with pytest.raises(TermsRefused) as refused:
        parse_ruleset("X", {"ruleset_X": said})

    found = dict(faults(refused))
    assert found[path].startswith(text)


@pytest.mark.parametrize("mapping", [[], {}, {"ruleset_Y": {}}, {"ruleset_X": {}, "more": 1}, {"ruleset_X": []}])
def test_a_rule_set_file_has_one_key_named_after_it(mapping):
    with pytest.raises(TermsRefused, match="规则集文件应只有一个键 ruleset_X"):
        parse_ruleset("X", mapping)


def test_a_fault_of_a_rule_set_file_is_told_at_its_line(folder):
    (folder / "R2030.yaml").write_text("ruleset_R2030:\n  effective_from: 2030-01-01\n  colour: blue\n")

    with pytest.raises(TermsRefused, match=r"第3行 ruleset_R2030\.colour：未知的键"):
        read_ruleset("R2030")


# ── what a notice may name and say ───────────────────────────────────────────────────────────────────────
def test_a_rule_set_nobody_knows_is_refused_at_its_line():
    text = yaml.safe_dump(SMALL | {"ruleset": "R2025"}, allow_unicode=True, sort_keys=False)

    with pytest.raises(TermsRefused) as refused:
        read_text(text)

    assert faults(refused) == [("第7行 ruleset", "应为R2017 | R2024 | R2026，现为“R2025”")]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"small_giant": {"direct_senior_max": 9}}, "small_giant"),
        ({"effective_from": "2026-01-01"}, "effective_from"),
        ({"recheck": {"senior_by": "自治区人社"}}, "recheck.senior_by"),
        ({"post_ratio": {"within_structure": "warn"}}, "post_ratio.within_structure"),
        ({"rules": {"issuer_must_be_legal_person": "none"}}, "rules"),
    ],
)
def test_the_keys_of_a_rule_set_are_refused_in_a_notice(said, path):
    with pytest.raises(TermsRefused) as refused:
        stated_in(SMALL | said)

    assert faults(refused) == [(path, "未知的键")]


def test_a_new_rule_set_is_a_new_file(folder):
    (folder / "R2030.yaml").write_text("ruleset_R2030:\n  seniority: {unit: full_months}\n")

    terms = whole(SMALL | {"ruleset": "R2030"})

    assert (terms.seniority.unit, terms.seniority.start) == ("full_months", "grant_date")


# ── precedence ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_rules_of_2026_over_a_small_notice():
    """COND-12, COND-13, PATH-12, PATH-13, PATH-31, PATH-08."""
    terms = whole(SMALL)

    assert (terms.seniority.start, terms.seniority.unit, terms.seniority.cutoff_date) == (
        "month_after_grant",
        "full_months",
        None,
    )
    assert terms.achievement_window.start == "current_title_declaration_cutoff"
    assert terms.cross_series_up.mode == "convert_first"
    assert terms.conversion.count_from == "lower_title_before_conversion"
    assert (terms.initial_determination.levels, terms.initial_determination.time_limited) == (("中级", "初级"), False)
    assert (terms.targeted_eval.enabled, terms.targeted_eval.area_limited, len(terms.targeted_eval.counties)) == (
        True,
        True,
        20,
    )
    assert terms.recheck.triggers == ("新核准组建", "新评审条件", "信访量较多")
    assert (terms.post_ratio.mode, terms.certificate.national_upload) == ("warn", True)
    assert terms.rules == read_ruleset("R2026").switches


def test_they_go_before_what_a_notice_prints_otherwise_and_leave_the_rest():
    printed = {
        "seniority": {"start": "grant_date", "cutoff_date": "2026-12-31", "note": "自治区统一规定"},
        "cross_series_up": None,
        "conversion": {"min_months_in_new_work": 6, "count_from": "next_lower_title"},
        "recheck": {"by": "某职改办", "triggers": []},
    }

    terms = whole(SMALL | printed)

    assert (terms.seniority.start, terms.seniority.cutoff_date, terms.seniority.note) == (
        "month_after_grant",
        date(2026, 12, 31),
        "自治区统一规定",
    )
    assert terms.cross_series_up.mode == "convert_first"
    assert (terms.conversion.min_months_in_new_work, terms.conversion.count_from) == (
        6,
        "lower_title_before_conversion",
    )
    assert (terms.recheck.by, len(terms.recheck.triggers)) == ("某职改办", 3)


def test_other_rule_sets_give_only_what_a_notice_does_not_print():
    law = parse_ruleset(
        "X",
        {
            "ruleset_X": {
                "seniority": {"start": "month_after_grant", "unit": "full_months"},
                "cross_series_up": {"mode": "convert_first"},
                "recheck": {"triggers": ["信访量较多"]},
            }
        },
    )
    printed = stated_in(SMALL | {"seniority": {"start": "grant_date"}, "cross_series_up": None})

    terms = parse_terms(completed(printed, law))

    assert (terms.seniority.start, terms.seniority.unit) == (
        "grant_date",
        "full_months",
    )  # a printed default is printed
    assert terms.cross_series_up is None
    assert terms.recheck.triggers == ("信访量较多",)


def test_the_law_of_2024_gives_its_own_notice_nothing_but_what_it_leaves_out(raw):
    """V-50."""
    assert [change["path"] for change in given_by_ruleset(stated_in(raw))] == ["initial_determination"]


def test_whoever_takes_last_years_notice_over_is_shown_what_the_rules_of_2026_change(db, raw, tmp_path):
    """GEN-06."""
    raw |= {"code": "2026-craft-arts", "year": 2026, "ruleset": "R2026"}
    file = tmp_path / "2026-craft-arts.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True))

    said = run("loadnotice", str(file))

    assert "规则集R2026：资历计算 · 资历起点 grant_date → month_after_grant [seniority.start]" in said
    assert said.count("规则集R2026：") == len(given_by_ruleset(stated_in(raw)))


# ── once, when it is published ───────────────────────────────────────────────────────────────────────────
def published(raw):
    with clock.law_at(datetime.fromisoformat("2026-06-01T10:00+08:00")):
        notice = load_notice(raw, actor=SYSTEM)
        return notice, publish_notice(notice.pk, actor=SYSTEM, explained="评审条件另行印发")


def test_an_edition_is_whole_and_a_later_rule_set_does_not_change_it(db, folder):
    raw = SMALL | {"seniority": {"cutoff_date": "2026-12-31"}}
    notice, edition = published(raw)
    before = edition.digest
    said = (folder / "R2026.yaml").read_text()

    (folder / "R2026.yaml").write_text(said.replace("month_after_grant", "grant_date"))
    edition.refresh_from_db()

    assert (terms_of(edition).seniority.start, edition.digest) == ("month_after_grant", before)
    assert terms_of(edition).rules.small_giant.direct_senior_max == 2
    assert load_notice(raw, actor=SYSTEM).pk == notice.pk  # the notice's own words are the same
    (folder / "R2026.yaml").unlink()
    amended = amend_notice(
        notice.pk, changes={"seniority": {"note": "见公告"}}, reason="甲", basis="乙", actor=SYSTEM, explained="丙"
    )
    assert (terms_of(amended).seniority.start, terms_of(amended).rules) == (
        "month_after_grant",
        terms_of(edition).rules,
    )


def test_an_amendment_leaves_the_rule_set_alone(db):
    notice, _ = published(SMALL | {"seniority": {"cutoff_date": "2026-12-31"}})
    changes = {"rules": {"issuer_must_be_legal_person": "none"}}

    with pytest.raises(NoticeRefused, match="发布后不能修改"):
        amend_notice(notice.pk, changes=changes, reason="甲", basis="乙", actor=SYSTEM)


def test_a_draft_keeps_the_notices_own_words_and_is_looked_at_whole(db):
    raw = SMALL | {"seniority": {"start": "grant_date", "cutoff_date": "2026-12-31"}}

    draft = load_notice(raw, actor=SYSTEM)

    draft.refresh_from_db()
    assert draft.draft["seniority"] == {"start": "grant_date", "cutoff_date": "2026-12-31"}
    assert not {"rules", "cross_series_up", "voting"} & set(draft.draft)
    assert draft_of(draft).terms.seniority.start == "month_after_grant"


def test_the_schema_of_rule_sets_is_printed():
    said = run("noticeschema", ruleset=True)

    assert "small_giant.direct_senior_max\n    每企业每年可推荐直接申报高级的人数\n" in said
    assert "seniority.start\n" in said
    assert "small_giant" not in run("noticeschema")
    assert "rules" not in run("noticeschema").splitlines()

"""Questions to the terms, and what keeps a notice from being published."""

import pytest

from config.lib.reason import Severity
from notices.rules import applies, complete_terms, parse_terms, problems, stated_in
from notices.rules.amending import differences, laid_over
from notices.rules.facts import unknown_facts, when_words
from notices.rules.terms import takes
from notices.rules.windows import window_changes


def found(raw):
    return [(reason.code, reason.field) for reason in problems(complete_terms(stated_in(raw)))]


# ── checklist facts ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        ("always", [], True),
        ("not shared", [], True),
        ("not shared", ["shared"], False),
        ("not shared and not direct and not lowest_level", ["direct"], False),
        ("not shared and not direct and not lowest_level", [], True),
        ("exceptional or early_one_year", ["early_one_year"], True),
        ("exceptional or direct and senior", ["direct"], False),
        ("exceptional or direct and senior", ["exceptional"], True),
        ("group_zhujian", ["group_zhujian"], True),
    ],
)
def test_when_a_row_of_the_checklist_applies(when, facts, expected):
    assert applies(when, facts) is expected


def test_a_fact_nobody_can_answer_is_found():
    assert unknown_facts("not shared and papers or group_x") == ("papers",)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("always", ""),
        ("not shared and not direct", "未通过数据共享获取且非直接申报"),
        ("exceptional or early_one_year", "破格申报，或提前1年申报"),
        ("group_zhujian", "部分专业（行业）"),
    ],
)
def test_the_condition_of_a_row_in_words(when, words):
    assert when_words(when) == words


# ── words and slots ──────────────────────────────────────────────────────────────────────────────────────
def test_terms_that_differ_by_notice(raw):
    """GEN-16."""
    raw["terminology"] = {"title": "专业技术资格"}
    raw["labels"] = {"post_title": "专业技术职务资格"}

    terms = parse_terms(raw)

    assert [terms.term(name) for name in ("title", "post_title", "unit")] == [
        "专业技术资格",
        "专业技术职务资格",
        "unit",
    ]
    assert terms.term("unit", "用人单位") == "用人单位"


def test_any_level_shares_one_slot_a_year(raw):
    raw["one_per_year"] = {"scope": "any_level", "on_violation": "all_results_of_year_invalid"}

    terms = parse_terms(raw)

    assert {terms.slot_key(level.code) for level in terms.levels} == {"2024:any"}


@pytest.mark.parametrize("kind", ["initial_determination", "reconfirmation", "confirmation_of_approval"])
def test_kinds_without_a_meeting_take_no_slot(terms, kind):
    assert terms.slot_key("zj", kind) == ""


@pytest.mark.parametrize("name", ["level", "specialty", "checklist_item", "committee"])
def test_what_the_notice_does_not_name_is_a_key_error(terms, name):
    with pytest.raises(KeyError):
        getattr(terms, name)("nowhere")


def test_an_areas_committee_is_judged_by_the_place_not_the_affiliation():
    assert takes("柳东新区（柳州高新区）", "city")
    assert takes(None, "county")
    assert not takes("区直", "central")


def test_conditions_by_identity_then_group_then_for_all(raw):
    """COND-04."""
    raw["condition_sets"] = [
        {"scope": "工艺美术", "levels": ["zj"], "doc_no": "甲"},
        {"scope": "非公", "levels": ["zj"], "doc_no": "乙"},
        {"scope": "高级中级", "levels": ["zg", "zj"], "doc_no": "丙"},
    ]
    terms = parse_terms(raw)

    assert terms.condition_set("zj", group="工艺美术").doc_no == "甲"
    assert terms.condition_set("zj", group="工艺美术", identity="非公").doc_no == "乙"
    assert terms.condition_set("zg", group="工艺美术").doc_no == "丙"
    assert terms.condition_set("yy", group="工艺美术") is None


# ── before publishing ────────────────────────────────────────────────────────────────────────────────────
def breaking(path, value):
    *sections, last = path
    return lambda raw: _place(raw, sections).__setitem__(last, value)


def opened_for_targeted(raw):
    """双定向 is opened, to be voted on by a committee of its own, and none is named (PATH-08)."""
    raw["targeted_eval"] |= {"enabled": True, "modes": ["separate_committee"]}
    next(each for each in raw["special_options"] if each["code"] == "targeted")["enabled"] = True


def _place(raw, sections):
    for name in sections:
        raw = raw[name]
    return raw


@pytest.mark.parametrize(
    ("damage", "code", "field"),
    [
        (breaking(["stages", "personal_unit", "end"], "2024-07-02T08:00+08:00"), "E701", "windows.personal_unit"),
        (breaking(["correction", "end"], "2024-08-01"), "E701", "windows.correction"),
        (breaking(["correction", "recheck_until"], "2024-09-29"), "E701", "correction.recheck_until"),
        (breaking(["stages", "committee_office", "end"], "2024-12-30"), "E702", "stages.review"),
        (breaking(["stages", "harvest"], {"start": "2024-09-02", "end": "2024-09-03"}), "E702", "stages.harvest"),
        (breaking(["fees", "amounts"], {"zg": 1, "fg": 1, "zj": 1, "zl": 1}), "E703", "fees.amounts.yy"),
        (breaking(["fees", "amounts", "zg"], -1), "E703", "fees.amounts.zg"),
        (breaking(["committees", 0, "levels"], ["zg", "fg", "xx"]), "E704", "committees[0].levels"),
        (breaking(["committee_defense", "levels"], ["xx"]), "E704", "committee_defense.levels"),
        (breaking(["unit_flow", "defense_levels"], ["xx"]), "E704", "unit_flow.defense_levels"),
        (breaking(["condition_sets", 0, "levels"], ["xx"]), "E704", "condition_sets[0].levels"),
        (breaking(["specialties", 0, "levels"], ["xx"]), "E704", "specialties[0].levels"),
        (breaking(["direct", "levels"], ["xx"]), "E704", "direct.levels"),
        (breaking(["direct", "over_years_basis"], "别的依据"), "E704", "direct.over_years_basis"),
        (breaking(["direct", "state_organ_bases"], ["别的依据"]), "E704", "direct.state_organ_bases"),
        (breaking(["checklist", 0, "issuers"], ["nobody"]), "E705", "checklist.photo.issuers"),
        (breaking(["special_options", 0, "requires"], ["nothing"]), "E704", "special_options.high_skill.requires"),
        (breaking(["exception", "attachment"], 9), "E704", "exception.attachment"),
        (breaking(["special_direct", "committee"], "某评委会"), "E704", "special_direct.committee"),
        (breaking(["checklist", 0, "when"], "now_and_then"), "E705", "checklist.photo.when"),
        (breaking(["industries"], {"某组": ["制造业"]}), "E704", "industries.某组"),
        (breaking(["industries"], {"工艺美术": ["工艺美术业"]}), "E705", "industries.工艺美术"),
        (breaking(["checklist", 1, "code"], "photo"), "E706", "checklist"),
        (breaking(["fees", "end"], None), "E707", "fees.start"),
        (breaking(["correction", "start"], None), "E707", "correction.start"),
        (breaking(["committees", 1, "levels"], ["zj", "zl"]), "E708", "committees"),
        (breaking(["condition_sets", 0, "required", "经历"], 4), "E730", "condition_sets[0].required"),
        (lambda raw: [each.update(levels=["zg"]) for each in raw["specialties"]], "E708", "specialties"),
        (opened_for_targeted, "E708", "committees"),
        (breaking(["issued_on"], "2024-08-24"), "W125", "windows.personal_unit"),
        (breaking(["contacts", "phones"], []), "W121", "contacts.phones"),
        (breaking(["ruleset"], "R2026"), "W118", "ruleset"),
        (breaking(["messages", "templates", "payment"], "{who}老师"), "E710", "messages.templates.payment"),
        (breaking(["messages", "templates", "payment"], "{name老师"), "E710", "messages.templates.payment"),
    ],
)
def test_what_keeps_a_notice_from_being_published(raw, damage, code, field):
    """ADMIN-03; E710 is ADMIN-06, E703 FEE-01."""
    damage(raw)

    assert (code, field) in found(raw)


def test_overlapping_windows_are_legal(raw):
    """ADMIN-03."""
    raw["stages"]["office_department"]["start"] = raw["stages"]["personal_unit"]["start"]

    assert found(raw) == []


def test_a_level_without_conditions_is_a_warning(raw):
    """ADMIN-03."""
    raw["condition_sets"] = [each for each in raw["condition_sets"] if each["levels"] != ["yy"]]

    [reason] = problems(parse_terms(raw))

    assert (reason.code, reason.severity) == ("W111", Severity.WARN)
    assert reason.text == "该级别评审条件另行规定（工艺美术员）。"


def test_from_2026_the_issuer_is_a_legal_person_and_the_cut_off_is_set(raw):
    """GEN-07, TIME-15."""
    raw |= {"year": 2026, "ruleset": "R2026", "issuer_legal_person": False}
    raw["seniority"]["cutoff_date"] = None

    assert found(raw) == [("E709", "seniority.cutoff_date"), ("W110", "issuer_legal_person")]


def test_under_the_rules_of_2024_a_leading_group_may_issue(raw):
    raw["issuer_legal_person"] = False

    assert found(raw) == []


@pytest.mark.parametrize(
    ("year", "ruleset", "said"),
    [
        (2025, "R2024", []),
        (2026, "R2024", ["规则集R2024只适用到2025-12-31，请改用新的规则集。"]),
        (2025, "R2026", ["规则集R2026自2026-01-01起施行，早于该日的年度不适用。"]),
        (2026, "R2026", []),
        (2030, "R2026", []),
    ],
)
def test_a_rule_set_of_another_year_is_a_warning(raw, year, ruleset, said):
    """GEN-06, G-11."""
    terms = complete_terms(stated_in(raw | {"year": year, "ruleset": ruleset}))

    assert [(each.text, each.severity) for each in problems(terms)] == [(text, Severity.WARN) for text in said]


# ── amendments ───────────────────────────────────────────────────────────────────────────────────────────
def test_an_amendment_merges_tables_and_replaces_lists():
    base = {"stages": {"a": {"start": 1, "end": 2}, "b": {}}, "levels": [1, 2], "title": "x"}

    amended = laid_over(base, {"stages": {"a": {"end": 3}}, "levels": [3]})

    assert amended == {"stages": {"a": {"start": 1, "end": 3}, "b": {}}, "levels": [3], "title": "x"}
    assert list(differences(base, amended)) == [
        {"path": "levels", "before": [1, 2], "after": [3]},
        {"path": "stages.a.end", "before": 2, "after": 3},
    ]


def test_every_window_knows_the_keys_that_date_it(terms):
    moment = terms.issued_at.replace(year=2025)

    for window in terms.windows():
        amended = parse_terms(
            laid_over_file(terms, window_changes(terms, window, now=terms.issued_at, closes_at=moment))
        )
        closes = amended.windows()[window].closes_at
        assert (closes.date(), window) == (moment.date(), window)


def laid_over_file(terms, changes):
    from notices.rules import dump_terms

    return laid_over(dump_terms(terms), changes)


def test_a_window_the_notice_does_not_have_has_no_keys(terms):
    with pytest.raises(KeyError):
        window_changes(terms, "first_submission", now=terms.issued_at, closes_at=terms.issued_at)

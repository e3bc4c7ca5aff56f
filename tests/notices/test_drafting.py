"""Editing a notice by forms made from its schema: nothing gets lost, nothing is guessed (24-1, 24-2)."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accounts.states import UnitNature
from config.lib.reason import Reason, Severity
from notices.drafting.cards import BY_KEY, CARDS, card_for, wall
from notices.drafting.cloning import cloned, moves, ruleset_for, shifted
from notices.drafting.comparing import differences_of
from notices.drafting.form import PlaceForm
from notices.drafting.leftovers import leftovers, mark_of
from notices.drafting.places import (
    WHOLE,
    branches_of,
    dotted,
    leaves_of,
    moved,
    place_of,
    stands_at,
    value_at,
    with_value,
    without,
)
from notices.drafting.sentences import sentences_of
from notices.drafting.timeline import STEP, picture_of, span_of
from notices.drafting.whenwords import groups_of, read_when, vocabulary, when_lines
from notices.drafting.words import OPTIONS, options_of
from notices.exceptions import Fault
from notices.rules import complete_terms, dump_terms, given_by_ruleset, read_text, stated_in
from notices.rules.printed import forgotten_days, windows_gone
from notices.rules.reading import keys_of
from notices.rules.terms import FROZEN, Terms
from notices.services import read_notice_file
from notices.states import FACTS
from tests.helpers import sent_unchanged

FILES = sorted((settings.BASE_DIR / "notices" / "data").glob("20*.yaml"))
ALL = [card.code for card in CARDS]


def read(path: Path):
    stated = read_text(path.read_text())
    return stated, dump_terms(complete_terms(stated))


def sections(place, whole):
    """Every section that a notice has."""
    if place.section:
        yield place
        for below in branches_of(place):
            if stands_at(whole, below.steps) and value_at(whole, below.steps) is not None:
                yield from sections(below, whole)
    else:
        value = value_at(whole, place.steps)
        for step in range(len(value)) if place.items else value:
            yield from sections(place.below(step), whole)


def weekday(day: date) -> bool:
    return day.weekday() < 5


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_form_sent_as_it_came_changes_nothing(path):
    """Every section of every notice, as a browser without scripts would send it."""
    _, whole = read(path)
    asked = 0

    for place in sections(WHOLE, whole):
        shown = PlaceForm(place=place, whole=whole, seen="x")
        again = PlaceForm(QueryDict(sent_unchanged(shown)), place=place, whole=whole, seen="x")
        assert again.is_valid(), (place.path, again.errors)
        assert again.changes == {}, place.path
        asked += 1

    assert asked > 200


def test_every_key_of_the_file_lies_on_one_card():
    keys = [key.name for key in keys_of(Terms) if key.name != FROZEN]

    assert sorted(BY_KEY) == sorted(keys)
    assert sum(len(card.keys) for card in CARDS) == len(keys)


def test_every_option_of_the_schema_has_a_chinese_word():
    """What the file writes in letters is never shown in letters."""
    told = [option for leaf in every_leaf(WHOLE) for option, _ in _options(leaf.kind)]

    assert len(told) > 60
    assert [each for each in told if each.isascii() and each not in OPTIONS] == []


def _options(kind):
    return options_of(kind) or tuple(option for arg in get_args(kind) for option in _options(arg))


def every_leaf(place):
    yield from leaves_of(place)
    for below in branches_of(place):
        inner = below if below.section else below.below(0) if below.items else below.below("x")
        yield from every_leaf(inner)


def test_what_is_wrong_stands_at_its_field(raw):
    whole = dump_terms(complete_terms(stated_in(raw)))
    place = place_of("committee_defense")
    sent = {"seen": "x", "levels": ["zg"], "prepare_max": "十分钟", "answer_max": "", "total_max": "25"}
    form = PlaceForm(QueryDict(mutable=True) | sent, place=place, whole=whole, seen="x")

    assert not form.is_valid()
    assert set(form.errors) == {"prepare_max", "answer_max"}


def test_faults_of_the_file_are_shown_at_the_field_they_name(raw):
    whole = dump_terms(complete_terms(stated_in(raw)))
    place = place_of("fees")
    form = PlaceForm(
        QueryDict(sent_unchanged(PlaceForm(place=place, whole=whole, seen="x"))), place=place, whole=whole, seen="x"
    )
    assert form.is_valid()

    form.show([Fault("fees.method", "应为网上"), Fault("levels[0].rank", "应为正高")])

    assert form.errors["method"] == ["应为网上"]
    assert form.non_field_errors() == ["levels[0].rank：应为正高"]


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("fees", "fees"),
        ("fees/amounts", "fees.amounts"),
        ("condition_sets/0/clauses/3/text", "condition_sets[0].clauses[3].text"),
        ("stages/personal_unit/start", "stages.personal_unit.start"),
        ("ce/industry/住建行业", "ce.industry.住建行业"),
    ],
)
def test_an_address_names_a_place_of_the_schema(url, path):
    assert place_of(url).path == path
    assert place_of(url).url == url


@pytest.mark.parametrize(
    "url",
    ["colour", "rules", "fees/colour", "levels/zg", "condition_sets/x", "stages/a.b", "code/x", "fees/amounts/zg"],
)
def test_what_the_schema_does_not_have_is_no_place(url):
    with pytest.raises(LookupError):
        place_of(url)


def test_a_value_put_changes_nothing_else(raw):
    whole = dump_terms(complete_terms(raw))
    before = deepcopy(raw)

    after = with_value(raw, whole, ("condition_sets", 0, "clauses", 1, "text"), "改过")

    assert raw == before
    assert value_at(after, ("condition_sets", 0, "clauses", 1, "text")) == "改过"
    assert (
        with_value(
            after, whole, ("condition_sets", 0, "clauses", 1, "text"), before["condition_sets"][0]["clauses"][1]["text"]
        )
        == before
    )


def test_what_the_notice_does_not_state_is_stated_when_it_is_changed(raw):
    """A list that the rule set or the schema gives is taken over whole; a section is begun."""
    del raw["reminders"]
    whole = dump_terms(complete_terms(raw))

    begun = with_value(raw, whole, ("cross_review", "enabled"), True)
    taken = moved(raw, whole, ("one_per_year", "kinds_counted", 0), 1)

    assert begun["cross_review"] == {"enabled": True}
    assert taken["one_per_year"]["kinds_counted"][:2] == ["conversion", "ordinary"]


def test_items_move_one_place_and_no_further(raw):
    whole = dump_terms(complete_terms(raw))
    codes = [each["code"] for each in raw["levels"]]

    def after(number, by):
        return [each["code"] for each in moved(raw, whole, ("levels", number), by)["levels"]]

    assert after(1, -1) == [codes[1], codes[0], *codes[2:]]
    assert after(0, -1) == codes
    assert after(len(codes) - 1, 1) == codes
    assert [each["code"] for each in without(raw, whole, ("levels", 0))["levels"]] == codes[1:]


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────
@given(
    st.lists(
        st.lists(
            st.tuples(st.booleans(), st.sampled_from([name for name in FACTS if name != "always"])),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_condition_reads_back_from_its_chinese(parts):
    when = " or ".join(" and ".join(f"not {name}" if no else name for no, name in part) for part in parts)

    assert read_when(when_lines(when, {}), {}) == when


def test_a_word_that_is_no_fact_is_named(raw):
    whole = dump_terms(complete_terms(raw))
    groups = groups_of(whole)

    assert (
        read_when("专业为织锦（壮锦），且民营企业\n破格申报", groups)
        == "group_zhijin and private_enterprise or exceptional"
    )
    assert read_when("", groups) == "always"
    with pytest.raises(ValueError, match="“外星人”不在可用的情形中"):
        read_when("民营企业且外星人", groups)
    assert len(set(vocabulary(groups))) == len(vocabulary(groups))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_speaks_in_sentences_without_letters_of_the_file(path):
    _, whole = read(path)
    said = {key: sentences_of(WHOLE.below(key), whole) for card in CARDS for key in card.keys}
    words = [
        text for key, told in said.items() if key not in {"code", "ruleset", "messages", "contacts"} for text in told
    ]

    assert [text for text in words if any(option in text for option in OPTIONS if "_" in option)] == []
    assert (
        "正高级工艺美术师须答辩" in "".join(said["committee_defense"])
        or "不要求专业答辩。" in said["committee_defense"]
    )


def test_tables_switches_and_kinds_of_units_are_sentences(raw):
    whole = dump_terms(complete_terms(stated_in(raw)))

    def told(key):
        return "\n".join(sentences_of(WHOLE.below(key), whole))

    assert "中央，单篇采用，无批示：按国家权威类折算1篇；中央，单篇采用，领导批示：按国家权威类折算2篇" in told(
        "decision_info"
    )
    assert "命中风险刊物名单的，除核验说明外还须上传核验材料" in told("journal_risk")
    assert "公务员（含参公）不得申报" in told("eligibility")
    assert "企业：国有企业、民营企业；事业单位：事业单位" in told("eligibility")
    assert "民营企业" in told("social_insurance")
    assert not [nature for nature in UnitNature.values if "_" in nature and nature in told("eligibility")]
    assert "private_enterprise" not in told("social_insurance") + told("special_direct")
    assert sentences_of(WHOLE.below("policy_columns"), whole | {"policy_columns": []}) == ["没有内容，可以不填"]


# ── next year's from this year's ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "years", "then"),
    [
        ("2024-08-23T18:00:00+08:00", 1, "2025-08-22T18:00:00+08:00"),  # a Friday stays a Friday
        ("2024-07-15T08:00:00+08:00", 2, "2026-07-13T08:00:00+08:00"),
        ("2024-09-01T08:00:00+08:00", 1, "2025-09-01T08:00:00+08:00"),  # the first of a month stays the first
        ("2024-09-30T18:00:00+08:00", 1, "2025-09-30T18:00:00+08:00"),
        ("2024-10-31T23:59:59+08:00", 1, "2025-10-31T23:59:59+08:00"),  # 10月底
        ("2024-02-29", 1, "2025-02-28"),  # the last of February
        ("2024-12-31T23:59:59+08:00", 2, "2026-12-31T23:59:59+08:00"),
        ("2024-11-30T18:00:00+08:00", 1, "2025-11-30T18:00:00+08:00"),  # a Saturday was none before either
    ],
)
def test_a_moment_keeps_its_day_of_the_week_or_of_the_month(text, years, then):
    assert shifted(text, years=years, is_working_day=weekday) == then


def test_a_working_day_becomes_a_working_day():
    def is_working_day(day):
        return weekday(day) and day != date(2025, 8, 22)

    assert shifted("2024-08-23T18:00:00+08:00", years=1, is_working_day=is_working_day).startswith("2025-08-25")
    assert shifted("2024-08-31T18:00:00+08:00", years=1, is_working_day=weekday).startswith("2025-08-31")


@given(st.dates(date(2017, 1, 2), date(2029, 12, 30)), st.integers(1, 3))
def test_a_shifted_day_is_near_its_date(day, years):
    then = date.fromisoformat(shifted(day.isoformat(), years=years, is_working_day=weekday))
    first_or_last = day.day == 1 or (day.replace(day=day.day) + (date(2000, 1, 2) - date(2000, 1, 1))).day == 1

    assert then.year - day.year == years or day.month in {1, 12}
    assert first_or_last or abs((then - day).days - 365.25 * years) < 7
    assert not weekday(day) or weekday(then)


def test_a_copy_brings_the_chosen_parts_and_what_no_notice_does_without(raw):
    draft = cloned(stated_in(raw), code="2025-craft-arts", year=2025, cards=["fees"], is_working_day=weekday)

    assert {"fees", "invoice", "levels", "committees", "route", "title"} <= draft.keys()
    assert not {"checklist", "condition_sets", "stages", "contacts"} & draft.keys()
    assert (draft["code"], draft["year"], draft["ruleset"]) == ("2025-craft-arts", 2025, "R2024")
    assert complete_terms(draft).year == 2025


def test_a_copy_for_2026_comes_under_the_rules_of_2026(raw):
    """GEN-06: applied, and told on the page of differences."""
    stated = stated_in(raw)
    draft = cloned(stated, code="n", year=2026, cards=ALL, is_working_day=weekday)
    before, after = (dump_terms(complete_terms(each)) for each in (stated, draft))
    told = differences_of(before, after, by_ruleset=dict.fromkeys(each["path"] for each in given_by_ruleset(draft)))

    assert (ruleset_for(2026, "R2024"), draft["ruleset"]) == ("R2026", "R2026")
    by_rules = {each.label: (each.before, each.after) for each in told if each.why}
    assert by_rules["资历计算 · 足年或足月"] == ("足年", "足月")
    assert not [each for each in told if each.top == "stages" and each.why]
    assert {each.label for each in told if not each.why} >= {"申报年度", "规则集"}


def test_a_text_that_prints_a_day_which_has_moved_is_listed_with_the_new_day(raw):
    """24-1: the printed text says when people declare and pay; a copy moves the windows, not the words."""
    stated = stated_in(raw)
    draft = cloned(stated, code="n", year=2026, cards=ALL, is_working_day=weekday)
    for each in leftovers(draft, since=2024, kept={}, source=stated):
        if not each.is_date:
            draft = with_value(draft, draft, each.steps, each.suggested)
    texts = " ".join(clause["text"] for clause in draft["body"] if clause.get("text"))

    assert ("8月21日" in texts, "8月23日" in texts) == (True, False)
    assert "2026年9月1日8:00—10月13日18:00" in texts.replace(" ", "")
    told = list(forgotten_days(complete_terms(draft)))
    assert [(each.code, each.field) for each in told] == [("W132", "seniority.cutoff_date")]

    later = with_value(draft, draft, ("fees", "end"), "2026-10-16T18:00:00+08:00")
    said = {each.code: each.text for each in forgotten_days(complete_terms(later))}
    assert "10月13日，各环节的时间里没有这一天" in said["W131"]


def test_windows_that_are_over_before_anybody_can_begin_are_named():
    """ADMIN-03: on the moment of closing itself a window still counts as open."""
    terms = read_notice_file(settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml")
    closes_at = min(span.closes_at for span in terms.windows().values() if span.closes_at)

    assert list(windows_gone(terms, closes_at)) == []
    (told,) = windows_gone(terms, closes_at + timedelta(seconds=1))
    assert (told.code, told.severity) == ("W133", Severity.WARN)
    assert told.text == "“个人申报及所在单位审核推荐”此刻已经截止，发布后无法办理。"


def test_notices_as_issued_print_no_day_of_their_own(raw):
    for file in sorted((settings.BASE_DIR / "notices" / "data").glob("*.yaml")):
        assert list(forgotten_days(read_notice_file(file))) == []


def test_whatever_says_last_years_is_listed_until_it_is_changed_or_kept(raw):
    draft = cloned(stated_in(raw), code="n", year=2026, cards=ALL, is_working_day=weekday)
    found = {each.path: each for each in leftovers(draft, since=2024, kept={})}

    assert found["title"].suggested == "关于开展2026年度广西工艺美术系列职称评审工作的通知"
    assert (found["ce.reference_year"].value, found["ce.reference_year"].suggested) == (2023, 2025)
    assert found["checklist[5].label"].suggested.startswith("2026年度公需科目")
    assert found["seniority.cutoff_date"].value == "2024-12-31"  # a day of the law is looked at, not moved
    assert (found["texts.version"].value, found["texts.version"].suggested) == ("2024-1", "2026-1")
    assert not any("doc_no" in path for path in found)  # 〔2022〕 is a number, not a year

    every_moment = {dotted(each.steps) for each in moves(draft, years=0, is_working_day=weekday)}
    assert {path for path, each in found.items() if each.is_date} == every_moment | {"seniority.cutoff_date"}
    kept = {path: mark_of(each.value) for path, each in found.items()}
    assert leftovers(draft, since=2024, kept=kept) == []
    changed = with_value(draft, draft, ("title",), "又一个2024年度的标题")
    assert [each.path for each in leftovers(changed, since=2024, kept=kept)] == ["title"]


def test_differences_recognise_items_by_their_code_not_by_their_place(raw):
    whole = dump_terms(complete_terms(raw))
    later = deepcopy(whole)
    later["checklist"].insert(0, later["checklist"].pop())
    later["checklist"][3]["label"] = "换了名字"
    gone = later["specialties"].pop()

    told = differences_of(whole, later, by_ruleset={})

    assert [(each.top, each.before, each.after) for each in told] == [
        ("specialties", gone["name"], "—"),
        ("checklist", whole["checklist"][2]["label"], "换了名字"),
    ] or {each.top for each in told} == {"checklist", "specialties"}


# ── the picture of the times ─────────────────────────────────────────────────────────────────────────────
def test_windows_lie_where_their_days_are_and_name_what_they_overlap(raw):
    """24-5: overlapping is legal, and told."""
    windows = complete_terms(stated_in(raw)).windows()
    first, last = span_of(windows)
    picture = picture_of(
        windows, {date(2024, 7, 6): "", date(2024, 7, 7): "", date(2024, 10, 1): "国庆节"}, date(2024, 12, 31)
    )
    bars = {bar.name: bar for bar in picture.bars}

    assert (first, last) == (date(2024, 7, 2), date(2024, 12, 31))
    assert picture.width == 184 * STEP  # July to December
    assert (bars["personal_unit"].x, bars["personal_unit"].width) == (1 * STEP, 53 * STEP)
    assert "各级职改办、主管部门审核推荐" in bars["personal_unit"].overlaps
    assert "评委会所在职改办接收审核" not in bars["personal_unit"].overlaps
    assert [(mark.x, mark.width, mark.words) for mark in picture.free] == [
        (5 * STEP, 2 * STEP, ""),
        (92 * STEP, STEP, "国庆节"),
    ]
    assert [mark.words for mark in picture.months][:2] == ["2024年7月", "2024年8月"]
    assert not picture.uncertain
    assert picture_of(windows, {}, date(2024, 6, 30)).uncertain
    assert picture_of({}, {}, None) is None


# ── the wall ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_finding_lies_on_the_card_of_its_key():
    stands = wall(
        [
            Reason("E703", "没有评审费标准。", "fees.amounts.zg"),
            Reason("W111", "另行规定。", "condition_sets", Severity.WARN),
            Reason("E701", "开始不早于截止。", "windows.personal_unit"),
            Reason("E701", "开始不早于截止。", "windows.fees"),
        ],
        ["title", "checklist[3].label"],
    )
    told = {each.card.code: each for each in stands}

    assert [each.text for each in told["fees"].faults] == ["没有评审费标准。", "开始不早于截止。"]
    assert [each.text for each in told["windows"].faults] == ["开始不早于截止。"]
    assert (told["conditions"].is_done, len(told["conditions"].reminders)) == (True, 1)
    assert (told["basics"].is_done, told["basics"].missing) == (False, ("有1处仍是上一年度的内容",))
    assert told["contacts"].is_done
    empty = {each.card.code for each in wall([], [], {"policy_columns": [], "title": "通知"}) if each.is_empty}
    assert ("policies" in empty, "basics" in empty) == (True, False)
    assert card_for("nonsense") is None

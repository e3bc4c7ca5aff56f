"""One rule under three notices: what one bars another may not, what one proves another asks for; each at its edge."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from django.conf import settings

from declarations.eligibility import judge
from declarations.eligibility.dossier import Barring, Body, Course, PaidMonth, Paper, Title
from declarations.eligibility.facts import nature_of
from declarations.eligibility.likeness import likeness
from declarations.eligibility.qualification import titles_to_attest
from declarations.eligibility.seniority import conditions_of
from declarations.eligibility.slots import slot_for, slots_of
from declarations.forms.selfcheck import QuestionsForm
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import check
from notices.services import read_notice_file
from tests.declarations.dossiers import (
    ARTICLE,
    FULL,
    PAPERS,
    TITLE,
    TODAY,
    asking,
    changed,
    codes,
    found,
    months,
    person,
    said,
    without,
)

DAY = timedelta(days=1)
OLD, CRAFTS, ENGINEERS = "2017-craft-arts", "2024-craft-arts", "2024-liudong-engineering"


@cache
def terms_of(notice):
    """A notice as it is."""
    return read_notice_file(settings.BASE_DIR / "notices" / "data" / f"{notice}.yaml")


def at(**facts):
    """The full dossier of another unit."""
    return replace(FULL, unit=replace(FULL.unit, **facts))


def of(dossier, **facts):
    return replace(dossier, person=replace(dossier.person, **facts))


# ── exclusions (ELIG-06…08, OFFICE-09) ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("facts", "rule", "barring"),
    [
        ({"is_civil_servant": True}, "ELIG-02", {OLD, CRAFTS, ENGINEERS}),
        ({"is_retired": True, "retired_on": date(2016, 12, 31)}, "ELIG-03", {OLD, CRAFTS, ENGINEERS}),
        ({"discipline": "记过", "unit_nature": "institution"}, "ELIG-06", {CRAFTS}),
        ({"under_investigation": True}, "ELIG-07", {CRAFTS}),
        ({"sanction_until": TODAY}, "ELIG-07", {CRAFTS}),
    ],
)
def test_a_notice_bars_only_whom_it_names(facts, rule, barring):
    assert {each for each in (OLD, CRAFTS, ENGINEERS) if codes(person(**facts), rule, terms=terms_of(each))} == barring


def test_the_archive_bars_where_the_notice_says_so_and_else_is_a_reference():
    """ELIG-08, OFFICE-09, COMM-15: of 2017 the desks read of it, and nobody is held up."""
    recorded = replace(FULL, barrings=(Barring(until=date(2025, 3, 31)),))

    told = {each: found(recorded, "ELIG-08", "OFFICE-09", terms=terms_of(each)) for each in (OLD, CRAFTS, ENGINEERS)}

    assert {each: [one.code for one in answers] for each, answers in told.items()} == {
        OLD: ["OFFICE-09"],
        CRAFTS: ["E105"],
        ENGINEERS: ["E105"],
    }
    assert [one.severity for one in told[OLD]] == ["human"]
    assert found(FULL, "OFFICE-09", terms=terms_of(OLD)) == []


# ── retiring (ELIG-04, ELIG-05) ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("retired_on", "barred"), [(date(2016, 12, 31), True), (date(2017, 1, 1), False), (date(2017, 6, 1), False)]
)
def test_2017_let_those_declare_who_retired_within_the_year(retired_on, barred):
    retired = person(born_on=date(1957, 6, 1), is_retired=True, retired_on=retired_on)

    assert (codes(retired, "ELIG-03", terms=terms_of(OLD), today=date(2017, 6, 20)) == ["E102"]) is barred
    assert codes(retired, "ELIG-03", terms=terms_of(CRAFTS)) == ["E102"]  # 2024 asks for nothing but that it was done
    assert codes(retired, "ELIG-03", terms=terms_of(ENGINEERS)) == ["E102"]


def test_2017_asks_when_somebody_retired():
    retired = person(born_on=date(1970, 1, 1), is_retired=True)

    [finding] = found(retired, "ELIG-03", terms=terms_of(OLD), today=date(2017, 6, 20))

    assert (finding.code, finding.field, finding.missing) == ("E102", "retired_on", True)
    extended = of(retired, extension_until=date(2017, 6, 20))
    assert codes(extended, "ELIG-03", terms=terms_of(OLD), today=date(2017, 6, 20)) == []


def test_the_bar_of_2017_names_its_day():
    barred = person(born_on=date(1956, 12, 31))

    assert said(barred, "ELIG-03", terms=terms_of(OLD), today=date(2017, 6, 20)) == [
        "2016年12月31日以前已办理离退休手续或已达到法定退休年龄，不得申报（办理延长退休手续者请上传批准文件）。"
    ]


@pytest.mark.parametrize(("day", "barred"), [(date(2016, 12, 31), True), (date(2017, 1, 1), False)])
def test_the_self_check_asks_when_somebody_retired_where_it_counts(day, barred):
    """S04, ELIG-05."""
    asking_it = {
        each
        for each in (OLD, CRAFTS, ENGINEERS)
        if "retired_on" in QuestionsForm(terms=terms_of(each), today=TODAY).fields
    }
    told = Answers(
        level="gj", sex="男", born_on=date(1957, 6, 1), nature="state_enterprise", affiliation="city",
        situations=frozenset({"retired"}), retired_on=day,
    )  # fmt: skip

    found_there = check(told, terms_of(OLD), date(2017, 6, 20)).conditions

    assert asking_it == {OLD}
    assert any(each.rule == "ELIG-03" and each.blocks for each in found_there) is barred


# ── units of the city that come by letter (CHAN-12, ELIG-12) ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("affiliation", "barred"),
    [("central", False), ("region", False), ("other_province", False), ("city", True), ("county", True)],
)
def test_units_from_above_in_the_city_come_by_letter_and_need_no_hosted_archive(affiliation, barred):
    unit = at(affiliation=affiliation, place="广西柳州市")

    assert (codes(unit, "ELIG-12", terms=terms_of(ENGINEERS)) == ["E107"]) is barred
    assert (codes(unit, "CHAN-11", terms=terms_of(ENGINEERS)) == ["E110"]) is not barred
    assert codes(unit, "ELIG-12", terms=terms_of(CRAFTS)) == []  # no zone there


# ── what data sharing proves (MAT-10, MAT-26, MAT-31, MAT-32) ──────────────────────────────────────────────────────
SHARED_2024 = Course(year=2024, category="公需", passed=True, shared=True)
TYPED_2024 = replace(SHARED_2024, shared=False)


@pytest.mark.parametrize("notice", [CRAFTS, ENGINEERS])
@pytest.mark.parametrize(
    ("courses", "proved"),
    [
        ((SHARED_2024,), True),
        ((TYPED_2024,), False),
        ((replace(SHARED_2024, year=2019), TYPED_2024), False),
        ((replace(SHARED_2024, category="专业"), TYPED_2024), False),
        ((replace(SHARED_2024, passed=False), TYPED_2024), False),
        ((SHARED_2024, replace(TYPED_2024, year=2019)), True),
    ],
)
def test_a_shared_course_proves_its_own_year_alone(notice, courses, proved):
    dossier = replace(without("ce_public"), courses=courses)

    assert (slot_for(dossier, terms_of(notice), "ce_public") is None) is proved
    assert any(each.slot == "ce_public" for each in found(dossier, "MAT-03", terms=terms_of(notice))) is not proved


WANTED = ("2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07")


def shared(*names):
    return tuple(replace(each, shared=True) for each in months(*names))


@pytest.mark.parametrize("notice", [CRAFTS, ENGINEERS])
@pytest.mark.parametrize(
    ("paid", "proved"),
    [
        (shared(*WANTED), True),
        (months(*WANTED), False),
        ((*shared("2015-01"), *months(*WANTED)), False),
        ((*shared(*WANTED[1:]), *months(WANTED[0])), False),
        ((*shared(*WANTED), *months("2024-01")), True),  # nobody asked for that month
    ],
)
def test_shared_months_prove_the_months_asked_for_alone(notice, paid, proved):
    dossier = replace(without("social_insurance"), paid_months=paid)

    assert (codes(dossier, "MAT-31", terms=terms_of(notice)) == []) is proved


@pytest.mark.parametrize("notice", [CRAFTS, ENGINEERS])
def test_an_explained_gap_is_proved_whatever_was_shared(notice):
    """MAT-31: the slot is there to prove it in, and what it proves is asked for."""
    gap = replace(without("social_insurance"), paid_months=shared(*WANTED[1:]))
    told = replace(gap, request=replace(gap.request, insurance_gap="2024年2月由原单位缴纳。"))
    proved = replace(told, papers=(*told.papers, Paper(slot="social_insurance")))

    assert codes(gap, "MAT-31", terms=terms_of(notice)) == ["W101"]
    assert codes(told, "MAT-31", terms=terms_of(notice)) == ["E201"]
    assert slot_for(told, terms_of(notice), "social_insurance") is not None
    assert codes(proved, "MAT-31", terms=terms_of(notice)) == []


def test_one_shared_certificate_is_not_the_other_one():
    """MAT-10, MAT-19: the typed one is scanned."""
    typed = Title(key="titles:2", kind="skill", name="陶工", grade="技师（二级）", granted_on=date(2015, 1, 1))
    both = (replace(typed, key="titles:3", shared=True), typed)
    dossier = replace(asking(options=frozenset({"high_skill"})), titles=both)

    assert slot_for(dossier, terms_of(CRAFTS), "skill_certificate", "titles:2") is not None
    assert slot_for(dossier, terms_of(CRAFTS), "skill_certificate", "titles:3") is None


# ── by whose nature somebody counts (MAT-15, ELIG-15, COND-02) ─────────────────────────────────────────────────────
def test_a_registered_private_enterprise_is_one_whatever_is_typed():
    """It cannot be typed away: insurance is asked for, the conditions are its own."""
    typed = of(at(nature="private_enterprise"), unit_nature="state_enterprise")

    assert nature_of(typed, terms_of(CRAFTS)) == "private_enterprise"
    assert codes(replace(typed, paid_months=()), "MAT-31", terms=terms_of(CRAFTS)) == ["W101"]
    old = replace(typed, request=replace(typed.request, level="gj"))
    assert conditions_of(old, terms_of(OLD)).doc_no == "桂职办〔2012〕118号"
    assert [each.severity for each in found(typed, "ELIG-15", terms=terms_of(CRAFTS))] == ["human"]


def test_what_was_typed_counts_where_the_unit_is_registered_as_nothing():
    typed = of(at(nature=""), unit_nature="state_enterprise")

    assert nature_of(typed, terms_of(CRAFTS)) == "state_enterprise"
    assert found(typed, "ELIG-15", terms=terms_of(CRAFTS)) == []


@pytest.mark.parametrize(
    ("notice", "counts"), [(OLD, "institution"), (CRAFTS, "institution"), (ENGINEERS, "private_enterprise")]
)
def test_of_two_units_the_notice_names_the_one_that_counts(notice, counts):
    """ELIG-15: the relation's in 2017 and 2024, the true workplace's in the zone."""
    dispatched = replace(at(nature="private_enterprise"), personnel_unit=Body(name="派遣", nature="institution"))

    assert nature_of(dispatched, terms_of(notice)) == counts


@pytest.mark.parametrize(
    ("notice", "asked", "by_the_relation"),
    [(OLD, "CHAN-14", True), (CRAFTS, "CHAN-11", True), (ENGINEERS, "CHAN-11", False)],
)
def test_the_letter_is_asked_of_the_unit_by_which_somebody_counts(notice, asked, by_the_relation):
    """ELIG-15, CHAN-11…14: a bank's dispatched staff count by the dispatching unit in 2017 and 2024, not in the zone."""
    terms, own = terms_of(notice), Body(name="本市劳务公司", affiliation="city", place="柳州市")
    bank = Body(name="某银行", affiliation="central", place="柳州市")
    works_at_the_bank = replace(FULL, unit=bank, personnel_unit=own)
    sent_by_the_bank = replace(FULL, unit=own, personnel_unit=bank)

    refused = {name: codes(each, asked, "CHAN-13", terms=terms) for name, each in (
        ("works there", works_at_the_bank), ("sent by it", sent_by_the_bank))}  # fmt: skip
    assert bool(refused["works there"]) is not by_the_relation
    assert bool(refused["sent by it"]) is by_the_relation
    slots = {slot.code for slot in slots_of(sent_by_the_bank, terms)}
    assert bool(slots & {"outside_letter", "channel_opinion"}) is by_the_relation


def test_an_agency_lends_its_nature_to_no_freelancer():
    alone = replace(
        of(at(nature="institution", kind="agency"), unit_nature=""), request=asking(freelancer=True).request
    )

    assert nature_of(alone, terms_of(CRAFTS)) == ""


# ── one text declared twice (MAT-51) ───────────────────────────────────────────────────────────────────────────────
WORDS = "主持坭兴陶窑变釉色与烧成制度的研究，整理工艺参数六十组，形成可以推广的做法，指导学徒十二名。"
REPORT = replace(ARTICLE, kind="work_report", title="窑变技术报告")
OWN = Paper(slot="work_report", part=REPORT.key, piece="技术工作总结", digest="a" * 64)


def reporting(text="", summary=WORDS, papers=(OWN,), *others):
    return replace(FULL, publications=(replace(REPORT, text=text), *others), summary=summary, papers=(*PAPERS, *papers))


def severities(dossier, terms):
    return [(each.severity.value, each.code) for each in found(dossier, "MAT-51", terms=terms)]


def test_likeness_is_the_share_of_the_shorter_text():
    assert likeness(WORDS, f"前言。{WORDS}后记很长很长很长很长。") == 100
    assert likeness(WORDS, "毫不相干的另一篇文章，讲的是壮锦的织造。") == 0
    assert likeness("", WORDS) == likeness(WORDS, "四个字符") == 0


@pytest.mark.parametrize(("percent", "told"), [(100, []), (None, [])])
def test_the_threshold_is_the_notice_s(percent, told):
    """MAT-51 [C]: an edition may ask for more likeness, or not compare at all."""
    near = WORDS.replace("主持坭兴陶", "承担钦州陶")

    assert severities(reporting(near), terms_of(ENGINEERS)) == [("warn", "MAT-51")]
    assert severities(reporting(near), changed(summary={"similar_percent": percent})) == told


def test_a_report_at_the_threshold_is_pointed_out_and_one_below_is_not():
    like = likeness(half := WORDS[: len(WORDS) // 2] + "另写的一半说的是别的事情，与总结没有关系。", WORDS)

    at_it, above = changed(summary={"similar_percent": like}), changed(summary={"similar_percent": like + 1})

    assert 0 < like < 80
    assert (severities(reporting(half), at_it), severities(reporting(half), above)) == ([("warn", "MAT-51")], [])


@pytest.mark.parametrize(("rest", "code"), [(0, "E209"), (5, "E209"), (6, "MAT-51")])
def test_page_numbers_do_not_make_it_another_text(rest, code):
    """95 of 100 stretches of the longer text are the same text still, 94 are only much the same."""
    summary = "".join(chr(0x4E00 + number) for number in range(104 - rest))  # 100 - rest stretches of five
    printed = summary + "".join(chr(0x6E00 + number) for number in range(rest))

    assert severities(reporting(printed, summary), terms_of(ENGINEERS))[0][1] == code


def test_the_same_words_are_refused_and_a_scan_is_read_by_people():
    assert severities(reporting(WORDS.replace("，", " ")), terms_of(ENGINEERS)) == [("block", "E209")]
    assert severities(reporting(""), terms_of(ENGINEERS)) == [("human", "MAT-51")]
    assert severities(reporting("", summary=""), terms_of(CRAFTS)) == []  # no summary is asked for there


def test_one_file_is_not_the_summary_and_not_two_publications():
    second = replace(REPORT, key="publication:2", title="另一份报告", text="另写的一篇。")
    twin = replace(OWN, part=second.key)
    cover = replace(OWN, slot="paper", part=second.key, piece="封面")
    as_summary = Paper(slot="summary", digest=OWN.digest)

    both = found(reporting("", WORDS, (OWN, twin), second), "MAT-51", terms=terms_of(ENGINEERS))
    assert [each.text for each in both if each.blocks] == [
        "“窑变技术报告”与“另一份报告”是同一份文件，不能重复使用。",
        "“另一份报告”与“窑变技术报告”是同一份文件，不能重复使用。",
    ]
    assert codes(reporting("", WORDS, (OWN, cover), second), "MAT-51", terms=terms_of(ENGINEERS)) == []
    assert codes(reporting("", "", (OWN, as_summary)), "MAT-51", terms=terms_of(ENGINEERS)) == ["E209"]


# ── 转评 (PATH-09), titles of elsewhere (PATH-11) ──────────────────────────────────────────────────────────────────
def converting(*titles, level="fg"):
    request = replace(FULL.request, level=level, kind="conversion", new_work_since=date(2020, 1, 1))
    return replace(FULL, request=request, titles=titles)


OLD_TITLE = Title(key="titles:2", name="高级工程师", rank="fugao", series="工程", granted_on=date(2020, 1, 1))


@pytest.mark.parametrize("notice", [CRAFTS, ENGINEERS, OLD])
@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"rank": "zhong", "name": "工程师"}, True),
        ({"series": "own"}, True),
        ({"series": ""}, True),
        ({"kind": "skill", "grade": "高级技师（一级）"}, True),
    ],
)
def test_only_a_title_of_the_same_level_of_another_series_is_converted(notice, facts, refused):
    terms = terms_of(notice)
    level = next(each for each in terms.levels if each.rank in {"fugao", "zhong"})
    same = {"rank": level.rank, "series": "会计", "name": "同级职称"}
    below = {"rank": "chu" if level.rank == "zhong" else "zhong"}
    told = same | {**facts, **(below if "rank" in facts else {})}
    told["series"] = terms.series if told["series"] == "own" else told["series"]

    dossier = converting(replace(TITLE, series=terms.series), replace(OLD_TITLE, **told), level=level.code)

    assert (codes(dossier, "PATH-09", terms=terms) == ["PATH-09"]) is refused


def test_technicians_and_assistants_are_two_levels_of_one_rank():
    """G-28."""
    level = next(each.code for each in terms_of(ENGINEERS).levels if each.name == "助理工程师")
    held = replace(OLD_TITLE, rank="chu", series="会计", name="会计员")

    assert codes(converting(held, level=level), "PATH-09", terms=terms_of(ENGINEERS)) == ["PATH-09"]
    higher = replace(held, name="助理会计师")
    assert codes(converting(higher, level=level), "PATH-09", terms=terms_of(ENGINEERS)) == []


def test_nobody_else_is_asked_for_a_title_to_convert():
    assert found(FULL, "PATH-09") == []


@pytest.mark.parametrize(("notice", "asked"), [(OLD, []), (CRAFTS, ["titles:1"]), (ENGINEERS, ["titles:1"])])
def test_the_unit_attests_an_outside_title_of_another_series(notice, asked):
    """PATH-11: where the notice lets it lead upward."""
    outside = replace(FULL, titles=(replace(TITLE, origin="outside", series="会计"),))

    assert [each.key for each in titles_to_attest(outside, terms_of(notice))] == asked
    for other in ({"origin": "region"}, {"series": terms_of(notice).series}, {"series": ""}, {"is_base": False}):
        titles = tuple(replace(each, **other) for each in outside.titles)
        assert titles_to_attest(replace(outside, titles=titles), terms_of(notice)) == []


def test_where_one_converts_first_the_title_to_convert_is_attested():
    """PATH-11 under PATH-12."""
    terms = changed(cross_series_up={"mode": "convert_first"})
    upward = replace(FULL, titles=(replace(TITLE, origin="outside", series="工程"),))
    conversion = converting(TITLE, replace(OLD_TITLE, origin="outside"))

    assert titles_to_attest(upward, terms) == []
    assert [each.key for each in titles_to_attest(conversion, terms)] == ["titles:2"]
    assert [each.part for each in found(conversion, "PATH-11", terms=terms)] == ["titles:2"]


# ── other names and numbers (MAT-59…61) ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("facts", "asking_for_proof"),
    [
        ({"name_differs": True}, {OLD, CRAFTS, ENGINEERS}),
        ({"former_name": "覃大壮"}, {ENGINEERS}),
        ({"other_numbers": 1}, {ENGINEERS}),
        ({"shared_names": ("学信网",)}, set()),
    ],
)
def test_what_has_to_be_proved_of_another_name_or_number_is_the_notice_s(facts, asking_for_proof):
    dossier = person(**facts)

    told = {each: found(dossier, "MAT-59", terms=terms_of(each)) for each in (OLD, CRAFTS, ENGINEERS)}

    for notice, answers in told.items():
        expected = [("block", "E218")] if notice in asking_for_proof else [("warn", "MAT-59")]
        assert [(each.severity.value, each.code) for each in answers] == expected, notice
        there = slot_for(dossier, terms_of(notice), "name_id_proof") is not None
        assert there is (notice in asking_for_proof)


def test_one_name_and_one_number_are_nothing_to_look_at():
    assert [found(FULL, "MAT-59", terms=terms_of(each)) for each in (OLD, CRAFTS, ENGINEERS)] == [[], [], []]


def test_a_proof_of_a_former_name_is_looked_at_by_people():
    proved = replace(person(former_name="覃大壮"), papers=(*PAPERS, Paper(slot="name_id_proof")))

    [answer] = found(proved, "MAT-59", terms=terms_of(ENGINEERS))

    assert (answer.severity, answer.arithmetic) == ("human", ("曾用名：覃大壮",))


# ── the first day of declaring directly by years (G-35) ────────────────────────────────────────────────────────────
def test_who_falls_short_is_told_a_day_on_which_it_is_true():
    """PATH-02: by either way of counting; the month of the start is no month under the rules of 2026."""
    basis = "从事专业技术工作年限超2年以上（初级中级年限合并计算）"
    since = date(2020, 3, 15)
    dossier = replace(
        asking(level="zj", options=frozenset({"direct"}), direct_basis=basis),
        person=replace(FULL.person, specialty_since=since, unit_nature=FULL.person.unit_nature),
        titles=(),
    )
    for start in ("grant_date", "month_after_grant"):

        def by(day, start=start):
            return changed(seniority={"start": start, "cutoff_date": day.isoformat()})

        [short] = [each for each in found(dossier, "PATH-02", terms=by(TODAY)) if each.blocks]

        assert codes(dossier, "PATH-02", terms=by(short.earliest)) == []
        assert codes(dossier, "PATH-02", terms=by(short.earliest - DAY)) == ["E210"]


def test_the_full_dossier_still_lacks_nothing():
    assert judge(FULL, terms_of(CRAFTS), TODAY) == []
    assert PaidMonth(month=date(2024, 1, 1)).shared is False


# ── degrees from abroad (UNIT-23) ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("overseas", "barring"), [(True, {OLD}), (False, set())])
def test_a_degree_from_abroad_is_certified_where_the_notice_asks_it(overseas, barring):
    """UNIT-23: without the certificate of the national education authority it cannot be handed in."""
    dossier = replace(FULL, schooling=(replace(FULL.schooling[0], overseas=overseas),))
    asking_it = {
        each
        for each in (OLD, CRAFTS, ENGINEERS)
        if any(slot.code == "education_overseas" and slot.hard for slot in slots_of(dossier, terms_of(each)))
    }
    assert asking_it == barring

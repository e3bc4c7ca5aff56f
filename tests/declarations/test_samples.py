"""Every offering of every notice has a dossier that lacks nothing; each thing left out of it is missed."""

import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import StringIO
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from declarations.eligibility.dossier import Paper
from declarations.eligibility.materials import SPOKEN_FOR_BY_MODE
from declarations.eligibility.seniority import needs_base
from declarations.eligibility.slots import slot_for
from declarations.management.commands.dossierformat import page, schema_text
from declarations.packages.dossier_file import precheck, read_dossier, write_dossier
from declarations.sample import PATHS, PEOPLE, STAFF, UNVOTED, NoSuchOffering, offering, sample
from notices.exceptions import TermsRefused
from notices.services import read_notice_file

ZONE = ZoneInfo("Asia/Shanghai")
NOTICES = sorted((settings.BASE_DIR / "notices" / "data").glob("*.yaml"))
IN_TIME = {
    "2017-craft-arts": datetime(2017, 6, 20, 10, tzinfo=ZONE),
    "2024-craft-arts": datetime(2024, 8, 5, 10, tzinfo=ZONE),
    "2024-liudong-engineering": datetime(2024, 8, 5, 10, tzinfo=ZONE),
}


@cache
def terms_in(path: Path):
    return read_notice_file(path)


def offerings():
    """Staff by every path, and every other kind of person; a path that a notice or level does not have is none."""
    for file in NOTICES:
        terms, at = terms_in(file), IN_TIME[file.stem]
        for level in terms.levels:
            for specialty in terms.specialties_for(level.code):
                for path, person in product(PATHS, PEOPLE):
                    told = {"level": level.code, "specialty": specialty.code, "path": path, "person": person}
                    try:
                        yield at, offering(terms, today=at.date(), **told)
                    except NoSuchOffering:
                        continue


def one_a_group(asked):
    """Specialties of one group share the group's conditions: the first stands for them."""
    first = next(each for each in asked.terms.specialties_for(asked.level.code) if each.group == asked.specialty.group)
    return asked.specialty == first


EVERY = list(offerings())
STAFF_ONLY = [(at, asked) for at, asked in EVERY if asked.person == STAFF]
ALL = [(at, asked) for at, asked in EVERY if asked.person == STAFF or one_a_group(asked)]
# of the other people those who come the ordinary way; with SOAK=1 all of them
SHORT = [(at, asked) for at, asked in ALL if one_a_group(asked) and (asked.person == STAFF or asked.path == "ordinary")]


def blocks(dossier, terms, at):
    return [each for each in precheck(dossier, terms, at=at).findings if each.blocks]


def test_all_notices_are_tried():
    assert {file.stem for file in NOTICES} == set(IN_TIME)
    assert len(STAFF_ONLY) > 200
    assert {asked.person for _, asked in ALL} == set(PEOPLE)


def test_each_offering_has_a_dossier_that_can_be_handed_in():
    found = {
        (asked.terms.code, asked.level.name, asked.specialty.name, asked.path, asked.person): [
            each.text for each in lacking
        ]
        for at, asked in ALL
        if (lacking := blocks(sample(asked), asked.terms, at))
    }

    assert found == {}


# The catalogue's code for a missing file; E201 for every slot that no rule of its own speaks of (SPOKEN_FOR).
OF_A_FILE = {
    "self_assessment": "E220",
    "contract": "E112",
    "outside_letter": "E110",
    "commission_letter": "CHAN-09",
    "commission_approval": "CHAN-15",
}


def code_of(slot, terms):
    """E212 for what the notice takes as the approval: the document, or the form the unit stamped (PATH-17)."""
    approves = SPOKEN_FOR_BY_MODE.get(terms.exception.approval_mode) if terms.exception else None
    return "E212" if slot == approves else OF_A_FILE.get(slot, "E201")


def test_each_file_left_out_is_missed(soak):
    """MAT-03, MAT-04: at its slot, with the code of the catalogue; one specialty a group is enough."""
    passed = []
    for at, asked in ALL if soak else SHORT:
        whole = sample(asked)
        for paper in whole.papers:
            slot = slot_for(whole, asked.terms, paper.slot, paper.part)
            if not slot.hard:
                continue
            rest = tuple(each for each in whole.papers if each != paper)
            lacking = blocks(replace(whole, papers=rest), asked.terms, at)
            told = {each.code for each in lacking if each.slot == paper.slot or each.part == slot.key}
            if told != {code_of(paper.slot, asked.terms)} or len(told) != len({each.code for each in lacking}):
                passed.append((asked.terms.code, asked.path, asked.person, paper.slot, told))

    assert passed == []


# By which code an empty section is named; titles and courses by the rule the notice has.
OF_A_SECTION = {
    "schooling": {"MAT-16"},
    "titles": {"E222", "E213", "PATH-01", "PATH-09", "PATH-28", "COND-13"},
    "courses": {"E202", "MAT-29", "MAT-30"},
    "jobs": {"MAT-36"},
    "experiences": {"MAT-39"},
    "achievements": {"MAT-40"},
    "summary": {"E208"},
}
SECTIONS = ("schooling", "titles", "courses", "jobs", "experiences", "achievements", "summary")
NOT_ASKED = {  # what these notices do not ask of everybody
    # 15 years of work lead to 工艺美术师 without a lower title, too
    "titles": lambda asked: not needs_base(replace(sample(asked), titles=()), asked.terms, asked.today),
    "courses": lambda asked: not sample(asked).courses,
    "summary": lambda asked: not asked.terms.summary.min_chars or asked.path in UNVOTED,
    # what an authority decides rests on no achievements (PATH-30)
    "experiences": lambda asked: asked.path in UNVOTED,
    "achievements": lambda asked: asked.path in UNVOTED,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_left_out_is_missed(section):
    nothing = "" if section == "summary" else ()
    passed = [
        (asked.terms.code, asked.level.name, asked.path, asked.person, told)
        for at, asked in SHORT
        if not NOT_ASKED.get(section, lambda _: False)(asked)
        and OF_A_SECTION[section].isdisjoint(
            told := {each.code for each in blocks(replace(sample(asked), **{section: nothing}), asked.terms, at)}
        )
    ]

    assert passed == []


# ── who declares ───────────────────────────────────────────────────────────────────────────────────────────────────
OLD, CRAFTS, ENGINEERS = (file.stem for file in NOTICES)
ADMITTED = {
    OLD: {"private", "owner", "talent_market", "hosted", "central", "other_province", "untitled"},
    CRAFTS: {
        *("private", "owner", "agency", "freelancer_agency", "freelancer_association"),
        *("central", "other_province", "untitled"),
    },
    ENGINEERS: {"private", "owner", "dispatched", "hosted", "central", "other_province", "untitled"},
}


def asked_of(notice, person, **told):
    """The first offering of a notice for such a person, at the level asked for."""
    terms = terms_in(next(file for file in NOTICES if file.stem == notice))
    return offering(terms, today=IN_TIME[notice].date(), person=person, **told)


def codes_without(asked, **facts):
    """Codes of the blocks when these facts of the request, the person or the rows are other ones."""
    whole = sample(asked)
    for name in ("request", "person"):
        told = {key: value for key, value in facts.items() if hasattr(getattr(whole, name), key)}
        whole = replace(whole, **{name: replace(getattr(whole, name), **told)})
    whole = replace(whole, **{key: value for key, value in facts.items() if hasattr(whole, key)})
    return [each.code for each in blocks(whole, asked.terms, IN_TIME[asked.terms.code])]


@pytest.mark.parametrize("notice", ADMITTED)
def test_a_notice_admits_the_people_it_names(notice):
    """ELIG-01, ELIG-11…14, CHAN-09…11, CHAN-17: from its own words."""
    assert {asked.person for _, asked in ALL if asked.terms.code == notice} == ADMITTED[notice] | {STAFF}


@pytest.mark.parametrize(
    ("notice", "person", "told", "left_out", "codes"),
    [
        (CRAFTS, "freelancer_agency", {}, {"channel": "association"}, ["E113"]),
        (CRAFTS, "freelancer_agency", {}, {"channel": "unit"}, ["CHAN-10"]),
        (CRAFTS, "freelancer_association", {}, {"freelancer": False, "unit_nature": "other"}, ["CHAN-10"]),
        (CRAFTS, "freelancer_association", {}, {"archive_hosted": True}, ["E113"]),
        (CRAFTS, "agency", {}, {"insurance_gap": "", "paid_months": ()}, ["W101"]),
        (CRAFTS, "private", {}, {"unit_nature": ""}, ["E107"]),
        (CRAFTS, "central", {}, {"letter_kind": ""}, ["E110"]),
        (CRAFTS, "central", {}, {"letter_issuer": ""}, ["E110"]),
        (CRAFTS, "central", {}, {"committee": ""}, ["E109"]),
        (ENGINEERS, "central", {}, {"letter_filed_on": None}, ["E111"]),
        (ENGINEERS, "dispatched", {}, {"relay": ""}, ["W101", "ELIG-14"]),
        (ENGINEERS, "dispatched", {}, {"insurance_gap": " ", "paid_months": ()}, ["W101"]),
        (ENGINEERS, "hosted", {}, {"archive_since": None}, ["E107"]),
        (ENGINEERS, "hosted", {}, {"archive_agency": ""}, ["E107"]),
        (ENGINEERS, "untitled", {"level": "zlgcs"}, {"specialty_since": None}, ["E222", "COND-13"]),
        (ENGINEERS, STAFF, {"level": "gcs", "path": "early_one_year"}, {"early_one_year": False}, ["COND-13"]),
        (ENGINEERS, STAFF, {"level": "gcs", "path": "early_one_year"}, {"early_used": 1}, ["E211"]),
        (OLD, "central", {}, {"letter_filed_on": None}, ["E111"]),
        (OLD, "central", {}, {"parallel": ("另一申报",)}, ["CHAN-14"]),
        (OLD, "other_province", {"level": "gj"}, {"commission_approval_no": ""}, ["CHAN-15"]),
        (OLD, "other_province", {"level": "gj"}, {"commission_approval_on": None}, ["CHAN-15"]),
        (OLD, "other_province", {"level": "gj"}, {"letter_kind": ""}, ["CHAN-15"]),
        (OLD, "talent_market", {}, {"archive_hosted": False}, ["CHAN-17"]),
        (OLD, "hosted", {}, {"archive_since": None}, ["E107"]),
        (OLD, "private", {}, {"employed_since": None}, ["E107"]),
    ],
)
def test_each_fact_of_such_a_person_left_out_is_missed(notice, person, told, left_out, codes):
    assert codes_without(asked_of(notice, person, **told), **left_out) == codes


SORTS = ("养老保险缴费证明", "公积金缴存记录", "个人所得税纳税记录", "工资银行流水", "其他年限证明")


@pytest.mark.parametrize("path", ["direct", "exceptional"])
@pytest.mark.parametrize("given", [(), *((sort,) for sort in SORTS), ("公积金缴存记录", "工资银行流水")])
def test_one_proof_of_years_of_any_named_sort_is_enough(path, given):
    """MAT-24: where the years carry a direct or an exceptional declaration."""
    asked = asked_of(ENGINEERS, STAFF, path=path, level="gcs")
    whole = sample(asked)
    whole = replace(whole, request=replace(whole.request, relaxes=("资历",) if path == "exceptional" else ()))
    rest = tuple(each for each in whole.papers if each.slot != "years_proof")
    papers = tuple(Paper(slot="years_proof", piece=sort) for sort in given)

    lacking = blocks(replace(whole, papers=(*rest, *papers)), asked.terms, IN_TIME[ENGINEERS])

    told = [] if given else [f"缺少不可缺少的硬件材料：{'或'.join(SORTS)}，不得提交单位审核推荐。"]
    assert [each.text for each in lacking if each.slot == "years_proof"] == told


def test_a_freelancer_whom_a_unit_insures_is_refused():
    """MAT-35: one paid month in the six is enough."""
    asked = asked_of(CRAFTS, "freelancer_agency")
    first, *rest = sample(asked).paid_months

    assert codes_without(asked, paid_months=(replace(first, by_unit=True), *rest)) == ["E217"]


def test_an_owner_is_their_firm_s_legal_representative():
    """G-32: by an agency where the notice knows agencies; elsewhere somebody else of the firm does its step."""
    for notice, channel in ((CRAFTS, "agency"), (ENGINEERS, "unit"), (OLD, "unit")):
        made = sample(asked_of(notice, "owner"))
        assert made.person.name == made.workplace.legal_representative
        assert (made.request.channel, made.employer is not None) == (channel, channel == "agency")


def test_an_untitled_person_has_no_title_to_tick():
    for notice in ADMITTED:
        made = sample(asked_of(notice, "untitled"))
        assert made.titles == ()


def test_a_file_says_all_that_the_dossier_says(tmp_path):
    for _, asked in ALL[::37]:
        file = tmp_path / "dossier.json"
        file.write_text(json.dumps(write_dossier(sample(asked)), ensure_ascii=False), encoding="utf-8")

        assert read_dossier(file) == sample(asked)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("{", "d.json", "不是 UTF-8 编码的 JSON"),
        ("[]", "", "应为一组键值"),
        ('{"request": {}}', "request.level", "不能缺少"),
        ('{"request": {"level": "fg", "speciality": "x"}}', "request.speciality", "未知的键"),
        ('{"request": {"level": "fg"}, "person": {"born_on": "1980-13-01"}}', "person.born_on", "应为日期"),
        ('{"request": {"level": "fg"}, "titles": [{"name": "x"}]}', "titles[0].granted_on", "不能缺少"),
        ('{"request": {"level": "fg"}, "schooling": [{"level": "博士后"}]}', "schooling[0].level", "应为"),
    ],
)
def test_a_wrong_file_is_told_where(tmp_path, text, path, said):
    file = tmp_path / "d.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(TermsRefused) as refusal:
        read_dossier(file)

    assert any(fault.path == path and said in fault.text for fault in refusal.value.faults)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2024, 8, 23, 18, tzinfo=ZONE), False),
        (datetime(2024, 8, 23, 18, 0, 1, tzinfo=ZONE), True),
        (None, False),
    ],
)
def test_the_window_is_judged_where_a_moment_is_given(at, late):
    asked = offering(terms_in(NOTICES[1]), today=date(2024, 8, 5), level="fg")

    found = precheck(sample(asked), asked.terms, at=at)

    assert ([each.code for each in found.findings if each.code == "E401"] == ["E401"]) is late
    assert found.submittable is not late


# ── commands ───────────────────────────────────────────────────────────────────────────────────────────────────────
def run(*words) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("notice", sorted(IN_TIME))
def test_what_sampledossier_prints_precheck_takes(tmp_path, notice):
    file = tmp_path / "dossier.json"
    file.write_text(run("sampledossier", "--notice", notice), encoding="utf-8")

    told = json.loads(run("precheck", str(file), "--notice", notice, "--json"))

    assert told["submittable"] is True
    assert all(each["severity"] in {"warn", "human"} for each in told["findings"])


@pytest.mark.django_db
@pytest.mark.parametrize(("notice", "person"), [(CRAFTS, "freelancer_association"), (ENGINEERS, "dispatched")])
def test_sampledossier_makes_other_people_too(tmp_path, notice, person):
    file = tmp_path / "dossier.json"
    file.write_text(run("sampledossier", "--notice", notice, "--person", person), encoding="utf-8")

    assert json.loads(run("precheck", str(file), "--notice", notice, "--json"))["submittable"] is True


@pytest.mark.django_db
def test_precheck_says_what_is_missing_and_fails(tmp_path):
    made = json.loads(run("sampledossier", "--notice", "2024-craft-arts", "--level", "高级工艺美术师"))
    made["papers"] = [each for each in made["papers"] if each["slot"] != "self_assessment"]
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps(made), encoding="utf-8")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("precheck", str(file), "--notice", "2024-craft-arts", "--json", stdout=out)

    [missing] = [each for each in json.loads(out.getvalue())["findings"] if each["severity"] == "block"]
    assert ended.value.code == 1
    assert (missing["code"], missing["field"]) == ("E220", "slot:self_assessment")
    assert missing["clause"].startswith("通知二（二）")


@pytest.mark.django_db
def test_a_level_nobody_offers_is_said_as_such():
    asked = offering(terms_in(NOTICES[1]), today=date(2024, 8, 5))
    dossier = sample(asked)

    found = precheck(replace(dossier, request=replace(dossier.request, level="bogus")), asked.terms)

    assert [each.code for each in found.findings] == ["E107"]


@pytest.mark.django_db
def test_a_package_is_read_too(tmp_path):
    made = sample(offering(terms_in(NOTICES[1]), today=date(2024, 8, 5)))
    package = tmp_path / "dossier.zip"
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("dossier.json", json.dumps(write_dossier(made)))
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as file:
        file.writestr("other.json", "{}")

    assert read_dossier(package) == made
    with pytest.raises(TermsRefused):
        read_dossier(empty)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ("sampledossier", "--notice", "2099-none"),
        ("sampledossier", "--notice", "2024-craft-arts", "--level", "工程师"),
        ("sampledossier", "--notice", "2024-craft-arts", "--person", "dispatched"),
        ("precheck", "nowhere.json", "--notice", "2024-craft-arts"),
    ],
)
def test_what_is_not_there_is_said(words):
    with pytest.raises(CommandError):
        run(*words)


def test_the_format_is_described_as_it_is():
    docs = settings.BASE_DIR / "docs"

    assert (docs / "dossier-format.md").read_text(encoding="utf-8") == page()
    assert (docs / "dossier.schema.json").read_text(encoding="utf-8") == schema_text()

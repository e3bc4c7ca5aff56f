"""Every offering of every notice has a dossier that lacks nothing; each thing left out of it is missed."""

import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from declarations.eligibility.seniority import needs_base
from declarations.eligibility.slots import slot_for
from declarations.management.commands.dossierformat import page, schema_text
from declarations.packages.dossier_file import precheck, read_dossier, write_dossier
from declarations.sample import PATHS, UNVOTED, NoSuchOffering, offering, sample
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
    """All of them; a path that a notice or level does not have is no offering."""
    for file in NOTICES:
        terms, at = terms_in(file), IN_TIME[file.stem]
        for level in terms.levels:
            for specialty in terms.specialties_for(level.code):
                for path in PATHS:
                    try:
                        yield (
                            at,
                            offering(terms, today=at.date(), level=level.code, specialty=specialty.code, path=path),
                        )
                    except NoSuchOffering:
                        continue


ALL = list(offerings())


def blocks(dossier, terms, at):
    return [each for each in precheck(dossier, terms, at=at).findings if each.blocks]


def test_all_notices_are_tried():
    assert {file.stem for file in NOTICES} == set(IN_TIME)
    assert len(ALL) > 200


def test_each_offering_has_a_dossier_that_can_be_handed_in():
    found = {
        (asked.terms.code, asked.level.name, asked.specialty.name, asked.path): [each.text for each in lacking]
        for at, asked in ALL
        if (lacking := blocks(sample(asked), asked.terms, at))
    }

    assert found == {}


def test_each_file_left_out_is_missed():
    """At its slot, with the code of the catalogue; one specialty a group is enough."""
    passed = []
    for at, asked in {(a.terms.code, a.level, a.specialty.group, a.path): (at, a) for at, a in ALL}.values():
        whole = sample(asked)
        for paper in whole.papers:
            slot = slot_for(whole, asked.terms, paper.slot, paper.part)
            if not slot.hard:
                continue
            lacking = blocks(
                replace(whole, papers=tuple(each for each in whole.papers if each != paper)), asked.terms, at
            )
            if not any(each.slot == paper.slot or each.part == slot.key for each in lacking):
                passed.append((asked.terms.code, asked.path, paper.slot))
            assert {each.code for each in lacking} <= {"E201", "E212", "E220"}, (asked.terms.code, paper)

    assert passed == []


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
        (asked.terms.code, asked.level.name, asked.path)
        for at, asked in ALL
        if not NOT_ASKED.get(section, lambda _: False)(asked)
        and not blocks(replace(sample(asked), **{section: nothing}), asked.terms, at)
    ]

    assert passed == []


def test_a_file_says_all_that_the_dossier_says(tmp_path):
    for _, asked in ALL[::17]:
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

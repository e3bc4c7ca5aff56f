"""A far day or an unknown word is refused by its place; whatever the forms and the reader take, pages open with it.

PS2 (nothing a person types makes a page fall), COND-13, MAT-19.
"""

import copy
import json
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from declarations.eligibility.registry import judge
from declarations.models import BasicInfo, HeldTitle
from declarations.packages.dossier_file import read_dossier, schema, write_dossier
from declarations.services import entries, sections
from notices.exceptions import TermsRefused
from tests.declarations.dossiers import FULL, PERSON, TITLE, TODAY, craft_arts

TOLD = replace(
    FULL,
    person=replace(
        PERSON,
        retirement_category="male",
        employed_since=date(2010, 1, 1),
        archive_since=date(2010, 1, 1),
        discipline="警告",
        discipline_until=date(2020, 1, 1),
        sanction_until=date(2020, 1, 1),
    ),
)


@pytest.fixture
def file_of(tmp_path):
    def write(raw):
        path = tmp_path / "dossier.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return path

    return write


def leaves(told, path=()):
    pairs = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    if not isinstance(told, dict | list):
        yield path, told
    for name, below in pairs:
        yield from leaves(below, (*path, name))


def with_leaf(raw, path, value):
    changed = copy.deepcopy(raw)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("place", "path", "value"),
    [
        ("achievements[0].section", ("achievements", 0, "section"), "别的"),
        ("achievements[0].kind", ("achievements", 0, "kind"), "other"),
        ("person.retirement_category", ("person", "retirement_category"), "不存在"),
        ("person.sex", ("person", "sex"), "x"),
        ("titles[0].granted_on", ("titles", 0, "granted_on"), "9999-12-31"),
        ("titles[0].granted_on", ("titles", 0, "granted_on"), "1899-12-31"),
        ("titles[0].granted_on", ("titles", 0, "granted_on"), "2101-01-01"),
        ("titles[0].rank", ("titles", 0, "rank"), "大师"),
        ("paid_months[0].month", ("paid_months", 0, "month"), "9999-12-01"),
        ("request.kind", ("request", "kind"), "nothing"),
        ("request.channel", ("request", "channel"), "post"),
        ("schooling[0].level", ("schooling", 0, "level"), "幼儿园"),
        ("courses[0].category", ("courses", 0, "category"), "公共"),
        ("unit.affiliation", ("unit", "affiliation"), "moon"),
    ],
)
def test_an_unknown_word_or_a_far_day_in_a_file_is_refused_by_its_place(file_of, place, path, value):
    """PS2."""
    with pytest.raises(TermsRefused) as refused:
        read_dossier(file_of(with_leaf(write_dossier(TOLD), path, value)))

    assert [fault.path for fault in refused.value.faults] == [place]


def test_whatever_one_word_of_a_file_says_the_rules_answer(file_of):
    """PS2: every leaf of a whole dossier in turn; a fault by its place, or an answer of the rules."""
    raw = write_dossier(TOLD)
    for path, _ in list(leaves(raw)):
        for value in ("", "不存在", "9999-12-31", "0001-01-01", "1900-02-28", "2100-12-31", -1, 0, 10**9, True, None):
            try:
                dossier = read_dossier(file_of(with_leaf(raw, path, value)))
            except TermsRefused:
                continue
            if dossier.request.level in {level.code for level in craft_arts().levels}:
                judge(dossier, craft_arts(), TODAY)


def test_the_schema_tells_the_closed_words():
    told = schema()["properties"]["courses"]["items"]["properties"]["category"]

    assert told["enum"] == ["公需", "专业", "行业"]


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────
TYPED = {
    "kind": "title", "name": "工艺美术师", "rank": "zhong", "series": "工艺美术", "granted_on": "2018-11-05",
    "certificate_no": "GX1", "authority": "自治区职改办", "origin": "local",
}  # fmt: skip


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


@pytest.mark.parametrize(
    ("field", "day", "words"),
    [
        ("granted_on", "9999-12-31", "年份应在1900年至2100年之间"),
        ("granted_on", "1899-12-31", "年份应在1900年至2100年之间"),
        ("granted_on", "2024-08-06", "时间不能在今天之后。"),
        ("reconfirmed_on", "2030-01-01", "时间不能在今天之后。"),
    ],
)
def test_a_title_is_granted_on_a_day_that_has_come(world, lin, field, day, words):
    """MAT-19, PATH-10; the draft stands as it was."""
    draft = world.draft()

    response = lin.post(reverse("declarations:add", args=[draft.ref, "titles"]), TYPED | {field: day})

    assert response.status_code in {200, 422}
    assert words in response.content.decode()
    assert not draft.titles.exists()


def test_a_title_granted_today_is_taken(world, lin):
    draft = world.draft()

    response = lin.post(reverse("declarations:add", args=[draft.ref, "titles"]), TYPED | {"granted_on": "2024-08-05"})

    assert response.status_code == 302
    assert draft.titles.get().granted_on == date(2024, 8, 5)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2100, 12, 31), date.max])
def test_every_page_of_a_draft_opens_with_a_day_at_the_edge(world, lin, day):
    """PS2: what forms take at most, and what an older draft may still hold."""
    draft = world.draft()
    entries.add_entry(draft.pk, "titles", {"kind": "title", "name": TITLE.name, "rank": "zhong", "series": "工艺美术",
                                           "granted_on": day, "is_base": True}, actor=world.lin)  # fmt: skip
    days = ("transition_until", "retired_on", "extension_until", "discipline_until", "sanction_until")
    sections.save_basic(draft.pk, {"specialty_since": day, "work_since": day}, actor=world.lin)
    BasicInfo.objects.filter(declaration=draft).update(discipline="记过", **dict.fromkeys(days, day))
    HeldTitle.objects.filter(declaration=draft).update(is_base=True)

    for name in ("hub", "check", "basic", "options", "insurance", "materials", "answers"):
        assert lin.get(reverse(f"declarations:{name}", args=[draft.ref])).status_code == 200, name
    for section in ("education", "titles", "experience", "achievement", "publication"):
        assert lin.get(reverse("declarations:rows", args=[draft.ref, section])).status_code == 200, section
        assert lin.get(reverse("declarations:add", args=[draft.ref, section])).status_code == 200, section

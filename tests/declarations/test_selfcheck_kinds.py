"""我能报吗 for every kind and way a notice has: 认定, 重新确认, 核准确认, 高层次直评, 破格, 直接申报 (S04; PATH-02…31)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from config.lib import clock
from declarations.eligibility.kinds import kinds_of
from declarations.forms.selfcheck import QuestionsForm, SubjectForm
from declarations.models import Declaration
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import check
from declarations.selfcheck.rows import preparation_of, rows_of
from tests.declarations.dossiers import craft_arts
from tests.declarations.talents import SPECIAL, craft_2026, engineering_2026, raw_engineering
from tests.declarations.world import build_world

TODAY = date(2026, 8, 5)
AFTER_STAGES = datetime.fromisoformat("2026-09-15T10:00+08:00")
ENGINEER = Answers(
    level="fg", specialty="ai", sex="男", born_on=date(1985, 3, 1), education="本科", graduated_on=date(2008, 6, 1),
    held="level:zj", series="工程", granted_on=date(2018, 11, 5), specialty_since=date(2008, 7, 1),
    nature="private_enterprise", affiliation="city",
)  # fmt: skip
GRADUATE = replace(
    ENGINEER, level="zl", kind="initial_determination", held="none", series="", granted_on=None,
    born_on=date(2001, 3, 1), graduated_on=date(2024, 6, 1), specialty_since=date(2024, 7, 1),
)  # fmt: skip
TALENT = replace(ENGINEER, kind="special_direct", talent_basis="special_talent")
GIANT = replace(
    TALENT, talent_basis="small_giant", giant_until=date(2027, 12, 31), situations=frozenset({"team_leader"})
)


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def judged(answers, terms=None):
    """The outcome, and the rows by rule."""
    terms = terms or engineering_2026()
    checked = check(answers, terms, TODAY)
    return checked, {row.finding.rule: row for row in rows_of(checked, answers, terms)}


def test_every_kind_of_the_notice_may_be_asked_for():
    for terms in (craft_arts(), craft_2026(), engineering_2026()):
        asked = [value for value, _ in SubjectForm(terms=terms).fields["kind"].choices]
        assert asked == list(kinds_of(terms))


@pytest.mark.parametrize("kind", kinds_of(engineering_2026()))
def test_each_kind_asks_what_it_needs_and_no_more(kind):
    form = QuestionsForm(terms=engineering_2026(), today=TODAY, kind=kind)

    own = {"way", "talent_basis", "giant_until", "project_level", "former_committee", "new_work_since"} & set(
        form.fields
    )

    assert own == {
        "ordinary": {"way"},
        "conversion": {"new_work_since"},
        "special_direct": {"talent_basis", "giant_until", "project_level"},
        "confirmation_of_approval": {"former_committee"},
    }.get(kind, set())


# ── 认定 (PATH-30, PATH-31) ────────────────────────────────────────────────────────────────────────────────────────
def test_a_first_title_is_determined_by_an_authority_and_the_years_stand_beside():
    checked, rows = judged(GRADUATE)

    assert checked.outcome == "ask"
    assert rows["PATH-30"].required == "中级、初级职称"
    assert "全年受理" in rows["PATH-30"].text
    assert "CHAN-02" not in rows  # no committee is asked
    assert checked.dossier.request.committee == ""
    assert any("共" in line for line in rows["COND-13"].finding.arithmetic)


@pytest.mark.parametrize("education", ["大专", "本科", "硕士", "博士"])
@pytest.mark.parametrize("level", ["zl", "zj"])
@pytest.mark.parametrize("begun", [2026, 2024])
def test_years_beside_a_determination_never_say_that_they_suffice(education, level, begun):
    """PATH-30: the notice has no table for 认定, so no row may call its own years and education met or missed."""
    told = {"education": education, "level": level, "graduated_on": date(begun, 6, 1)}
    checked, rows = judged(replace(GRADUATE, specialty_since=date(begun, 7, 1), **told))

    row = rows["COND-13"]
    assert (checked.outcome, row.mark[2], row.required[:6]) == ("ask", "ask", "评审的条件：")
    assert "供认定部门参考" in row.text
    assert "按认定审核" not in row.text
    assert ("已经达到" in row.text) is (
        (level == "zl" and (begun == 2024 or education in {"硕士", "博士"})) or (level, education) == ("zj", "博士")
    )


def test_who_has_no_unit_is_not_sent_to_a_unit_about_a_determination():
    _, rows = judged(replace(GRADUATE, nature="freelancer"))

    assert "单位" not in rows["PATH-30"].other_ways[0]


def test_a_senior_title_is_not_determined_and_the_review_is_named():
    checked, rows = judged(replace(GRADUATE, level="fg"))

    assert checked.outcome == "no"
    assert rows["PATH-30"].finding.blocks
    assert "请申报评审" in rows["PATH-30"].text
    assert "COND-13" not in rows  # nothing is counted for a way that is not open
    names = [way.name for way in checked.ways]
    assert "正常申报" in names
    assert "认定" not in names


def test_nobody_prepares_results_for_a_determination():
    checked, _ = judged(GRADUATE)

    prepared = preparation_of(checked, engineering_2026())

    assert (prepared.groups, prepared.menus) == ((), ())


# ── 重新确认 (PATH-14), 核准确认 (PATH-23) ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("told", "outcome", "words"),
    [
        ({"origin": "outside"}, "ask", "由单位核实、职改办确认"),
        ({"origin": "region"}, "no", "只有在区外"),
        ({"origin": "outside", "series": "经济"}, "no", "须为本系列的职称"),
        ({"origin": "outside", "level": "fg"}, "no", "级别（高级工程师）不一致"),
        ({"held": "none", "series": "", "granted_on": None}, "no", "请填写须重新确认的区外职称"),
    ],
)
def test_an_outside_title_of_the_same_series_and_level_is_reconfirmed(told, outcome, words):
    checked, rows = judged(replace(ENGINEER, **({"level": "zj", "kind": "reconfirmation"} | told)))

    assert checked.outcome == outcome
    assert words in rows["PATH-14"].text
    assert rows["PATH-14"].required == "在区外取得的工程系列职称，与所报级别相同"


def test_a_passed_result_is_named_now_or_in_the_declaration():
    asked = replace(ENGINEER, kind="confirmation_of_approval", held="none", series="", granted_on=None)
    told = {"former_committee": "自治区直机关评委会", "former_no": "桂职改〔2020〕7号", "former_on": date(2020, 12, 1)}

    bare, _ = judged(asked)
    whole, rows = judged(replace(asked, **told))

    assert (bare.outcome, whole.outcome) == ("ask", "ask")
    assert [each.field for each in bare.later if each.rule == "PATH-23"] == [
        "former_committee",
        "former_no",
        "former_on",
    ]
    assert rows["PATH-23"].mine == "自治区直机关评委会，桂职改〔2020〕7号，2020-12-01"


# ── 高层次直评 (PATH-20…29) ────────────────────────────────────────────────────────────────────────────────────────
def test_a_talent_goes_to_the_special_committee():
    checked, rows = judged(TALENT)

    assert checked.dossier.request.committee == SPECIAL
    assert checked.outcome == "ask"
    assert SPECIAL in rows["PATH-29"].text
    assert rows["PATH-20"].mine == "高层次急需紧缺特殊人才"


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({}, "ask"),
        ({"giant_until": TODAY}, "ask"),
        ({"giant_until": date(2026, 8, 4)}, "no"),
        ({"giant_until": None}, "no"),
        ({"situations": frozenset()}, "no"),
    ],
)
def test_a_small_giant_recommends_its_team_leader(told, outcome):
    """PATH-24: to the last day of the certificate; the letter comes with the dossier."""
    checked, rows = judged(replace(GIANT, **told))

    assert checked.outcome == outcome
    if outcome == "ask":
        assert "PATH-24" in {each.rule for each in checked.later}
    else:
        assert rows["PATH-24"].finding.blocks


@pytest.mark.parametrize(("project", "outcome"), [("广西", "ask"), ("国家级", "no")])
def test_a_project_leads_to_its_own_level(project, outcome):
    """PATH-27."""
    checked, rows = judged(
        replace(TALENT, talent_basis="talent_project", project_level=project, project_name="先进制造")
    )

    assert checked.outcome == outcome
    assert rows["PATH-27"].required == "国家级入选者申报正高级工程师；广西入选者申报高级工程师"


@pytest.mark.parametrize(
    ("held", "level", "outcome"),
    [
        ("skill:首席技师", "zg", "ask"),
        ("skill:首席技师", "fg", "no"),
        ("skill:技师（二级）", "zg", "no"),
        ("none", "zg", "no"),
    ],
)
def test_a_master_of_skill_goes_straight_to_the_highest(held, level, outcome):
    """PATH-28."""
    checked, _ = judged(replace(TALENT, talent_basis="skill_master", held=held, level=level, series=""))

    assert checked.outcome == outcome


# ── 破格, 直接申报 (PATH-02, PATH-15, PATH-22) ─────────────────────────────────────────────────────────────────────
def test_a_first_declaration_goes_directly_and_a_second_does_not():
    """PATH-22."""
    first = replace(GRADUATE, kind="ordinary", level="zj", way="direct:海外归国人员", affiliation="region")

    assert judged(first)[0].outcome == "ask"
    assert judged(replace(ENGINEER, way="direct:海外归国人员"))[1]["PATH-02"].finding.blocks


def test_the_way_asked_for_is_not_told_again_as_another():
    checked, rows = judged(replace(ENGINEER, granted_on=date(2025, 1, 1), way="exceptional"))

    assert rows["COND-13"].finding.code == "COND-14"
    assert checked.outcome == "ask"
    assert not checked.ways


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def world(db):
    with clock.law_at(datetime.fromisoformat("2026-08-05T10:00+08:00")):
        yield build_world(raw_engineering())


SUBJECT = {"level": "zl", "specialty": "ai", "kind": "initial_determination"}
TOLD = SUBJECT | {
    "sex": "男", "born_on_year": "2001", "born_on_month": "3", "education": "本科", "graduated_on_year": "2024",
    "graduated_on_month": "6", "held": "none", "origin": "local", "specialty_since_year": "2024",
    "specialty_since_month": "7", "nature": "private_enterprise", "affiliation": "city", "city": "钦州市",
}  # fmt: skip


def test_what_waits_for_no_season_is_begun_from_the_answer_when_the_stages_are_over(world, client):
    """PATH-31: the answers lead into the draft; the same for the ordinary review says when it was."""
    address = reverse("can_i:check", args=["2026-engineering"])
    with clock.law_at(AFTER_STAGES):
        determined = client.post(address, TOLD).content.decode()
        ordinary = " ".join(client.post(address, TOLD | {"kind": "ordinary"}).content.decode().split())

    assert "用这些答案开始申报" in determined
    assert "用这些答案开始申报" not in ordinary
    assert "），已经截止。" in ordinary
    assert "各种申报的时间安排见" in ordinary


def carried(client, world, **told):
    """Asked, signed in, begun: the draft with what was brought."""
    client.post(reverse("can_i:start", args=["2026-engineering"]), TOLD | told)
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    told = {name: (TOLD | told)[name] for name in SUBJECT} | {"channel": "unit", "unit": world.unit.pk}
    page = reverse("declarations:new", args=["2026-engineering"])
    assert f'value="{told["kind"]}"' in client.get(page).content.decode()
    client.post(page, told)
    return Declaration.objects.get()


def test_the_answers_of_a_determination_are_carried(world, client):
    """04-4."""
    draft = carried(client, world)

    assert (draft.kind, draft.level, draft.committee) == ("initial_determination", "zl", None)
    assert draft.basic.specialty_since == date(2024, 7, 1)


def test_the_answers_of_a_talent_are_carried(world, client):
    """04-4, PATH-24."""
    draft = carried(
        client, world, kind="special_direct", level="fg", held="level:zj", series="工程", granted_on="2018-11-05",
        talent_basis="small_giant", giant_until="2027-12-31", situations=["team_leader"],
    )  # fmt: skip

    assert (draft.grounds.talent_basis, draft.grounds.team_leader) == ("small_giant", True)
    assert draft.committee.name == SPECIAL


def test_the_former_result_is_carried(world, client):
    """04-4, PATH-23."""
    draft = carried(
        client, world, kind="confirmation_of_approval", former_committee="自治区直机关评委会", former_no="桂职改〔2020〕7号",
        former_on="2020-12-01",
    )  # fmt: skip

    assert (draft.grounds.former_committee, draft.grounds.former_on) == ("自治区直机关评委会", date(2020, 12, 1))


def test_a_way_is_carried_with_its_option(world, client):
    """04-4, PATH-22."""
    draft = carried(client, world, kind="ordinary", level="fg", way="direct:海外归国人员")

    assert draft.options == ["direct"]
    assert draft.grounds.direct_basis == "海外归国人员"

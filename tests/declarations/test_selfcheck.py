"""我能报吗: anybody may ask, nothing is kept, and the rules of SUBMIT answer (S04; 04-1…04-6, ALL-4, ALL-5)."""

import os
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from accounts.models import SYSTEM
from accounts.states import Affiliation
from config.lib import clock
from config.lib.limiting import Limit
from declarations.dossier import load_dossier
from declarations.eligibility import examine
from declarations.models import BasicInfo, Declaration, DraftPatch
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import check
from declarations.services.carrying import carry
from declarations.views import public_selfcheck
from notices.rules import terms_of
from notices.services import load_notice, publish_notice, read_notice_file
from tests.browser.harness import inspect, opened
from tests.browsing import DESK, PHONE
from tests.declarations.dossiers import TODAY, changed, craft_arts
from tests.declarations.world import IN_STAGE_1, build_world
from tests.helpers import no_writes

CODE = "2024-craft-arts"
DATA = settings.BASE_DIR / "notices" / "data"
SUBJECT = {"level": "fg", "specialty": "taoci", "kind": "ordinary"}
TOLD = SUBJECT | {
    "sex": "男", "born_on_year": "1980", "born_on_month": "3", "education": "大专", "graduated_on_year": "2003",
    "graduated_on_month": "6", "held": "level:zj", "series": "工艺美术", "granted_on": "2018-11-05", "origin": "local",
    "specialty_since_year": "2003", "specialty_since_month": "7", "nature": "private_enterprise", "affiliation": "city",
    "city": "钦州市",
}  # fmt: skip
ANSWERS = Answers(
    level="fg", specialty="taoci", sex="男", born_on=date(1980, 3, 1), education="大专", held="level:zj", series="工艺美术",
    granted_on=date(2018, 11, 5), specialty_since=date(2003, 7, 1), nature="private_enterprise", affiliation="city",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def old(db):
    """The notice of 2017: counted to the day of declaring, not to a cut-off."""
    with clock.law_at(datetime.fromisoformat("2017-05-03T10:00+08:00")):
        notice = load_notice(DATA / "2017-craft-arts.yaml", actor=SYSTEM)
        publish_notice(notice.pk, actor=SYSTEM, explained="测试")
    return notice.code


def address(name="check", code=CODE):
    return reverse(f"can_i:{name}", args=[code])


def asked(client, code=CODE, status=200, **told):
    """The page after these answers, without any blank lines of the template."""
    response = client.post(address(code=code), {**TOLD, **told})
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def on(day: str):
    return clock.law_at(datetime.fromisoformat(f"{day}T10:00+08:00"))


# ── the way in ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_click_from_home_and_from_the_notice(client, world):
    """02-2, 04-6."""
    assert f'href="{reverse("can_i:notices")}"' in client.get("/").content.decode()
    assert client.get(reverse("can_i:notices")).url == address()
    assert f'href="{address()}"' in client.get(reverse("notices:detail", args=[CODE])).content.decode()


def test_of_several_open_notices_one_is_chosen(client, world):
    load = load_notice(DATA / "2024-liudong-engineering.yaml", actor=SYSTEM)
    publish_notice(load.pk, actor=SYSTEM, explained="测试")

    page = client.get(reverse("can_i:notices")).content.decode()

    assert address() in page
    assert address(code=load.code) in page


def test_a_notice_that_is_not_public_is_not_there(client, db):
    load_notice(DATA / "2024-craft-arts.yaml", actor=SYSTEM)

    assert client.get(address()).status_code == 404


def test_first_the_subject_then_the_questions_of_the_notice(client, world):
    first = client.get(address()).content.decode()
    second = client.get(address(), SUBJECT).content.decode()

    assert "您想申报哪一级？" in first
    assert "出生" not in first
    assert all(
        words in second for words in ("哪年哪月出生", "最高学历", "现有的最高职称", "隶属关系", "银行、保险公司的除外")
    )
    assert not any(words in second for words in ("劳务派遣", "档案从哪一天起", "与现单位建立", "学位代码"))


def test_another_notice_asks_other_questions(client, old):
    """ELIG-10, ELIG-11."""
    with on("2017-05-03"):
        page = client.get(address(code=old), {"level": "gj", "specialty": "gymy", "kind": "ordinary"}).content.decode()

    assert "哪一天与现单位建立人事（劳动）关系" in page
    assert "我的户口在广西" in page
    assert "我受过记过以上处分" not in page  # this notice does not name it


def test_a_level_that_is_none_asks_again_at_its_field(client, world):
    page = client.get(address(), {"level": "x", "specialty": ""})

    assert page.status_code == 422
    assert "请选择申报专业。" in page.content.decode()


# ── the answer ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_may_sees_every_condition_with_its_arithmetic_and_its_basis(client, world):
    """04-1, 04-2: mine, required, basis, result in words."""
    page = asked(client)

    assert "可以申报" in page
    assert "2018-11-05 取得工艺美术师，到 2024-12-31 共 6年1个月，要求 5年" in page
    assert "桂职办〔2022〕45号" in page
    assert "学历与资历：✔ 符合" in page
    assert "大专；2018-11-05 取得工艺美术师；2003-07 起从事本专业" in page
    assert "大专以上学历，取得工艺美术师满5年" in page
    assert "由广西壮族自治区工艺美术系列正、副高级职称评审委员会受理。" in page
    assert "隶属关系为市属" in page


def test_what_only_material_can_show_is_to_be_prepared_not_failed(client, world):
    page = asked(client)

    assert "需要准备" in page
    assert "业绩：至少符合 2 条" in page
    assert "从 2018-11-05 起（取得工艺美术师之日）" in page
    assert "身份证件" in page
    assert "未完成2024年度公需科目" not in page


@pytest.mark.parametrize(("granted", "outcome"), [("2019-12-31", "可以申报"), ("2020-01-01", "现在不能申报")])
def test_the_years_are_counted_to_the_day(client, world, granted, outcome):
    """COND-13: the day before the cut-off's anniversary, and the day after."""
    page = asked(client, granted_on=granted)

    assert f"<b>{outcome}</b>" in page
    assert ("最早" in page) == (outcome == "现在不能申报")


def test_a_block_says_when_it_ends_and_which_other_ways_there_are(client, world):
    """04-3."""
    page = asked(client, granted_on="2020-03-01")

    assert "学历与资历：✘ 不符合" in page
    assert "2025-03-01" in page
    assert '<b class="num">2025</b> 年度的申报' in page
    assert "破格申报：？需要核实" in page
    assert "获国家级行业展金奖，或省级金奖2项以上。" in page
    assert "直接申报（海外工作经历）：？需要核实" in page


@pytest.mark.parametrize(
    ("today", "says"), [("2024-07-31", "可以申报"), ("2024-08-01", "需要核实"), ("2024-08-31", "现在不能申报")]
)
def test_of_the_month_of_birth_the_doubt_is_told(client, world, today, says):
    """ELIG-03: only the month was asked; before it nobody is barred, within it the day decides."""
    with on(today):
        page = asked(client, born_on_year="1964", born_on_month="8")

    assert f"<b>{says}</b>" in page


@pytest.mark.parametrize(("today", "barred"), [("2017-06-01", True), ("2017-06-02", False)])
def test_relation_and_years_of_a_notice_without_a_cut_off_run_with_the_day(client, old, today, barred):
    """ELIG-10 and COND-13 one day either side, by the law clock."""
    told = {
        "level": "gj", "specialty": "gymy", "education": "本科", "granted_on": "2012-06-02",
        "employed_since": "2016-06-02", "city": "",
    }  # fmt: skip
    with on(today):
        page = asked(client, code=old, **told)

    assert ("现在不能申报" in page) == barred
    assert page.count('最早 <b class="num">2017-06-02</b> 起符合') == 2 * barred


def test_an_outside_unit_is_to_be_looked_at_and_its_letter_prepared(client, world):
    """CHAN-11 is a paper, no bar; CHAN-25 is somebody's to judge."""
    page = asked(client, affiliation=Affiliation.CENTRAL)

    assert "<b>需要核实</b>" in page
    assert "授权或委托函" in page.split("需要准备")[1]


def test_a_barred_person_gets_an_explanation_and_no_red_fields(client, world):
    page = asked(client, situations=["civil_servant"])

    assert "公务员（含参照公务员法管理单位人员）不得申报职称。" in page
    assert "人员身份：✘ 不符合" in page
    assert "机构改革退出参公管理且在过渡期的事业单位人员可以申报" in page
    assert "出错" not in page
    assert 'class="err"' not in page
    assert "其他办法" not in page  # no road leads round this one


def test_the_way_of_the_transition_is_open_to_its_last_day(client, world):
    """ELIG-02."""
    told = {"situations": ["civil_servant"], "nature": "institution"}

    assert "<b>需要核实</b>" in asked(client, transition_until="2024-08-05", **told)
    assert "<b>现在不能申报</b>" in asked(client, transition_until="2024-08-04", **told)


def test_a_middle_level_from_a_city_is_shown_its_office(client, world):
    """CHAN-03, E109: the committee is derived, and where none is competent the way is named."""
    page = asked(client, level="zj", held="level:zl", granted_on="2018-01-01")

    assert "评委会：✘ 不符合" in page
    assert "请咨询所在市职改办" in page


def test_the_integrity_archive_is_asked_of_known_people_only(client, world):
    """An archive nobody looked into is not called clean."""
    assert "诚信档案库中没有记录期内的记录" not in asked(client)

    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    assert "诚信档案库中没有记录期内的记录。" in asked(client)


def test_of_signed_in_people_the_account_answers(client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    page = client.get(address(), SUBJECT).content.decode()

    assert '<option value="1980" selected>' in page
    assert '<option value="private_enterprise" selected>' in page


def test_a_notice_that_is_over_answers_and_begins_nothing(client, world):
    with on("2024-12-20"):
        page = asked(client)

    assert "现在不在申报时间内" in page
    assert "用这些答案开始申报" not in page


# ── shape of the answers ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"granted_on": ""}, "请填写证书上的取得日期。"),
        ({"granted_on": "2024-08-06"}, "时间不能在今天之后。"),
        ({"series": ""}, "请选择这个职称的系列。"),
        ({"education": ""}, "请回答这个问题。"),
        ({"born_on_month": ""}, "请选择年份和月份。"),
        ({"specialty_since_year": "1979"}, "不能早于出生年月，请核对。"),
        ({"situations": ["sanction"]}, "请填写影响期到哪一天。"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(client, world, told, sentence):
    """ALL-4, ALL-5."""
    page = asked(client, status=422, **told)

    assert sentence in page
    assert re.search(r"<title>\s*出错：我能报吗", page)
    assert '<option value="2003" selected>' in page


def test_nothing_of_a_visitor_is_stored(client, world):
    with no_writes():
        asked(client)
        asked(client, status=422, education="")
        client.post(address("start"), TOLD)

    assert not Session.objects.exists()
    assert not Declaration.objects.exists()


def test_one_address_may_not_ask_for_ever(client, world, monkeypatch):
    monkeypatch.setattr(public_selfcheck, "CHECKS", Limit("can-i", 2))

    asked(client)
    asked(client)
    assert "操作过于频繁" in asked(client, status=429)


# ── into the declaration ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def brought(client, world):
    """Lin after asking as a visitor and signing in; the chooser is open."""
    answer = client.post(address("start"), TOLD)
    assert answer.url == reverse("declarations:new", args=[CODE])
    assert "sign" in client.get(answer.url).url
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def begun(client, world) -> Declaration:
    choice = SUBJECT | {"channel": "unit", "unit": world.unit.pk}
    answer = client.post(reverse("declarations:new", args=[CODE]), choice)
    draft = Declaration.objects.get()
    assert answer.url == reverse("declarations:hub", args=[draft.ref])
    assert answer.cookies[public_selfcheck.ANSWERS].value == ""  # used up
    return draft


def test_the_answers_lead_into_the_declaration_and_are_not_asked_again(brought, world):
    """04-4."""
    page = brought.get(reverse("declarations:new", args=[CODE])).content.decode()

    assert "已带入您在“我能报吗”中的回答" in page
    assert 'value="fg" selected' in page
    assert 'value="taoci" selected' in " ".join(page.split())
    assert "取得下一级职称的时间" not in page

    draft = begun(brought, world)
    assert draft.basic.specialty_since == date(2003, 7, 1)
    school, title = (
        brought.get(reverse("declarations:add", args=[draft.ref, section])).content.decode()
        for section in ("education", "titles")
    )
    assert '<option value="大专" selected>' in school
    assert '<option value="2003" selected>' in school
    assert 'value="2018-11-05"' in title
    assert 'value="工艺美术师"' in title


def test_the_chooser_weighs_what_was_brought(brought, world):
    told = SUBJECT | {"channel": "unit", "unit": world.unit.pk}

    page = brought.get(reverse("declarations:new", args=[CODE]), told).content.decode()

    assert "2018-11-05 取得工艺美术师，到 2024-12-31 共 6年1个月，要求 5年" in page


def test_changed_or_foreign_answers_are_not_taken(brought, world):
    brought.cookies[public_selfcheck.ANSWERS] = "code=2024-craft-arts&level=zg:1:x"

    page = brought.get(reverse("declarations:new", args=[CODE])).content.decode()

    assert "已带入您在" not in page


def test_special_situations_are_carried_to_where_they_are_asked(client, world):
    told = TOLD | {
        "held": "skill:高级技师（一级）",
        "series": "",
        "situations": ["retired"],
        "extension_until": "2026-01-01",
    }
    client.post(address("start"), told)
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    draft = begun(client, world)

    assert draft.options == ["high_skill"]
    assert (draft.basic.is_retired, draft.basic.extension_until) == (True, date(2026, 1, 1))
    assert DraftPatch.objects.get(declaration=draft, part="titles:new").values["kind"] == "skill"


@pytest.mark.parametrize(
    ("situations", "kept"),
    [
        (("sanction",), (date(2026, 1, 1), None)),
        (("discipline",), (None, date(2026, 1, 1))),
        (("discipline", "sanction"), (None, None)),  # the one date may be of either
    ],
)
def test_no_discipline_is_invented_and_no_date_kept_twice(world, situations, kept):
    """ELIG-06, ELIG-07: a tick that says 记过以上 is no 记过; the form asks, and nothing is handed in before."""
    draft = world.draft()

    carry(draft.pk, replace(ANSWERS, situations=frozenset(situations), until=date(2026, 1, 1)), actor=world.lin)

    basic = BasicInfo.objects.get(declaration=draft)
    assert (basic.discipline, basic.sanction_until, basic.discipline_until) == ("", *kept)
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    assert ("处分" in load_dossier(draft).person.unfilled) == (kept[1] is not None)


def test_the_page_and_the_declaration_are_judged_alike(world):
    """S04: no second copy of a rule; the same facts get the same findings here and at SUBMIT."""
    draft = world.full()
    terms, today = terms_of(draft.edition), IN_STAGE_1.date()
    submitted = {each.rule: each for each in examine(load_dossier(draft, today=today), terms, today)}

    for each in check(ANSWERS, terms, today).conditions:
        there = submitted[each.rule]
        assert (each.severity, each.text, each.clause, each.source) == (
            there.severity, there.text, there.clause, there.source,
        )  # fmt: skip


# ── pure ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def ways(terms=None, **told):
    return {way.name: way for way in check(replace(ANSWERS, **told), terms or craft_arts(), TODAY).ways}


def test_roads_are_judged_by_the_core():
    """04-3: 破格 needs a lower title; enough years of work are enough; the next lower level is found."""
    nothing = {"level": "zj", "held": "none", "granted_on": None, "affiliation": "region", "education": "本科"}

    assert "破格申报" not in ways(held="none", granted_on=None)
    assert ways(**nothing) == {}
    young = ways(**nothing, specialty_since=date(2021, 7, 1))
    assert young["申报助理工艺美术师"].outcome == "yes"
    years = next(way for name, way in young.items() if "年限" in name)
    assert (years.outcome, years.earliest, years.year) == ("no", date(2028, 7, 1), 2028)


def test_a_level_already_held_is_no_way():
    assert "申报工艺美术师" not in ways(granted_on=date(2020, 3, 1), affiliation="region")


def test_a_title_of_another_series_may_first_be_converted():
    """PATH-12: where the notice says 先转评, the same level is offered as a conversion."""
    terms = changed(cross_series_up={"mode": "convert_first"})

    found = ways(terms, held="level:zj", series="工程", affiliation="region")

    assert found["转评（申报工艺美术师）"].outcome == "yes"


def test_a_year_early_by_the_code_of_the_degree():
    """PATH-05: of the Liudong notice; a code that is not among them opens nothing."""
    terms = read_notice_file(DATA / "2024-liudong-engineering.yaml")
    told = {
        "level": "gcs", "specialty": "gczy", "education": "硕士", "held": "level:zlgcs", "series": "工程", "city": "柳州市",
        "zone": terms.eligibility.registered_area, "granted_on": date(2023, 11, 1), "specialty_since": date(2022, 7, 1),
    }  # fmt: skip

    assert ways(terms, **told, degree_code="0855")["提前1年申报"].outcome == "ask"
    assert ways(terms, **told, degree_code="0852", degree_field="物流工程")["提前1年申报"].outcome == "no"
    assert "提前1年申报" not in ways(terms, **told)


@pytest.mark.parametrize(("since", "barred"), [(date(2023, 8, 5), False), (date(2023, 8, 6), True), (None, True)])
def test_of_the_city_the_archive_decides_to_the_day(since, barred):
    """ELIG-13: a year with the agency of the zone."""
    terms = read_notice_file(DATA / "2024-liudong-engineering.yaml")
    agency = terms.eligibility.alternative.archive_agency
    told = {"level": "gcs", "specialty": "gczy", "held": "level:zlgcs", "series": "工程", "city": "柳州市"}
    answers = replace(ANSWERS, **told, archive_since=since, archive_agency=agency)

    found = [each for each in check(answers, terms, TODAY).conditions if each.rule == "ELIG-12"]

    assert [each.blocks for each in found] == [barred]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_as_a_visitor_sees_them(browser, live_server, width):
    """ALL-3, 04-5: asked, answered, and the answer changes with an answer."""
    with clock.law_at(IN_STAGE_1):
        build_world()
        with opened(browser, live_server.url, width=width) as seen:
            seen.goto(live_server.url + address())
            _look(seen, "subject", width)
            seen.check("input[name=level][value=fg]")
            seen.select_option("select[name=specialty]", "taoci", force=True)
            seen.click("main form button.primary")
            _look(seen, "questions", width)
            _fill(seen)
            seen.click("main form button.primary")
            seen.wait_for_selector("#result")
            _look(seen, "yes", width)
            seen.click("main details > summary")
            seen.fill("input[name=granted_on]", "2020-03-01")
            seen.dispatch_event("input[name=granted_on]", "change")
            seen.wait_for_selector("#result >> text=现在不能申报")
            _look(seen, "no", width)
            seen.emulate_media(media="print")
            assert not seen.is_visible("text=用这些答案开始申报")
            assert seen.is_visible("text=逐条核对")
            assert seen.is_visible("text=获国家级行业展金奖")  # what is folded on the screen is there on paper


def _fill(page):
    for name, value in TOLD.items():
        if name in SUBJECT:
            continue
        control = page.locator(f"[name={name}]").first
        kind = control.evaluate("each => each.type")
        if kind == "radio":
            page.check(f"input[name={name}][value={value}]")
        elif kind == "date":
            control.fill(value)
        else:
            control.select_option(value)


def _look(page, name, width):
    assert inspect(page).problems == []
    if folder := os.environ.get("JOURNEY_SHOTS"):
        page.screenshot(path=f"{folder}/can-i-{name}-{width}.png", full_page=True)

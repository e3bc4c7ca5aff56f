"""我能报吗 and what follows from it: lists that say what is closed, 转评, other ways, the way into the draft (S04)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from accounts.models import SYSTEM
from config.lib import clock
from declarations.forms.selfcheck import QuestionsForm
from declarations.models import Declaration, DraftPatch
from declarations.openings import standing_of
from declarations.selectors import cities, findings_of, like_drafts
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import check
from declarations.selfcheck.rows import rows_of
from declarations.services.carrying import carry
from declarations.states import State
from notices.models import Notice
from notices.rules import terms_of
from notices.services import load_notice, publish_notice
from tests.declarations.dossiers import TODAY, craft_arts
from tests.declarations.world import IN_STAGE_1

CODE = "2024-craft-arts"
AFTER_ALL = datetime.fromisoformat("2024-12-20T10:00+08:00")
CONVERTING = Answers(
    level="zj", specialty="taoci", kind="conversion", sex="女", born_on=date(1984, 3, 1), education="本科",
    graduated_on=date(2006, 6, 1), held="level:zj", series="工程", granted_on=date(2018, 3, 1),
    specialty_since=date(2022, 3, 1), new_work_since=date(2022, 3, 1), nature="private_enterprise", affiliation="region",
)  # fmt: skip
TOLD = {
    "level": "fg", "specialty": "taoci", "kind": "ordinary", "sex": "男", "born_on_year": "1980", "born_on_month": "3",
    "education": "大专", "graduated_on_year": "2003", "graduated_on_month": "6", "held": "level:zj",
    "series": "工艺美术", "granted_on": "2018-11-05", "origin": "local", "specialty_since_year": "2003",
    "specialty_since_month": "7", "nature": "private_enterprise", "affiliation": "city", "city": "钦州市",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def flat(response) -> str:
    return " ".join(response.content.decode().split())


def new(world) -> str:
    return reverse("declarations:new", args=[world.edition.notice.code])


def choice(world, **told):
    return {"level": "fg", "specialty": "taoci", "kind": "ordinary", "channel": "unit", "unit": world.unit.pk} | told


# ── closed windows (S04) ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_notice_whose_review_is_over_says_so_with_the_day(world):
    notice, terms = Notice.objects.get(code=CODE), terms_of(world.edition)
    gate = notice.gates.get(window="personal_unit", level="")

    before, after = standing_of(notice, terms, now=IN_STAGE_1), standing_of(notice, terms, now=AFTER_ALL)

    assert (before.look[0], before.closed_on, before.closes_on) == ("申报中", None, gate.closes_at)
    assert (after.look[0], after.closed_on) == ("申报已截止", gate.closes_at)
    assert "正常申报" not in after.open


def test_the_answer_says_first_that_nothing_is_taken_now(world, client):
    with clock.law_at(AFTER_ALL):
        page = flat(client.post(reverse("can_i:check", args=[CODE]), TOLD))

    assert "条件符合，但本通知的申报已经截止" in page
    assert "<b>可以申报</b>" not in page
    assert page.index("条件符合，但本通知的申报已经截止") < page.index("逐条核对")


# ── 转评 (PATH-09) ─────────────────────────────────────────────────────────────────────────────────────────────────
def rows(answers):
    checked = check(answers, craft_arts(), TODAY)
    return checked, {f"{row.finding.rule}:{row.finding.field}": row for row in rows_of(checked, answers, craft_arts())}


def test_of_a_conversion_the_years_count_from_the_lower_title():
    alone, _ = rows(CONVERTING)
    both, told = rows(replace(CONVERTING, lower_on=date(2012, 5, 1)))

    assert alone.outcome == "no"
    assert both.outcome == "yes"
    counted = next(row for row in told.values() if row.finding.rule == "COND-13")
    assert any("2012-05-01" in line for line in counted.finding.arithmetic)


def test_of_a_conversion_the_title_to_convert_is_judged():
    _, own = rows(replace(CONVERTING, series="工艺美术", lower_on=date(2012, 5, 1)))

    assert own["PATH-09:"].finding.blocks
    assert "其他系列的中级职称" in own["PATH-09:"].text


def test_only_a_conversion_asks_for_the_lower_title():
    asked = {
        kind: QuestionsForm(terms=craft_arts(), today=TODAY, kind=kind, level="zj")
        for kind in ("ordinary", "conversion")
    }

    assert "lower_on" not in asked["ordinary"].fields
    assert "lower_on" in asked["conversion"].fields
    held = str(asked["conversion"]["held"])
    assert "中级：工艺美术师，或其他系列的同级职称" in held


def test_a_new_work_that_began_after_the_declared_one_is_questioned(world, client):
    told = TOLD | {"level": "zj", "kind": "conversion", "series": "工程", "affiliation": "region"}
    told |= {"specialty_since_year": "2006", "new_work_since_year": "2022", "new_work_since_month": "3"}

    answer = client.post(reverse("can_i:check", args=[CODE]), told | {"lower_on": "2019-01-01"})

    assert answer.status_code == 422
    assert "从2006年7月起从事所申报的专业" in flat(answer)
    assert "下一级职称应早于要转评的职称" in flat(answer)


# ── the questions ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_chosen_is_told_at_its_field(world, client):
    answer = client.get(reverse("can_i:check", args=[CODE]), {"specialty": "", "kind": "ordinary"})

    assert answer.status_code == 422
    assert "请选择申报级别" in flat(answer)


def test_the_second_page_says_that_it_is_the_second(world, client):
    told = {"level": "fg", "specialty": "taoci", "kind": "ordinary"}

    assert "第二步：您的情况" in flat(client.get(reverse("can_i:check", args=[CODE]), told))


def test_places_are_places(world):
    world.city.name = "柳州市职改办（演示）"
    world.city.save()

    assert cities() == ["柳州市"]


# ── the answer ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_fulfilled_is_folded_and_dated_by_the_notice(world, client):
    page = flat(client.post(reverse("can_i:check", args=[CODE]), TOLD | {"granted_on": "2021-03-01"}))

    assert page.index("✘ 不符合") < page.index("已符合的条件（")
    assert "用这些答案开始申报" not in page
    assert f"{terms_of(world.edition).issued_on}</span> 发文）和您的回答核对" in page


def test_no_day_is_promised_where_none_follows():
    nothing = replace(CONVERTING, kind="ordinary", level="fg", held="none", granted_on=None, nature="freelancer")
    nothing = replace(nothing, affiliation="city", education="本科", specialty_since=date(2006, 7, 1))

    ways = {way.name: way for way in check(nothing, craft_arts(), TODAY).ways}

    assert ways["申报工艺美术师"].outcome == "ask"
    assert "不受理您单位的这一级申报" in ways["申报工艺美术师"].lines[0]
    assert ways["申报工艺美术师"].lines[1:] == (
        "请向单位所在市职改办了解由哪个评委会受理。",
        "本通知的咨询电话：自治区工艺美术系列职改办0771-8095080。",
    )
    assert ways["申报工艺美术师"].asks == ("zj", "ordinary", "")


def test_another_way_is_a_button_that_keeps_the_answers(world, client):
    answer = client.post(reverse("can_i:check", args=[CODE]), TOLD | {"granted_on": "2021-03-01"})
    way = next(each for each in answer.context["checked"].ways if each.option == "exceptional")
    kept = dict(answer.context["kept"]) | {"level": way.level, "kind": way.kind, "way": way.option}

    again = client.post(reverse("can_i:check", args=[CODE]), kept)

    assert "按这个办法核对" in flat(answer)
    assert again.status_code == 200
    assert again.context["checked"].dossier.request.options == {"exceptional"}


def test_lists_of_several_notices_tell_each_its_day(world, client):
    with clock.law_at(IN_STAGE_1):
        other = load_notice(settings.BASE_DIR / "notices" / "data" / "2024-liudong-engineering.yaml", actor=SYSTEM)
        publish_notice(other.pk, actor=SYSTEM, explained="测试")
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    for name in ("declarations:choose", "can_i:notices"):
        page = flat(client.get(reverse(name)))
        assert "申报中" in page
        assert "正常申报截止" in page
    with clock.law_at(AFTER_ALL):
        assert "已截止" in flat(client.get(reverse("can_i:notices")))


# ── into the draft ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_weighing_leaves_no_token_in_the_address(world, lin):
    answer = lin.post(new(world), choice(world, do="weigh", csrfmiddlewaretoken="x" * 64))

    assert answer.status_code == 302
    assert "csrf" not in answer.url
    assert "do=" not in answer.url
    assert "初步核对结果" in flat(lin.get(answer.url))
    assert not Declaration.objects.exists()


def test_who_has_a_draft_is_asked_before_another_is_made(world, lin):
    lin.post(new(world), choice(world))
    first = Declaration.objects.get()

    asked = lin.post(new(world), choice(world))
    assert "您已有草稿，继续填写？" in flat(asked)
    assert reverse("declarations:hub", args=[first.ref]) in flat(asked)
    assert Declaration.objects.count() == 1

    lin.post(new(world), choice(world, do="another"))
    assert Declaration.objects.count() == 2
    assert len(like_drafts(world.lin, world.edition, choice(world))) == 2


def test_an_unregistered_unit_has_its_way(world, lin):
    assert reverse("accounts:register_unit") in flat(lin.get(new(world)))


def test_what_was_brought_says_where_it_is_from(world, lin):
    draft = world.draft()
    carry(draft.pk, replace(CONVERTING, kind="ordinary"), actor=world.lin)

    page = flat(lin.get(reverse("declarations:rows", args=[draft.ref, "education"])))
    told = [each.text for each in findings_of(draft, now=IN_STAGE_1) if each.code == "E226"]

    hub = flat(lin.get(reverse("declarations:hub", args=[draft.ref])))
    assert ("取自“我能报吗”，请补全" in hub, "处修改没有保存" in hub) == (True, False)
    assert "取自“我能报吗”的回答，请补全后保存" in page
    assert all("取自“我能报吗”" in text for text in told)
    assert len(told) == DraftPatch.objects.exclude(values={}).count()


def test_a_draft_never_handed_in_is_thrown_away_by_its_name(world, lin):
    """T34: the record stays, the word is another one."""
    draft = world.draft()
    address = reverse("process:act", args=[draft.ref, "withdraw"])

    assert "撤销草稿" in flat(lin.get("/home/"))
    assert "撤销草稿" in flat(lin.get(address))
    lin.post(address)
    draft.refresh_from_db()
    assert draft.state == State.WITHDRAWN

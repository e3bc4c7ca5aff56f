"""The page of one case and the home card: which steps are shown where, and whose turn it is (03-1, 03-2, T25, T35…T37)."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Snapshot
from declarations.states import State
from review.approvals.models import CorrectionItem
from review.outcomes.models import ResultPublicity
from review.outcomes.progress import progress_of
from review.outcomes.services.reviews import last_day_to_ask
from review.process.home import ENDED, card_of, steps_of
from review.process.move_form import MENDED_AT, MoveForm
from review.process.selectors import actions_on_page, reason_of
from review.process.services import perform
from review.process.states import Action
from tests.process.world import amended


def shown(world, state, role, **told):
    found = actions_on_page(world.actor(role), world.declaration(state, **told))
    return found["actions"], found["aside"]


@pytest.mark.parametrize(("level", "offered"), [("zg", True), ("fg", False)])
def test_a_defence_is_offered_for_levels_the_notice_defends_and_no_others(world, level, offered):
    actions, aside = shown(world, State.EXPERT_REVIEW, Role.SECRETARY, level=level)

    assert (Action.CALL_DEFENCE in actions, Action.CALL_DEFENCE in aside) == (offered, False)
    assert Action.TO_VOTE in actions


@pytest.mark.parametrize("state", [State.UNIT_CHECK, State.OFFICE_REVIEW, State.REPORTED, State.RECHECK])
def test_cancelling_and_invalidating_stand_aside(world, state):
    actions, aside = shown(world, state, Role.OFFICE)

    assert {Action.CANCEL, Action.INVALIDATE} == set(aside)
    assert not Action.exceptional.intersection(actions)


def test_invalidating_is_a_next_step_once_somebody_declared_twice(world):
    world.declaration(State.WITHDRAWN)

    actions, aside = shown(world, State.OFFICE_REVIEW, Role.OFFICE)

    assert (Action.INVALIDATE in actions, aside) == (True, [Action.CANCEL])


def publicised(world):
    """On the unit's board up to 12 August."""
    case, zhou = world.declaration(State.UNIT_PUBLICITY), world.people[Role.UNIT]
    case.publicities.create(
        first_day=date(2024, 8, 6), last_day=date(2024, 8, 12), working_days=5, place="公告栏", contact="人事科",
        snapshot=Snapshot.objects.create(declaration=case, round_trip=0, occasion="publicity", taken_at=clock.law(), data={}),
        started_by=zhou, started_at=clock.law(),
    )  # fmt: skip
    return case


@pytest.mark.parametrize("page", ["process:case", "approvals:publicity"])
def test_a_step_that_waits_for_its_day_is_announced_with_it_and_not_offered(world, client, page):
    """UNIT-11: the last day belongs to the public."""
    case = publicised(world)
    client.force_login(world.people[Role.UNIT])
    address, button = reverse(page, args=[case.ref]), reverse("process:act", args=[case.ref, Action.END_PUBLICITY])

    before = client.get(address).content.decode()
    with clock.law_at(datetime.fromisoformat("2024-08-13T08:00+08:00")):
        after = client.get(address).content.decode()

    assert (button in before, "公示至 2024年8月12日，2024年8月13日起可办理" in before) == (False, True)
    assert (button in after, "8月13日起可办理" in after) == (True, False)


@pytest.mark.parametrize("page", ["process:case", "approvals:papers"])
def test_a_step_whose_window_is_not_open_yet_is_announced_with_the_day(world, client, page):
    """TIME-01: the same at the unit's own pages."""
    case = world.declaration(State.UNIT_RECOMMEND)
    client.force_login(world.people[Role.UNIT])
    button = reverse("process:act", args=[case.ref, Action.RECOMMEND])

    with clock.law_at(datetime.fromisoformat("2024-07-01T10:00+08:00")):
        before = client.get(reverse(page, args=[case.ref])).content.decode()
    now = client.get(reverse(page, args=[case.ref])).content.decode()

    assert (button in before, "2024-07-02 08:00 起可办理" in before) == (False, True)
    assert (button in now, "起可办理" in now) == (True, False)


def test_a_result_waits_for_the_end_of_its_publicity(world):
    case = world.declaration(State.SECOND_PUBLICITY)
    sheet = ResultPublicity.objects.create(
        notice=world.edition.notice, first_day=date(2024, 8, 6), last_day=date(2024, 8, 12), working_days=5,
        snapshot={}, started_at=clock.law(),
    )  # fmt: skip
    sheet.entries.create(declaration=case)

    found = actions_on_page(world.actor(Role.OFFICE), case)

    assert Action.END_PUBLICITY not in found["actions"]
    assert found["waiting"] == [(Action.END_PUBLICITY, "二次公示至 2024-08-12，2024-08-13 起可报批。")]


def test_the_page_folds_them_away(world, client):
    client.force_login(world.people[Role.OFFICE])
    case = world.declaration(State.OFFICE_REVIEW)

    page = client.get(case.get_absolute_url()).content.decode()

    folded = page[page.index("<summary>其他操作</summary>") :]
    assert "全年结果无效" in folded
    assert "全年结果无效" not in page[: page.index("<summary>其他操作</summary>")]


def test_the_home_page_names_who_can_act_and_not_who_was_late(world):
    """One word on whose turn it is, here and on the public page of progress."""
    assert card_of(world.declaration(State.OVERDUE_HELD)).holder == "自治区工艺美术系列职改办"


@pytest.mark.parametrize("refused", [False, True])
def test_a_case_that_is_held_stays_at_the_step_of_the_late_desk(world, refused):
    case = world.declaration(State.OVERDUE_HELD)
    if refused:
        perform(case.pk, Action.REFUSE_LATE, actor=world.people[Role.OFFICE], reason="逾期，没有正当理由。")
        case.refresh_from_db()

    marks = [step.state for step in steps_of(case)]

    assert marks == ["done", "fail" if refused else "now", *[""] * 6]


@pytest.mark.parametrize("state", [State.CERTIFIED, State.WITHDRAWN, State.FAILED])
def test_nobody_has_the_turn_of_a_finished_case(world, client, state):
    case = world.declaration(state)
    client.force_login(world.people[Role.APPLICANT])

    assert card_of(case).holder == ""
    assert "现在由" not in client.get(reverse("process:home")).content.decode()
    assert "办理单位" not in client.get(case.get_absolute_url()).content.decode()


def test_a_case_under_way_says_whose_turn_it_is(world, client):
    world.declaration(State.UNIT_CHECK)
    client.force_login(world.people[Role.APPLICANT])

    assert "现在由古龙窑办理" in " ".join(client.get(reverse("process:home")).content.decode().split())


def test_a_case_under_way_says_until_when_the_desk_has_time(world, client):
    """03-1, 13-1: the same day as on the public page of progress."""
    case = world.declaration(State.UNIT_CHECK)
    client.force_login(world.people[Role.APPLICANT])

    page = client.get(reverse("process:home")).content.decode()

    due = progress_of(case).expected.day
    assert (card_of(case).hero.due, due is not None, "本环节办理截止" in page) == (due, True, True)
    assert "本环节办理截止" in client.get(case.get_absolute_url()).content.decode()


def test_a_draft_says_by_when_it_had_better_be_handed_in(world):
    """05, TIME-01: the end of the window is the unit's too."""
    hero = card_of(world.declaration(State.DRAFT)).hero

    assert re.search(r"建议最迟 \d+ 月 \d+ 日（含当天）提交|请尽快提交并告诉单位", hero.text)


def test_who_was_not_recommended_gets_the_unit_s_number(world):
    """S03: nobody is sent to ask without a number to ring; none is made up."""
    case = world.declaration(State.NOT_RECOMMENDED)
    case.unit.contact_phone = "0777-2800000"

    assert "联系电话：0777-2800000。" in card_of(case).hero.text
    case.unit.contact_phone = ""
    assert "联系电话" not in card_of(case).hero.text


@pytest.mark.parametrize("state", [State.ABANDONED, *(state for state in ENDED if state != State.WITHDRAWN)])
def test_who_was_refused_reads_whom_to_tell_that_it_is_wrong(world, state):
    """03-5: the office of the notice with its number, from the notice's contacts."""
    hero = card_of(world.declaration(state)).hero

    assert "有异议的" in hero.text
    assert "自治区工艺美术系列职改办反映（电话 0771-8095080）。" in hero.text


def test_what_was_withdrawn_is_folded_and_asks_for_nothing(world, client):
    """T34: it stays to be looked at; with nothing else the home page offers to begin."""
    case = world.declaration(State.WITHDRAWN)
    client.force_login(world.people[Role.APPLICANT])

    answer = client.get(reverse("process:home"))

    page = answer.content.decode()
    assert (answer.context["cards"], answer.context["withdrawn"]) == ([], [case])
    assert "已撤回的申报（1）" in page
    assert "开始您的第一份申报" not in page
    assert reverse("declarations:choose") in page


def test_the_four_doors_of_the_portal_open_without_signing_in(client, world):
    """02-2."""
    shown = client.get("/").content.decode()

    for name in ("can_i:notices", "outcomes:progress", "outcomes:column", "outcomes:verify"):
        assert f'href="{reverse(name)}"' in shown
        assert client.get(reverse(name), follow=True).status_code == 200
    assert "不用登录，逐条核对条件" in shown


def test_a_refusal_leads_to_where_it_is_mended(world):
    case = world.declaration(State.UNIT_CHECK)
    form = MoveForm({}, declaration=case)

    form.show([Reason("E314", "请先登记审议推荐意见。"), Reason("E412", "请使用“退回”。")])

    deliberation = reverse("approvals:deliberation", args=[case.ref])
    assert form.non_field_errors() == [f'<a href="{deliberation}">请先登记审议推荐意见。</a>', "请使用“退回”。"]


@pytest.mark.parametrize("name", sorted(set(MENDED_AT.values())))
def test_every_such_place_is_a_page(world, name):
    assert reverse(name, args=[world.declaration(State.UNIT_CHECK).ref])


@pytest.mark.parametrize(("action", "said"), [("recall", "原来签名的承诺书作废"), ("withdraw", "不能恢复")])
def test_taking_a_declaration_back_says_what_it_does(world, client, action, said):
    """Every button says what follows (handbook); the applicant is not talked to as a desk."""
    client.force_login(world.people[Role.APPLICANT])
    case = world.declaration(State.UNIT_CHECK)

    page = client.get(reverse("process:act", args=[case.ref, action])).content.decode()

    assert said in page
    assert "返回我的申报" in page


# ── whose turn it is ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_taken_back_is_not_a_new_one(world, client):
    """03-1: it was handed in, so it has to be signed and handed in again; 现在由您办理."""
    client.force_login(world.people[Role.APPLICANT])
    case = world.declaration(State.DRAFT)
    case.number = f"2024-{case.pk:06d}"
    case.save(update_fields=["number"])

    home, page = (client.get(reverse(f"process:{name}", args=rest)).content.decode() for name, rest in (("home", []), ("case", [case.ref])))  # fmt: skip

    for shown_page in (home, page):
        assert "申报已取回，须重新签名提交" in shown_page
        assert "已取回，须重新提交" in shown_page
        assert "填写中" not in shown_page
    assert ("现在由您办理" in home, "现在由 申报人" in home, "同一年度同一级别只能提交一份" in home) == (
        True,
        False,
        True,
    )
    assert "<dd>您</dd>" in "".join(page.split())


def test_a_correction_without_a_point_for_the_applicant_is_the_units(world, monkeypatch):
    """03-1: tag, step and sentence say the same."""
    case = world.declaration(State.CORRECTION)
    notice = SimpleNamespace(items=SimpleNamespace(filter=lambda **asked: CorrectionItem.objects.none()))
    monkeypatch.setattr("review.process.home.open_notice", lambda _: notice)

    card = card_of(case)

    assert (card.hero.title, card.look.words) == ("现在不用您做什么", "审核单位补正中")
    assert [step.detail for step in card.steps if step.state == "now"] == ["审核单位补正中"]


def test_an_end_says_what_is_still_open_and_what_is_over(world):
    """03-5: by the clock, with the day."""
    failed, withdrawn = world.declaration(State.FAILED), world.declaration(State.WITHDRAWN)

    now = [card_of(case).hero.text for case in (failed, withdrawn)]
    with clock.law_moved(timedelta(days=370)):
        later = [card_of(case).hero.text for case in (failed, withdrawn)]

    last = last_day_to_ask(failed)
    assert f"您可以在 {last:%Y-%m-%d} 前申请复查" in now[0]
    assert f"申请复查的时间已于 {last:%Y-%m-%d} 截止。以后年度开放申报时可以再申报。" in later[0]
    assert "这次申报的时间已经结束。以后年度开放申报时可以再申报。" in later[1]
    assert "可以重新申报" in now[1] or "已经结束" in now[1]


def test_pages_speak_as_the_notice_does(world, client):
    """GEN-16: 专业技术资格 where the notice says so."""
    case = world.declaration(State.OFFICE_REVIEW)
    case.edition = amended(world.edition, terminology={"title": "专业技术资格"})
    case.save()
    client.force_login(world.people[Role.OFFICE], backend="accounts.backends.PhoneBackend")

    page = client.get(reverse("process:act", args=[case.ref, "refuse"])).content.decode()

    assert "<dt>申报专业技术资格</dt>" in page
    assert "<dt>申报职称</dt>" not in page


def test_what_was_said_of_a_step_has_one_stop_where_the_next_begins():
    """26-1: a defect that ends with a full stop, and why a warning was passed over, in one line."""
    told = {"items": [{"defect": "未盖单位公章。"}, {"defect": "缺页"}]}
    record = SimpleNamespace(answers=told, explained={"W115": "已考虑补充公示。"}, role=Role.OFFICE)

    assert reason_of(record) == "未盖单位公章；缺页；已考虑补充公示。"

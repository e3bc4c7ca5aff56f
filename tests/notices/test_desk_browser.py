"""The notice desk with a person's eyes: 2024's notice copied, put right and published for 2026, at both widths (24-1…24-4)."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from notices.models import Notice
from notices.services import load_notice, publish_notice
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.notices.conftest import CRAFT_ARTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")  # a folder: every page is kept as a picture, to be looked at


def seat(office, name):
    client = Client()
    person = User.objects.create_user(name)
    give_membership(person=person, organisation=office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(person, backend="accounts.backends.PhoneBackend")
    return session_cookie(client)


def looked_at(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)
    found = [each for each in inspect(page).problems if "422" not in each]  # the browser's own word on a refused form
    assert found == [], (name, page.url)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_next_years_notice_is_made_and_published(browser, live_server, width):
    notice = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM)
    first, second = (seat(notice.office, name) for name in ("拟稿人", "发布人"))

    with opened(browser, live_server.url + reverse("notices:desk"), cookies=first, width=width) as page:
        looked_at(page, "desk")
        page.get_by_role("link", name="复制到下一年度").click()
        page.get_by_label("年度", exact=True).fill("2026")
        page.get_by_label("代码", exact=True).fill("2026-craft-arts")
        looked_at(page, "clone")
        page.get_by_role("button", name="建立草稿").click()
        page.get_by_text("发布前还要做").wait_for()
        looked_at(page, "wall")

        page.get_by_role("link", name="处时间").click()
        looked_at(page, "dates")
        page.get_by_label("资历计算 · 资历截止日", exact=True).fill("2026-12-31")
        page.get_by_role("button", name="时间都已核对，保存").click()
        page.get_by_role("link", name="处仍是上一年度的内容").click()
        looked_at(page, "words")
        page.get_by_role("button", name="其余全部改为建议的内容").click()
        page.get_by_text("没有仍是上一年度的内容").wait_for()
        page.get_by_role("link", name="回到全部卡片").click()
        page.get_by_text("没有必须改正的问题").wait_for()

        page.get_by_role("link", name="评审与表决").click()
        looked_at(page, "card")
        page.get_by_role("link", name=re.compile("修改.*专业答辩")).click()
        page.get_by_label("合计上限").fill("")
        page.get_by_role("button", name="保存").click()
        looked_at(page, "fault")
        page.get_by_label("合计上限").fill("20")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("合计≤20分钟").wait_for()

        for name, where in (
            ("conditions", "condition_sets"),
            ("condition", "condition_sets/0"),
            ("checklist", "checklist/7"),
            ("fees", "fees"),
            ("steps", "unit_flow"),
            ("rechecks", "eligibility"),
        ):
            page.goto(live_server.url + reverse("notices:edit_place", args=["2026-craft-arts", where]))
            looked_at(page, name)
        page.goto(live_server.url + reverse("notices:add", args=["2026-craft-arts", "stages"]))
        looked_at(page, "add")
        page.goto(live_server.url + reverse("notices:times", args=["2026-craft-arts"]))
        looked_at(page, "times")
        page.goto(live_server.url + reverse("notices:compare", args=["2026-craft-arts"]))
        looked_at(page, "compare")
        page.goto(live_server.url + reverse("notices:publish", args=["2026-craft-arts"]))
        page.get_by_text("请由另一位通知管理员核对后发布").wait_for()

    with opened(
        browser, live_server.url + reverse("notices:publish", args=["2026-craft-arts"]), cookies=second, width=width
    ) as page:
        looked_at(page, "publish")
        page.get_by_role("button", name="确认发布").click()
        page.get_by_text("已发布，已告知各办理单位").wait_for()

    made = Notice.objects.get(code="2026-craft-arts")
    assert (made.state, made.editions.get().terms["committee_defense"]["total_max"]) == ("published", 20)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_published_notice_is_amended(browser, live_server, width):
    notice = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM)
    first, second = (seat(notice.office, name) for name in ("拟稿人", "发布人"))
    amendment = live_server.url + reverse("process:publish_amendment", args=[notice.code])

    with opened(browser, live_server.url + reverse("notices:desk"), cookies=first, width=width) as page:
        page.get_by_role("button", name=re.compile("^修订")).click()
        page.get_by_text("通知仍按已发布的内容执行").wait_for()
        looked_at(page, "amending")
        page.goto(live_server.url + reverse("notices:edit_place", args=[notice.code, "limits"]))
        page.get_by_label("业绩成果条数上限").fill("15")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("已保存").wait_for()
        page.goto(live_server.url + reverse("notices:drop", args=[notice.code]))
        looked_at(page, "drop")
        page.goto(amendment)
        page.get_by_text("请由另一位通知管理员核对后发布").wait_for()

    with opened(browser, amendment, cookies=second, width=width) as page:
        looked_at(page, "amendment")
        page.get_by_label("修订原因").fill("主管部门另有规定")
        page.get_by_label("修订依据").fill("桂职办〔2024〕9号")
        if page.get_by_label("有提醒事项仍要发布的理由").count():
            page.get_by_label("有提醒事项仍要发布的理由").fill("已核对")
        page.get_by_role("button", name="确认发布修订").click()
        page.get_by_text("已发布第2版").wait_for()
        page.goto(live_server.url + reverse("process:follow", args=[notice.code]))
        looked_at(page, "follow")

    assert notice.editions.get(number=2).terms["limits"]["performance"] == 15

"""Texts, attachments, help and announcements with a person's eyes, at both widths (ADMIN-02, ADMIN-06, S29)."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from notices.services import announce, clone_notice, load_notice, publish_notice
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.notices.conftest import CRAFT_ARTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")  # a folder: every page is kept as a picture, to be looked at


def seat(office):
    client = Client()
    person = User.objects.create_user("拟稿人", name="陆一帆", phone="19100000077")
    give_membership(person=person, organisation=office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(person, backend="accounts.backends.PhoneBackend")
    return person, session_cookie(client)


def looked_at(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)
    found = [each for each in inspect(page).problems if "422" not in each]  # the browser's own word on a refused form
    assert found == [], (name, page.url)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_administrator_words_encloses_announces_and_helps(browser, live_server, width):
    notice = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM, explained="样例")
    admin, cookie = seat(notice.office)
    draft = clone_notice(notice.pk, code="2026-craft-arts", year=2026, cards=["messages", "attachments"], actor=admin)
    now = clock.law()
    announce(
        "个人申报延长至 2024-08-25 18:00。原因：平台故障。",
        tone="todo",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        office=notice.office,
        actor=admin,
        url="/notices/",
        button="查看修订",
    )

    def at(name, *args):
        return live_server.url + reverse(name, args=args)

    with opened(browser, at("process:sayings", draft.code), cookies=cookie, width=width) as page:
        looked_at(page, "sayings")
        page.goto(at("process:saying", draft.code, "refused"))
        page.get_by_label("短信文字").fill("{who}老师：不予受理。")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("变量“who”无法识别").first.wait_for()
        looked_at(page, "saying-fault")
        page.get_by_label("短信文字").fill("{name}老师：您的职称申报不予受理。")
        page.get_by_role("button", name="试发给自己").click()
        page.get_by_text("没有发给其他人").wait_for()
        looked_at(page, "saying")
        page.goto(at("notices:attachments", draft.code))
        looked_at(page, "attachments")
        page.get_by_role("link", name="附件3").click()
        looked_at(page, "attachment")
        page.goto(at("notices:new_announcement"))
        looked_at(page, "announcement")
        page.goto(at("notices:announcements"))
        looked_at(page, "announcements")
        page.goto(at("help:articles"))
        looked_at(page, "help-articles")
        page.goto(at("help:edit", "applicant-correct"))
        page.get_by_role("button", name="预览").click()
        page.get_by_text("预览（还没有保存）").wait_for()
        looked_at(page, "help-edit")
        page.goto(at("help:history", "applicant-correct"))
        looked_at(page, "help-history")
        page.goto(at("process:extend", notice.code))
        looked_at(page, "extend")
    with opened(browser, at("help:index"), width=width) as page:
        looked_at(page, "help")
        page.get_by_role("searchbox").fill("补正")
        page.get_by_role("button", name="搜索").click()
        page.get_by_role("link", name="被退回、被告知补正怎么办").click()
        looked_at(page, "help-article")
        page.goto(at("notices:detail", notice.code))
        page.locator("#faq summary").first.click()
        looked_at(page, "notice")

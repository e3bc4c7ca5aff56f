"""试填 and 彩排 with a person's eyes: from the notice desk to the findings, the rehearsal begun and its report read."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from notices.services import load_notice, publish_notice
from review.process.models import Rehearsal
from review.process.states import RehearsalState
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.notices.conftest import CRAFT_ARTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOVE = {"at": "2024-07-04 10:00", "action": "开始填报", "state": "草稿", "by": "申报人", "where": ""}
REFUSED = {
    "at": "2024-07-18 10:00",
    "step": "评委会所在职改办接收审核",
    "code": "E212",
    "text": "破格申报未经评委会所在职改办审核同意。",
    "tries": 30,
    "later": False,
}
CASE = {
    "name": "韦甲丑",
    "level": "正高级工艺美术师",
    "specialty": "艺术陶瓷",
    "path": "破格申报",
    "person": "国有单位在职人员",
    "state": "不予受理",
    "why": "逾期",
    "well": False,
    "moves": [MOVE],
    "papers": 2,
    "refusals": [REFUSED],
}
REPORT = {
    "cases": [CASE],
    "well": 0,
    "seconds": 61.5,
    "documents": [{"kind": "FORM-17", "title": "申报2024年度职称人员公示", "count": 1, "pages": 1}],
    "messages": [{"event": "to_pay", "channel": "短信", "count": 1, "title": "缴费提醒", "text": "请缴费。"}],
    "windows": [{"label": "个人申报和单位审核", "opens": "2024-07-02 08:00", "closes": "2024-08-23 18:00"}],
}


def looked_at(page):
    found = [each for each in inspect(page).problems if "422" not in each]  # the browser's own word on a refused form
    assert found == [], page.url


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_notice_is_tried_out_and_rehearsed_from_the_desk(browser, live_server, width):
    """24-3, ELIG: what is changed is found; a rehearsal waits and its report says who was stopped by what."""
    notice = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM)
    client, person = Client(), User.objects.create_user("拟稿人")
    give_membership(person=person, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(person, backend="accounts.backends.PhoneBackend")

    with opened(
        browser, live_server.url + reverse("notices:desk"), cookies=session_cookie(client), width=width
    ) as page:
        page.get_by_role("link", name="试填").click()
        page.get_by_text("可以提交").wait_for()
        looked_at(page)
        page.get_by_text("改动样例的情况").click()
        page.locator("select[name=title]").select_option("none")
        page.get_by_role("button", name="看结果").click()
        page.get_by_text("还不能提交").wait_for()
        looked_at(page)

        page.get_by_role("link", name="彩排").click()
        looked_at(page)
        page.get_by_role("button", name="开始彩排").click()
        page.get_by_text("正在排队").wait_for()
        looked_at(page)
        told = {"state": RehearsalState.DONE, "report": REPORT, "ended_at": clock.machine()}
        Rehearsal.objects.update(**told)
        page.get_by_role("link", name="查看报告").click()  # the waiting piece asked for itself
        page.get_by_text("有人没有走完").wait_for()
        page.get_by_text("破格申报", exact=False).first.click()
        page.get_by_text("破格申报未经评委会所在职改办审核同意").wait_for()
        looked_at(page)

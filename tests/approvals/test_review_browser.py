"""Two clerks and the keys, with a person's eyes: 16-5, 17-1, 17-4, 17-7."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from declarations.states import State
from review.approvals.models import StopReview
from tests.approvals.test_review import GOOD
from tests.approvals.world import filled
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.process.world import IN_STAGE_1, build_world, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOST = """() => {
  const image = Object.assign(new Image(), { className: 'page', alt: '身份证 第 1 页', src: '/no/such/picture.png' });
  Object.assign(image.dataset, { file: 'lost', original: '/files/x/' });
  document.querySelector('zc-viewer .pages').append(image);
}"""


def signed_in(clerk):
    client = Client()
    client.force_login(clerk, backend="accounts.backends.PhoneBackend")
    return session_cookie(client)


def looked_at(page):
    found = [each for each in inspect(page).problems if "409" not in each]  # the browser's own word on a conflict
    assert found == [], page.url


def fill_in(page, opinion):
    for row in GOOD:
        page.locator(f"main [name=row_{row}][value='1']").first.locator("xpath=ancestor::label[1]").click()
    page.locator("[name=opinion]").fill(opinion)


def test_two_clerks_meet_on_one_sheet_and_neither_loses_a_word(browser, live_server):
    """17-7, 16-5, 17-1: typed words are kept, keys begin when switched on, the second signature reads the first.

    What was kept before the first signed still reads it when it is opened again; a page image that does not come keeps
    its place for the way there.
    """
    with clock.law_at(IN_STAGE_1):
        world = build_world()
        User.objects.filter(pk=world.people[Role.APPLICANT].pk).update(
            name="林远帆"
        )  # a link as wide as a name is here
        case = filled(world.declaration(State.OFFICE_REVIEW))
        case.stops.update(reached_at=clock.law())
        ma, second = world.people[Role.OFFICE], person("second-clerk")
        desk = Membership.objects.get(user=ma, role=Role.OFFICE).organisation
        Membership.objects.create(user=second, organisation=desk, role=Role.OFFICE)
        address = live_server.url + reverse("approvals:review", args=[case.ref])
        with (
            opened(browser, address, cookies=signed_in(ma), width=DESK) as first,
            opened(browser, address, cookies=signed_in(second), width=PHONE) as other,
        ):
            looked_at(first)
            first.keyboard.press("j")
            assert "part=" not in first.url  # off until a person switches them on
            first.get_by_text("快捷键", exact=True).click()
            first.get_by_role("button", name="使用快捷键").click()
            first.keyboard.press("?")
            assert "undefined" not in first.get_by_role("dialog").inner_text()
            first.keyboard.press("Escape")
            first.locator("h1").click()
            first.keyboard.press("j")
            first.wait_for_url("**part=**")

            fill_in(first, "同意受理")
            first.get_by_text("已自动保存").wait_for()
            first.reload()
            assert first.locator("[name=opinion]").input_value() == "同意受理"
            fill_in(other, "材料不规范")
            assert other.locator("zc-viewer").is_hidden()  # 材料 | 审查: one at a time on a phone
            other.get_by_text("已自动保存").wait_for()
            first.get_by_role("button", name="签署审核意见").click()
            first.get_by_text("审核意见已签署。").wait_for()

            other.reload()
            assert f"这之后{ma.name}" in other.get_by_role("main").inner_text().replace(" ", "")
            looked_at(other)
            other.get_by_role("button", name="签署审核意见").click()
            other.get_by_role("heading", name="先保存了这一页").wait_for()
            looked_at(other)
            assert other.locator("[name=opinion]").input_value() == "材料不规范"
            other.get_by_role("button", name="签署审核意见").click()
            other.get_by_text("审核意见已签署。").wait_for()

            first.evaluate(LOST)
            lost = first.locator("zc-viewer .pages p[data-file='lost']")
            lost.get_by_role("link", name="打开身份证 第 1 页的原文件").wait_for()
            first.evaluate("document.querySelector('zc-viewer').show('lost')")
            assert lost.evaluate("each => each.getBoundingClientRect().top < innerHeight")

    assert [each.opinion for each in StopReview.objects.order_by("pk")] == ["同意受理", "材料不规范"]

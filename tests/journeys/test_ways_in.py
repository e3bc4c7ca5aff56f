"""A whole declaration on a slow phone that loses its network, by keyboard alone, and without JavaScript (S05–S09)."""

import pytest

from tests.browsing import DESK, PHONE
from tests.journeys import applicant, stage
from tests.journeys.hands import Keyboard, Plain
from tests.journeys.walk import Journey

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SLOW = {"latency": 300, "throughput": 100_000}  # a phone in the hills


def test_by_keyboard_alone(browser, live_server, settings, proof):
    journey = Journey(browser, live_server.url, settings, DESK, kind=Keyboard)

    declares(journey)

    journey.done()
    proof("a declaration by keyboard alone", pages=journey.looked, problems=0)


def test_without_javascript(browser, live_server, settings, proof):
    journey = Journey(browser, live_server.url, settings, PHONE, kind=Plain)

    declares(journey)

    journey.done()
    proof("a declaration without JavaScript", pages=journey.looked, problems=0)


def test_on_a_slow_phone_that_loses_its_network(browser, live_server, settings, proof):
    journey = Journey(browser, live_server.url, settings, PHONE, line=SLOW)

    declares(journey, experiences=loses_the_network)

    journey.done()
    proof("a declaration on a slow phone with a loss of network", pages=journey.looked, problems=0)


def declares(journey, experiences=None):
    """From the portal to the unit's desk."""
    stage.set_stage(journey)
    stage.employed()
    applicant.begins(journey)
    applicant.tells_who_they_are(journey)
    if experiences:
        experiences(journey)
        applicant.tells_of_their_results(journey)
    else:
        applicant.tells_what_they_did(journey)
    applicant.hands_in(journey)


def loses_the_network(journey):
    """In the middle of a sentence; it arrives when the line is back."""
    first, second = applicant.EXPERIENCES
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("继续填写")
        walk.press("填写专业技术工作经历")
        walk.press("添加")
        walk.enter(**first)
        walk.network(offline=True)
        walk.enter(duty="课题负责人")
        walk.page.get_by_text("网络不通").wait_for()
        walk.network()
        walk.page.get_by_text("已自动保存").wait_for()
        walk.page.complaints.clear()  # the browser's own words on a lost line
        walk.press("保存")
        assert walk.page.locator("[name=duty]").input_value() == "课题负责人"
        applicant.bring_files(walk)
        walk.press("保存")
        walk.press("添加")
        walk.enter(**second)
        walk.press("保存")
        applicant.bring_files(walk)
        walk.press("保存")
        walk.press("返回清单")

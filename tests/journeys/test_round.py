"""One whole round in Chromium, from the unit's registration to the certificate, at the width of a phone and of a desk."""

import pytest

from tests.browsing import DESK, PHONE
from tests.journeys import applicant, stage, unit
from tests.journeys.walk import Journey

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUND = (
    stage.set_stage,
    unit.register_itself,
    unit.is_let_in,
)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_round_is_walked_by_clicks_alone(browser, live_server, settings, width):
    journey = Journey(browser, live_server.url, settings, width)

    for step in ROUND:
        step(journey)

    journey.done()

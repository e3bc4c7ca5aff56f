"""One whole round in Chromium, from the unit's registration to the certificate, at the width of a phone and of a desk."""

import pytest

from tests.browsing import DESK, PHONE
from tests.journeys import admin, applicant, meeting, money, offices, results, stage, unit
from tests.journeys.walk import Journey

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUND = (
    stage.set_stage,
    admin.admin_looks,
    unit.register_itself,
    unit.is_let_in,
    applicant.joins_the_unit,
    unit.confirms_its_person,
    applicant.begins,
    applicant.tells_who_they_are,
    applicant.tells_what_they_did,
    applicant.hands_in,
    unit.checks_originals,
    unit.hears_the_defence,
    unit.deliberates,
    unit.publicises,
    unit.recommends,
    offices.city_forwards,
    offices.office_asks_for_correction,
    applicant.mends,
    unit.checks_what_changed,
    offices.city_forwards_again,
    offices.office_accepts,
    applicant.pays,
    money.finance_sees_it,
    meeting.secretary_opens_the_round,
    meeting.experts_pledge,
    meeting.secretary_gives_out,
    meeting.expert_reads,
    meeting.secretary_calls_the_meeting,
    meeting.secretary_opens_the_vote,
    meeting.experts_vote,
    meeting.secretary_counts,
    meeting.chair_seals,
    meeting.secretary_ends_the_round,
    results.office_rechecks_and_publicises,
    results.anybody_reads_the_list,
    results.confirmer_confirms,
    results.office_approves,
    results.applicant_downloads,
    results.anybody_verifies,
)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_round_is_walked_by_clicks_alone(browser, live_server, settings, proof, width):
    journey = Journey(browser, live_server.url, settings, width)

    for step in ROUND:
        step(journey)

    journey.done()
    proof(f"a round walked by clicks at {width} px", steps=len(ROUND), pages=journey.looked, problems=0)

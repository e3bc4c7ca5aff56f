"""Everybody opens every page they can reach by links, on four days of a year: each is inspected."""

from collections import defaultdict

import pytest

from accounts.models import Membership, User
from review.process.season import directory
from review.process.season.cast import clerks, experts, people, staff
from review.process.season.player import Player, moment
from review.process.season.playing import BEGIN, plan_season
from review.process.season.world import World
from tests.browsing import DESK, PHONE
from tests.journeys import byways
from tests.journeys.visits import visit, visit_as_anybody
from tests.journeys.walk import Journey

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

KINDS = 60  # of pages, by far; fewer means that a way in is gone
CAST = frozenset({
    "覃𬭚", "吴培柳", "银文斌", "黄垚", "覃桂英", "李少华", "陆建陶", "谢孔雀", "黄志强", "庞春梅", "潘玉凤", "林远帆",
})  # fmt: skip
# The day, who opens every door on it (keys of desks, names of experts and applicants), and what somebody does then.
DAYS = {
    "08-08 16:00": (("bagui", "agency", "黄垚", "谢孔雀"), ()),
    "08-19 09:00": (("culture", "jinxiu", "bobai", "liuzhou"), (byways.department_forwards,)),
    "09-12 10:00": (
        ("吴培柳", "陆建陶", "tonggu", "office", "finance", "admin", "supervision"),
        (byways.two_clerks_enter_a_payment,),
    ),
    "10-20 10:00": (("secretary", "岑设平", "覃𬭚"), ()),
    "10-22 11:00": ((), (byways.secretary_records_the_defence, byways.secretary_receives_the_works)),
    "11-07 09:20": (("secretary", "梁木之", "岑设平"), ()),
    "11-18 10:00": ((), (byways.somebody_objects, byways.supervision_takes_it_up)),
    "11-20 10:00": (("office", "supervision", "黄垚", "谢孔雀"), (byways.supervision_decides,)),
    "12-20 10:00": (("confirmer", "office", "覃𬭚", "黄志强", "finance"), ()),
}
PUBLIC_DAYS = {"08-08 16:00", "11-20 10:00"}  # the light form goes round the portal on these: windows open, results out


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_that_a_link_leads_to(browser, live_server, settings, soak, proof, width):
    if width == DESK and not soak:
        pytest.skip("the light form looks with a phone only; the round is walked at both widths")
    journey = Journey(browser, live_server.url, settings, width)
    player, world, phones = Player(moment(BEGIN)), World(), _phones()
    known, opened = set[str](), set[str]()
    plan_season(player, world, CAST)

    for day, (whom, acts) in DAYS.items():
        player.run(moment(day))
        directory.give_everybody_the_password()
        journey.on(day)
        journey.sessions.clear()
        if soak:
            journey.seen.clear()  # a page has other things to show on another day
        if (soak and whom) or day in PUBLIC_DAYS:
            known = visit_as_anybody(journey)
        alike = defaultdict[frozenset[str], set[str]](set)
        for who in whom:
            roles = _roles(phones[who])
            # The light form does not open at a desk what a colleague of the same roles has opened that day.
            before = set() if soak or not roles else alike[roles]
            found = visit(journey, phones[who], known | before)
            alike[roles] |= found
            opened |= found
        for act in acts:
            act(journey)

    journey.done()
    assert len(opened) > KINDS
    proof(f"every page a link leads to, at {width} px", kinds=len(opened), pages=journey.looked, problems=0)


def _roles(phone):
    """What somebody may do at desks; nobody's are those of an applicant."""
    person = User.objects.by_phone(phone)
    return frozenset(Membership.objects.current().filter(user=person).values_list("role", flat=True))


def _phones():
    """Key or name → phone."""
    return {
        **{each.key: each.phone for each in (*clerks(), *staff())},
        **{each.name: each.phone for _, each in (*experts("senior"), *experts("junior"))},
        **{each.name: each.phone for each in people()},
    }

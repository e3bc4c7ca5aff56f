"""Stops in the order of the notice, by the desks that stand above this very unit (CHAN-19, CHAN-21, G-36)."""

import pytest
from django.conf import settings

from accounts.models import SYSTEM, Organisation
from accounts.states import OrganisationKind as Kind
from declarations.effects import take_route
from declarations.models import RouteStop
from declarations.routes import stops_of
from declarations.states import State
from notices.services import load_notice, publish_notice
from review.process.choosers import next_stop

OLD = settings.BASE_DIR / "notices" / "data" / "2017-craft-arts.yaml"
EXPLAINED = "测试"


@pytest.fixture
def county(world):
    return Organisation.objects.create(name="灵山县职改办", kind=Kind.COUNTY_OFFICE, parent=world.city)


def unit_under(world, above, *, affiliation="county"):
    return Organisation.objects.create(
        name=f"{above}所属单位（演示）", kind=Kind.UNIT, parent=above, affiliation=affiliation, nature="private_enterprise",
        place="钦州市",
    )  # fmt: skip


def nodes(draft):
    return [stop.node.value for stop in stops_of(draft)]


def test_a_county_s_unit_goes_by_the_department_the_county_the_city_and_the_series(world, county):
    """CHAN-21: several levels of 职改办, one after the other."""
    bureau = Organisation.objects.create(name="灵山县文旅局", kind=Kind.DEPARTMENT, parent=county)
    draft = world.draft(unit=unit_under(world, bureau))

    assert [(stop.node.value, stop.organisation, stop.window) for stop in stops_of(draft)] == [
        ("unit", draft.unit, "personal_unit"),
        ("department", bureau, "office_department"),
        ("county_office", county, "office_department"),
        ("city_office", world.city, "office_department"),
        ("committee_office", draft.committee.office, "committee_office"),
    ]


def test_each_unit_has_the_desks_above_it_and_no_others(world, county):
    """CHAN-21, G-36: without a department, of the city, of the region."""
    assert nodes(world.draft(unit=unit_under(world, county))) == [
        "unit", "county_office", "city_office", "committee_office",
    ]  # fmt: skip
    assert nodes(world.draft()) == ["unit", "city_office", "committee_office"]
    assert nodes(world.draft(unit=world.region_unit)) == ["unit", "committee_office"]


def test_a_level_the_notice_does_not_name_is_no_stop(world, county):
    """CHAN-21: 2017 knew the cities' offices and the region's departments."""
    notice = load_notice(OLD, actor=SYSTEM)
    draft = world.draft(unit=unit_under(world, county))
    draft.edition = publish_notice(notice.pk, actor=SYSTEM, explained=EXPLAINED)

    assert nodes(draft) == ["unit", "city_office", "committee_office"]


def test_the_file_walks_the_offices_one_by_one(world, county):
    """CHAN-21, UNIT-27: the stored route leads from one local office to the next, upward, then to the series' own."""
    draft = world.draft(unit=unit_under(world, county))
    take_route(draft, None, actor=world.lin, now=draft.created_at)
    walked = []
    for index in range(RouteStop.objects.filter(declaration=draft).count() - 1):
        draft.stop = index
        walked.append(next_stop(draft, None))

    assert walked == [State.LOCAL_OFFICE_REVIEW, State.LOCAL_OFFICE_REVIEW, State.OFFICE_REVIEW]
    assert [stop.name for stop in draft.stops.order_by("index")][1:3] == ["灵山县职改办", "钦州市职改办"]

"""A unit that registers is answered within three working days; who decides sees which ones wait too long."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation, User
from accounts.registrations import due_of, waiting_registrations
from accounts.rules import deciders_of
from accounts.states import OrganisationKind, Role
from config.lib import clock
from tests.helpers import statements


def handed_in(moment, name="新来的（演示）"):
    at = datetime.fromisoformat(f"{moment}+08:00")
    return Organisation.objects.create(name=name, kind="unit", status="pending", registered_at=at)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2024-08-05T09:00", date(2024, 8, 8)),  # Monday: the day itself does not count
        ("2024-08-05T23:59", date(2024, 8, 8)),
        ("2024-08-08T09:00", date(2024, 8, 13)),  # over a weekend
        ("2024-09-30T09:00", date(2024, 10, 10)),  # over the National Day: 8, 9 and 10 October
        ("2024-09-12T09:00", date(2024, 9, 18)),  # Mid-Autumn: the 14th is worked, 15 to 17 are free
    ],
)
def test_three_working_days_from_the_next_on(db, moment, due):
    assert due_of(handed_in(moment)) == due


@pytest.mark.parametrize(("today", "late"), [(date(2024, 8, 8), False), (date(2024, 8, 9), True)])
def test_late_from_the_day_after(db, today, late):
    [row] = waiting_registrations([handed_in("2024-08-05T09:00")], today=today)

    assert (row.due, row.is_late) == (date(2024, 8, 8), late)


def test_one_statement_for_any_number(db):
    units = [handed_in(f"2024-08-0{n}T09:00", f"单位{n}") for n in range(1, 6)]

    with statements() as made:
        waiting_registrations(units, today=date(2024, 8, 9))

    assert len(made) == 1


def test_both_sides_read_the_day(client, db):
    office = Organisation.objects.create(name="某市职改办", kind=OrganisationKind.CITY_OFFICE)
    clerk, owner = User.objects.create_user("clerk"), User.objects.create_user("owner")
    Membership.objects.create(user=clerk, organisation=office, role=Role.LOCAL_OFFICE)
    unit = handed_in("2024-08-05T09:00")
    Organisation.objects.filter(pk=unit.pk).update(parent=office, registered_by=owner)
    backend = "accounts.backends.PhoneBackend"

    with clock.law_at(datetime.fromisoformat("2024-08-09T09:00+08:00")):
        client.force_login(clerk, backend=backend)
        queue = client.get(reverse("accounts:approvals")).content.decode()
        client.force_login(owner, backend=backend)
        status = client.get(reverse("accounts:unit_status", args=[unit.pk])).content.decode()

    assert "已超过 3 个工作日" in queue
    assert "应在 3 个工作日内（2024-08-08 前）答复" in " ".join(status.split())


def test_the_nearest_desk_where_somebody_decides_hears_of_it(db):
    """CHAN-18: not finance or supervision, to whom the page is not there; and not nobody."""
    city = Organisation.objects.create(name="某市职改办", kind=OrganisationKind.CITY_OFFICE)
    county = Organisation.objects.create(name="某县职改办", kind=OrganisationKind.COUNTY_OFFICE, parent=city)
    people = {name: User.objects.create_user(name) for name in ("cashier", "owner", "county", "city")}
    seats = (("cashier", county, Role.FINANCE), ("owner", county, Role.LOCAL_OFFICE), ("city", city, Role.LOCAL_OFFICE))
    for name, organisation, role in seats:
        Membership.objects.create(user=people[name], organisation=organisation, role=role)
    unit = handed_in("2024-08-05T09:00")
    unit.parent, unit.registered_by = county, people["owner"]

    assert deciders_of(unit) == [people["city"].pk]
    Membership.objects.create(user=people["county"], organisation=county, role=Role.LOCAL_OFFICE)
    assert deciders_of(unit) == [people["county"].pk]
    unit.parent = None
    assert deciders_of(unit) == []

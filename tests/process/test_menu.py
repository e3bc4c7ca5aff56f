"""Nobody needs to know an address: every role reaches its desk from the header and from its home (ALL-1, SYS-01)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Employment, Membership, Organisation, User
from accounts.states import OrganisationStatus, Role
from committees.models import Expert
from config.lib import clock
from declarations.states import State
from integrity.suspicions import Suspect, report_suspicion
from review.process.doors import doors_of
from review.process.menu import entries_of

ROLES = [role for role in Role if role not in (Role.SYSTEM, Role.RELAY)]  # a relay's clerk acts as a unit's
DESKS = [Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE]


@pytest.fixture
def acting(world, client):
    """The browser of somebody who acts in this role."""

    def sign_in(role):
        person = _somebody(world, role)
        person.current_role = "" if role == Role.APPLICANT else role
        person.save()
        client.force_login(person)
        return client

    return sign_in


def _somebody(world, role):
    if role == Role.EXPERT:
        Expert.objects.create(
            user=world.people["outsider"], name="白专家", title="正高级工艺美术师", rank="zhenggao", status="listed"
        )
        return world.people["outsider"]
    if role == Role.ADMIN:
        office = world.edition.notice.office
        Membership.objects.create(user=world.people["outsider"], organisation=office, role=role)
        return world.people["outsider"]
    return world.people[role]


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_of_the_navigation_answers(acting, role):
    """SYS-01."""
    client = acting(role)

    answers = {name: client.get(reverse(name), follow=True).status_code for _, name in entries_of(role)}

    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("role", ROLES)
def test_the_home_of_a_role_is_a_page_that_names_its_entries(acting, role):
    home = acting(role).get(reverse("process:home"), follow=True)

    assert home.status_code == 200
    assert [entry for entry in entries_of(role) if f'href="{reverse(entry[1])}"' not in home.content.decode()] == []


def test_who_keeps_the_site_lands_on_what_they_keep(world, client):
    """ROLE-11, SYS-01: the directory, and it stands first in the navigation; one's own declarations once there are any."""
    keeper = world.people["outsider"]
    User.objects.filter(pk=keeper.pk).update(is_staff=True, is_superuser=True)
    client.force_login(keeper)

    landed = client.get(reverse("process:home"), follow=True)
    assert landed.redirect_chain == [(reverse("accounts:organisations"), 302)]
    assert [label for label, _, current in landed.context["nav_items"]() if current] == ["目录与日历"]
    assert next(iter(entries_of(Role.APPLICANT, staff=True))) == ("目录与日历", "accounts:organisations")

    world.declaration(State.DRAFT, applicant=keeper)
    assert client.get(reverse("process:home")).status_code == 200


@pytest.mark.parametrize("role", DESKS)
def test_every_door_of_a_desk_answers(world, acting, role):
    client = acting(role)

    answers = [client.get(door.url).status_code for door in doors_of(world.people[role], role)]

    assert answers == [200] * len(answers)
    assert answers


def test_a_desk_says_how_many_units_and_people_wait(world, acting):
    below = world.people[Role.DEPARTMENT].memberships.get().organisation
    Organisation.objects.create(name="新窑", kind="unit", parent=below, status=OrganisationStatus.PENDING)
    Employment.objects.create(user=world.people["outsider"], organisation=world.unit, asked_at=clock.law(), since=None)

    department, unit = (
        doors_of(world.people[Role.DEPARTMENT], Role.DEPARTMENT),
        doors_of(world.people[Role.UNIT], Role.UNIT),
    )

    assert [(door.label, door.count) for door in department] == [("单位注册审核", 1), ("人员管理", 0)]
    assert [(door.label, door.count) for door in unit] == [("看板", 0), ("签章材料", 0), ("人员管理", 1)]
    page = acting(Role.DEPARTMENT).get(reverse("process:desk")).content.decode()
    assert reverse("accounts:approvals") in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_doors_cost_the_same_for_any_number_of_people(world, count, django_assert_num_queries):
    for _ in range(count):
        Organisation.objects.create(name="新窑", kind="unit", status=OrganisationStatus.PENDING)
        asking = Employment(user=world.people["outsider"], organisation=world.unit, asked_at=clock.law())
        asking.save()
        asking.ended_at = clock.law()
        asking.save(update_fields=["ended_at"])

    with django_assert_num_queries(3):  # the desk, what they hold (one statement on a page); what waits behind doors
        doors_of(world.people[Role.OFFICE], Role.OFFICE)


def test_a_manager_sees_the_lost_phones_door(world):
    Membership.objects.filter(user=world.people[Role.UNIT]).update(is_manager=True)

    doors = doors_of(world.people[Role.UNIT], Role.UNIT)

    assert [door.label for door in doors] == ["看板", "签章材料", "人员管理", "更换手机号核验"]


def test_staff_reach_the_administration_and_the_texts(world, client):
    person = world.people["outsider"]
    person.is_staff = True
    person.save()
    client.force_login(person)

    page = client.get(reverse("process:home")).content.decode()

    assert f'href="{reverse("admin:index")}"' in page
    assert f'href="{reverse("messaging:texts")}"' in page
    assert client.get(reverse("messaging:texts")).status_code == 200


def test_who_administers_notices_starts_at_their_desk(world, acting):
    client = acting(Role.ADMIN)

    assert client.get(reverse("process:home"), follow=True).request["PATH_INFO"] == reverse("notices:desk")


def test_a_stranger_sees_the_public_entries(client, world):
    answers = [client.get(reverse(name)).status_code for _, name in entries_of("")]

    assert answers == [200] * 4


def test_who_finds_on_suspicions_has_their_number_at_the_desk(world):
    """MAT-05: the count stands beside the desk of whoever may find, and nowhere else."""
    clerk, subject = world.people[Role.OFFICE], world.people["outsider"]
    suspect = Suspect(kind="person", identifier="x", name=subject.name, case=uuid4(), case_name="高级工艺美术师")
    report_suspicion(suspect, act="copying", facts="雷同。", actor=world.people[Role.UNIT])
    assert "学术不端线索" not in [door.label for door in doors_of(clerk, Role.OFFICE)]

    clerk.is_staff = clerk.is_superuser = True

    assert [door.count for door in doors_of(clerk, Role.OFFICE) if door.label == "学术不端线索"] == [1]


def test_a_desk_of_another_role_offers_the_way_to_it(world, client):
    """01-3: who signs in acts as an applicant until they choose; the refusal has the buttons."""
    client.force_login(world.people[Role.UNIT])
    User.objects.filter(pk=world.people[Role.UNIT].pk).update(current_role="")

    page = client.get(reverse("process:desk"))

    assert page.status_code == 403
    assert "切换为用人单位" in page.content.decode()

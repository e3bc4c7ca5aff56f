"""The stock admin: directory data is kept, people are looked at and locked, nothing is seen in clear."""

import pytest

from accounts import selectors
from accounts.models import Membership, SignedIn, User
from accounts.services import ask_employment, ask_phone_change, invite_clerk
from accounts.states import CodePurpose, Role
from tests.accounts.making import a_clerk, a_person, a_phone, proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = a_person("管理员")
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", ["user", "organisation", "membership", "employment", "invitation", "phonechange"])
def test_every_list_opens(admin, unit, zhou, lin, model):
    ask_employment(person=lin, organisation=unit)
    invite_clerk(organisation=unit, phone=a_phone(), role=Role.UNIT, actor=zhou)
    said = {"name": lin.name, "id_number": selectors.id_number_of(lin), "reason": "x"}
    ask_phone_change(**said, new=proof(a_phone(), CodePurpose.LOST_PHONE))

    page = admin.get(f"/admin/accounts/{model}/")

    assert page.status_code == 200
    assert lin.phone not in page.content.decode()


def test_a_person_is_seen_masked_and_locked(admin, lin, client_of):
    client_of(lin)
    address = f"/admin/accounts/user/{lin.pk}/change/"
    page = admin.get(address).content.decode()

    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    answer = admin.post(address, inline)

    assert answer.status_code == 302
    assert lin.masked_phone in page
    assert (lin.phone in page, selectors.id_number_of(lin) in page) == (False, False)
    assert not User.objects.get(pk=lin.pk).is_active
    assert not SignedIn.objects.filter(user=lin).exists()


def test_the_first_manager_of_an_office_is_seated_and_dismissed(admin, office, lin):
    said = {"user": lin.pk, "organisation": office.pk, "role": Role.OFFICE, "is_manager": "on"}
    answer = admin.post("/admin/accounts/membership/add/", said)
    held = Membership.objects.get(user=lin)
    twice = admin.post("/admin/accounts/membership/add/", said)
    admin.post("/admin/accounts/membership/", {"action": "end", "_selected_action": [held.pk]})

    assert answer.status_code == 302
    assert (held.is_manager, held.given_by.name) == (True, "管理员")
    assert twice.status_code == 200
    assert Membership.objects.get(user=lin).ended_at


def test_nothing_is_deleted_and_nobody_made_here(admin, unit, zhou, lin):
    clerk = a_clerk(unit, "经办").memberships.get()

    for address in (
        f"user/{lin.pk}/delete/",
        "user/add/",
        f"organisation/{unit.pk}/delete/",
        f"membership/{clerk.pk}/delete/",
        "phonechange/add/",
    ):
        assert admin.get(f"/admin/accounts/{address}").status_code == 403, address
    assert admin.post(f"/admin/accounts/membership/{clerk.pk}/change/", {"role": Role.UNIT}).status_code == 403

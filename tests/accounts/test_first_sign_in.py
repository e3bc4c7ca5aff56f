"""Where the first sign-in leads: to the desk whoever has one, home whoever may apply (S03)."""

from accounts.models import Employment
from accounts.states import Role
from config.lib import clock
from tests.accounts.making import a_person

PASSWORD = "long-enough-7"


def signed_in(client, person):
    person.set_password(PASSWORD)
    person.save()
    told = {"way": "password", "username": person.phone, "password": PASSWORD}
    assert client.post("/accounts/sign-in/", told).status_code == 302
    person.refresh_from_db()
    return person.current_role


def test_who_has_one_duty_begins_at_its_desk_and_stays_where_they_switch_to(client, ma):
    assert signed_in(client, ma) == Role.OFFICE

    client.post("/accounts/sign-out/")
    ma.current_role = ""
    ma.save()
    assert signed_in(client, ma) == ""


def test_who_is_employed_somewhere_begins_at_home(client, zhou, unit):
    Employment.objects.create(user=zhou, organisation=unit, confirmed_at=clock.law())

    assert signed_in(client, zhou) == ""
    assert signed_in(client, a_person("韦申报")) == ""

"""Whoever hands in need not know that their unit confirms them first: it is asked for them, and says so on the case (CHAN-06)."""

import pytest
from django.urls import reverse

from accounts.models import Employment
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations import effects
from declarations.states import Channel, State
from messaging.models import Message
from review.approvals import guards
from review.process.home import hero_of
from tests.approvals.world import codes


@pytest.fixture
def case(world):
    """Handed in by somebody whose unit was never asked."""
    case = world.declaration(State.UNIT_CHECK)
    Employment.objects.all().delete()
    return case


def handed_in(case):
    effects.ask_the_unit(case, Asked(), actor=case.applicant, now=clock.law())


def test_handing_in_asks_the_unit_once(case, world):
    handed_in(case)
    handed_in(case)

    asked = Employment.objects.get()
    assert (asked.user, asked.organisation, asked.confirmed_at) == (case.applicant, case.unit, None)
    assert Message.objects.filter(person=world.people[Role.UNIT], title__contains="申请确认人事关系").count() == 1
    assert f"已请{case.unit.name}确认" in hero_of(case).text


def test_who_is_known_there_is_not_asked_for_again(case, lin):
    Employment.objects.create(user=lin, organisation=case.unit, confirmed_at=clock.law())

    handed_in(case)

    assert (Employment.objects.count(), Message.objects.count()) == (1, 0)
    assert "核对原件" in hero_of(case).text


def test_an_agency_is_asked_for_no_such_word(case):
    case.channel = Channel.AGENCY

    handed_in(case)

    assert Employment.objects.count() == 0


def test_the_unit_confirms_on_the_page_of_the_case(case, world, client):
    handed_in(case)
    client.force_login(world.people[Role.UNIT], backend="accounts.backends.PhoneBackend")
    page = reverse("approvals:work", args=[case.ref])
    assert "确认是本单位人员" in client.get(page).text
    assert codes(guards.person_confirmed, case) == ["CHAN-06"]

    asked = Employment.objects.get()
    act = reverse("accounts:decide_employment", args=[asked.organisation_id, asked.pk])
    answer = client.post(act, {"do": "confirm", "next": page})

    assert answer["Location"] == page
    assert codes(guards.person_confirmed, case) == []
    assert "确认是本单位人员" not in client.get(page).text


def test_the_way_back_leads_nowhere_else(case, world, client):
    handed_in(case)
    client.force_login(world.people[Role.UNIT], backend="accounts.backends.PhoneBackend")
    asked = Employment.objects.get()
    act = reverse("accounts:decide_employment", args=[asked.organisation_id, asked.pk])

    answer = client.post(act, {"do": "confirm", "next": "https://elsewhere.example/"})

    assert answer["Location"] == reverse("accounts:people", args=[asked.organisation_id])

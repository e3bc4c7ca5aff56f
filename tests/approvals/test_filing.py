"""The letter of an outside unit is on file before its case leaves the unit (CHAN-13)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.states import Affiliation, Role
from config.lib import clock
from declarations.states import State
from notices.rules import terms_of
from notices.rules.people import PriorFiling
from records.models import AuditEntry
from review.approvals import guards, services
from review.approvals.exceptions import Refused
from tests.approvals.world import codes, said

FILED = date(2024, 7, 20)


@pytest.fixture
def outside(world, monkeypatch):
    """A case of a central unit at its last step, under a notice that wants the letter filed."""
    case = world.declaration(State.UNIT_RECOMMEND)
    case.unit.affiliation = Affiliation.CENTRAL
    case.unit.save(update_fields=["affiliation"])
    terms = terms_of(case.edition)
    wanting = replace(
        terms, outside_units=replace(terms.outside_units, prior_filing=PriorFiling(office="市职改办", phone="0772-0"))
    )
    monkeypatch.setattr("review.approvals.guards.filing.terms_of", lambda _edition: wanting)
    return case


def test_the_unit_waits_until_the_office_confirmed_the_letter(outside, ma):
    [text] = said(guards.letter_on_file, outside)
    assert text == "市职改办尚未确认函件备案，请联系市职改办（0772-0）在系统中确认后再上报。"

    services.confirm_filing(outside.pk, actor=ma, filed_on=FILED, number=" 柳职备〔2024〕3号 ")

    assert codes(guards.letter_on_file, outside) == []
    assert (outside.letter_filing.filed_on, outside.letter_filing.number) == (FILED, "柳职备〔2024〕3号")
    assert AuditEntry.objects.filter(event="approvals.filing").count() == 1


def test_a_later_word_corrects_the_day(outside, ma):
    services.confirm_filing(outside.pk, actor=ma, filed_on=FILED)
    services.confirm_filing(outside.pk, actor=ma, filed_on=FILED + timedelta(days=1))

    outside.refresh_from_db()
    assert outside.letter_filing.filed_on == FILED + timedelta(days=1)


def test_units_of_the_region_file_nothing(outside, ma):
    outside.unit.affiliation = Affiliation.REGION
    outside.unit.save(update_fields=["affiliation"])

    assert codes(guards.letter_on_file, outside) == []
    with pytest.raises(Refused, match="无须"):
        services.confirm_filing(outside.pk, actor=ma, filed_on=FILED)


def test_this_notice_wants_no_filing(world):
    case = world.declaration(State.UNIT_RECOMMEND)
    assert codes(guards.letter_on_file, case) == []


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.UNIT, "outsider"])
def test_only_an_office_above_confirms(outside, world, role):
    with pytest.raises(Refused, match="无权"):
        services.confirm_filing(outside.pk, actor=world.people[role], filed_on=FILED)


def test_no_day_of_the_future(outside, ma):
    with pytest.raises(Refused) as refusal:
        services.confirm_filing(outside.pk, actor=ma, filed_on=clock.local_date(clock.law()) + timedelta(days=1))

    assert [reason.field for reason in refusal.value.reasons] == ["filed_on"]


def test_the_office_confirms_on_the_page_of_the_case(outside, ma, client):
    client.force_login(ma, backend="accounts.backends.PhoneBackend")
    page = reverse("approvals:review", args=[outside.ref])
    assert "确认备案" in client.get(page).text

    wrong = client.post(reverse("approvals:filing", args=[outside.ref]), {"filed_on": ""})
    assert (wrong.status_code, "请填写备案日期" in wrong.text) == (422, True)

    client.post(reverse("approvals:filing", args=[outside.ref]), {"filed_on": "2024-07-20"})
    page = client.get(page).text
    assert ("授权、委托函已于" in page, "更正备案日期" in page) == (True, True)

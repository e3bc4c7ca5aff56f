"""线索 of a reader: through the gate of the dossier, told without the reader's name (MAT-05, COMM-13)."""

from functools import partial

import pytest
from django.urls import reverse

from accounts.states import Role
from declarations.models import Declaration
from integrity.models import IntegrityRecord, Suspicion
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, RoundExpert
from review.meetings.services.reading import suspect_work
from review.meetings.services.rounds import assign_reader, recuse
from tests.meetings.pages import said, signed_in

SEEN = {"act": "copying", "place": "", "facts": "第三章与他人论文雷同，附比对。"}


@pytest.fixture
def qin(reading):
    return reading.voters[1]


@pytest.fixture
def page(entry):
    return reverse("meetings:suspicion", args=[entry.declaration.ref])


def test_a_reader_records_what_they_saw_and_the_case_goes_on(reading, given, entry, qin, page):
    client, state = signed_in(qin), entry.declaration.state
    assert page in client.get(reverse("meetings:dossier", args=[entry.declaration.ref])).content.decode()
    [place, *_] = [label for label, _ in client.get(page).context["form"].fields["place"].choices if label]

    assert client.post(page, SEEN | {"place": place}).status_code == 302

    [seen] = Suspicion.objects.all()
    assert (seen.case, seen.place, seen.by_reader, seen.reported_by) == (entry.declaration.ref, place, True, qin)
    assert Declaration.objects.get(pk=entry.declaration_id).state == state
    assert not IntegrityRecord.objects.exists()
    assert SEEN["facts"] in said(client.get(page))


def test_the_office_reads_it_without_a_name_and_the_unit_not_at_all(reading, given, entry, qin):
    suspect_work(given.pk, **SEEN, actor=qin)
    address = reverse("approvals:suspicion", args=[entry.declaration.ref])

    office = signed_in(reading.clerk).get(address).content.decode()
    unit = signed_in(reading.world.people[Role.UNIT]).get(address).content.decode()

    assert (SEEN["facts"] in office, "评审专家" in office, qin.name in office) == (True, True, False)
    assert SEEN["facts"] not in unit


def test_readers_do_not_read_what_others_saw(reading, given, entry, qin, page):
    suspect_work(given.pk, **SEEN, actor=qin)
    other = assign_reader(entry.pk, seat=reading.seats[2], actor=reading.secretary)

    assert SEEN["facts"] not in signed_in(other.expert.expert.user).get(page).content.decode()


def test_the_page_names_the_work_and_not_the_person(given, entry, qin, page):
    body = signed_in(qin).get(page).content.decode()

    assert (entry.declaration.applicant.name in body, entry.declaration.unit.name in body) == (False, False)


@pytest.mark.parametrize("changed", [{"facts": " "}, {"act": ""}, {"act": "discipline"}])
def test_it_says_what_and_by_what_evidence(given, qin, page, changed):
    assert signed_in(qin).post(page, SEEN | changed).status_code == 422
    assert not Suspicion.objects.exists()


def test_the_pledge_comes_first(given, qin, page):
    RoundExpert.objects.filter(pk=given.expert_id).update(pledged_at=None)

    assert "承诺书" in signed_in(qin).post(page, SEEN).content.decode()
    assert not Suspicion.objects.exists()


def test_who_was_not_given_the_work_or_keeps_away_has_no_part_in_it(reading, given, entry, qin, page):
    others = [reading.voters[2], reading.secretary, entry.declaration.applicant]
    ask = partial(suspect_work, given.pk, **SEEN)
    for who in others:
        assert signed_in(who).get(page).status_code == 404
        with pytest.raises(MeetingRefused):
            ask(actor=who)

    recuse(expert=given.expert.expert, declaration=entry.declaration, why="师生", actor=reading.secretary)

    assert signed_in(qin).get(page).status_code == 404
    assert Assignment.objects.filter(pk=given.pk, withdrawn_at=None).exists() is False
    with pytest.raises(MeetingRefused):
        ask(actor=qin)

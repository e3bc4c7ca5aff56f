"""线索 from the review screens: who may record one, who sees it, and that the case goes on (MAT-05)."""

import pytest
from django.urls import reverse

from accounts.models import IdNumber
from accounts.states import Role
from declarations.models import Declaration, Recusal
from declarations.states import State
from integrity.models import IntegrityRecord, Suspicion
from review.approvals.exceptions import Refused
from review.approvals.services.suspecting import suspect
from tests.approvals.world import filled
from tests.declarations.world import id_number

SEEN = {"act": "copying", "place": "", "facts": "第三章与他人论文雷同，附比对。"}


@pytest.fixture
def case(world):
    return filled(world.declaration(State.OFFICE_REVIEW))


def url(case):
    return reverse("approvals:suspicion", args=[case.ref])


def test_every_review_screen_leads_there(client, world, case, ma, zhou):
    for who, page in ((ma, "approvals:review"), (zhou, "approvals:work")):
        client.force_login(who)
        assert url(case) in client.get(reverse(page, args=[case.ref])).content.decode()


def test_a_desk_records_what_it_saw_and_the_case_goes_on(client, case, ma, gu):
    client.force_login(ma)
    place = next(label for label, _ in client.get(url(case)).context["form"].fields["place"].choices if "学术" in label)

    assert client.post(url(case), SEEN | {"place": place}).status_code == 302

    [seen] = Suspicion.objects.all()
    assert (seen.case, seen.name, seen.act, seen.place, seen.reported_by) == (case.ref, "Lin", "copying", place, ma)
    assert Declaration.objects.get(pk=case.pk).state == State.OFFICE_REVIEW
    assert not IntegrityRecord.objects.exists()
    client.force_login(gu)  # another desk of the route reads it
    assert SEEN["facts"] in client.get(url(case)).content.decode()


def test_the_person_is_known_by_the_number_of_their_account(case, ma, lin):
    own = IdNumber.objects.create(user=lin, number=id_number("45010219800301001"))

    assert suspect(case.pk, **SEEN, actor=ma).identifier == own.number_index


@pytest.mark.parametrize("changed", [{"facts": " "}, {"act": ""}, {"act": "discipline"}])
def test_it_says_what_and_by_what_evidence(client, case, ma, changed):
    client.force_login(ma)

    assert client.post(url(case), SEEN | changed).status_code == 422
    assert not Suspicion.objects.exists()


def test_applicant_recused_and_strangers_have_no_part_in_it(client, world, case, ma, lin):
    seen = suspect(case.pk, **SEEN, actor=ma)
    Recusal.objects.create(declaration=case, person=world.people[Role.DEPARTMENT], why="亲属", by=ma)

    for who, status in ((lin, 403), (world.people["outsider"], 404), (world.people[Role.DEPARTMENT], 404)):
        client.force_login(who)
        assert client.get(url(case)).status_code == status
        with pytest.raises(Refused):
            suspect(case.pk, **SEEN, actor=who)
    assert list(Suspicion.objects.all()) == [seen]

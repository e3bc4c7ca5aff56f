"""The ballot in the browser: equal, confirmed, unseen afterwards (S22, 22-1…22-3)."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from declarations.models import Recusal
from review.meetings import envelopes
from review.meetings.models import Envelope
from review.meetings.services.ballots import cast, close_box
from review.meetings.states import Choice
from tests.helpers import no_writes
from tests.meetings.pages import said, signed_in
from tests.meetings.world import ABSTAIN, AGAINST, AGREE

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


@pytest.fixture
def box(big_room):
    return big_room.open()


@pytest.fixture
def paper(big_room, box):
    return f"/meetings/ballots/{big_room.ballot(box).ref}/"


def weight(response):
    """All that goes over the wire, but for what is random whatever the choice: token and receipt have one length."""
    body = re.sub(rb'csrfmiddlewaretoken" value="\w+"|X-CSRFToken":"\w+"|data-csrf="\w+"', b"", response.content)
    headers = {name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Date"}}
    return response.status_code, len(response.content), len(body), headers


# ── equal ────────────────────────────────────────────────────────────────────────────────────────────────
def test_three_choices_stand_equal_and_none_is_chosen(big_room, paper):
    voter = signed_in(big_room.voters[1])

    with no_writes():
        answer = voter.get(paper)

    radios = re.findall(r'<input type="radio" name="choice" value="(.)"', answer.content.decode())
    assert (radios, "checked" in answer.content.decode()) == (Choice.values, False)
    assert "请选择同意不同意弃权下一步：确认选择" in said(answer)
    assert answer["Cache-Control"] == "no-store, no-transform, private"


@pytest.mark.parametrize("sure", [{}, {"sure": "1"}])
def test_the_answers_to_three_choices_weigh_the_same(big_room, paper, sure, proof):
    """Status, headers and length of both pages, as they are sent to a browser that would take them packed."""
    answers = {
        choice: signed_in(voter).post(paper, {"choice": choice, **sure}, **GZIP)
        for choice, voter in zip((AGREE, AGAINST, ABSTAIN), big_room.voters[1:4], strict=True)
    }

    weights = [weight(each) for each in answers.values()]
    assert weights[0] == weights[1] == weights[2]
    assert weights[0][0] == (302 if sure else 200)
    assert "Content-Encoding" not in weights[0][3]
    proof(f"length of the page after {'casting' if sure else 'choosing'}, three choices", bytes=weights[0][1])


def test_the_confirming_page_repeats_the_choice_in_words(big_room, paper):
    client = signed_in(big_room.voters[1])

    for choice, words in ((AGREE, "同意　"), (AGAINST, "不同意"), (ABSTAIN, "弃权　")):
        page = client.post(paper, {"choice": choice}).content.decode()
        assert f"<b>{words}</b>" in page

    assert Envelope.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"choice": ""}, {"choice": "4", "sure": "1"}, {"sure": "1"}])
def test_nothing_chosen_is_asked_for_again(big_room, paper, sent):
    answer = signed_in(big_room.voters[1]).post(paper, sent)

    assert (answer.status_code, Envelope.objects.count()) == (422, 0)
    assert "请选择同意、不同意或弃权。" in answer.content.decode()


# ── received, and never seen again ───────────────────────────────────────────────────────────────────────
def test_the_receipt_is_shown_once_and_the_choice_never(big_room, box, paper):
    client = signed_in(big_room.voters[1])

    answer = client.post(paper, {"choice": AGAINST, "sure": "1"}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{paper}received/", 302)]
    assert envelopes.receipt_of(bytes(Envelope.objects.get().sealed)) in page
    assert ("已收到，第 1 号" in page, "不同意" in page, "本次投票 1/2" in page) == (True, False, True)
    assert answer["Cache-Control"].startswith("no-store")
    for again in (
        client.get(paper),
        client.post(paper, {"choice": AGREE}),
        client.post(paper, {"choice": AGREE, "sure": "1"}),
    ):
        page = again.content.decode()
        assert "您已对本位候选人投过票，不能查看或更改。" in page
        assert "不同意" not in page
    assert Envelope.objects.count() == 1
    assert client.get(f"{paper}received/").url == f"/meetings/boxes/{box.ref}/"


def test_the_receipts_of_three_choices_weigh_the_same(big_room, paper):
    pages = []
    for choice, voter in zip((AGREE, AGAINST, ABSTAIN), big_room.voters[1:4], strict=True):
        client = signed_in(voter)
        client.post(paper, {"choice": choice, "sure": "1"})
        pages.append(weight(client.get(f"{paper}received/", **GZIP)))

    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0] == 200


def test_a_receipt_is_of_one_person_and_in_no_row(big_room, box, paper):
    client = signed_in(big_room.voters[1])
    client.post(paper, {"choice": AGREE, "sure": "1"})
    receipt = envelopes.receipt_of(bytes(Envelope.objects.get().sealed))

    assert all(receipt not in str(session.get_decoded()) for session in Session.objects.all())
    other = signed_in(big_room.voters[2])
    other.cookies["receipt"] = client.cookies["receipt"].value
    assert other.get(f"{paper}received/").url == f"/meetings/boxes/{box.ref}/"


def test_two_devices_have_one_vote(big_room, paper):
    first, second = signed_in(big_room.voters[1]), signed_in(big_room.voters[1])
    first.get(paper)
    second.get(paper)

    first.post(paper, {"choice": AGREE, "sure": "1"})
    answer = second.post(paper, {"choice": AGAINST, "sure": "1"})

    assert "您已对本位候选人投过票" in answer.content.decode()
    assert Envelope.objects.count() == 1


def test_one_candidate_after_the_other(big_room, box):
    client = signed_in(big_room.voters[1])
    first, second = (f"/meetings/ballots/{big_room.ballot(box, number).ref}/" for number in (1, 2))
    onward = f"/meetings/boxes/{box.ref}/next/"

    assert client.get(onward).url == first
    client.post(first, {"choice": AGREE, "sure": "1"})
    assert client.get(onward).url == second
    page = client.post(second, {"choice": AGREE, "sure": "1"}, follow=True).content.decode()

    assert "您已投完" in page
    assert client.get(onward).url == f"/meetings/boxes/{box.ref}/"
    assert "本次投票 2/2" in client.get(onward, follow=True).content.decode()


# ── who has no ballot ────────────────────────────────────────────────────────────────────────────────────
def test_the_recused_read_that_they_do_not_vote_and_not_on_whom(big_room):
    voter, entry = big_room.voters[1], big_room.entries[0]
    Recusal.objects.create(person=voter, declaration=entry.declaration, why="亲属关系", by=big_room.secretary)
    box = big_room.open()
    client = signed_in(voter)

    page = client.get(f"/meetings/ballots/{big_room.ballot(box).ref}/").content.decode()
    listed = client.get(f"/meetings/boxes/{box.ref}/").content.decode()

    assert "您对本位候选人回避，不投票。" in page
    assert "您对本位候选人回避，不投票。" in listed
    name = entry.declaration.applicant.name
    assert name not in page
    assert name not in listed
    assert "本次投票 0/1" in listed


def test_the_absent_have_no_ballot(big_room):
    box = big_room.open(big_room.meet(present=5))
    client = signed_in(big_room.voters[5])

    assert "您不在本次到会名单中，不能投票。" in client.get(f"/meetings/boxes/{box.ref}/").content.decode()
    answer = client.post(f"/meetings/ballots/{big_room.ballot(box).ref}/", {"choice": AGREE, "sure": "1"})

    assert "您不在本次到会名单中，不能投票。" in answer.content.decode()
    assert Envelope.objects.count() == 0


def test_after_the_close_there_is_no_ballot(big_room, box, paper):
    client = signed_in(big_room.voters[1])
    close_box(box.pk, actor=big_room.secretary, why="有委员离会")

    answer = client.post(paper, {"choice": AGREE, "sure": "1"})

    assert "投票已关闭。" in answer.content.decode()
    assert "投票已关闭。" in client.get(f"/meetings/boxes/{box.ref}/").content.decode()


def test_ballots_of_strangers_do_not_exist(big_room, box, paper):
    for user in (big_room.secretary, big_room.stranger, big_room.entries[0].declaration.applicant):
        client = signed_in(user)
        assert client.get(paper).status_code == 404
        assert client.post(paper, {"choice": AGREE, "sure": "1"}).status_code == 404
        assert client.get(f"/meetings/boxes/{box.ref}/").status_code == 404
    assert Client().get(paper).status_code == 302


# ── the bulletin ─────────────────────────────────────────────────────────────────────────────────────────
def test_receipts_are_public_to_the_committee_after_the_close(big_room, box):
    ballot = big_room.ballot(box)
    receipt = cast(ballot.pk, choice=AGREE, actor=big_room.voters[1])
    address = f"/meetings/boxes/{box.ref}/bulletin/"
    client = signed_in(big_room.voters[1])
    assert client.get(address).status_code == 404

    close_box(box.pk, actor=big_room.secretary, why="有委员离会")
    page = client.get(address).content.decode()
    assert receipt in page
    assert "选择</th>" not in page
    assert signed_in(big_room.stranger).get(address).status_code == 404

    big_room.count(box)
    page = signed_in(big_room.secretary).get(address).content.decode()
    assert ("与票箱和审计链一致" in page, "选择</th>" in page) == (True, True)


def test_opened_votes_on_a_candidate_one_keeps_away_from_are_not_listed(big_room):
    voter = big_room.voters[1]
    Recusal.objects.create(
        person=voter, declaration=big_room.entries[0].declaration, why="亲属关系", by=big_room.secretary
    )
    box = big_room.open()
    for user in big_room.voters[2:4]:
        for ballot in box.ballots.all():
            cast(ballot.pk, choice=AGREE, actor=user)
    big_room.count(box)

    page = signed_in(voter).get(f"/meetings/boxes/{box.ref}/bulletin/").content.decode()

    assert ("<td>第 2 号</td>" in page, "<td>第 1 号</td>" in page) == (True, False)

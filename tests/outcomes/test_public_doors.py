"""Doors without an account: progress, certificates, documents. Whatever is wrong gets one answer, and not too often."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import PhoneCode
from accounts.orders import SmsOrder
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from records.models import Outbox
from records.services.documents import issue_document, verify_url
from review.approvals.limiting import TOO_OFTEN
from review.outcomes import progress
from review.outcomes.effects import issue_certificate
from review.outcomes.limiting import VERIFY_LINK
from review.outcomes.models import Certificate
from review.outcomes.states import CertificateState
from tests.helpers import no_writes

TICKET = re.compile(r'name="ticket" value="([^"]+)"')
CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken":"[^"]+"|data-csrf="[^"]+"|value="[^"]*"')


def plain(answer):
    """A page without what changes from call to call and what was typed."""
    return answer.status_code, CHANGING.sub("", answer.content.decode()), sorted(answer.cookies)


@pytest.fixture
def certificate(results):
    case = results.one(State.CERTIFIED)
    results.approval(case)
    issue_certificate(case, None, actor=None, now=clock.law())
    return Certificate.objects.get()


def code_for(case):
    orders = [SmsOrder.opened(row.payload) for row in Outbox.objects.filter(kind="sms.send").order_by("pk")]
    return next(order.secret for order in reversed(orders) if order.phone == case.basic.phone)


# ── progress ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_number_tail_and_code_show_step_holder_and_since(client, results):
    """MSG-10."""
    case, url = results.one(State.DEPT_REVIEW), reverse("outcomes:progress")
    ticket = TICKET.search(client.post(url, {"number": case.number, "tail": "0001"}).content.decode())[1]

    page = client.post(url, {"ticket": ticket, "code": code_for(case)}).content.decode()

    for told in (case.number, "主管部门审核中", "钦州市文旅局", "2024-10-28 10:00"):
        assert told in page
    for secret in (case.basic.name, case.basic.phone, case.unit.name):
        assert secret not in page


def test_every_wrong_way_looks_the_same(client, results):
    case, url = results.one(State.DEPT_REVIEW), reverse("outcomes:progress")
    asked = [
        client.post(url, {"number": number, "tail": tail})
        for number, tail in ((case.number, "0001"), (case.number, "9999"), ("2024-999999", "0001"))
    ]
    tickets = [TICKET.search(answer.content.decode())[1] for answer in asked]
    answered = [client.post(url, {"ticket": ticket, "code": "000000"}) for ticket in [*tickets, "forged"]]

    assert plain(asked[0]) == plain(asked[1]) == plain(asked[2])
    assert len({len(ticket) for ticket in tickets}) == 1
    assert untimed(answered[0]) == untimed(answered[1]) == untimed(answered[2])
    assert [each.status_code for each in answered] == [422] * 4
    assert progress.WRONG in answered[3].content.decode()


def untimed(answer):
    """Without the minute to which a code holds: the three were asked for one after the other."""
    return re.sub(r"\d\d:\d\d", "", str(plain(answer)))


def test_who_mistypes_a_code_reads_to_when_it_still_holds(client, results):
    """13-1: no new code is needed before that; afterwards the sentence asks for one."""
    case, url = results.one(State.DEPT_REVIEW), reverse("outcomes:progress")
    ticket = TICKET.search(client.post(url, {"number": case.number, "tail": "0001"}).content.decode())[1]
    ends = localtime(clock.shown_by_law(PhoneCode.objects.get().expires_at))
    seen = {f"在 {until:%H:%M} 前仍然有效" for until in (ends, ends - timedelta(seconds=1))}  # whole seconds are kept

    page = client.post(url, {"ticket": ticket, "code": "000000"})
    assert any(told in page.content.decode() for told in seen)
    assert client.post(url, {"ticket": ticket, "code": code_for(case)}).status_code == 200

    over = replace(progress.Ticket.opened(unescape(ticket)), until=1)
    assert progress.wrong_words(over.sealed()) == progress.WRONG


def test_a_number_may_be_asked_five_times_an_hour_whether_it_exists_or_not(client, results):
    case, url = results.one(State.DEPT_REVIEW), reverse("outcomes:progress")

    real = [client.post(url, {"number": case.number, "tail": "0001"}).status_code for _ in range(6)]
    made_up = [client.post(url, {"number": "2024-999999", "tail": "0001"}).status_code for _ in range(6)]

    assert real == made_up == [200] * 5 + [429]


@pytest.mark.parametrize("address", ["outcomes:progress", "outcomes:progress_json"])
def test_the_twin_for_other_portals(client, results, address):
    """13-1, MSG-10: at the address of the page, and at one of its own."""
    case, url = results.one(State.DEPT_REVIEW), reverse(address)
    send = lambda told: client.post(url, told, content_type="application/json")  # noqa: E731
    ticket = send({"number": case.number, "tail": "0001"}).json()["ticket"]
    found = send({"ticket": ticket, "code": code_for(case)})

    assert found.json() == {
        "number": case.number,
        "step": "主管部门审核中",
        "holder": "钦州市文旅局",
        "since": "2024-10-28T10:00+08:00",
        "due_of": "本环节办理截止",
        "due": "2024-08-23T18:00+08:00",
        "told": None,
    }
    assert send({"ticket": ticket, "code": "000000"}).status_code == 422
    assert send({"ticket": ticket, "code": "000000"}).json()["error"].startswith("信息不符或验证码不正确")
    assert client.post(url, "not json", content_type="application/json").status_code == 422


@pytest.mark.parametrize("state", [State.DEPT_REVIEW, State.IN_ROUND, State.OBJECTION, State.CERTIFIED])
def test_the_twin_says_what_the_page_says(client, results, state):
    """13-1, MSG-10: every word of the answer stands on the page."""
    case, url = results.one(state), reverse("outcomes:progress")
    ticket = TICKET.search(client.post(url, {"number": case.number, "tail": "0001"}).content.decode())[1]
    twin = progress.progress_of(case).as_json()

    page = client.post(url, {"ticket": ticket, "code": code_for(case)}).content.decode()

    for name in ("number", "step", "holder", "due_of", "due", "told"):
        assert (twin[name] or "") in page
    assert ("已办结" in page) == (state == State.CERTIFIED)


def test_the_twin_asks_for_no_token_and_the_page_does(results):
    """13-1: another house has no form of ours; a form of ours is still protected."""
    strict, url = Client(enforce_csrf_checks=True), reverse("outcomes:progress")
    told = {"number": "2024-999999", "tail": "0001"}

    assert strict.post(url, told, content_type="application/json").status_code == 202
    assert strict.post(url, told, headers={"accept": "application/json"}).status_code == 202
    assert strict.post(url, told).status_code == 403


def test_too_often_is_one_clear_sentence_in_both(client, results):
    """13-1."""
    url, told = reverse("outcomes:progress"), {"number": "2024-999999", "tail": "0001"}
    for _ in range(5):
        client.post(url, told)

    page, twin = client.post(url, told), client.post(url, told, content_type="application/json")

    assert (page.status_code, twin.status_code, twin.json()) == (429, 429, {"error": TOO_OFTEN})
    assert TOO_OFTEN in page.content.decode()


@pytest.mark.parametrize(
    ("state", "holder"),
    [
        (State.UNIT_CHECK, "古龙窑"),
        (State.LOCAL_OFFICE_REVIEW, "钦州市职改办"),
        (State.ACCEPTED, "申报人"),
        (State.VOTING, "自治区工艺美术系列职改办"),
        (State.CONFIRM_PENDING, "自治区职改办"),
        (State.CERTIFIED, ""),
    ],
)
def test_it_says_who_has_it(results, state, holder):
    assert progress.holder_of(results.one(state)) == holder


# ── certificates ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_number_and_name_together_show_that_it_is_valid_and_nothing_personal(client, certificate):
    page = client.post(reverse("outcomes:verify"), {"number": f" {certificate.number.lower()} ", "name": "覃 𬭚"})

    shown = page.content.decode()
    assert "当前有效" in shown
    assert "覃*" in shown
    for secret in (certificate.masked_id, "450102197001010011", "19000000001", "古龙窑"):
        assert secret not in shown


def test_a_wrong_number_and_a_wrong_name_get_one_answer(client, certificate):
    url = reverse("outcomes:verify")

    wrong = [
        client.post(url, {"number": number, "name": name})
        for number, name in (
            (certificate.number, "别人"),
            ("GX2024-1-9999999", certificate.holder),
            ("GX2024-1-9999999", "别人"),
        )
    ]

    assert plain(wrong[0]) == plain(wrong[1]) == plain(wrong[2])
    assert "未找到" in wrong[0].content.decode()


def test_the_qr_says_valid_revoked_since_or_not_found(client, certificate):
    """CERT-01, INTEG-05."""
    url = reverse("outcomes:verified", args=[certificate.token])
    valid = client.get(url)
    Certificate.objects.update(state=CertificateState.VOID, void_on="2025-03-01", void_reason="虚假材料")
    void = client.get(url)
    missing = [client.get(reverse("outcomes:verified", args=[token])) for token in ("A" * 22, "B" * 22, "C" * 9)]

    assert "当前有效" in valid.content.decode()
    assert '已于 <b class="num">2025-03-01</b> 撤销' in void.content.decode()
    assert "虚假材料" not in void.content.decode()
    assert [answer.status_code for answer in missing] == [404] * 3
    assert plain(missing[0]) == plain(missing[1]) == plain(missing[2])


def test_an_area_limit_is_shown_to_whoever_checks(client, certificate):
    """CERT-04."""
    Certificate.objects.update(area_limit="三江侗族自治县")

    assert "三江侗族自治县" in client.get(reverse("outcomes:verified", args=[certificate.token])).content.decode()


def test_an_address_may_check_thirty_times_an_hour(client, certificate):
    url = reverse("outcomes:verify")

    answers = [client.post(url, {"number": str(n), "name": "某"}).status_code for n in range(31)]

    assert answers == [200] * 30 + [429]


def test_guessing_at_the_code_of_a_certificate_ends_soon(client, certificate):
    """Right and wrong guesses count alike; documents share the limit."""
    most = VERIFY_LINK.most
    wrong = reverse("outcomes:verified", args=["A" * 22])
    right = reverse("outcomes:verified", args=[certificate.token])
    document = reverse("verify:document", args=["A" * 22])

    answers = [client.get(wrong).status_code for _ in range(most)]

    assert answers == [404] * most
    assert [client.get(url).status_code for url in (wrong, right, document)] == [429] * 3


def test_a_number_is_given_once(certificate, results):
    other = results.one(State.CERTIFIED)
    results.approval(other, doc_no="另一份")
    issue_certificate(other, None, actor=None, now=clock.law())
    second = Certificate.objects.get(declaration=other)
    assert second.number != certificate.number

    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Certificate.objects.filter(pk=second.pk).update(number=certificate.number)


def test_checking_writes_nothing(client, certificate):
    with no_writes():
        client.get(reverse("outcomes:verified", args=[certificate.token]))
        client.get(reverse("outcomes:verify"))


# ── other documents ────────────────────────────────────────────────────────────────────────────────────────────────
def issued(case, kind="FORM-20", **words):
    with pikepdf.new() as sheet:
        sheet.add_blank_page()
        sheet.docinfo["/Subject"] = repr(words)
        sheet.save(pdf := BytesIO())
    return issue_document(kind, "declaration", case.pk, title="职称评审表", data=words, pdf=pdf.getvalue(), by=None)


def test_the_code_of_a_document_says_what_it_is_and_whether_it_is_the_latest(client, results):
    case = results.one()
    first = issued(case)
    address = verify_url(first.code).removeprefix("http://127.0.0.1:8000")
    valid = client.get(address).content.decode()
    second = issued(case, a=2)
    replaced = client.get(address).content.decode()

    assert address == reverse("verify:document", args=[first.code])
    assert "是当前版本" in valid
    for told in ("职称评审表", first.sha256):
        assert told in valid
    assert "已有新版本" in replaced
    assert second.sha256 not in replaced
    assert case.basic.name not in valid


def test_a_document_of_a_revoked_title_says_so_and_an_unknown_code_is_not_found(client, certificate):
    case = Declaration.objects.get(pk=certificate.declaration_id)
    made = issued(case, "FORM-33")
    Certificate.objects.update(state=CertificateState.VOID, void_on="2025-03-01")

    void = client.get(reverse("verify:document", args=[made.code]))
    typed = client.post(reverse("outcomes:verify_document"), {"document_code": f" {made.code} "})
    missing = client.get(reverse("verify:document", args=["A" * 22]))

    assert "2025-03-01" in void.content.decode()
    assert (typed.status_code, missing.status_code) == (200, 404)

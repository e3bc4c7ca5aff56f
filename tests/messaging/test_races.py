"""A receipt that comes while a provider is asked or called has the last word (SM2, SM3)."""

import logging

import pytest
from django.urls import reverse

from config.lib import clock
from messaging import sending
from messaging.gateways import Receipt, channels
from messaging.models import Sms, SmsTry
from messaging.sending import follow_up_texts, take_receipts
from messaging.services import send_sms
from messaging.states import Fate, SmsState, TryOutcome
from records.models import Outbox
from records.services.outbox import deliver_due, drain_outbox
from records.states import OutboxState

pytestmark = pytest.mark.django_db
WORDS = "【职称评审】韦秀兰老师：您的申报已审核通过，请登录系统缴费。"
FREE = "【职称评审】韦秀兰老师：明天停电，服务窗口休息一天。"
KEY = "a-secret-part-of-an-address"


def order(number=1, text=WORDS):
    return send_sms(f"1900000{number:04d}", event="payment", text=text, key=f"payment:{number}")


def told(fate):
    take_receipts(channels()[0], [Receipt(fate, Sms.objects.get().reference)])


def due_again():
    Outbox.objects.update(not_before=clock.machine())
    deliver_due()


@pytest.mark.parametrize("answer", [Fate.ACCEPTED, Fate.ABSENT])
@pytest.mark.parametrize(("fate", "state"), [(Fate.DELIVERED, "delivered"), (Fate.REFUSED, "failed")])
def test_a_receipt_during_the_question_is_kept_and_nothing_is_sent_again(gateway, monkeypatch, answer, fate, state):
    """SM2: a question takes seconds; what was reported meanwhile is known better than its answer."""
    gateway.mode = "drop"
    order()
    deliver_due()
    gateway.mode = "ok"

    def reported_meanwhile(tried, phone):
        told(fate)
        return answer

    monkeypatch.setattr(sending, "_asked", reported_meanwhile)
    due_again()

    assert (Sms.objects.get().state, len(gateway.taken)) == (state, 1)
    assert SmsTry.objects.get().outcome == TryOutcome.SENT
    assert Outbox.objects.get().state == OutboxState.DONE


@pytest.mark.parametrize("mode", ["ok", "drop"])
@pytest.mark.parametrize(("fate", "state"), [(Fate.DELIVERED, "delivered"), (Fate.REFUSED, "failed")])
def test_a_receipt_before_the_answer_is_kept(gateway, monkeypatch, mode, fate, state):
    """SM3: the call's own answer says less than the receipt of this very call."""
    gateway.mode = mode
    channel, send = channels()[0], channels()[0].send

    def reported_first(*said):
        try:
            return send(*said)
        finally:
            told(fate)

    monkeypatch.setattr(channel, "send", reported_first)
    order()
    deliver_due()
    due_again()

    assert (Sms.objects.get().state, len(gateway.taken)) == (state, 1)
    assert SmsTry.objects.get().outcome == TryOutcome.SENT


def test_what_a_receipt_settled_is_not_marked_as_given_up(gateway, monkeypatch):
    gateway.mode = "drop"
    order()
    deliver_due()
    Outbox.objects.update(state=OutboxState.FAILED)
    sms = Sms.objects.get()
    monkeypatch.setattr(sending, "_keys_given_up", lambda: (told(Fate.DELIVERED), [sms.key])[1])
    follow_up_texts()

    assert Sms.objects.get().state == SmsState.DELIVERED


def test_texts_of_unclear_fate_do_not_keep_younger_ones_unasked(gateway, monkeypatch):
    """SM3: whoever was asked about longest ago is next."""
    monkeypatch.setattr(sending, "ASK_AT_ONCE", 2)
    for number in range(3):
        order(number)
        drain_outbox()
    young = Sms.objects.order_by("sent_at").last()
    gateway.states[young.reference] = "delivered"

    follow_up_texts()
    follow_up_texts()

    young.refresh_from_db()
    assert young.state == SmsState.DELIVERED


def test_a_forged_receipt_is_refused_and_the_secret_address_is_never_logged(gateway, settings, client, caplog):
    """Any bytes may stand in a header; whoever reads logs must not learn where receipts are believed."""
    settings.SMS_GATEWAY_OPTIONS = gateway.options(receipt_key=KEY)
    where = reverse("messaging:receipts", args=[KEY])
    post = {"content_type": "application/json"}
    caplog.set_level(logging.DEBUG)

    assert client.post(where, b"{}", headers={"X-Signature": "é"}, **post).status_code == 400
    assert client.post(where, b"{" * (256 * 1024 + 1), **post).status_code == 413
    assert client.get(where).status_code == 405

    logged = [each for each in caplog.records if each.name == "django.request"]
    assert len(logged) == 3
    assert all("/messages/receipts/" in each.getMessage() for each in logged)
    assert KEY not in caplog.text


def test_words_nobody_approved_take_the_way_that_takes_free_words(gateway, spare, settings):
    """A-04: a cloud that knows only approved texts does not end the round of one that takes any."""
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS, settings.SMS_SPARES = (
        settings.SMS_SPARES[0]["adapter"],
        settings.SMS_SPARES[0]["options"],
        [{"adapter": settings.SMS_GATEWAY, "options": settings.SMS_GATEWAY_OPTIONS}],
    )
    order(1, FREE)
    order(2)
    drain_outbox()

    assert [each["text"] for each in gateway.taken] == [FREE]
    assert [each["text"] for each in spare.taken] == [WORDS]

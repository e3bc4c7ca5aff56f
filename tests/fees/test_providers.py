"""The provider's door and the provider's line: forged notices, lost notices, silence; the books (PM1–PM5)."""

import json
import random
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse

from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from fees.exceptions import FeeRefused, GatewayDown, GatewayRefused, NoticeForged
from fees.gateways import Stand, current_gateway
from fees.gateways import sandbox as provider
from fees.gateways.nontax import NonTaxGateway
from fees.gateways.signing import Signer
from fees.gateways.wire import dumps
from fees.models import Bill, DailyCheck, Payment, PaymentEvent
from fees.selectors import books_problems, fee_totals
from fees.services import ask_provider, poll_payments, reconcile, reconcile_due
from fees.states import BillState, PaymentState
from fees.tasks import poll_payments_task
from tests.fees.conftest import IN_WINDOW, at, knock
from tests.standins.service import DELAY

MINUTE = timedelta(minutes=1)
TODAY = date(2024, 9, 12)


def later(minutes):
    return clock.law_at(IN_WINDOW + minutes * MINUTE)


def states():
    return list(Payment.objects.order_by("pk").values_list("state", flat=True))


# ── the line ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_order_is_opened_paid_and_told(fee_world, bill, service):
    payment = fee_world.order(bill)
    assert (payment.cashier_url, payment.pay_code) == (
        f"https://pay.example.invalid/{payment.order_no}",
        f"45{payment.order_no}",
    )
    order = service.orders[payment.order_no]
    assert (order["amount_fen"], order["merchant_id"], order["payer_name"]) == (45_000, "M450000", "Lin")
    assert order["notify_url"].endswith("/fees/notify/nontax/")

    assert service.pay(payment.order_no) == [200]

    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED


def test_the_same_number_opens_the_same_order(service, fee_world, bill):
    payment = fee_world.order(bill)
    Payment.objects.update(cashier_url="")

    assert fee_world.order(bill).cashier_url == payment.cashier_url
    assert len(service.orders) == 1


def test_a_refused_order_is_a_failure_with_its_reason(fee_world, bill, service):
    for number in range(12):
        Payment.objects.create(
            bill=bill, provider="x", order_no=f"x{number}", amount_fen=1, state="failed", created_at=clock.law()
        )

    with pytest.raises(FeeRefused, match="该订单号不可用"):
        fee_world.order(bill)

    bill.refresh_from_db()
    assert (states()[-1], bill.state) == (PaymentState.FAILED, BillState.OPEN)


@pytest.mark.parametrize("mode", ["delay", "silent"])
def test_silence_leaves_the_order_open_until_it_was_asked_about(fee_world, bill, service, mode):
    service.mode = mode
    payment = fee_world.order(bill)
    assert (payment.cashier_url, states()) == ("", [PaymentState.CREATED])
    with later(1):
        assert poll_payments() == 0

    service.mode = "ok"
    if mode == "delay":
        time.sleep(DELAY)  # the answer came too late, the order arrived
    with later(3):
        assert poll_payments() == 1

    # The delayed one had arrived there after all and waits; the cut one never did.
    assert states() == [PaymentState.CREATED if mode == "delay" else PaymentState.FAILED]


def test_three_silences_end_a_round(fee_world, service):
    for number in range(5):
        fee_world.order(fee_world.bill(f"p{number}"))
    service.mode = "silent"
    before = len(service.calls)

    with later(2):
        poll_payments()

    assert len(service.calls) - before == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"<html>busy</html>", GatewayDown),
        (dumps({"code": "SUCCESS", "data": {"state": "PERHAPS"}}), GatewayDown),
        (dumps({"code": "SUCCESS", "data": {"state": "PAID", "order_no": "1"}}), GatewayDown),
        (dumps({"code": "SYSTEM_ERROR", "message": "请稍后"}), GatewayRefused),
    ],
)
def test_an_answer_that_is_not_understood_is_no_answer(service, monkeypatch, answer, error):
    gateway = current_gateway()
    signed = service.signer.headers("RESPONSE /v1/orders/1", answer)
    monkeypatch.setattr(gateway, "_exchange", lambda method, path, body: (signed, answer))

    with pytest.raises(error):
        gateway.query("1")


def test_an_answer_that_is_not_signed_is_no_answer(service, monkeypatch):
    gateway = current_gateway()
    forged = Signer("zhiping", b"other").headers("RESPONSE /v1/orders/1", b"{}")
    monkeypatch.setattr(gateway, "_exchange", lambda method, path, body: (forged, b"{}"))

    with pytest.raises(GatewayDown):
        gateway.query("1")


def test_a_payment_service_is_spoken_to_over_https():
    with pytest.raises(ImproperlyConfigured):
        NonTaxGateway(base_url="http://pay.example.com", app_id="a", merchant_id="m", key="k")


# ── the door (PM2) ─────────────────────────────────────────────────────────────────────────────────────────────────
def changed(body, **changes):
    return dumps(json.loads(body) | changes)


MUTATIONS = {
    "amount one fen less": lambda h, b: (h, changed(b, amount_fen=44_999)),
    "amount one fen more": lambda h, b: (h, changed(b, amount_fen=45_001)),
    "amount as text": lambda h, b: (h, changed(b, amount_fen="45000")),
    "other currency": lambda h, b: (h, changed(b, currency="USD")),
    "other order": lambda h, b: (h, changed(b, order_no="20240000000199")),
    "other merchant": lambda h, b: (h, changed(b, merchant_id="M1")),
    "other reference": lambda h, b: (h, changed(b, provider_ref="X")),
    "earlier payment": lambda h, b: (h, changed(b, paid_at="2024-09-01T08:00:00+08:00")),
    "other event": lambda h, b: (h, changed(b, event_id="N2")),
    "a blank more": lambda h, b: (h, b + b" "),
    "no body": lambda h, b: (h, b""),
    "no signature": lambda h, b: ({n: v for n, v in h.items() if n != "X-Pay-Signature"}, b),
    "half a signature": lambda h, b: (h | {"X-Pay-Signature": h["X-Pay-Signature"][:32]}, b),
    "signature in capitals": lambda h, b: (h | {"X-Pay-Signature": h["X-Pay-Signature"].upper()}, b),
    "other application": lambda h, b: (h | {"X-Pay-App": "other"}, b),
    "other nonce": lambda h, b: (h | {"X-Pay-Nonce": "0" * 32}, b),
    "other moment": lambda h, b: (h | {"X-Pay-Timestamp": str(int(h["X-Pay-Timestamp"]) + 1)}, b),
    "no moment": lambda h, b: (h | {"X-Pay-Timestamp": "now"}, b),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_changed_notice_changes_nothing(fee_world, bill, service, name):
    payment = fee_world.order(bill)
    service.mode = "drop"
    service.pay(payment.order_no)
    headers, body = MUTATIONS[name](*service.notice(payment.order_no))
    calls = len(service.calls)

    assert knock(headers, body) == 400

    assert (PaymentEvent.objects.count(), states(), len(service.calls)) == (0, [PaymentState.CREATED], calls)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"merchant_id": "M1"}, 400),
        ({"currency": "USD"}, 400),
        ({"state": "WAITING"}, 400),
        ({"amount_fen": 450.0}, 400),
        ({"amount_fen": True}, 400),
        ({"amount_fen": -1}, 400),
        ({"paid_at": "2024-09-12T10:00:00"}, 400),
        ({"order_no": "20240000000199"}, 404),
    ],
)
def test_signed_nonsense_pays_nothing(fee_world, bill, service, changes, status):
    payment = fee_world.order(bill)
    service.mode = "drop"
    service.pay(payment.order_no)

    assert knock(*service.notice(payment.order_no, **changes)) == status

    assert states() == [PaymentState.CREATED]


def test_a_signed_amount_one_fen_short_is_odd(fee_world, bill, service):
    payment = fee_world.order(bill)
    service.mode = "drop"
    service.pay(payment.order_no)

    assert knock(*service.notice(payment.order_no, amount_fen=44_999)) == 200

    assert states() == [PaymentState.ODD]


@pytest.mark.parametrize(("seconds", "status"), [(290, 200), (301, 400), (-299, 200), (-310, 400)])  # time runs on
def test_a_notice_is_believed_for_five_minutes(fee_world, bill, service, time_machine_at, seconds, status):
    payment = fee_world.order(bill)
    service.mode = "drop"
    service.pay(payment.order_no)
    headers, body = service.notice(payment.order_no)

    with time_machine_at(seconds):
        assert knock(headers, body) == status


@pytest.fixture
def time_machine_at(monkeypatch):
    """Move the machine's clock by seconds."""
    from contextlib import contextmanager

    @contextmanager
    def moved(seconds):
        real = clock.machine
        with monkeypatch.context() as patch:
            patch.setattr(clock, "machine", lambda: real() + timedelta(seconds=seconds))
            yield

    return moved


def test_forged_notices_call_nobody(fee_world, bill, service, soak, proof):
    payment = fee_world.order(bill)
    service.mode = "forged"
    calls, count = len(service.calls), 1000 if soak else 50
    service.orders[payment.order_no] |= {"provider_ref": "T", "paid_at": IN_WINDOW.isoformat()}

    answers = {service.notify(payment.order_no) for _ in range(count)}

    assert (answers, len(service.calls) - calls, PaymentEvent.objects.count()) == ({400}, 0, 0)
    proof("forged payment notices (PM2)", notices=count, accepted=0, outbound_calls=0, mutations=len(MUTATIONS))


def test_the_door_takes_no_more_than_64_kib(client, service):
    url = reverse("fees:notify", args=["nontax"])

    assert client.post(url, b"x" * 65_537, content_type="application/json").status_code == 413
    assert client.post(url, b"x" * 65_536, content_type="application/json").status_code == 400
    assert client.post(url, b"x", content_type="application/json", headers={"content-length": "?"}).status_code == 413


def test_the_door_knows_its_provider_and_posts_only(client, service):
    assert client.post(reverse("fees:notify", args=["sandbox"])).status_code == 404
    assert client.get(reverse("fees:notify", args=["nontax"])).status_code == 405


def test_a_notice_of_the_sandbox_is_read_as_strictly():
    signer = provider._signer()
    body = dumps({"event_id": "1"})

    with pytest.raises(NoticeForged):
        current_gateway().parse_notify(signer.headers("NOTIFY", body), body)
    with pytest.raises(NoticeForged):
        current_gateway().parse_notify({}, body)


def test_duplicates_get_the_same_answer(fee_world, bill, service):
    service.mode = "duplicate"

    assert service.pay(fee_world.order(bill).order_no) == [200, 200, 200]
    assert PaymentEvent.objects.count() == 1


# ── lost notices (PM3) ─────────────────────────────────────────────────────────────────────────────────────────────
def test_lost_notices_are_made_good_by_two_sweeps(fee_world, service, soak, proof):
    count = 100 if soak else 8
    service.mode = "drop"
    for number in range(count):
        service.pay(fee_world.order(fee_world.bill(f"p{number}")).order_no)

    with later(2):
        first = poll_payments()
    with later(6):
        second = poll_payments()

    paid = Bill.objects.filter(state=BillState.PAID).count()
    assert (first, second, paid) == (count, 0, count)
    proof("payment notices lost (PM3)", payments=count, paid_within_two_sweeps=paid)


def test_orders_are_asked_about_after_1_5_and_30_minutes_and_closed_after_two_hours(fee_world, bill, service):
    payment = fee_world.order(bill)
    asked = []
    for minute in range(125):
        before = len([call for call in service.calls if call.startswith("GET")])
        with later(minute + 0.01):
            poll_payments()
        if len([call for call in service.calls if call.startswith("GET")]) > before:
            asked.append(minute)

    payment.refresh_from_db()
    assert asked == [1, 5, 30, 60, 90, 120]
    assert (payment.state, service.orders[payment.order_no]["state"]) == (PaymentState.CLOSED, "CLOSED")


def test_an_order_paid_while_we_close_it_counts(fee_world, bill, service, monkeypatch):
    payment = fee_world.order(bill)
    gateway = current_gateway()

    def close(order_no):
        service.mode = "drop"
        service.pay(order_no)
        return NonTaxGateway.close(gateway, order_no)

    monkeypatch.setattr(gateway, "close", close)
    with later(121):
        ask_provider(payment.pk)
        assert states() == [PaymentState.CREATED]
    monkeypatch.undo()
    with later(123):
        poll_payments()

    assert states() == [PaymentState.PAID]


def test_a_closed_order_there_is_closed_here(fee_world, bill, service):
    payment = fee_world.order(bill)
    service.orders[payment.order_no]["state"] = "CLOSED"

    assert ask_provider(payment.pk).state == PaymentState.CLOSED
    assert ask_provider(payment.pk).state == PaymentState.CLOSED
    assert current_gateway().query("nobody's").stand is Stand.UNKNOWN


def test_orders_of_another_provider_are_left_alone(fee_world, bill, service):
    fee_world.order(bill)
    Payment.objects.update(provider="sandbox")

    with later(130):
        assert poll_payments() == 0


# ── the books (PM5) ────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_statement_settles_what_notice_and_answer_both_lost(fee_world, bill, service):
    payment = fee_world.order(bill)
    service.mode = "drop"
    service.pay(payment.order_no)
    Payment.objects.update(state=PaymentState.CLOSED)
    Bill.objects.update(state=BillState.OPEN)

    check = reconcile(TODAY)

    assert (check.lines, check.settled, check.mismatches, check.is_balanced) == (1, 1, [], True)
    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED


def test_what_differs_is_listed_with_both_sides(fee_world, service):
    good, less, ours, theirs = (fee_world.order(fee_world.bill(name)) for name in ("a", "b", "c", "d"))
    for payment in (good, less, ours):
        service.pay(payment.order_no)
    service.orders[less.order_no]["amount_fen"] = 1
    del service.orders[ours.order_no]
    service.mode = "drop"
    service.pay(theirs.order_no)
    service.orders["stranger"] = service.orders.pop(theirs.order_no)

    check = reconcile(TODAY)

    told = {each["order_no"]: (each["what"], each["statement"], each["recorded"]) for each in check.mismatches}
    assert told == {
        less.order_no: ("金额不一致", 1, 45_000),
        ours.order_no: ("系统已入账，账单没有", None, 45_000),
        "stranger": ("账单有，系统没有入账", 45_000, None),
    }
    assert (check.is_balanced, fee_totals().balanced) == (False, False)


def test_past_days_are_looked_at_once_and_unbalanced_ones_again(fee_world, bill, service):
    service.pay(fee_world.order(bill).order_no)
    with clock.law_at(at("09-15 08:00")):
        assert (reconcile_due(), reconcile_due()) == (3, 0)
        DailyCheck.objects.filter(day=TODAY).update(mismatches=[{"order_no": "x"}])
        assert reconcile_due() == 0
    with clock.law_at(at("09-15 15:00")):
        assert (reconcile_due(), fee_totals().balanced) == (1, True)


def test_no_statement_is_asked_for_before_there_was_an_order(db, service):
    assert (reconcile_due(), service.calls) == (0, [])


def test_a_silent_provider_ends_the_round(fee_world, bill, service):
    fee_world.order(bill)
    service.mode = "silent"

    with clock.law_at(at("09-20 08:00")):
        assert reconcile_due() == 0


def test_the_beats_doorway_does_both(fee_world, bill):
    payment = fee_world.order(bill)
    provider.pay(payment.order_no)

    with clock.law_at(at("09-13 08:00")):
        poll_payments_task()

    assert (states(), DailyCheck.objects.get().is_balanced) == ([PaymentState.PAID], True)


FAULTS = ("ok", "ok", "drop", "duplicate", "forged", "silence", "second", "short", "vanish", "nobody")


CHAPTER = 500  # histories that know of each other; an order nobody paid is asked after again and again


def test_no_history_of_faults_leaves_a_difference_unlisted(fee_world, service, settings, soak, proof):
    """Random histories: whatever went wrong, the books agree with the statement or the difference is listed."""
    settings.PAYMENT_GATEWAY_OPTIONS = service.options | {"timeout": 10}  # no fault here is a slow answer
    chance, count = random.Random(20240912), 10_000 if soak else 20
    listed = 0
    for start in range(0, count, CHAPTER):
        listed += _chapter(fee_world, service, chance, start, min(CHAPTER, count))
    proof("books of payments (PM5)", histories=count, differences_listed=listed, silent_differences=0)


def _chapter(fee_world, service, chance, first, length):
    """Twenty histories a day; then the books of the day are compared. All of it is taken back at the end."""
    listed, before = 0, transaction.savepoint()
    for start in range(first, first + length, 20):
        day = IN_WINDOW + timedelta(days=start // 20 % 15)  # each day is gone over again
        with clock.law_at(day):
            for number in range(start, start + 20):
                _live(fee_world, service, fee_world.bill(f"h{number}"), chance.choice(FAULTS))
        service.mode = "ok"
        with clock.law_at(day + 6 * MINUTE):
            poll_payments(limit=1000)
            mismatches = {each["order_no"] for each in reconcile(day.date()).mismatches}
        assert mismatches == _differences(service, day.date())
        listed += len(mismatches)
    assert books_problems() == []
    transaction.savepoint_rollback(before)
    service.orders.clear()
    return listed


def _live(fee_world, service, bill, fault):
    service.mode = fault if fault in {"ok", "drop", "duplicate", "forged"} else "ok"
    payment = fee_world.order(bill)
    if fault == "nobody":
        return
    if fault == "silence":
        service.mode = "drop"
    service.pay(payment.order_no, amount_fen=44_999 if fault == "short" else None)
    if fault == "second":
        service.notify(payment.order_no)
        headers, body = service.notice(payment.order_no, event_id=f"again-{payment.pk}", provider_ref=f"2-{payment.pk}")
        knock(headers, body)  # told of a second payment that the statement does not have
    if fault == "vanish":
        service.orders.pop(payment.order_no)


def _differences(service, day):
    """The orders of a day that truly differ between the provider's book and ours."""
    orders = service.orders.items()
    theirs = {
        (number, order["provider_ref"]): order["amount_fen"]
        for number, order in orders
        if order["state"] == "PAID" and order["paid_at"][:10] == day.isoformat()
    }
    paid = Payment.objects.exclude(received_fen=None).filter(paid_at__date=day)
    ours = {(each.order_no.partition("+")[0], each.provider_ref): each.received_fen for each in paid}
    return {key[0] for key in theirs.keys() | ours.keys() if theirs.get(key) != ours.get(key)}

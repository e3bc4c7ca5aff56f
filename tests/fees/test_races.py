"""Many at once, on PostgreSQL: one notice × many, payment against the closing clock, two vouchers, two refunds."""

import random

import pytest

from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from fees.gateways import sandbox
from fees.models import Payment, PaymentEvent
from fees.selectors import books_problems
from fees.services import (
    ask_provider,
    ask_refund,
    confirm_refund,
    enter_outside_payment,
    open_payment,
    receive_notice,
)
from fees.services.outside import confirm_outside_payment
from fees.states import BillState, PaymentState
from messaging.models import Message, Sms
from records.models import Outbox
from review.process.models import MoveRecord
from review.process.states import Action
from review.process.tasks import sweep
from tests.fees.conftest import IN_WINDOW, at
from tests.process.world import in_threads

pytestmark = pytest.mark.postgres


def errors(results):
    return [result for result in results if isinstance(result, Exception)]


def test_one_notice_many_times_at_once_moves_once(shared_fee_world, soak, proof):
    """PM1: shuffled with queries about the same order."""
    bill = shared_fee_world.bill()
    payment = shared_fee_world.order(bill)
    sandbox.pay(payment.order_no)
    count = 200 if soak else 20
    jobs = [lambda: receive_notice(*sandbox.notice(payment.order_no))] * count
    jobs += [lambda: ask_provider(payment.pk)] * (count // 4)
    random.Random(1).shuffle(jobs)

    results = []
    for start in range(0, len(jobs), 25):
        results += in_threads(jobs[start : start + 25])

    bill.refresh_from_db()
    assert errors(results) == []
    assert (bill.state, MoveRecord.objects.filter(action=Action.SETTLE).count()) == (BillState.PAID, 1)
    assert Outbox.objects.filter(payload__kind="FORM-27R").count() == 1
    assert Message.objects.filter(event="reported").count() == 1
    assert Sms.objects.count() <= 1
    assert PaymentEvent.objects.filter(verdict="counts").count() == 1
    proof("one payment notice at once (PM1)", notices=count, transitions=1, receipts=1)


def test_many_presses_open_one_order(shared_fee_world):
    bill = shared_fee_world.bill()

    results = in_threads([lambda: open_payment(bill.pk, actor=shared_fee_world.lin)] * 12)

    assert errors(results) == []
    assert (len({payment.pk for payment in results}), Payment.objects.count()) == (1, 1)


def test_two_channels_at_once_leave_one_payment_and_one_refund(shared_fee_world, soak, proof):
    """PM4."""
    count = 50 if soak else 6
    doubles = 0
    for number in range(count):
        bill = shared_fee_world.bill(f"p{number}")
        first = shared_fee_world.order(bill)
        sandbox.pay(first.order_no)
        entry = enter_outside_payment(
            bill.pk, amount_fen=45_000, paid_on=IN_WINDOW.date(), voucher_no=f"V{number}", actor=shared_fee_world.qian
        )
        results = in_threads(
            [
                lambda order=first.order_no: receive_notice(*sandbox.notice(order)),
                lambda entry=entry.pk: confirm_outside_payment(entry, actor=shared_fee_world.jin),
            ]
        )
        assert errors(results) == []
        states = sorted(bill.payments.values_list("state", flat=True))
        assert states == [PaymentState.PAID, PaymentState.REFUND_DUE]
        doubles += MoveRecord.objects.filter(declaration=bill.declaration_id, action=Action.SETTLE).count() - 1
    assert (doubles, books_problems()) == (0, [])
    proof("paid twice (PM4)", doubles=count, refunds_due=count, double_transitions=doubles)


def test_payment_and_the_closing_clock_never_both_win(shared_fee_world):
    """Paid at 17:59 and told while the sweep runs: reported, or lapsed with the money due back; never half of each."""
    bills = [shared_fee_world.bill(f"p{number}") for number in range(8)]
    with clock.law_at(at("10-15 17:58")):
        orders = [shared_fee_world.order(bill).order_no for bill in bills]
        for order in orders:
            sandbox.pay(order)
    with clock.law_at(at("10-15 18:01")):
        tell = [lambda order=order: receive_notice(*sandbox.notice(order)) for order in orders]
        results = in_threads([sweep, *tell, sweep])

    assert errors(results) == []
    assert set(Declaration.objects.values_list("state", flat=True)) == {State.REPORTED}
    assert books_problems() == []


def test_two_colleagues_confirming_a_refund_give_back_once(shared_fee_world):
    bill = shared_fee_world.bill()
    payment = shared_fee_world.paid(bill)
    Declaration.objects.filter(pk=bill.declaration_id).update(state=State.WITHDRAWN)
    ask_refund(payment.pk, reason="职改办差错", actor=shared_fee_world.qian)

    results = in_threads([lambda: confirm_refund(payment.pk, actor=shared_fee_world.jin)] * 6)

    assert len(errors(results)) == 5
    assert Outbox.objects.filter(kind="fees.refund").count() == 1

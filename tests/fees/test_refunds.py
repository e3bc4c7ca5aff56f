"""Money given back: two people; by the provider or by hand (G-27)."""

import pytest
from django.db import IntegrityError, transaction

from declarations.models import Declaration
from declarations.states import State
from fees.exceptions import FeeRefused
from fees.models import Payment, SandboxOrder
from fees.services import (
    ask_refund,
    confirm_outside_payment,
    confirm_refund,
    enter_outside_payment,
    issue_receipt,
    reconcile,
    refuse_refund,
    request_receipt,
    settle_payment,
    void_receipt,
)
from fees.services.refunds import send_refund
from fees.states import BillState, PaymentState
from messaging.models import Message
from records.exceptions import Undeliverable
from records.models import Outbox
from tests.fees.conftest import IN_WINDOW


def end(bill, state=State.WITHDRAWN):
    Declaration.objects.filter(pk=bill.declaration_id).update(state=state)


def twice(fee_world, bill):
    """An order paid twice: the second money is due back."""
    payment = fee_world.paid(bill)
    settle_payment(
        provider="sandbox",
        order_no=payment.order_no,
        provider_ref="T2",
        amount_fen=45_000,
        paid_at=IN_WINDOW,
        event_id="2",
    )
    return bill.payments.get(state=PaymentState.REFUND_DUE)


def deliver():
    row = Outbox.objects.get(kind="fees.refund")
    return send_refund(row.payload)


def outside(fee_world, bill):
    entry = enter_outside_payment(
        bill.pk, amount_fen=45_000, paid_on=IN_WINDOW.date(), voucher_no="V", actor=fee_world.qian
    )
    confirm_outside_payment(entry.pk, actor=fee_world.jin)
    return bill.payments.get()


def test_a_fee_is_given_back_by_two_people_after_the_case_ended(fee_world, bill):
    payment = fee_world.paid(bill)
    end(bill)
    ask_refund(payment.pk, reason="职改办差错", actor=fee_world.qian)
    confirm_refund(payment.pk, actor=fee_world.jin)
    payment.refresh_from_db()
    assert payment.state == PaymentState.REFUNDING

    references = {deliver() for _ in range(3)}

    bill.refresh_from_db()
    payment.refresh_from_db()
    assert (bill.state, payment.state, references) == (BillState.REFUNDED, PaymentState.REFUNDED, {payment.refund_ref})
    assert SandboxOrder.objects.get().refunded_at == payment.refunded_at
    assert Message.objects.filter(event="refunded", person=fee_world.lin).count() == 1
    assert reconcile(IN_WINDOW.date()).is_balanced


def test_a_fee_that_counts_is_kept_while_the_case_runs(fee_world, bill):
    payment = fee_world.paid(bill)

    with pytest.raises(FeeRefused, match="仍在办理中"):
        ask_refund(payment.pk, reason="x", actor=fee_world.qian)


def test_the_second_of_two_payments_goes_back_while_the_case_runs(fee_world, bill):
    extra = twice(fee_world, bill)
    ask_refund(extra.pk, reason="重复缴费", actor=fee_world.qian)
    confirm_refund(extra.pk, actor=fee_world.jin)

    deliver()

    bill.refresh_from_db()
    assert (bill.state, bill.payments.get(pk=extra.pk).state) == (BillState.PAID, PaymentState.REFUNDED)


def test_nobody_confirms_what_they_asked_for(fee_world, bill):
    extra = twice(fee_world, bill)
    with pytest.raises(FeeRefused, match="办理过"):
        confirm_refund(extra.pk, actor=fee_world.jin)
    ask_refund(extra.pk, reason="重复缴费", actor=fee_world.qian)

    with pytest.raises(FeeRefused, match="第二人"):
        confirm_refund(extra.pk, actor=fee_world.qian)
    with pytest.raises(FeeRefused, match="申请过"):
        ask_refund(extra.pk, reason="x", actor=fee_world.jin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=extra.pk).update(refunded_by=fee_world.qian)


def test_nobody_gives_money_back_to_themselves(fee_world, bill):
    extra = twice(fee_world, bill)
    Declaration.objects.filter(pk=bill.declaration_id).update(applicant=fee_world.jin)
    with pytest.raises(FeeRefused, match="本人"):
        ask_refund(extra.pk, reason="x", actor=fee_world.jin)
    ask_refund(extra.pk, reason="x", actor=fee_world.qian)

    with pytest.raises(FeeRefused, match="本人"):
        confirm_refund(extra.pk, actor=fee_world.jin)


def test_a_refused_request_leaves_the_money_where_it_is(fee_world, bill):
    extra = twice(fee_world, bill)
    ask_refund(extra.pk, reason="重复缴费", actor=fee_world.qian)

    refuse_refund(extra.pk, reason="待核实", actor=fee_world.jin)

    extra.refresh_from_db()
    assert (extra.state, extra.refund_asked_by, extra.refund_reason) == (
        PaymentState.REFUND_DUE,
        None,
        "不同意退款：待核实",
    )
    with pytest.raises(FeeRefused, match="办理过"):
        refuse_refund(extra.pk, reason="x", actor=fee_world.jin)
    ask_refund(extra.pk, reason="已核实", actor=fee_world.jin)


def test_money_that_came_outside_is_given_back_with_a_voucher(fee_world, bill):
    payment = outside(fee_world, bill)
    end(bill, State.RESULT_CANCELLED)
    ask_refund(payment.pk, reason="职改办差错", actor=fee_world.qian)
    with pytest.raises(FeeRefused, match="退款凭证号"):
        confirm_refund(payment.pk, actor=fee_world.jin)

    confirm_refund(payment.pk, actor=fee_world.jin, reference="TK-1")

    bill.refresh_from_db()
    payment.refresh_from_db()
    assert (bill.state, payment.state, payment.refund_ref) == (BillState.REFUNDED, PaymentState.REFUNDED, "TK-1")
    assert not Outbox.objects.filter(kind="fees.refund").exists()


def test_a_wrong_amount_goes_back_and_the_bill_is_open_again(fee_world, bill):
    payment = fee_world.order(bill)
    settle_payment(
        provider="sandbox", order_no=payment.order_no, provider_ref="T", amount_fen=1, paid_at=IN_WINDOW, event_id="1"
    )
    ask_refund(payment.pk, reason="金额不符", actor=fee_world.qian)

    confirm_refund(payment.pk, actor=fee_world.jin, reference="TK-2")

    bill.refresh_from_db()
    assert (bill.state, fee_world.order(bill).pk != payment.pk) == (BillState.OPEN, True)


@pytest.mark.parametrize("other", ["refused", "gone"])
def test_what_the_provider_does_not_give_back_returns_to_the_desk(fee_world, bill, settings, other):
    extra = twice(fee_world, bill)
    ask_refund(extra.pk, reason="重复缴费", actor=fee_world.qian)
    confirm_refund(extra.pk, actor=fee_world.jin)
    if other == "refused":
        SandboxOrder.objects.update(amount_fen=1)
    else:
        Payment.objects.filter(pk=extra.pk).update(provider="old")

    with pytest.raises(Undeliverable):
        deliver()

    extra.refresh_from_db()
    assert (extra.state, extra.refund_asked_by, bool(extra.failure)) == (PaymentState.REFUND_DUE, None, True)
    assert Message.objects.filter(event="refund_failed").count() == 2
    ask_refund(extra.pk, reason="线下退", actor=fee_world.qian)
    confirm_refund(extra.pk, actor=fee_world.jin, reference="TK-3")
    assert Payment.objects.get(pk=extra.pk).state == PaymentState.REFUNDED


def test_a_fee_with_a_receipt_is_given_back_after_the_receipt_was_voided(fee_world, bill):
    payment = fee_world.paid(bill)
    asked = request_receipt(bill.pk, title="Lin", tax_no="", email="lin@example.org", actor=fee_world.lin)
    issue_receipt(asked.pk, actor=fee_world.qian, receipt_code="45060124", receipt_no="0000000001")
    end(bill)
    with pytest.raises(FeeRefused, match="先冲红"):
        ask_refund(payment.pk, reason="x", actor=fee_world.qian)

    void_receipt(asked.pk, reason="退费", actor=fee_world.qian)

    assert ask_refund(payment.pk, reason="x", actor=fee_world.qian).refund_asked_by == fee_world.qian

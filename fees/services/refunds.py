"""Money given back: one person asks with a reason, another confirms; online money goes back the way it came (G-27)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from fees.exceptions import FeeRefused, GatewayRefused
from fees.gateways import current_gateway
from fees.messages import tell_finance, tell_of_refund
from fees.models import Bill, Payment, ReceiptRequest
from fees.services.settling import set_standing
from fees.states import BillState, PaymentMeans, PaymentState, ReceiptState
from records.exceptions import Undeliverable
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note

REFUND = "fees.refund"  # outbox: the provider is asked to give money back


def ask_refund(payment_id: int, *, reason: str, actor: User) -> Payment:
    """Propose to give a payment back. Raises ``FeeRefused``."""
    with audited():
        bill, payment = _lock(payment_id)
        if reasons := _against_asking(bill, payment, actor):
            raise FeeRefused(*reasons)
        payment.refund_reason, payment.refund_asked_by, payment.refund_asked_at = reason, actor, clock.law()
        payment.save(update_fields=["refund_reason", "refund_asked_by", "refund_asked_at"])
        note(Fact("refund.ask", payment.pk, actor.pk, payment.refund_asked_at))
    return payment


def refuse_refund(payment_id: int, *, reason: str, actor: User) -> Payment:
    """The second person does not agree; the money stays where it is. Raises ``FeeRefused``."""
    with audited():
        _, payment = _lock(payment_id)
        if not payment.refund_asked_by_id or payment.state not in PaymentState.refundable:
            raise FeeRefused(Reason("E512", "这笔退款申请已经办理过了。"))
        payment.refund_asked_by = payment.refund_asked_at = None
        payment.refund_reason = f"不同意退款：{reason}"[:200]
        payment.save(update_fields=["refund_reason", "refund_asked_by", "refund_asked_at"])
        note(Fact("refund.refuse", payment.pk, actor.pk, clock.law()))
    return payment


def confirm_refund(payment_id: int, *, actor: User, reference: str = "") -> Payment:
    """The second person agrees. Online money is given back by the provider; with a ``reference`` by hand.

    The reference is the voucher by which it was given back; money that came outside needs one. Raises ``FeeRefused``.
    """
    with audited():
        bill, payment = _lock(payment_id)
        if reasons := _against_confirming(bill, payment, actor, reference):
            raise FeeRefused(*reasons)
        now = clock.law()
        payment.refunded_by, payment.state = actor, PaymentState.REFUNDING
        payment.save(update_fields=["refunded_by", "state"])
        set_standing(bill)
        note(Fact("refund.confirm", payment.pk, actor.pk, now))
        if reference.strip():
            payment.refunded_by_hand = True
            _done(bill, payment, reference.strip(), now)
        else:
            assert payment.refund_asked_at
            key = f"{payment.order_no}:{payment.refund_asked_at.isoformat()}"
            outbox.enqueue(REFUND, [(key, {"payment": payment.pk})])
    return payment


def send_refund(payload: Mapping[str, Any]) -> str:
    """Outbox handler; repeated, it asks with the same number. Raises ``Undeliverable`` when the provider says no."""
    payment = Payment.objects.get(pk=payload["payment"])
    if payment.state != PaymentState.REFUNDING:
        return payment.refund_ref
    gateway = current_gateway()
    if payment.provider != gateway.name:
        _give_up(payment, f"渠道 {payment.provider} 已停用，请线下退款")
        raise Undeliverable(f"渠道 {payment.provider} 已停用")
    try:
        # An order paid twice has a row of its own for the second money; the provider knows the number before the +.
        order_no = payment.order_no.partition("+")[0]
        refund = gateway.refund(order_no, refund_no=f"T{payment.order_no}", amount_fen=payment.received_fen or 0)
    except GatewayRefused as refusal:
        _give_up(payment, str(refusal))
        raise Undeliverable(str(refusal)) from refusal
    with audited():
        bill, payment = _lock(payment.pk)
        if payment.state == PaymentState.REFUNDING:
            _done(bill, payment, refund.reference, refund.at)
    return refund.reference


def _done(bill: Bill, payment: Payment, reference: str, at: datetime) -> None:
    payment.state, payment.refund_ref, payment.refunded_at = PaymentState.REFUNDED, reference, at
    payment.save(update_fields=["state", "refund_ref", "refunded_at", "refunded_by_hand"])
    if bill.state == BillState.PAID and not bill.payments.filter(state=PaymentState.PAID).exists():
        bill.state = BillState.REFUNDED
        bill.save(update_fields=["state"])
    now = clock.law()
    tell_of_refund(bill, payment, now=now)
    note(Fact("refund.done", payment.pk, None, now))


def _give_up(payment: Payment, why: str) -> None:
    """Back to the desk, with what the provider said; somebody has to give the money back by hand."""
    with audited():
        bill, payment = _lock(payment.pk)
        payment.state, payment.failure = PaymentState.REFUND_DUE, why[:200]
        payment.refund_asked_by = payment.refund_asked_at = payment.refunded_by = None
        payment.save(update_fields=["state", "failure", "refund_asked_by", "refund_asked_at", "refunded_by"])
        now = clock.law()
        text = f"订单 {payment.order_no} 退款没有成功：{why}。"
        tell_finance(bill, "refund_failed", "退款没有成功", text, occasion=now.isoformat(), now=now)
        note(Fact("refund.failed", payment.pk, None, now))


def _lock(payment_id: int) -> tuple[Bill, Payment]:
    known = Payment.objects.select_related("bill").get(pk=payment_id)
    declaration = Declaration.objects.lock(known.bill.declaration_id)
    bill = Bill.objects.lock(declaration.pk)
    bill.declaration = declaration
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    payment.bill = bill
    return bill, payment


def _against_asking(bill: Bill, payment: Payment, actor: User) -> list[Reason]:
    reasons = []
    if payment.state not in PaymentState.refundable or payment.refund_asked_by_id:
        reasons.append(Reason("E512", "这笔款项不能申请退款，或已申请过。"))
    # FEE-03: only the paid are reviewed, so a fee that counts is given back only after the case has ended.
    if payment.state == PaymentState.PAID and not bill.declaration.is_settled:
        reasons.append(Reason("E515", "申报仍在办理中，已计入的评审费不能退；请先由职改办办理撤回或取消。"))
    if payment.state == PaymentState.PAID and _has_receipt(bill):
        reasons.append(Reason("E516", "已开具电子票据，请先冲红再退款。"))
    return [*reasons, *_own_case(bill, actor)]


def _against_confirming(bill: Bill, payment: Payment, actor: User, reference: str) -> list[Reason]:
    if not payment.refund_asked_by_id or payment.state not in PaymentState.refundable:
        return [Reason("E512", "这笔退款申请已经办理过了。")]
    reasons = _own_case(bill, actor)
    if payment.refund_asked_by_id == actor.pk:
        reasons.append(Reason("E513", "申请人不能确认自己提出的退款，请由第二人确认。"))
    if payment.means == PaymentMeans.OUTSIDE and not reference.strip():
        reasons.append(Reason("E517", "线下缴费请填写退款凭证号。", "reference"))
    return reasons


def _own_case(bill: Bill, actor: User) -> list[Reason]:
    own = bill.declaration.applicant_id == actor.pk
    return [Reason("E507", "申报人是您本人，请由其他财务人员办理。")] if own else []


def _has_receipt(bill: Bill) -> bool:
    return ReceiptRequest.objects.filter(bill=bill, state=ReceiptState.ISSUED).exists()

"""Money arrived: the one road by which a bill becomes paid. Money is always written down, whether it counts or not.

Lock order: the declaration, its bill, the payment. A telling is kept once per provider and event, so twenty copies of
one notice have one effect (PM1); another success on a bill that is paid, over or late is due back (PM3, PM4).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import SYSTEM, Actor
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from fees.effects import CASE, PAYMENT_RECEIPT
from fees.exceptions import FeeRefused
from fees.gateways import Money, current_gateway
from fees.messages import tell_of_odd_money, tell_of_refund_due
from fees.models import Bill, Payment, PaymentEvent
from fees.rules import in_time, in_time_by_day, pay_span
from fees.signals import bill_settled
from fees.states import BillState, PaymentMeans, PaymentState, Verdict
from records.models import Fact
from records.services.audit import audited, note
from records.services.documents import request_document

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Case:
    """What one telling is judged by, all of it locked."""

    declaration: Declaration
    bill: Bill
    payment: Payment
    timely: bool


def receive_notice(headers: Mapping[str, str], body: bytes) -> PaymentEvent:
    """A message at our door. Raises ``NoticeForged``, after which nothing has changed and nobody was called."""
    gateway = current_gateway()
    money = gateway.parse_notify(headers, body)
    return settle_money(money, provider=gateway.name)


def settle_money(money: Money, *, provider: str) -> PaymentEvent:
    """The same for what a query or a day's statement told."""
    return settle_payment(
        provider=provider,
        order_no=money.order_no,
        provider_ref=money.provider_ref,
        amount_fen=money.amount_fen,
        paid_at=money.paid_at,
        event_id=money.event_id,
    )


def settle_payment(
    *, provider: str, order_no: str, provider_ref: str, amount_fen: int, paid_at: datetime, event_id: str
) -> PaymentEvent:
    """Write down what a provider told, and what it came to. A second call with the same event changes nothing.

    ``paid_at`` decides, not the moment of the telling: paid at 17:59 and told at 18:00:05 is in time (PM3).
    """
    money = Money(order_no, provider_ref, amount_fen, paid_at, event_id)
    with audited():
        known = Payment.objects.filter(provider=provider, order_no=order_no).select_related("bill").first()
        if known is None:
            return _keep_unknown(money, provider)
        declaration, bill = _locked(known.bill.declaration_id)
        if told := PaymentEvent.objects.filter(provider=provider, event_id=event_id).first():
            return told
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=known.pk)
        timely = in_time(pay_span(declaration), paid_at)
        return book(Case(declaration, bill, payment, timely), money, actor=SYSTEM)


def settle_outside(bill: Bill, money: Money, *, paid_on: date, actor: Actor, recorder: Any) -> PaymentEvent:
    """Money that came another way, confirmed by a second person; its declaration and bill are locked by the caller."""
    payment = Payment(
        bill=bill,
        means=PaymentMeans.OUTSIDE,
        provider="outside",
        order_no=money.order_no,
        amount_fen=bill.amount_fen,
        created_at=clock.law(),
        recorded_by=recorder,
    )
    timely = in_time_by_day(pay_span(bill.declaration), paid_on)
    return book(Case(bill.declaration, bill, payment, timely), money, actor=actor)


def settle_exempt(payload: Mapping[str, Any]) -> None:
    """Outbox handler: a level for which the notice asks nothing is paid as soon as it is accepted."""
    bill = Bill.objects.get(pk=payload["bill"])
    with audited():
        _, bill = _locked(bill.declaration_id)
        if bill.state == BillState.OPEN and not bill.amount_fen:
            now = clock.law()
            _settle(bill, paid_at=now, actor=SYSTEM, now=now)


def count_payment(payment_id: int, *, actor: Actor) -> Payment:
    """Money that was due back pays the bill after all, because its case was opened again (T38).

    Raises ``FeeRefused``: the bill waits for no money, the amount is another, or a refund was asked for.
    """
    with audited():
        known = Payment.objects.select_related("bill").get(pk=payment_id)
        _, bill = _locked(known.bill.declaration_id)
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
        if reason := _cannot_count(bill, payment):
            raise FeeRefused(reason)
        payment.state, payment.refund_reason = PaymentState.PAID, ""
        payment.save(update_fields=["state", "refund_reason"])
        assert payment.paid_at
        now = clock.law()
        _settle(bill, paid_at=payment.paid_at, actor=actor, now=now)
        note(Fact("payment.count", payment.pk, actor.pk, now))
    return payment


def book(case: Case, money: Money, *, actor: Actor) -> PaymentEvent:
    """Judge the money and write everything that follows from it. Runs inside ``audited()``, with the case locked."""
    now = clock.law()
    verdict = judge(case, money)
    payment = _payment_for(case, money, verdict, now)
    if verdict != Verdict.REPEATED:
        payment.provider_ref, payment.received_fen, payment.paid_at = (
            money.provider_ref,
            money.amount_fen,
            money.paid_at,
        )
        payment.state, payment.refund_reason = STATE_BY_VERDICT[verdict], _why_back(verdict)
        payment.save()
    event = _keep(case, payment, money, verdict, now)
    _follow(case.bill, payment, verdict, actor=actor, now=now)
    note(Fact(f"payment.{verdict}", payment.pk, actor.pk, now))
    return event


def judge(case: Case, money: Money) -> Verdict:
    """What this money is. Reads only."""
    payment, bill = case.payment, case.bill
    if payment.state in PaymentState.holding_money:
        return Verdict.REPEATED if payment.provider_ref == money.provider_ref else Verdict.SECOND
    if money.amount_fen != payment.amount_fen:
        return Verdict.ODD
    if bill.state in (BillState.PAID, BillState.REFUNDED):
        return Verdict.SECOND
    if bill.state not in BillState.payable:
        return Verdict.LAPSED
    return Verdict.COUNTS if case.timely else Verdict.LATE


STATE_BY_VERDICT = {
    Verdict.COUNTS: PaymentState.PAID,
    Verdict.ODD: PaymentState.ODD,
    Verdict.SECOND: PaymentState.REFUND_DUE,
    Verdict.LATE: PaymentState.REFUND_DUE,
    Verdict.LAPSED: PaymentState.REFUND_DUE,
}


def _locked(declaration_id: int) -> tuple[Declaration, Bill]:
    declaration = Declaration.objects.lock(declaration_id)
    bill = Bill.objects.lock(declaration_id)
    bill.declaration = declaration
    return declaration, bill


def _payment_for(case: Case, money: Money, verdict: Verdict, now: datetime) -> Payment:
    """The order itself; or, when the same order was paid a second time, a row of its own for the second money."""
    if verdict != Verdict.SECOND or case.payment.state not in PaymentState.holding_money:
        return case.payment
    return Payment(
        bill=case.bill,
        provider=case.payment.provider,
        order_no=f"{case.payment.order_no}+{money.provider_ref}"[:60],
        amount_fen=case.payment.amount_fen,
        created_at=now,
    )


def _keep(case: Case, payment: Payment, money: Money, verdict: Verdict, now: datetime) -> PaymentEvent:
    return PaymentEvent.objects.create(
        provider=payment.provider,
        event_id=money.event_id,
        order_no=money.order_no,
        provider_ref=money.provider_ref,
        payment=payment,
        amount_fen=money.amount_fen,
        paid_at=money.paid_at,
        verdict=verdict,
        at=now,
    )


def _keep_unknown(money: Money, provider: str) -> PaymentEvent:
    """Signed, but about an order we never made: kept for the books, nothing moves, people are woken."""
    event, fresh = PaymentEvent.objects.get_or_create(
        provider=provider,
        event_id=money.event_id,
        defaults={
            "order_no": money.order_no,
            "provider_ref": money.provider_ref,
            "amount_fen": money.amount_fen,
            "paid_at": money.paid_at,
            "verdict": Verdict.UNKNOWN_ORDER,
            "at": clock.law(),
        },
    )
    if fresh:
        logger.critical("Money for an order that is not ours: %s", money.order_no)
    return event


def _follow(bill: Bill, payment: Payment, verdict: Verdict, *, actor: Actor, now: datetime) -> None:
    if verdict == Verdict.COUNTS:
        assert payment.paid_at
        _settle(bill, paid_at=payment.paid_at, actor=actor, now=now)
    elif verdict == Verdict.ODD:
        logger.critical(
            "Order %s: received %s fen, asked %s", payment.order_no, payment.received_fen, payment.amount_fen
        )
        set_standing(bill)
        tell_of_odd_money(bill, payment, now=now)
    elif verdict in Verdict.refund_due:
        set_standing(bill)
        tell_of_refund_due(bill, payment, _why_back(verdict), now=now)


def _settle(bill: Bill, *, paid_at: datetime, actor: Actor, now: datetime) -> None:
    bill.state, bill.paid_at, bill.settled_at = BillState.PAID, paid_at, now
    bill.save(update_fields=["state", "paid_at", "settled_at"])
    # An order still open elsewhere must not be paid as well: ask about it, and close it, at once (PM4).
    Payment.objects.filter(bill=bill, state=PaymentState.CREATED).update(ask_at=now)
    request_document(PAYMENT_RECEIPT, CASE, bill.declaration_id, by=actor.pk)
    note(Fact("bill.settle", bill.pk, actor.pk, now))
    bill_settled.send(Bill, bill=bill)


def set_standing(bill: Bill) -> None:
    """待缴 or 处理中, by whether money is on its way. A bill that is settled or over stays as it is."""
    if bill.state not in BillState.payable:
        return
    busy = Payment.objects.filter(bill=bill, state__in=PaymentState.unclear).exists()
    bill.state = BillState.PROCESSING if busy else BillState.OPEN
    bill.save(update_fields=["state"])


def _why_back(verdict: Verdict) -> str:
    return {
        Verdict.SECOND: "重复缴费",
        Verdict.LATE: "支付时间超过缴费截止时间",
        Verdict.LAPSED: "到账时申报已结束",
    }.get(verdict, "")


def _cannot_count(bill: Bill, payment: Payment) -> Reason | None:
    if payment.state != PaymentState.REFUND_DUE or payment.refund_asked_by_id:
        return Reason("E506", "这笔款项不在待退款状态，或已申请退款。")
    if bill.state not in BillState.payable:
        return Reason("E506", "缴费单不在待缴状态，不能用这笔款项抵缴。")
    if payment.received_fen != bill.amount_fen:
        return Reason("E506", "金额与应缴金额不符，不能抵缴。")
    return None

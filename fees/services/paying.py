"""An order is opened, asked about, closed. The calls stand between two short transactions, never inside one."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from fees.exceptions import FeeRefused, GatewayDown, GatewayRefused
from fees.gateways import Answer, Cashier, Order, PaymentGateway, Stand, current_gateway
from fees.models import Bill, Payment
from fees.rules import in_time, is_unclear, pay_span
from fees.services.settling import set_standing, settle_money
from fees.states import BillState, PaymentMeans, PaymentState
from notices.models import Gate
from notices.rules import Span, terms_of
from notices.services import hold_gate
from notices.states import Window
from records.models import Fact
from records.services.audit import audited, note

ORDER_LIFE = timedelta(hours=2)
ASK_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30))  # PM3; after the last, every 30 minutes
AGAIN = timedelta(minutes=1)
TOO_MANY_SILENCES = 3

logger = logging.getLogger(__name__)


def open_payment(bill_id: int, *, actor: User) -> Payment:
    """Open an order for the payer, or hand back the one that is open already: there is never a second (12-2).

    Without ``cashier_url`` the provider did not answer; the order stays open and is asked about, or is tried again by
    the same call. Raises ``FeeRefused`` with every reason, also when the provider said no.
    """
    payment = _order(bill_id, actor)
    return payment if payment.cashier_url else _register(payment)


def ask_provider(payment_id: int) -> Payment:
    """Ask how an open order stands and write down the answer. Raises ``GatewayDown``."""
    payment = Payment.objects.select_related("bill__declaration").get(pk=payment_id)
    gateway = current_gateway()
    if payment.state != PaymentState.CREATED or payment.provider != gateway.name:
        return payment
    answer = gateway.query(payment.order_no)
    if answer.money and answer.stand is Stand.PAID:
        settle_money(answer.money, provider=gateway.name)
    else:
        _not_paid(payment, answer, gateway)
    payment.refresh_from_db()
    return payment


def poll_payments(*, limit: int = 200) -> int:
    """Ask about every open order whose time has come; returns how many were asked about (PM3).

    A provider that stays silent is left alone until the next round.
    """
    now, name = clock.law(), current_gateway().name
    waiting = Payment.objects.filter(state=PaymentState.CREATED, means=PaymentMeans.ONLINE, provider=name)
    due = waiting.filter(Q(ask_at__lte=now) | Q(expires_at__lt=now)).order_by("ask_at", "pk")
    asked = silent = 0
    for payment_id in list(due.values_list("pk", flat=True)[:limit]):
        try:
            ask_provider(payment_id)
        except GatewayDown:
            silent += 1
            _postpone(payment_id, clock.law() + AGAIN)
            if silent == TOO_MANY_SILENCES:
                break
        else:
            asked += 1
    return asked


def order_of(payment: Payment) -> Order:
    """What the provider is told about this payment."""
    bill = payment.bill
    assert payment.expires_at
    return Order(
        order_no=payment.order_no,
        amount_fen=payment.amount_fen,
        subject=f"{bill.level_name}评审费",
        payer_name=bill.payer_name,
        expires_at=payment.expires_at,
        notify_url=absolute(reverse("fees:notify", args=[payment.provider])),
        return_url=absolute(reverse("fees:bill", args=[bill.declaration.ref])),
    )


def absolute(path: str) -> str:
    """An address as the world outside writes it."""
    return path if path.startswith("http") else settings.SITE_URL.rstrip("/") + path


def _order(bill_id: int, actor: User) -> Payment:
    with audited():
        declaration = Declaration.objects.lock(Bill.objects.values_list("declaration_id", flat=True).get(pk=bill_id))
        if declaration.applicant_id != actor.pk:
            raise FeeRefused(Reason("E507", "只能缴纳本人的评审费。"))
        span = _held_span(declaration)
        bill = Bill.objects.lock(declaration.pk)
        bill.declaration = declaration
        if payment := Payment.objects.filter(bill=bill, state=PaymentState.CREATED).first():
            payment.bill = bill
            return payment
        now = clock.law()
        if reasons := reasons_not_to_pay(bill, span, now=now):
            raise FeeRefused(*reasons)
        payment = _new_order(bill, span, now)
        bill.state = BillState.PROCESSING
        bill.save(update_fields=["state"])
        note(Fact("payment.open", payment.pk, actor.pk, now))
    return payment


def _held_span(declaration: Declaration) -> Span | None:
    """The window as it stands while its gate is held: nothing opens after it was closed and counted."""
    if not declaration.due_at:
        try:
            hold_gate(declaration.edition.notice_id, Window.FEES, declaration.level)
        except Gate.DoesNotExist:
            return pay_span(declaration)
    return pay_span(declaration)


def reasons_not_to_pay(bill: Bill, span: Span | None, *, now: datetime) -> list[Reason]:
    """Everything that stands against paying this bill now, in the payer's words (FEE-02, G-06)."""
    reasons = []
    if bill.state not in BillState.payable:
        reasons.append(Reason("E503", f"缴费单{bill.get_state_display()}，无需缴费。"))
    elif is_unclear(bill):
        reasons.append(Reason("E504", "您有一笔缴费正在核对，请勿重复缴费。"))
    if terms_of(bill.declaration.edition).fees.method != "online":
        reasons.append(Reason("E508", "本通知的评审费在报送材料时缴纳，由财务登记，不能网上缴费。"))
    if span is None:
        reasons.append(Reason("E501", "缴费时间另行通知，请留意站内消息。"))
    elif not in_time(span, now):
        reasons.append(Reason("E501", _outside_words(span, now)))
    return reasons


def _outside_words(span: Span, now: datetime) -> str:
    if now < span.opens_at:
        return f"缴费尚未开始，请于 {localtime(span.opens_at):%Y-%m-%d %H:%M} 后缴费。"
    return "不在缴费时间内；逾期未缴费视为放弃本次职称申报。"


def _new_order(bill: Bill, span: Span | None, now: datetime) -> Payment:
    end = now + ORDER_LIFE
    closes_at = span.closes_at if span else None
    return Payment.objects.create(
        bill=bill,
        provider=current_gateway().name,
        order_no=f"{bill.number}{bill.payments.count() + 1:02d}",
        amount_fen=bill.amount_fen,
        created_at=now,
        expires_at=min(end, closes_at) if closes_at else end,
        ask_at=now + ASK_AFTER[0],
    )


def _register(payment: Payment) -> Payment:
    try:
        cashier = current_gateway().create(order_of(payment))
    except GatewayDown:
        logger.warning("No answer to order %s; it will be asked about.", payment.order_no)
        return payment
    except GatewayRefused as refusal:
        _end(payment.pk, PaymentState.FAILED, str(refusal))
        raise FeeRefused(Reason("E509", f"缴费平台没有受理：{refusal}。请稍后再试。")) from refusal
    return _keep_cashier(payment, cashier)


def _keep_cashier(payment: Payment, cashier: Cashier) -> Payment:
    payment.cashier_url, payment.pay_code = cashier.url, cashier.pay_code[:40]
    open_still = Payment.objects.filter(pk=payment.pk, state=PaymentState.CREATED)
    open_still.update(cashier_url=payment.cashier_url, pay_code=payment.pay_code)
    return payment


def _not_paid(payment: Payment, answer: Answer, gateway: PaymentGateway) -> None:
    now = clock.law()
    if answer.stand is Stand.UNKNOWN and now - payment.created_at >= ASK_AFTER[0]:
        _end(payment.pk, PaymentState.FAILED, "缴费平台没有收到订单")
    elif answer.stand is Stand.CLOSED:
        _end(payment.pk, PaymentState.CLOSED, "订单已关闭")
    elif answer.stand is Stand.WAITING and _has_no_use(payment, now) and gateway.close(payment.order_no):
        _end(payment.pk, PaymentState.CLOSED, "超过支付时间未支付")
    else:
        _postpone(payment.pk, _next_time(payment, now))


def _has_no_use(payment: Payment, now: datetime) -> bool:
    over = payment.expires_at is not None and payment.expires_at < now
    return over or payment.bill.state not in BillState.payable


def _next_time(payment: Payment, now: datetime) -> datetime:
    if _has_no_use(payment, now):
        return now + AGAIN
    following = payment.created_at + ASK_AFTER[min(payment.asked + 1, len(ASK_AFTER) - 1)]
    if following > now:
        return following
    return payment.created_at + ASK_AFTER[-1] * ((now - payment.created_at) // ASK_AFTER[-1] + 1)


def _postpone(payment_id: int, moment: datetime) -> None:
    row = Payment.objects.filter(pk=payment_id, state=PaymentState.CREATED).first()
    if row:
        row.ask_at, row.asked = moment, row.asked + 1
        row.save(update_fields=["ask_at", "asked"])


def _end(payment_id: int, state: PaymentState, why: str) -> None:
    """The order will not be paid. A payment that meanwhile was, stays paid."""
    with audited():
        declaration_id = Payment.objects.values_list("bill__declaration", flat=True).get(pk=payment_id)
        Declaration.objects.lock(declaration_id)
        bill = Bill.objects.lock(declaration_id)
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
        if payment.state != PaymentState.CREATED:
            return
        payment.state, payment.failure, payment.ask_at = state, why[:200], None
        payment.save(update_fields=["state", "failure", "ask_at"])
        set_standing(bill)
        note(Fact(f"payment.{state}", payment.pk, None, clock.law()))

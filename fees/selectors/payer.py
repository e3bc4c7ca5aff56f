"""How a bill stands for its payer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from declarations.models import Declaration
from fees.effects import CASE, PAYMENT_NOTICE, PAYMENT_RECEIPT
from fees.models import Bill, OutsidePayment, Payment, ReceiptRequest
from fees.rules import in_time, pay_span
from fees.states import BILL_LOOKS, BillState, Look, PaymentState
from notices.rules import Span, terms_of
from records.models import Document


class Stand(StrEnum):
    """How a bill stands for its payer; each has its words and its way out (12-2)."""

    ON_DELIVERY = "on_delivery"
    LATER = "later"
    NOT_YET = "not_yet"
    OPEN = "open"
    FAILED = "failed"
    CONNECTING = "connecting"
    AT_CASHIER = "at_cashier"
    ODD = "odd"
    VOUCHER = "voucher"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


MOVING = {Stand.CONNECTING, Stand.AT_CASHIER, Stand.VOUCHER, Stand.ODD}  # the page asks again by itself


@dataclass(frozen=True, slots=True)
class BillPage:
    """Everything the payer's page shows; no template asks a question of its own."""

    bill: Bill
    stand: Stand
    span: Span | None
    payment: Payment | None  # the order that matters now
    back: tuple[Payment, ...]  # money that is, or was, given back
    receipt: ReceiptRequest | None
    papers: tuple[Document, ...]

    @property
    def is_moving(self) -> bool:
        return self.stand in MOVING

    @property
    def can_pay(self) -> bool:
        return self.stand in {Stand.OPEN, Stand.FAILED}

    @property
    def look(self) -> Look:
        """For the payer a voucher being looked at is no bill to pay, and time may be over before the sweep."""
        told = {Stand.VOUCHER: BillState.PROCESSING, Stand.EXPIRED: BillState.EXPIRED}
        return BILL_LOOKS[told.get(self.stand, BillState(self.bill.state))]

    @property
    def key(self) -> str:
        """Changes whenever the page would look different."""
        order = f"{self.payment.order_no}.{bool(self.payment.cashier_url)}" if self.payment else ""
        back = ".".join(payment.state for payment in self.back)
        return f"{self.stand}-{order}-{back}-{len(self.papers)}"


def bill_page(declaration: Declaration, *, now: datetime) -> BillPage | None:
    """How the bill of this case stands; None while it has none. Six queries at most."""
    bill = Bill.objects.filter(declaration=declaration).first()
    if bill is None:
        return None
    bill.declaration = declaration
    payments = list(bill.payments.order_by("-pk"))
    span = pay_span(declaration)
    voucher = OutsidePayment.objects.filter(bill=bill).waiting().exists()
    stand = stand_of(bill, payments, span, voucher=voucher, now=now)
    return BillPage(
        bill=bill,
        stand=stand,
        span=span,
        payment=_that_matters(payments, stand),
        back=tuple(each for each in payments if each.state in GIVEN_BACK),
        receipt=ReceiptRequest.objects.select_related("file").filter(bill=bill).first(),
        papers=tuple(papers_of(bill)),
    )


GIVEN_BACK = (PaymentState.REFUND_DUE, PaymentState.REFUNDING, PaymentState.REFUNDED)
SETTLED = {
    BillState.PAID: Stand.PAID,
    BillState.EXPIRED: Stand.EXPIRED,
    BillState.CANCELLED: Stand.CANCELLED,
    BillState.REFUNDED: Stand.REFUNDED,
}


def stand_of(bill: Bill, payments: Sequence[Payment], span: Span | None, *, voucher: bool, now: datetime) -> Stand:
    """Reads only what it is given. ``payments`` newest first."""
    if bill.state in SETTLED:
        return SETTLED[BillState(bill.state)]
    states = [payment.state for payment in payments]
    if PaymentState.ODD in states:
        return Stand.ODD
    if voucher:
        return Stand.VOUCHER
    if PaymentState.CREATED in states:
        order = payments[states.index(PaymentState.CREATED)]
        return Stand.AT_CASHIER if order.cashier_url else Stand.CONNECTING
    return _stand_by_time(bill, states, span, now)


def _stand_by_time(bill: Bill, states: Sequence[str], span: Span | None, now: datetime) -> Stand:
    if terms_of(bill.declaration.edition).fees.method != "online":
        return Stand.ON_DELIVERY
    if span is None:
        return Stand.LATER
    if now < span.opens_at:
        return Stand.NOT_YET
    if not in_time(span, now):
        return Stand.EXPIRED
    tried = states and states[0] in {PaymentState.FAILED, PaymentState.CLOSED}
    return Stand.FAILED if tried else Stand.OPEN


def _that_matters(payments: Sequence[Payment], stand: Stand) -> Payment | None:
    wanted = {
        Stand.AT_CASHIER: PaymentState.CREATED,
        Stand.CONNECTING: PaymentState.CREATED,
        Stand.ODD: PaymentState.ODD,
        Stand.PAID: PaymentState.PAID,
    }.get(stand)
    if stand == Stand.FAILED:
        return payments[0]
    return next((payment for payment in payments if payment.state == wanted), None)


def papers_of(bill: Bill) -> QuerySet[Document]:
    """缴费通知 and 缴费凭证 (FORM-27), newest first; the desk and the payer read them."""
    of_case = Document.objects.filter(subject_kind=CASE, subject_id=bill.declaration_id)
    return of_case.filter(kind__in=(PAYMENT_NOTICE, PAYMENT_RECEIPT)).select_related("file").order_by("-pk")[:4]

"""Reads: how a bill stands for its payer, the lists of the finance desk, the sums of a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from declarations.models import Declaration
from declarations.states import State
from fees.effects import BILL
from fees.models import Bill, DailyCheck, OutsidePayment, Payment, PaymentEvent, ReceiptRequest
from fees.rules import bills_on_desk, in_time, pay_span
from fees.states import BillState, PaymentMeans, PaymentState, ReceiptState, Verdict
from notices.rules import Span, terms_of
from records.models import Document

PAGE = 50


# ── the payer's page ───────────────────────────────────────────────────────────────────────────────────────────────
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
    return Document.objects.filter(subject_kind=BILL, subject_id=bill.pk).select_related("file").order_by("-pk")[:4]


# ── the desk ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    queue: str = "all"
    words: str = ""
    level: str = ""
    notice: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the tokens of the pages before and after."""

    rows: list[Any]
    before: str = ""
    after: str = ""


QUEUES = {
    "all": ("全部", Q()),
    "open": ("待缴", Q(state=BillState.OPEN)),
    "processing": ("处理中", Q(state=BillState.PROCESSING)),
    "paid": ("已缴", Q(state=BillState.PAID)),
    "over": ("已过期、已取消", Q(state__in=(BillState.EXPIRED, BillState.CANCELLED))),
    "refunded": ("已退", Q(state=BillState.REFUNDED)),
}


def desk_page(user: User, filters: Filters) -> Page:
    """Bills of the desk, newest first; one statement whatever their number."""
    queue = QUEUES.get(filters.queue, QUEUES["all"])[1]
    bills = bills_on_desk(user).for_lists().filter(queue)
    if filters.level:
        bills = bills.filter(declaration__level=filters.level)
    if filters.notice:
        bills = bills.filter(declaration__edition__notice__code=filters.notice)
    if filters.words:
        named = Q(payer_name__icontains=filters.words) | Q(number__startswith=filters.words)
        bills = bills.filter(
            named | Q(declaration__number=filters.words) | Q(payments__order_no=filters.words)
        ).distinct()
    return keyset_page(bills, filters.after, filters.before)


def queue_counts(user: User, filters: Filters) -> list[tuple[str, str, int]]:
    """(code, label, number) of every tab; one statement."""
    counts = bills_on_desk(user).aggregate(
        **{code: Count("pk", filter=where) for code, (_, where) in QUEUES.items() if where}
    )
    counts["all"] = bills_on_desk(user).count()
    return [(code, label, counts[code]) for code, (label, _) in QUEUES.items()]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk, by the kind of work."""

    vouchers: int
    refunds: int
    odd: int
    receipts: int
    unknown: int
    unbalanced: int


def waiting_at(user: User) -> Waiting:
    """Numbers for the head of the desk; six short counts."""
    bills = bills_on_desk(user)
    payments = Payment.objects.filter(bill__in=bills)
    return Waiting(
        vouchers=OutsidePayment.objects.filter(bill__in=bills).waiting().count(),
        refunds=payments.filter(Q(state=PaymentState.REFUND_DUE) | _asked()).count(),
        odd=payments.filter(state=PaymentState.ODD).count(),
        receipts=ReceiptRequest.objects.filter(bill__in=bills, state=ReceiptState.REQUESTED).count(),
        unknown=PaymentEvent.objects.filter(verdict=Verdict.UNKNOWN_ORDER).count(),
        unbalanced=DailyCheck.objects.exclude(mismatches=[]).count(),
    )


def vouchers_waiting(user: User, *, after: str = "", before: str = "", batch: str = "") -> Page:
    """Entries that a second person has to look at, newest first."""
    entries = OutsidePayment.objects.filter(bill__in=bills_on_desk(user)).waiting()
    if batch:
        entries = entries.filter(batch=batch)
    return keyset_page(entries.select_related("bill__declaration", "entered_by", "voucher"), after, before)


def refunds_waiting(user: User, *, after: str = "", before: str = "") -> Page:
    """Money to give back: due, of a wrong amount, asked for, or on its way."""
    open_states = (PaymentState.REFUND_DUE, PaymentState.ODD, PaymentState.REFUNDING)
    payments = Payment.objects.filter(bill__in=bills_on_desk(user)).filter(Q(state__in=open_states) | _asked())
    return keyset_page(payments.select_related("bill__declaration", "refund_asked_by"), after, before)


def receipts_of_desk(user: User, *, state: str = "", after: str = "", before: str = "") -> Page:
    """Requests for receipts, newest first."""
    asked = ReceiptRequest.objects.filter(bill__in=bills_on_desk(user))
    if state in ReceiptState.values:
        asked = asked.filter(state=state)
    return keyset_page(asked.select_related("bill__declaration", "file"), after, before)


def receipts_to_issue(user: User) -> QuerySet[ReceiptRequest]:
    """Everything asked for and not issued, oldest first, for the list that leaves."""
    asked = ReceiptRequest.objects.filter(bill__in=bills_on_desk(user), state=ReceiptState.REQUESTED)
    return asked.select_related("bill").order_by("pk")


def bills_to_pay(user: User) -> QuerySet[Bill]:
    """Bills still waiting for money, for the template of a list."""
    return bills_on_desk(user).payable().order_by("number")


def payments_of(bill: Bill) -> list[Payment]:
    """Every attempt, newest first, with who asked for a refund."""
    return list(bill.payments.select_related("refund_asked_by", "refunded_by").order_by("-pk"))


def vouchers_of(bill: Bill) -> list[OutsidePayment]:
    """Every entry, newest first."""
    entries = bill.outside_payments.select_related("entered_by", "confirmed_by", "refused_by", "voucher")
    return list(entries.order_by("-pk"))


def events_of(bill: Bill) -> list[PaymentEvent]:
    """What providers told about this bill's orders, newest first."""
    return list(PaymentEvent.objects.filter(payment__bill=bill).order_by("-pk")[:PAGE])


def recent_checks(*, days: int = 60) -> list[DailyCheck]:
    """Statements held against our rows, newest first."""
    return list(DailyCheck.objects.order_by("-day", "provider")[:days])


def unknown_events(*, most: int = 50) -> list[PaymentEvent]:
    """Money for orders that are not ours."""
    return list(PaymentEvent.objects.filter(verdict=Verdict.UNKNOWN_ORDER).order_by("-pk")[:most])


def keyset_page(rows: QuerySet[Any], after: str, before: str, *, size: int = PAGE) -> Page:
    """Newest first, by primary key. A token that is no number asks for the first page."""
    token = after or before
    if not token.isdecimal():
        found = list(rows.order_by("-pk")[: size + 1])
        return Page(found[:size], after=str(found[size - 1].pk) if len(found) > size else "")
    if after:
        found = list(rows.filter(pk__lt=int(after)).order_by("-pk")[: size + 1])
        more = len(found) > size
        return Page(
            found[:size], before=str(found[0].pk) if found else "", after=str(found[size - 1].pk) if more else ""
        )
    found = list(rows.filter(pk__gt=int(before)).order_by("pk")[: size + 1])
    shown = found[:size][::-1]
    return Page(shown, before=str(shown[0].pk) if len(found) > size else "", after=str(shown[-1].pk) if shown else "")


# ── the books ──────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class FeeTotals:
    """The money of one notice, or of all."""

    bills: int
    paid: int
    paid_fen: int
    balanced: bool


def fee_totals(notice_id: int | None = None) -> FeeTotals:
    """Bills issued and paid; ``balanced`` when no row contradicts another and every statement agrees."""
    bills = Bill.objects.all() if notice_id is None else Bill.objects.filter(declaration__edition__notice=notice_id)
    paid = bills.filter(state=BillState.PAID)
    total = paid.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    unbalanced = DailyCheck.objects.exclude(mismatches=[]).exists()
    return FeeTotals(bills.count(), paid.count(), total, balanced=not books_problems() and not unbalanced)


def books_problems() -> list[str]:
    """Every contradiction between bills, payments, tellings and cases, one sentence each (PM5). Empty is well."""
    return [*_bills_without_money(), *_money_without_telling(), *_cases_that_differ()]


def _bills_without_money() -> list[str]:
    counting = (PaymentState.PAID, PaymentState.REFUNDING)
    paid = Bill.objects.filter(state=BillState.PAID, amount_fen__gt=0)
    money = Sum("payments__received_fen", filter=Q(payments__state=PaymentState.PAID))
    held = Count("payments", filter=Q(payments__state__in=counting))
    found = paid.annotate(money=money, held=held).exclude(money=None, held__gt=0)
    wrong = [f"{bill.number} 已缴，但入账 {bill.money} 分" for bill in found if bill.money != bill.amount_fen]
    busy = Bill.objects.annotate(
        unclear=Count("payments", filter=Q(payments__state__in=PaymentState.unclear)),
        counted=Count("payments", filter=Q(payments__state=PaymentState.PAID)),
    )
    idle = busy.filter(state=BillState.PROCESSING, unclear=0)
    unpaid = busy.exclude(state=BillState.PAID).filter(counted__gt=0)
    wrong += [f"{bill.number} 处理中，但没有未明的订单" for bill in idle]
    return wrong + [f"{bill.number} 未标为已缴，但有计入的款项" for bill in unpaid]


def _money_without_telling() -> list[str]:
    telling = ~Q(events__verdict=Verdict.REPEATED)
    payments = Payment.objects.filter(state__in=PaymentState.holding_money)
    told = payments.annotate(told=Sum("events__amount_fen", filter=telling))
    return [
        f"{payment.order_no} 入账 {payment.received_fen} 分，渠道通知共 {payment.told} 分"
        for payment in told
        if payment.told != payment.received_fen
    ]


def _cases_that_differ() -> list[str]:
    stuck = Bill.objects.filter(state=BillState.PAID, declaration__state=State.ACCEPTED)
    unpaid = Bill.objects.exclude(state=BillState.PAID).filter(
        declaration__state__in=(*State.before_vote, State.VOTING)
    )
    return [f"{bill.number} 已缴，但申报仍在待缴费" for bill in stuck] + [
        f"{bill.number} 未缴，但申报已报送" for bill in unpaid
    ]

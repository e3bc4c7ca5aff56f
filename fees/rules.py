"""Who sees which bill, when it may be paid, and when money is not judged yet."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Membership, User
from accounts.states import Role
from config.lib.clock import local_date
from declarations.models import Declaration, Recusal
from declarations.rules import gate_of, kept_by, visible_to
from fees.models import Bill, BillQuerySet, OutsidePayment, Payment, ReceiptRequest
from fees.states import PaymentState
from notices.models import Notice
from notices.rules import Span, terms_of
from notices.states import Window

WINDOW_ROLES = (Role.OFFICE, Role.FINANCE)  # OFFICE-11: the office opens payment; finance keeps its books


# ── who ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def bills_on_desk(user: User) -> BillQuerySet:
    """Bills of the committees whose office this person keeps the books for (ROLE-09); never their own.

    As a deputy nothing of who is away, nor of what that person is recused from (E311).
    """
    seats = Membership.objects.of(user).filter(role=Role.FINANCE)
    own, lent, away = (
        rows.values(name)
        for rows, name in ((seats.own(), "organisation"), (seats.lent(), "organisation"), (seats.lent(), "deputy_of"))
    )
    recused = Recusal.objects.filter(declaration=OuterRef("declaration"), person__in=away)
    stands_in = kept_by(lent, "declaration") & ~Q(declaration__applicant__in=away) & ~Q(Exists(recused))
    mine = Bill.objects.filter(kept_by(own, "declaration") | stands_in).exclude(declaration__applicant=user)
    return mine.exclude(declaration__recusals__person=user)


def is_finance(user: User) -> bool:
    """Whether the person holds a finance desk at all; others are told so, not lied to (403 names the role)."""
    return Membership.objects.of(user).filter(role=Role.FINANCE).exists()


def read_bill(user: User, ref: UUID) -> Bill:
    """The desk's gate, by the declaration's address: missing and not yours look the same. Raises ``Http404``."""
    bill = bills_on_desk(user).for_lists().filter(declaration__ref=ref).first()
    if bill is None:
        raise Http404
    return bill


def read_outside_payment(user: User, pk: int) -> OutsidePayment:
    """An entry on a bill of this desk. Raises ``Http404``."""
    entries = OutsidePayment.objects.filter(pk=pk, bill__in=bills_on_desk(user))
    entry = entries.select_related("bill__declaration", "entered_by").first()
    if entry is None:
        raise Http404
    return entry


def read_payment(user: User, order_no: str) -> Payment:
    """A payment on a bill of this desk. Raises ``Http404``."""
    payments = Payment.objects.filter(order_no=order_no, bill__in=bills_on_desk(user))
    payment = payments.select_related("bill__declaration__applicant", "refund_asked_by").first()
    if payment is None:
        raise Http404
    return payment


def read_receipt_request(user: User, ref: UUID) -> ReceiptRequest:
    """The request on a bill of this desk. Raises ``Http404``."""
    asked = ReceiptRequest.objects.filter(bill__declaration__ref=ref, bill__in=bills_on_desk(user))
    request = asked.select_related("bill__declaration__applicant", "bill__declaration__edition", "file").first()
    if request is None:
        raise Http404
    return request


def may_read_bill(user: User, bill_id: int) -> bool:
    """The gate of a fiscal receipt: the payer, and the desk that keeps the books."""
    own = Bill.objects.filter(pk=bill_id, declaration__applicant=user)
    return own.exists() or bills_on_desk(user).filter(pk=bill_id).exists()


def may_read_papers(user: User, declaration_id: int) -> bool:
    """The gate of FORM-27: whoever sees the case, and the desk that keeps its books and sees no more (ROLE-09)."""
    seen = visible_to(user).filter(pk=declaration_id)
    return seen.exists() or bills_on_desk(user).filter(declaration=declaration_id).exists()


def may_read_voucher(user: User, entry_id: int) -> bool:
    """Scans of vouchers are the desk's alone."""
    return OutsidePayment.objects.filter(pk=entry_id, bill__in=bills_on_desk(user)).exists()


def notices_of_desk(user: User) -> QuerySet[Notice]:
    """Published notices whose payment this person may open (OFFICE-11, G-06)."""
    offices = Membership.objects.of(user).filter(role__in=WINDOW_ROLES).values("organisation")
    return Notice.objects.published().filter(office__in=offices)


def read_notice_of_desk(user: User, code: str) -> Notice:
    """Raises ``Http404``."""
    notice = notices_of_desk(user).filter(code=code).first()
    if notice is None:
        raise Http404
    return notice


# ── when ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def pay_span(declaration: Declaration) -> Span | None:
    """From when until when this case may be paid; its own deadline replaces the end. None: not announced yet (G-06).

    A notice whose fee is paid on delivery sets no window (2017): then it has a beginning and no end.
    """
    gate = gate_of(declaration, Window.FEES)
    if gate:
        return Span(gate.opens_at, declaration.due_at or gate.closes_at)
    terms = terms_of(declaration.edition)
    return None if terms.fees.window == "announced" else Span(terms.issued_at, declaration.due_at)


def listed_span(bill: Any) -> Span | None:
    """The same for a bill of ``for_lists()``, without a query."""
    if bill.gate_opens_at:
        return Span(bill.gate_opens_at, bill.due)
    terms = terms_of(bill.declaration.edition)
    return None if terms.fees.window == "announced" else Span(terms.issued_at, bill.due)


def in_time(span: Span | None, moment: datetime) -> bool:
    """Both ends belong to the window (TIME-12, TIME-17): 18:00:00 passes, 18:00:01 does not."""
    return span is not None and span.opens_at <= moment and (span.closes_at is None or moment <= span.closes_at)


def in_time_by_day(span: Span | None, day: date) -> bool:
    """The same for a voucher, which knows days only."""
    if span is None:
        return False
    last = local_date(span.closes_at) if span.closes_at else day
    return local_date(span.opens_at) <= day <= last


# ── what is not judged yet ─────────────────────────────────────────────────────────────────────────────────────────
def unclear_money() -> Q:
    """Bills on which money may lie that nobody has judged: an open order, a wrong amount, an unconfirmed voucher."""
    orders = Payment.objects.filter(bill=OuterRef("pk"), state__in=PaymentState.unclear)
    vouchers = OutsidePayment.objects.filter(bill=OuterRef("pk")).waiting()
    return Q(Exists(orders)) | Q(Exists(vouchers))


def is_unclear(bill: Bill) -> bool:
    """The same question for one bill."""
    return (
        bill.payments.filter(state__in=PaymentState.unclear).exists()
        or OutsidePayment.objects.filter(bill=bill).waiting().exists()
    )

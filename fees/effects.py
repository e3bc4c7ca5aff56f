"""What happens to the bill when its declaration moves."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked, BulkEffect
from declarations.models import Declaration
from fees.models import Bill, Payment
from fees.rules import pay_span
from fees.states import BillState, PaymentState
from notices.rules import terms_of
from notices.states import Window
from records.services import outbox
from records.services.documents import request_document

PAYMENT_NOTICE, PAYMENT_RECEIPT = "FORM-27", "FORM-27R"  # 缴费通知, 缴费凭证
CASE = "declaration"  # what these papers are about: they stand among the papers of the case
BILL = "bill"  # the place a fiscal receipt is shown at
EXEMPT = "fees.exempt"  # outbox: a bill over nothing is settled after its acceptance


def issue_bill(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Copy what is to be paid, and put the case under the window of payment (FEE-01, FEE-02, G-05)."""
    terms, span = terms_of(declaration.edition), pay_span(declaration)
    bill = Bill.objects.create(
        declaration=declaration,
        number=f"{declaration.edition.notice.year}{declaration.pk:08d}",
        amount_fen=terms.fee_yuan(declaration.level) * 100,
        level_name=declaration.level_name,
        basis=terms.fees.doc_no or "",
        payer_name=declaration.applicant.name,
        opens_at=span.opens_at if span else None,
        closes_at=span.closes_at if span else None,
        issued_at=now,
    )
    declaration.window = Window.FEES
    declaration.save(update_fields=["window"])
    request_document(PAYMENT_NOTICE, CASE, declaration.pk, by=actor.pk)
    if not bill.amount_fen:
        outbox.enqueue(EXEMPT, [(bill.number, {"bill": bill.pk})])


@BulkEffect
def expire_bill(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """Unpaid and over (T22). An order still open somewhere is asked about and closed at once."""
    _end(declarations, BillState.EXPIRED, now)


@BulkEffect
def cancel_bill(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """The case left before it paid. A bill that was paid stays paid: giving money back is finance's own act (G-27)."""
    _end(declarations, BillState.CANCELLED, now)


def revive_bill(declaration: Declaration, *, closes_at: datetime | None) -> None:
    """The case was opened again (T38): its bill can be paid until the case's own deadline."""
    bills = Bill.objects.filter(declaration=declaration, state__in=(BillState.EXPIRED, BillState.CANCELLED))
    bills.update(state=BillState.OPEN, closes_at=closes_at, cancelled_at=None)


def _end(declarations: Sequence[Declaration], state: BillState, now: datetime) -> None:
    bills = Bill.objects.payable().filter(declaration__in=[case.pk for case in declarations])
    ended = list(bills.values_list("pk", flat=True))
    Payment.objects.filter(bill__in=ended, state=PaymentState.CREATED).update(ask_at=now)
    Bill.objects.filter(pk__in=ended).update(state=state, cancelled_at=now)

"""FORM-27: 缴费通知 and 缴费凭证. The fiscal receipt is the treasury's; these say what is due and what was paid."""

from typing import Any

from django.utils.timezone import localtime

from config.lib import money
from config.lib.text import chinese_date
from fees.models import Bill, Payment
from fees.rules import pay_span
from fees.states import PaymentMeans, PaymentState
from notices.rules import terms_of
from records.services.documents import Form


def payment_notice(declaration_id: int) -> Form:
    """What is to be paid, on what basis, until when (MSG-04)."""
    bill = _bill(declaration_id)
    span = pay_span(bill.declaration)
    terms = terms_of(bill.declaration.edition)
    window = {
        "opens": _moment(span.opens_at) if span else "",
        "closes": _moment(span.closes_at) if span and span.closes_at else "",
    }
    return _form("pdf/payment_notice.html", "缴费通知", bill, {**window, "online": terms.fees.method == "online"})


def payment_receipt(declaration_id: int) -> Form:
    """That it was paid: order, amount, moment (T21). It is no fiscal receipt and says so."""
    bill = _bill(declaration_id)
    paid = Payment.objects.filter(bill=bill, state__in=(PaymentState.PAID, PaymentState.REFUNDING)).first()
    invoice = terms_of(bill.declaration.edition).invoice
    details = {
        "order_no": paid.order_no if paid else "",
        "provider_ref": paid.provider_ref if paid else "",
        "means": PaymentMeans(paid.means).label if paid else "免缴",
        "paid_at": _moment(bill.paid_at) if bill.paid_at else "",
        "paid_on": chinese_date(localtime(bill.paid_at).date()) if bill.paid_at else "",
        "request_end": chinese_date(invoice.request_end) if invoice and invoice.request_end else "",
        "receipt_type": invoice.type if invoice else "",
    }
    return _form("pdf/payment_receipt.html", "缴费凭证", bill, details)


def _bill(declaration_id: int) -> Bill:
    context = ("declaration__edition__notice__office", "declaration__unit", "declaration__applicant")
    return Bill.objects.select_related(*context, "declaration__committee").get(declaration=declaration_id)


def _form(template: str, title: str, bill: Bill, details: dict[str, Any]) -> Form:
    declaration = bill.declaration
    words = {
        "number": bill.number,
        "payer": bill.payer_name,
        "unit": declaration.unit.name,
        "level": bill.level_name,
        "specialty": declaration.specialty_name,
        "amount": money.yuan(bill.amount_fen),
        "amount_words": money.amount_in_words(bill.amount_fen),
        "basis": bill.basis,
        "issued_on": chinese_date(localtime(bill.issued_at).date()),
        "office": declaration.office.name,
        **details,
    }
    return Form(
        template,
        words,
        title=title,
        number=f"缴费单号 {bill.number}",
        notice_title=declaration.edition.notice.title,
        application_no=declaration.number or "",
        data=words,
        title_word=terms_of(declaration.edition).term("title"),
    )


def _moment(value: Any) -> str:
    local = localtime(value)
    return f"{chinese_date(local.date())} {local:%H:%M}"

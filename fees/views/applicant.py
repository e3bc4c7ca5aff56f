"""The payer's bill: pay, see what became of it, ask for the receipt (S12)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from declarations.rules import read_own
from fees.exceptions import FeeRefused, GatewayDown
from fees.forms import ReceiptForm
from fees.models import Payment
from fees.selectors import BillPage, bill_page
from fees.services import ask_provider, open_payment, request_receipt
from fees.services.paying import absolute
from fees.services.receipts import reasons_against_request, receipt_gate
from fees.states import ReceiptState

STOP_POLLING = 286  # htmx's own word for "do not ask again"
ASK_PAUSE = 3  # seconds between two questions to the provider about one order


@login_required
@require_safe
@never_cache
def bill(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Amount, basis, window, state, and the one thing to do."""
    return render(request, "fees/bill.html", _context(read_page(request, ref)))


@login_required
@require_safe
@never_cache
def state(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The part that changes, for a page that asks again by itself: 204 while nothing did."""
    page = read_page(request, ref)
    if page.key == request.GET.get("seen"):
        return HttpResponse(status=204)
    status = 200 if page.is_moving else STOP_POLLING
    return render(request, "fees/_bill.html", _context(page), status=status)


@login_required
@require_POST
def pay(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Open an order. The cashier is a link on the next page: a form may not lead to another site (CSP)."""
    page = read_page(request, ref)
    try:
        payment = open_payment(page.bill.pk, actor=request.user)
    except FeeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if not payment.cashier_url:
            messages.warning(request, "缴费平台暂时没有回应，系统正在确认订单，请稍候。")
    return redirect("fees:bill", ref)


@login_required
@require_POST
def ask(request: HttpRequest, ref: UUID) -> HttpResponse:
    """已付款？ Ask the provider now, instead of waiting for its word."""
    page = read_page(request, ref)
    if page.payment and cache.add(f"fees:ask:{page.payment.pk}", 1, ASK_PAUSE):
        _ask(request, page.payment)
    return redirect("fees:bill", ref)


@login_required
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask for the fiscal receipt, inside its window (E502)."""
    page = read_page(request, ref)
    reasons = reasons_against_request(page.bill, page.receipt, clock.law())
    form = ReceiptForm.of(request, initial=_what_is_known(page))
    if form.is_valid():
        try:
            request_receipt(page.bill.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "票据申请已提交，开具后会发站内消息。")
            return redirect("fees:bill", ref)
    context = {**_context(page), "form": form, "reasons": reasons}
    return render(request, "fees/receipt.html", context, status=422 if form.errors else 200)


def read_page(request: HttpRequest, ref: UUID) -> BillPage:
    """Own bills only; a case without a bill looks like one that is not there."""
    page = bill_page(read_own(request.user, ref), now=clock.law())
    if page is None:
        raise Http404
    return page


def _context(page: BillPage) -> dict:
    cashier = page.payment.cashier_url if page.payment else ""
    requested = page.receipt is None or page.receipt.state == ReceiptState.REQUESTED
    gate = receipt_gate(page.bill) if requested else None
    return {
        "page": page,
        "bill": page.bill,
        "declaration": page.bill.declaration,
        "qr_url": absolute(cashier) if cashier else "",
        "receipt_open": requested and not reasons_against_request(page.bill, page.receipt, clock.law(), gate),
        "receipt_until": gate.closes_at if gate else None,
    }


def _ask(request: HttpRequest, payment: Payment) -> None:
    try:
        ask_provider(payment.pk)
    except GatewayDown:
        messages.warning(request, "缴费平台暂时没有回应，系统会自动再查，您可以先离开。")


def _what_is_known(page: BillPage) -> dict:
    asked = page.receipt
    if asked is None:
        return {"title": page.bill.payer_name}
    return {"title": asked.title, "tax_no": asked.tax_no, "email": asked.email}

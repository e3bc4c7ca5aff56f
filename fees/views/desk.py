"""The finance desk: bills, one bill, the books (ROLE-09: orders and receipts, no materials)."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.lib import clock
from fees.forms import VoucherForm
from fees.models import Bill, Payment
from fees.rules import bills_on_desk, is_finance, notices_of_desk, read_bill
from fees.selectors import Filters, desk_page, queue_counts, waiting_at
from fees.selectors.books import books_problems
from fees.selectors.desk import events_of, levels_on_desk, payments_of, recent_checks, unknown_events, vouchers_of
from fees.selectors.payer import papers_of
from fees.states import BillState, PaymentState

View = Callable[..., HttpResponse]
MOST_STRAYS = 50


def finance_desk(view: View) -> View:
    """A desk the person does not hold names its role (design §10)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_finance(request.user):
            raise PermissionDenied("这里是财务工作台，请先切换到财务角色。")
        return view(request, *args, **kwargs)

    return guarded


@finance_desk
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Bills with filters that stand in the address."""
    filters = filters_in(request)
    queues = queue_counts(request.user)
    context = {
        "page": desk_page(request.user, filters),
        "filters": filters,
        "queues": [
            (label, "?" + urlencode({"queue": code}), code == filters.queue, count) for code, label, count in queues
        ],
        "levels": levels_on_desk(request.user),
        "waiting": waiting_at(request.user),
        "opens_windows": notices_of_desk(request.user).exists(),
    }
    return render(request, "fees/desk.html", context)


@finance_desk
@require_safe
def desk_bill(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One bill with every attempt to pay it, every telling and every voucher."""
    return bill_response(request, read_bill(request.user, ref), VoucherForm())


def bill_response(request: HttpRequest, bill: Bill, form: VoucherForm, *, status: int = 200) -> HttpResponse:
    """The page of one bill; the voucher's form stands on it."""
    context = {
        "bill": bill,
        "payments": [(payment, _offers(bill, payment)) for payment in payments_of(bill)],
        "vouchers": vouchers_of(bill),
        "events": events_of(bill),
        "papers": papers_of(bill),
        "form": form,
        "now": clock.law(),
    }
    return render(request, "fees/desk_bill.html", context, status=status)


@finance_desk
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """Statements held against our rows; what differs stays listed until it does not (PM5)."""
    context = {
        "checks": recent_checks(request.user),
        "problems": books_problems(bills_on_desk(request.user)),
        "unknown": unknown_events(request.user)[:MOST_STRAYS],
    }
    return render(request, "fees/books.html", context)


def filters_in(request: HttpRequest) -> Filters:
    """Unknown values filter nothing."""
    asked = request.GET
    return Filters(
        queue=asked.get("queue", "all"),
        words=asked.get("q", "").strip()[:60],
        level=asked.get("level", "")[:20],
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )


def _offers(bill: Bill, payment: Payment) -> dict[str, bool]:
    """What the services would not refuse; they judge again."""
    asked = payment.refund_asked_by_id is not None
    refundable = payment.state in PaymentState.refundable
    kept = payment.state == PaymentState.PAID and not bill.declaration.is_settled
    return {
        "ask": refundable and not asked and not kept,
        "answer": refundable and asked,
        "count": payment.state == PaymentState.REFUND_DUE and not asked and bill.state in BillState.payable,
    }

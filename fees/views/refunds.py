"""Money to give back: two people, one reason (G-27)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.exceptions import FeeRefused
from fees.forms import ReasonForm, RefundForm
from fees.rules import read_payment
from fees.selectors.desk import refunds_waiting
from fees.services import ask_refund, confirm_refund, count_payment, refuse_refund
from fees.views.desk import finance_desk


@finance_desk
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything due back, of a wrong amount, asked for or on its way."""
    page = refunds_waiting(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "fees/refunds.html", {"page": page})


@finance_desk
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, order_no: str) -> HttpResponse:
    """The first person: why."""
    payment = read_payment(request.user, order_no)
    form = ReasonForm.of(request, initial={"reason": payment.refund_reason})
    if form.is_valid():
        try:
            ask_refund(payment.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "退款申请已提出，等待第二人确认。")
            return redirect("fees:desk_bill", payment.bill.declaration.ref)
    context = {"payment": payment, "form": form, "title": "申请退款", "button": "提出退款申请"}
    return render(request, "fees/refund.html", context, status=422 if form.errors else 200)


@finance_desk
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, order_no: str) -> HttpResponse:
    """The second person: yes."""
    payment = read_payment(request.user, order_no)
    form = RefundForm.of(request)
    if form.is_valid():
        try:
            confirm_refund(payment.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已确认退款。")
            return redirect("fees:desk_bill", payment.bill.declaration.ref)
    context = {"payment": payment, "form": form, "title": "确认退款", "button": "确认退款"}
    return render(request, "fees/refund.html", context, status=422 if form.errors else 200)


@finance_desk
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, order_no: str) -> HttpResponse:
    """The second person: no."""
    payment = read_payment(request.user, order_no)
    form = ReasonForm.of(request)
    if form.is_valid():
        try:
            refuse_refund(payment.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已退回退款申请。")
            return redirect("fees:desk_bill", payment.bill.declaration.ref)
    context = {"payment": payment, "form": form, "title": "不同意退款", "button": "退回申请"}
    return render(request, "fees/refund.html", context, status=422 if form.errors else 200)


@finance_desk
@require_POST
def count(request: HttpRequest, order_no: str) -> HttpResponse:
    """A case was opened again: the money that lies here pays it."""
    payment = read_payment(request.user, order_no)
    try:
        count_payment(payment.pk, actor=request.user)
    except FeeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已用这笔款项抵缴，缴费完成。")
    return redirect("fees:desk_bill", payment.bill.declaration.ref)

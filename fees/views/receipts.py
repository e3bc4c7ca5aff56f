"""Fiscal receipts at the desk: the list that leaves, the numbers that come back, one by one or as a list (FEE-05)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from config.lib.files import PDF, UploadRefused
from config.lib.sheets import SheetRefused
from fees.exceptions import FeeRefused
from fees.forms import IssueForm, ListForm, ReasonForm
from fees.models import ReceiptRequest
from fees.rules import read_receipt_request
from fees.selectors.desk import receipts_of_desk, receipts_to_issue
from fees.services import import_receipts, issue_receipt, void_receipt
from fees.services.receipts import receipts_sheet
from fees.states import ReceiptState
from fees.views.desk import finance_desk
from fees.views.outside import sheet_response
from records.services.files import accept_upload
from records.services.reads import note_read


@finance_desk
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Requests, those to issue first."""
    state = request.GET.get("state", ReceiptState.REQUESTED)
    page = receipts_of_desk(
        request.user, state=state, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    tabs = [(label, f"?state={code}", code == state) for code, label in (*ReceiptState.choices, ("all", "全部"))]
    return render(request, "fees/receipts.html", {"page": page, "tabs": tabs})


@finance_desk
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Write one receipt down."""
    asked = read_receipt_request(request.user, ref)
    form = IssueForm.of(request)
    if form.is_valid() and _issued(request, asked, form):
        messages.success(request, "票据已登记，已通知缴费人。")
        return redirect("fees:receipts")
    context = {"asked": asked, "bill": asked.bill, "form": form, "today": clock.local_date(clock.law())}
    return render(request, "fees/issue_receipt.html", context, status=422 if form.errors else 200)


@finance_desk
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, ref: UUID) -> HttpResponse:
    """冲红."""
    asked = read_receipt_request(request.user, ref)
    form = ReasonForm.of(request)
    if form.is_valid():
        try:
            void_receipt(asked.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "票据已冲红。")
            return redirect("fees:receipts")
    context = {"asked": asked, "bill": asked.bill, "form": form}
    return render(request, "fees/void_receipt.html", context, status=422 if form.errors else 200)


@finance_desk
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything asked for and not issued, as XLSX; titles, tax numbers and mail addresses leave, so it is noted."""
    note_read("receipt.export", request.user.pk, request.user)
    return sheet_response(receipts_sheet(list(receipts_to_issue(request.user))), "receipt-requests.xlsx")


@finance_desk
@require_http_methods(["GET", "POST"])
def read_back(request: HttpRequest) -> HttpResponse:
    """Numbers from the list that came back; all lines or none."""
    form = ListForm.of(request)
    problems: tuple[str, ...] = ()
    if form.is_valid():
        try:
            done = import_receipts(form.cleaned_data["list"].read(), actor=request.user)
        except SheetRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, f"已登记 {done} 份票据。")
            return redirect("fees:receipts")
    status = 422 if problems or form.errors else 200
    return render(request, "fees/receipts_upload.html", {"form": form, "problems": problems}, status=status)


def _issued(request: HttpRequest, asked: ReceiptRequest, form: IssueForm) -> bool:
    given = dict(form.cleaned_data)
    sent = given.pop("file")
    try:
        file = (
            accept_upload(sent.read(), name=sent.name, by=request.user.pk, allowed=frozenset({PDF})) if sent else None
        )
        issue_receipt(asked.pk, actor=request.user, file=file, **given)
    except UploadRefused as refusal:
        form.add_error("file", refusal.reason.text)
    except FeeRefused as refusal:
        form.show(refusal.reasons)
    return form.is_valid()

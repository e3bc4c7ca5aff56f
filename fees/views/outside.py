"""Money that came another way: enter, list as XLSX, and the second person's queue."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.files import XLSX, UploadRefused
from config.lib.sheets import SheetRefused
from config.lib.text import whole_number
from fees.exceptions import FeeRefused
from fees.forms import ListForm, ListRemarkForm, ReasonForm, VoucherForm
from fees.rules import read_bill, read_outside_payment
from fees.selectors.desk import bills_to_pay, vouchers_waiting
from fees.services import (
    confirm_batch,
    confirm_outside_payment,
    enter_outside_payment,
    import_outside_payments,
    preview_list,
    refuse_outside_payment,
)
from fees.services.outside_lists import COLUMNS, keep_list, list_template, uploaded_list
from fees.states import Verdict
from fees.views.desk import bill_response, finance_desk
from records.models import StoredFile
from records.services.files import accept_upload

MOST_AT_ONCE = 200


@finance_desk
@require_POST
def enter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One voucher for one bill."""
    bill = read_bill(request.user, ref)
    form = VoucherForm.of(request)
    if form.is_valid() and _entered(request, bill, form):
        messages.success(request, "已登记，等待第二人复核。")
        return redirect("fees:desk_bill", ref)
    return bill_response(request, bill, form, status=422)


@finance_desk
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What was entered and not yet confirmed; own entries are for somebody else."""
    asked = request.GET
    page = vouchers_waiting(
        request.user, after=asked.get("after", ""), before=asked.get("before", ""), batch=asked.get("batch", "")
    )
    return render(request, "fees/vouchers.html", {"page": page, "batch": asked.get("batch", "")})


@finance_desk
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The picked ones, each with its own answer."""
    picked = [pk for each in request.POST.getlist("pick") if (pk := whole_number(each)) is not None][:MOST_AT_ONCE]
    entries = [read_outside_payment(request.user, pk).pk for pk in picked]
    if not entries:
        messages.error(request, "请先选择要确认的登记。")
        return redirect("fees:vouchers")
    if len(entries) == 1:
        _confirm_one(request, entries[0])
    else:
        _confirm_many(request, entries)
    return redirect("fees:vouchers")


@finance_desk
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one back, with a reason."""
    entry = read_outside_payment(request.user, pk)
    form = ReasonForm.of(request)
    if form.is_valid():
        try:
            refuse_outside_payment(pk, reason=form.cleaned_data["reason"], actor=request.user)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已退回，凭证号可重新登记。")
            return redirect("fees:vouchers")
    return render(
        request, "fees/refuse_voucher.html", {"entry": entry, "form": form}, status=422 if form.errors else 200
    )


@finance_desk
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A list as XLSX; what it would do is shown before anything is written."""
    form = ListForm.of(request)
    if form.is_valid():
        sent = form.cleaned_data["list"]
        try:
            file = keep_list(sent.read(), name=sent.name, actor=request.user)
        except UploadRefused as refusal:
            form.add_error("list", refusal.reason.text)
        else:
            return redirect("fees:list_preview", file.ref)
    context = {"form": form, "columns": COLUMNS}
    return render(request, "fees/list_upload.html", context, status=422 if form.errors else 200)


@finance_desk
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, file_ref: UUID) -> HttpResponse:
    """GET shows every line, POST enters all of them or none."""
    file = _list_or_404(request, file_ref)
    form = ListRemarkForm.of(request) if "hints_seen" in request.POST else None
    try:
        if request.method == "POST" and (form is None or form.is_valid()):
            batch = import_outside_payments(file, actor=request.user, **(form.cleaned_data if form else {}))
            messages.success(request, f"名单已登记（批次 {batch}），等待第二人复核。")
            return redirect("fees:vouchers")
    except SheetRefused:
        messages.error(request, "没有登记任何一笔，请看下面的说明。")
    return _preview_page(request, file, form)


@finance_desk
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The list to fill in, with every bill that waits for money."""
    return sheet_response(list_template(list(bills_to_pay(request.user))), "outside-payments.xlsx")


def _preview_page(request: HttpRequest, file: StoredFile, form: ListRemarkForm | None) -> HttpResponse:
    try:
        looked = preview_list(file, actor=request.user)
    except SheetRefused as refusal:
        context = {"file": file, "problems": refusal.problems}
        return render(request, "fees/list_preview.html", context, status=422)
    seen = {"hints_seen": looked.hints_digest}
    fresh = form is None or form.data["hints_seen"] != looked.hints_digest
    context = {"file": file, "preview": looked, "form": ListRemarkForm(initial=seen) if fresh else form}
    return render(request, "fees/list_preview.html", context, status=200 if request.method == "GET" else 422)


def sheet_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _entered(request: HttpRequest, bill, form: VoucherForm) -> bool:
    given = dict(form.cleaned_data)
    sent = given.pop("voucher")
    try:
        scan = accept_upload(sent.read(), name=sent.name, by=request.user.pk) if sent else None
        enter_outside_payment(bill.pk, amount_fen=given.pop("amount"), voucher=scan, actor=request.user, **given)
    except UploadRefused as refusal:
        form.add_error("voucher", refusal.reason.text)
    except FeeRefused as refusal:
        form.show(refusal.reasons)
    return form.is_valid()


def _confirm_one(request: HttpRequest, entry_id: int) -> None:
    try:
        event = confirm_outside_payment(entry_id, actor=request.user)
    except FeeRefused as refusal:
        messages.error(request, str(refusal))
        return
    if event.verdict == Verdict.COUNTS:
        messages.success(request, "已确认，缴费完成。")
    else:
        messages.warning(request, f"已确认到账，但{Verdict(event.verdict).label}，请办理退款。")


def _confirm_many(request: HttpRequest, entries: list[int]) -> None:
    done, refused = confirm_batch(entries, actor=request.user)
    if done:
        messages.success(request, f"已确认 {done} 笔。")
    for entry, why in refused[:10]:
        messages.error(request, f"{entry.bill.number} 未确认：{why}")
    if len(refused) > 10:  # noqa: PLR2004  # as many as a person reads
        messages.error(request, f"另有 {len(refused) - 10} 笔未确认，请逐笔查看。")


def _list_or_404(request: HttpRequest, ref: UUID) -> StoredFile:
    file = uploaded_list(ref, actor=request.user)
    if file is None:
        raise Http404
    return file

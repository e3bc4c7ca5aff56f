"""财政电子票据: asked for in its window, mailed on, issued by hand or from a list (FEE-05, TIME-13, MSG-11, E502).

The issuing itself happens in the treasury's own system; no interface to it was found. What leaves is a list, what comes
back are codes and numbers, or the receipt as PDF.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.money import yuan
from config.lib.reason import Reason
from config.lib.sheets import Row, SheetRefused, read_table, write_table
from config.lib.text import normalise_name, normalise_uscc, uscc_problem
from declarations.models import Declaration
from declarations.rules import gate_of
from fees.effects import BILL
from fees.exceptions import FeeRefused
from fees.messages import tell_payer
from fees.models import Bill, ReceiptRequest
from fees.rules import bills_on_desk
from fees.states import BillState, ReceiptState
from notices.models import Gate
from notices.rules import terms_of
from notices.states import Window
from records.models import Fact, StoredFile
from records.services import outbox
from records.services.audit import audited, note
from records.services.files import use_file

MAIL = "fees.receipt_mail"  # outbox: the data of a request go to the notice's mailbox
NUMBERS = {  # 8 digits of code, 10 of number, commonly 6 of check code (domain.md)
    "receipt_code": (re.compile(r"\d{8}", re.ASCII), "票据代码为8位数字。"),
    "receipt_no": (re.compile(r"\d{10}", re.ASCII), "票据号码为10位数字。"),
    "check_code": (re.compile(r"[0-9A-Za-z]{0,12}", re.ASCII), "校验码为数字或字母。"),
}
COLUMNS = (
    "缴费单号",
    "抬头",
    "税号",
    "金额（元）",
    "接收邮箱",
    "收费项目",
    "缴费日期",
    "票据代码",
    "票据号码",
    "校验码",
)
FILLED_IN = ("缴费单号", "票据代码", "票据号码", "校验码")


def request_receipt(bill_id: int, *, title: str, tax_no: str, email: str, actor: User) -> ReceiptRequest:
    """Ask for the receipt, or change what was asked while it is not issued. Raises ``FeeRefused``."""
    with audited():
        bill = _lock(bill_id)
        now = clock.law()
        known = ReceiptRequest.objects.filter(bill=bill).first()
        asked = known or ReceiptRequest(bill=bill)
        asked.title, asked.tax_no, asked.email = normalise_name(title), normalise_uscc(tax_no), email
        if reasons := [*reasons_against_request(bill, known, now), *_wrong_words(asked, actor)]:
            raise FeeRefused(*reasons)
        asked.requested_at = now
        asked.save()
        outbox.enqueue(MAIL, [(f"{asked.pk}:{now.isoformat()}", {"request": asked.pk})])
        note(Fact("receipt.request", asked.pk, actor.pk, now))
    return asked


def issue_receipt(
    request_id: int,
    *,
    actor: User,
    receipt_code: str = "",
    receipt_no: str = "",
    check_code: str = "",
    file: StoredFile | None = None,
) -> ReceiptRequest:
    """Write down the receipt that the treasury's system made: its numbers, its PDF, or both. Raises ``FeeRefused``."""
    with audited():
        asked = _locked_request(request_id)
        now = clock.law()
        numbers = {"receipt_code": receipt_code, "receipt_no": receipt_no, "check_code": check_code}
        if reasons := _against_issuing(asked, numbers, file, actor, now):
            raise FeeRefused(*reasons)
        _issue(asked, numbers, file, actor, now)
    return asked


def void_receipt(request_id: int, *, reason: str, actor: User) -> ReceiptRequest:
    """冲红: the receipt counts no more, so that its fee can be given back. Raises ``FeeRefused``."""
    with audited():
        asked = _locked_request(request_id)
        if asked.state != ReceiptState.ISSUED:
            raise FeeRefused(Reason("E512", "只有已开具的票据可以冲红。"))
        asked.state, asked.voided_at, asked.void_reason = ReceiptState.VOIDED, clock.law(), reason
        asked.save(update_fields=["state", "voided_at", "void_reason"])
        note(Fact("receipt.void", asked.pk, actor.pk, asked.voided_at))
    return asked


def receipts_sheet(asked_for: Sequence[ReceiptRequest]) -> bytes:
    """What the treasury's system is fed with; the last columns are filled in there and read back."""
    rows = [
        (
            each.bill.number,
            each.title,
            each.tax_no,
            yuan(each.bill.amount_fen),
            each.email,
            each.bill.level_name,
            f"{localtime(each.bill.paid_at):%Y-%m-%d}" if each.bill.paid_at else "",
            each.receipt_code,
            each.receipt_no,
            each.check_code,
        )
        for each in asked_for
    ]
    return write_table("电子票据申请", COLUMNS, rows, widths=(20, 28, 22, 12, 28, 20, 14, 12, 14, 12))


def import_receipts(upload: bytes, *, actor: User) -> int:
    """Numbers read back from such a list; lines without a number are passed over. All lines or none.

    Raises ``SheetRefused`` with a sentence a line.
    """
    rows = [row for row in read_table(upload, columns=FILLED_IN) if row.cells["票据号码"]]
    numbers = {row.cells["缴费单号"] for row in rows}
    waiting = ReceiptRequest.objects.filter(bill__in=bills_on_desk(actor), bill__number__in=numbers)
    asked_for = {each.bill.number: each.pk for each in waiting.select_related("bill")}
    faults = []
    with audited():
        for row in rows:
            faults += _issue_row(row, asked_for.get(row.cells["缴费单号"]), actor)
        if not rows or faults:
            raise SheetRefused(*(faults or ["表格中没有填写票据号码的行。"]))
    return len(rows)


def send_receipt_mail(payload: Mapping[str, Any]) -> None:
    """Outbox handler: the mailbox the notice names gets the data, as if the applicant had written (MSG-11)."""
    asked = ReceiptRequest.objects.select_related("bill__declaration__edition__notice").get(pk=payload["request"])
    invoice = terms_of(asked.bill.declaration.edition).invoice
    if invoice is None or not invoice.request_email:
        return
    subject = f"电子票据申请 {asked.bill.number} {asked.title}"
    EmailMessage(
        subject=subject,
        body=_mail_words(asked),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[invoice.request_email],
        reply_to=[asked.email],
    ).send()


def receipt_gate(bill: Bill) -> Gate | None:
    """From when until when a receipt may be asked for (12-3)."""
    return gate_of(bill.declaration, Window.INVOICE)


def reasons_against_request(
    bill: Bill, known: ReceiptRequest | None, now: datetime, gate: Gate | None = None
) -> list[Reason]:
    """Why no receipt can be asked for now (E502); the page shows them before anybody writes."""
    reasons = []
    if bill.state != BillState.PAID:
        reasons.append(Reason("E503", "缴费完成后才能申请电子票据。"))
    if known and known.state != ReceiptState.REQUESTED:
        reasons.append(Reason("E512", f"电子票据{known.get_state_display()}，不能再修改。"))
    if not bill.amount_fen:
        reasons.append(Reason("E503", "免缴评审费，不开具票据。"))
    gate = gate or receipt_gate(bill)
    if terms_of(bill.declaration.edition).invoice is None:
        reasons.append(Reason("E502", "本通知没有电子票据的规定，请咨询职改办。"))
    elif gate and now < gate.opens_at:
        reasons.append(Reason("E502", f"票据申请于 {localtime(gate.opens_at):%Y-%m-%d %H:%M} 开始。"))
    elif gate and not gate.is_open(now):
        reasons.append(Reason("E502", "票据申请已截止。"))
    return reasons


def _wrong_words(asked: ReceiptRequest, actor: User) -> list[Reason]:
    reasons = []
    if asked.bill.declaration.applicant_id != actor.pk:
        reasons.append(Reason("E507", "只能为本人的缴费申请票据。"))
    if asked.tax_no and (problem := uscc_problem(asked.tax_no)):
        reasons.append(Reason("E518", problem, "tax_no"))
    if not asked.tax_no and asked.title != normalise_name(asked.bill.payer_name):
        reasons.append(
            Reason("E518", "抬头是单位的，请填写统一社会信用代码（税号）；抬头是个人的，请填写本人姓名。", "tax_no")
        )
    return reasons


def _against_issuing(
    asked: ReceiptRequest, numbers: Mapping[str, str], file: StoredFile | None, actor: User, now: datetime
) -> list[Reason]:
    reasons = []
    if asked.state != ReceiptState.REQUESTED or asked.bill.state != BillState.PAID:
        reasons.append(Reason("E512", "这份票据申请已经办理，或缴费已退。"))
    if asked.bill.declaration.applicant_id == actor.pk:
        reasons.append(Reason("E507", "申报人是您本人，请由其他财务人员办理。"))
    invoice = terms_of(asked.bill.declaration.edition).invoice
    if invoice and invoice.end and clock.local_date(now) > invoice.end:
        reasons.append(Reason("E519", f"票据开具已于 {invoice.end} 截止。"))
    if not file and not (numbers["receipt_code"] and numbers["receipt_no"]):
        reasons.append(Reason("E518", "请填写票据代码和号码，或上传票据文件。", "receipt_no"))
    given = {name: value for name, value in numbers.items() if value}
    reasons += [
        Reason("E518", NUMBERS[name][1], name) for name, value in given.items() if not NUMBERS[name][0].fullmatch(value)
    ]
    return reasons


def _issue(
    asked: ReceiptRequest, numbers: Mapping[str, str], file: StoredFile | None, actor: User, now: datetime
) -> None:
    for name, value in numbers.items():
        setattr(asked, name, value)
    asked.state, asked.issued_at, asked.issued_by, asked.file = ReceiptState.ISSUED, now, actor, file
    try:
        with transaction.atomic():
            asked.save(update_fields=["state", "issued_at", "issued_by", "file", *numbers])
    except IntegrityError as twice:
        raise FeeRefused(Reason("E514", f"票据号码 {asked.receipt_no} 已登记给其他缴费单。", "receipt_no")) from twice
    if file:
        use_file(file, BILL, asked.bill_id)
    words = f"您的电子票据已开具，票据号码 {asked.receipt_no or '见票据文件'}，可在缴费单页面查看。"
    tell_payer(asked.bill, "receipt_issued", "电子票据已开具", words, occasion=str(asked.pk), now=now)
    note(Fact("receipt.issue", asked.pk, actor.pk, now))


def _issue_row(row: Row, request_id: int | None, actor: User) -> list[str]:
    if request_id is None:
        return [f"第 {row.number} 行：缴费单号“{row.cells['缴费单号']}”没有票据申请，或不归本单位管理。"]
    cells = row.cells
    try:
        issue_receipt(
            request_id,
            actor=actor,
            receipt_code=cells["票据代码"],
            receipt_no=cells["票据号码"],
            check_code=cells["校验码"],
        )
    except FeeRefused as refusal:
        return [f"第 {row.number} 行：{reason.text}" for reason in refusal.reasons]
    return []


def _mail_words(asked: ReceiptRequest) -> str:
    bill = asked.bill
    lines = {
        "通知": bill.declaration.edition.notice.title,
        "缴费单号": bill.number,
        "缴费人": bill.payer_name,
        "收费项目": f"{bill.level_name}评审费",
        "金额": f"{yuan(bill.amount_fen)} 元",
        "缴费时间": f"{localtime(bill.paid_at):%Y-%m-%d %H:%M}" if bill.paid_at else "",
        "抬头": asked.title,
        "税号": asked.tax_no or "（个人）",
        "接收邮箱": asked.email,
        "申请时间": f"{localtime(asked.requested_at):%Y-%m-%d %H:%M}",
    }
    return "\n".join(f"{name}：{value}" for name, value in lines.items()) + "\n"


def _lock(bill_id: int) -> Bill:
    declaration = Declaration.objects.lock(Bill.objects.values_list("declaration_id", flat=True).get(pk=bill_id))
    bill = Bill.objects.lock(declaration.pk)
    bill.declaration = declaration
    return bill


def _locked_request(request_id: int) -> ReceiptRequest:
    bill = _lock(ReceiptRequest.objects.values_list("bill_id", flat=True).get(pk=request_id))
    asked = ReceiptRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    asked.bill = bill
    return asked

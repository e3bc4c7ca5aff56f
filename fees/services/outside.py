"""Money that came another way: one person enters it, another confirms it, and only then it is money."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from accounts.models import User
from config.lib import clock
from config.lib.money import yuan
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from fees.exceptions import FeeRefused
from fees.gateways import Money
from fees.models import Bill, OutsidePayment, PaymentEvent
from fees.rules import in_time_by_day, pay_span
from fees.services.settling import settle_outside
from fees.states import BillState
from notices.rules import Span
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import use_file

VOUCHER = "fees.voucher"  # the place a voucher's scan is shown at
NOON = time(12)
SELF = Reason("E507", "申报人是您本人，请由其他财务人员办理。")


def enter_outside_payment(
    bill_id: int,
    *,
    amount_fen: int,
    paid_on: date,
    voucher_no: str,
    actor: User,
    voucher: StoredFile | None = None,
    remark: str = "",
) -> OutsidePayment:
    """Write down a voucher for a second person to look at. Raises ``FeeRefused``.

    Money out of time, of another amount, or for a bill that is paid or over did come: with a remark it is entered too,
    and will be due back when it is confirmed.
    """
    with audited():
        declaration = Declaration.objects.lock(Bill.objects.values_list("declaration_id", flat=True).get(pk=bill_id))
        bill = Bill.objects.lock(declaration.pk)
        now = clock.law()
        if reasons := _against_entry(bill, declaration, amount_fen, paid_on, actor, remark, now):
            raise FeeRefused(*reasons)
        entry = _saved(
            OutsidePayment(
                bill=bill,
                amount_fen=amount_fen,
                paid_on=paid_on,
                voucher_no=voucher_no,
                voucher=voucher,
                entered_by=actor,
                entered_at=now,
                remark=remark,
            )
        )
        if voucher:
            use_file(voucher, VOUCHER, entry.pk)
        note(Fact("outside_payment.enter", entry.pk, actor.pk, now))
    return entry


def confirm_outside_payment(entry_id: int, *, actor: User) -> PaymentEvent:
    """The second person's word: from here it is money, judged like any other. Raises ``FeeRefused``."""
    with audited():
        entry = _lock(entry_id)
        if reasons := _against_answer(entry, actor, second=True):
            raise FeeRefused(*reasons)
        entry.confirmed_by, entry.confirmed_at = actor, clock.law()
        entry.save(update_fields=["confirmed_by", "confirmed_at"])
        money = Money(
            order_no=f"{entry.bill.number}W{entry.pk}",
            provider_ref=entry.voucher_no,
            amount_fen=entry.amount_fen,
            paid_at=datetime.combine(entry.paid_on, NOON, get_current_timezone()),
            event_id=f"voucher:{entry.pk}",
        )
        event = settle_outside(entry.bill, money, paid_on=entry.paid_on, actor=actor, recorder=entry.entered_by)
        note(Fact("outside_payment.confirm", entry.pk, actor.pk, entry.confirmed_at))
    return event


def refuse_outside_payment(entry_id: int, *, reason: str, actor: User) -> OutsidePayment:
    """Send an entry back: its voucher number is free again; who entered it may too. Raises ``FeeRefused``."""
    with audited():
        entry = _lock(entry_id)
        if reasons := _against_answer(entry, actor, second=False):
            raise FeeRefused(*reasons)
        entry.refused_by, entry.refused_at, entry.refusal = actor, clock.law(), reason
        entry.save(update_fields=["refused_by", "refused_at", "refusal"])
        note(Fact("outside_payment.refuse", entry.pk, actor.pk, entry.refused_at))
    return entry


def confirm_batch(entry_ids: Sequence[int], *, actor: User) -> tuple[int, list[tuple[OutsidePayment, str]]]:
    """Many entries, each its own transaction and its own answer: how many were confirmed, and why others were not."""
    done, refused = 0, []
    for entry_id in entry_ids:
        try:
            confirm_outside_payment(entry_id, actor=actor)
        except FeeRefused as refusal:
            refused.append((OutsidePayment.objects.select_related("bill").get(pk=entry_id), str(refusal)))
        else:
            done += 1
    return done, refused


def doubts_about(bill: Bill, span: Span | None, *, amount_fen: int, paid_on: date) -> list[Reason]:
    """Why this money would not count. A remark passes over them, for a voucher and for a list."""
    doubts = []
    if amount_fen != bill.amount_fen:
        text = f"金额 {yuan(amount_fen)} 元与应缴金额 {yuan(bill.amount_fen)} 元不符。"
        doubts.append(Reason("E510", text, "amount", Severity.WARN))
    if bill.state not in BillState.payable:
        text = f"缴费单已是“{bill.get_state_display()}”，确认后这笔款项将列入待退款。"
        doubts.append(Reason("E503", text, "", Severity.WARN))
    if not in_time_by_day(span, paid_on):
        doubts.append(Reason("E501", "缴费日期不在缴费时间内，确认后这笔款项不计入缴费。", "paid_on", Severity.WARN))
    return doubts


def _against_entry(
    bill: Bill, declaration: Declaration, amount_fen: int, paid_on: date, actor: User, remark: str, now: datetime
) -> list[Reason]:
    reasons = [SELF] if declaration.applicant_id == actor.pk else []
    if paid_on > clock.local_date(now):
        reasons.append(Reason("E501", "缴费日期不能晚于今天。", "paid_on"))
    if not amount_fen:
        reasons.append(Reason("E510", "金额须大于 0。", "amount"))
    doubts = doubts_about(bill, pay_span(declaration), amount_fen=amount_fen, paid_on=paid_on)
    if doubts and not remark.strip():
        doubts.append(Reason("E511", "请在备注中说明情况后再登记。", "remark"))
        reasons += doubts
    return reasons


def _against_answer(entry: OutsidePayment, actor: User, *, second: bool) -> list[Reason]:
    reasons = []
    if entry.confirmed_at or entry.refused_at:
        reasons.append(Reason("E512", "这笔登记已经办理过了。"))
    if second and entry.entered_by_id == actor.pk:
        reasons.append(Reason("E513", "登记人不能复核自己登记的款项，请由第二人复核。"))
    if entry.bill.declaration.applicant_id == actor.pk:
        reasons.append(SELF)
    return reasons


def _lock(entry_id: int) -> OutsidePayment:
    known = OutsidePayment.objects.select_related("bill").get(pk=entry_id)
    declaration = Declaration.objects.lock(known.bill.declaration_id)
    bill = Bill.objects.lock(declaration.pk)
    bill.declaration = declaration
    entry = OutsidePayment.objects.select_for_update(of=("self",)).select_related("entered_by").get(pk=entry_id)
    entry.bill = bill
    return entry


def _saved(entry: OutsidePayment) -> OutsidePayment:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as twice:
        raise FeeRefused(Reason("E514", f"凭证号 {entry.voucher_no} 已经登记过。", "voucher_no")) from twice
    return entry

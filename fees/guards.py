"""Why a declaration may not leave the fee step now."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from accounts.models import Actor
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from fees.models import Bill
from fees.rules import is_unclear, pay_span, unclear_money
from fees.states import BillState


def bill_paid(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only payment completed is report successful (FEE-03)."""
    if Bill.objects.filter(declaration=declaration, state=BillState.PAID).exists():
        return None
    return Reason("E503", "评审费尚未到账。")


def still_time_to_pay(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """An acceptance after the last moment of payment would end the case at once, by the office's delay (G-05, G-07)."""
    span = pay_span(declaration)
    if span is None or span.closes_at is None or now <= span.closes_at:
        return None
    ended = f"缴费时间已于 {localtime(span.closes_at):%Y-%m-%d %H:%M} 截止，受理后申报人无法缴费。请先延长缴费时间。"
    return Reason("E505", ended, severity=Severity.WARN)


def _unpaid(_now: datetime) -> Q:
    bills = Bill.objects.payable().filter(declaration=OuterRef("pk"))
    return Q(Exists(bills)) & ~Q(Exists(bills.filter(unclear_money())))


@bulk_guard(where=_unpaid)
def BILL_UNPAID(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """The clock ends a case only when no money can be on its way: what is unclear is asked about first."""
    bill = Bill.objects.filter(declaration=declaration).first()
    if bill is None or bill.state not in BillState.payable:
        return Reason("E503", "没有待缴的缴费单。")
    return Reason("E504", "有一笔缴费正在核对，核对清楚后再办理。") if is_unclear(bill) else None

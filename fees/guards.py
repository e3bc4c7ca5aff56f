"""Why a declaration may not leave the fee step now."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from accounts.models import Actor
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from declarations.rules import gate_of
from fees.models import Bill
from fees.rules import is_unclear, unclear_money
from fees.states import BillState
from notices.states import Window

ALARM = timedelta(hours=72)  # G-04


def bill_paid(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only payment completed is report successful (FEE-03)."""
    if Bill.objects.filter(declaration=declaration, state=BillState.PAID).exists():
        return None
    return Reason("E503", "评审费尚未到账。")


def still_time_to_pay(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Whoever accepts late is alarmed: unpaid at the end the case is over, by the office's delay (T18, G-04, G-05).

    Asked of the window alone: a deadline of the case's own ends with its acceptance.
    """
    gate = gate_of(declaration, Window.FEES)
    if gate is None or gate.closes_at is None or now <= gate.closes_at - ALARM:
        return None
    end, hours = f"{localtime(gate.closes_at):%Y-%m-%d %H:%M}", ALARM // timedelta(hours=1)
    late = f"缴费时间于 {end} 截止，不足{hours}小时，请提醒申报人及时缴费。"
    over = f"缴费时间已于 {end} 截止，受理后申报人无法缴费。请先延长缴费时间。"
    return Reason("E505", late if now <= gate.closes_at else over, severity=Severity.WARN)


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

"""The sums of a notice, and whether any row contradicts another (PM5)."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from declarations.states import State
from fees.models import Bill, BillQuerySet, DailyCheck, Payment
from fees.states import BillState, PaymentState, Verdict


@dataclass(frozen=True, slots=True)
class FeeTotals:
    """The money of one notice, or of all."""

    bills: int
    paid: int
    paid_fen: int
    balanced: bool


def fee_totals(notice_id: int | None = None) -> FeeTotals:
    """Bills issued and paid; ``balanced`` when no row contradicts another and every statement agrees."""
    bills = Bill.objects.all() if notice_id is None else Bill.objects.filter(declaration__edition__notice=notice_id)
    paid = bills.filter(state=BillState.PAID)
    total = paid.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    unbalanced = DailyCheck.objects.exclude(mismatches=[]).exists()
    return FeeTotals(bills.count(), paid.count(), total, balanced=not books_problems() and not unbalanced)


def books_problems(bills: BillQuerySet | None = None) -> list[str]:
    """Every contradiction between bills, payments, tellings and cases, one sentence each (PM5). Empty is well.

    Of these bills, a desk's; of all without them.
    """
    looked_at = Bill.objects.all() if bills is None else bills
    return [*_bills_without_money(looked_at), *_money_without_telling(looked_at), *_cases_that_differ(looked_at)]


def _bills_without_money(bills: BillQuerySet) -> list[str]:
    counting = (PaymentState.PAID, PaymentState.REFUNDING)
    paid = bills.filter(state=BillState.PAID, amount_fen__gt=0)
    money = Sum("payments__received_fen", filter=Q(payments__state=PaymentState.PAID))
    held = Count("payments", filter=Q(payments__state__in=counting))
    found = paid.annotate(money=money, held=held).exclude(money=None, held__gt=0)
    held_fen = found.values_list("number", "amount_fen", "money")
    wrong = [f"{number} 已缴，但入账 {money} 分" for number, asked, money in held_fen if money != asked]
    busy = bills.annotate(
        unclear=Count("payments", filter=Q(payments__state__in=PaymentState.unclear)),
        counted=Count("payments", filter=Q(payments__state=PaymentState.PAID)),
    )
    idle = busy.filter(state=BillState.PROCESSING, unclear=0)
    unpaid = busy.exclude(state=BillState.PAID).filter(counted__gt=0)
    wrong += [f"{bill.number} 处理中，但没有未明的订单" for bill in idle]
    return wrong + [f"{bill.number} 未标为已缴，但有计入的款项" for bill in unpaid]


def _money_without_telling(bills: BillQuerySet) -> list[str]:
    telling = ~Q(events__verdict=Verdict.REPEATED)
    payments = Payment.objects.filter(bill__in=bills, state__in=PaymentState.holding_money)
    told = payments.annotate(told=Sum("events__amount_fen", filter=telling))
    return [
        f"{payment.order_no} 入账 {payment.received_fen} 分，渠道通知共 {payment.told} 分"
        for payment in told
        if payment.told != payment.received_fen
    ]


def _cases_that_differ(bills: BillQuerySet) -> list[str]:
    stuck = bills.filter(state=BillState.PAID, declaration__state=State.ACCEPTED)
    unpaid = bills.exclude(state=BillState.PAID).filter(declaration__state__in=(*State.before_vote, State.VOTING))
    return [f"{bill.number} 已缴，但申报仍在待缴费" for bill in stuck] + [
        f"{bill.number} 未缴，但申报已报送" for bill in unpaid
    ]

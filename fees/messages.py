"""Letters of this floor: money that has to be given back, receipts, windows announced later (MSG-04)."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import Role
from config.lib.money import yuan
from declarations.models import Declaration
from fees.models import Bill, Payment
from messaging.letters import Letter, post

SUBJECT = "bill"
ONLY_PAID = "缴费完成才表示本次材料报送成功，逾期不缴费者视为放弃本次职称申报。"  # FEE-03, the notice's own words


def tell_payer(bill: Bill, event: str, title: str, text: str, *, occasion: str, now: datetime) -> None:
    """One line for the person whose bill it is."""
    post([_letter(bill, bill.declaration.applicant_id, event, title, text, occasion)], now=now)


def tell_finance(bill: Bill, event: str, title: str, text: str, *, occasion: str, now: datetime) -> None:
    """One line for everybody at the desk that keeps this bill's books."""
    url = reverse("fees:desk_bill", args=[bill.declaration.ref])
    letters = [
        _letter(bill, person, event, title, text, occasion, url=url, organisation_id=office, needs_action=True)
        for person, office in _finance_of(bill.declaration)
    ]
    post(letters, now=now)


def tell_of_odd_money(bill: Bill, payment: Payment, *, now: datetime) -> None:
    """Received is not what was asked (PM2): finance decides, the payer is told not to pay again."""
    received, asked = yuan(payment.received_fen or 0), yuan(payment.amount_fen)
    tell_finance(
        bill,
        "payment_odd",
        "到账金额与应缴金额不符",
        f"订单 {payment.order_no} 应缴 {asked} 元，到账 {received} 元，请核对。",
        occasion=payment.order_no,
        now=now,
    )
    tell_payer(
        bill,
        "payment_odd",
        "缴费金额正在核对",
        f"订单 {payment.order_no} 到账金额与应缴金额不符，财务正在核对，请勿重复缴费。",
        occasion=payment.order_no,
        now=now,
    )


def tell_of_refund_due(bill: Bill, payment: Payment, why: str, *, now: datetime) -> None:
    """Money that does not count is given back (PM4, G-27)."""
    amount = yuan(payment.received_fen or 0)
    tell_payer(
        bill,
        "refund_due",
        "有一笔款项将退还给您",
        f"订单 {payment.order_no} 的 {amount} 元不计入缴费（{why}），财务将办理退款。",
        occasion=payment.order_no,
        now=now,
    )
    tell_finance(
        bill,
        "refund_due",
        "有一笔款项待退",
        f"{bill.payer_name}，订单 {payment.order_no}，{amount} 元：{why}。",
        occasion=payment.order_no,
        now=now,
    )


def tell_of_refund(bill: Bill, payment: Payment, *, now: datetime) -> None:
    """It was given back."""
    text = f"订单 {payment.order_no} 的 {yuan(payment.received_fen or 0)} 元已退还，凭证号 {payment.refund_ref}。"
    tell_payer(bill, "refunded", "退款已办理", text, occasion=payment.order_no, now=now)


def tell_of_window(bills: Iterable[Bill], *, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    """The payment notice of a window that was announced after acceptance (FEE-07, G-06)."""
    first, last = f"{localtime(opens_at):%Y-%m-%d %H:%M}", f"{localtime(closes_at):%Y-%m-%d %H:%M}"
    post(
        [
            _letter(
                bill,
                bill.declaration.applicant_id,
                "pay_window",
                "请在规定时间内缴费",
                f"应缴评审费 {yuan(bill.amount_fen)} 元，缴费时间 {first} 至 {last}。{ONLY_PAID}",
                f"window:{closes_at.isoformat()}",
                needs_action=True,
                due_at=closes_at,
            )
            for bill in bills
        ],
        now=now,
    )


def _letter(
    bill: Bill,
    person_id: int,
    event: str,
    title: str,
    text: str,
    occasion: str,
    *,
    url: str = "",
    organisation_id: int | None = None,
    needs_action: bool = False,
    due_at: datetime | None = None,
) -> Letter:
    return Letter(
        person_id=person_id,
        event=event,
        title=title,
        text=text,
        key=f"{event}:{bill.number}:{occasion}",
        url=url or reverse("fees:bill", args=[bill.declaration.ref]),
        button="去办理" if needs_action else "查看",
        needs_action=needs_action,
        due_at=due_at,
        organisation_id=organisation_id,
        subject_kind=SUBJECT,
        subject_id=bill.pk,
    )


def _finance_of(declaration: Declaration) -> list[tuple[int, int]]:
    desk = Membership.objects.current().filter(organisation=declaration.office_id, role=Role.FINANCE)
    return list(desk.exclude(user=declaration.applicant_id).values_list("user", "organisation"))

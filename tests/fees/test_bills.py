"""Issuing, expiring, cancelling, reviving; and the guards of the fee step."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Severity
from declarations.models import Declaration
from declarations.states import State
from fees import guards as fg
from fees.effects import EXEMPT, PAYMENT_NOTICE, cancel_bill, expire_bill, issue_bill, revive_bill
from fees.models import Bill, OutsidePayment, Payment
from fees.services.settling import settle_exempt
from fees.states import BillState, PaymentState
from records.models import Outbox
from tests.fees.conftest import LAST_MOMENT, at
from tests.process.world import amended


def edition_with(world, **changes):
    """The same notice with other terms, as a second edition in force."""
    return amended(world.world.edition, **changes)


# ── issuing ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_bill_copies_what_the_notice_asks(bill):
    """FEE-01."""
    case = bill.declaration

    assert (bill.amount_fen, bill.level_name, bill.basis) == (45_000, "正高级工艺美术师", "桂价费〔2006〕359号")
    assert (bill.payer_name, bill.state) == (case.applicant.name, BillState.OPEN)
    assert (bill.opens_at, bill.closes_at) == (at("09-01 08:00"), LAST_MOMENT)
    assert (case.window, case.due_at) == ("fees", None)


def test_numbers_differ_and_one_case_has_one_bill(fee_world, bill):
    """FEE-08."""
    other = fee_world.bill("wei", level="fg")

    assert (other.amount_fen, other.number != bill.number) == (38_000, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_bill(bill.declaration, Asked(), actor=SYSTEM, now=clock.law())


def test_the_payment_notice_is_asked_for_with_the_bill(bill):
    row = Outbox.objects.get(kind="records.document", about__startswith=f"{PAYMENT_NOTICE}:")

    assert (row.payload["kind"], row.payload["subject_id"]) == (PAYMENT_NOTICE, bill.declaration_id)


def test_a_window_told_later_leaves_the_times_open(fee_world):
    fee_world.world.edition = edition_with(fee_world, fees={"window": "announced", "start": None, "end": None})
    fee_world.world.edition.notice.gates.filter(window="fees").delete()

    bill = fee_world.bill()

    assert (bill.opens_at, bill.closes_at) == (None, None)


def test_a_level_without_a_fee_is_paid_when_the_outbox_comes_round(fee_world):
    fee_world.world.edition = edition_with(fee_world, fees={"amounts": {"zg": 0}})
    bill = fee_world.bill()
    row = Outbox.objects.get(kind=EXEMPT)

    for _ in range(2):
        settle_exempt(row.payload)

    bill.refresh_from_db()
    assert (bill.state, Payment.objects.count()) == (BillState.PAID, 0)
    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED


# ── the end of a bill ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("end", "state"), [(expire_bill, BillState.EXPIRED), (cancel_bill, BillState.CANCELLED)])
def test_an_unpaid_bill_ends_and_its_open_order_is_asked_about_at_once(fee_world, bill, end, state):
    order = fee_world.order(bill)
    now = clock.law()

    end(bill.declaration, Asked(), actor=SYSTEM, now=now)

    bill.refresh_from_db()
    order.refresh_from_db()
    assert (bill.state, bill.cancelled_at, order.ask_at) == (state, now, now)


@pytest.mark.parametrize("end", [expire_bill, cancel_bill])
def test_a_paid_bill_stays_paid(fee_world, bill, end):
    fee_world.paid(bill)

    end(bill.declaration, Asked(), actor=SYSTEM, now=clock.law())

    bill.refresh_from_db()
    assert bill.state == BillState.PAID


def test_ending_many_costs_as_much_as_ending_one(fee_world, django_assert_num_queries):
    cases, now = [fee_world.case(f"p{number}") for number in range(3)], clock.law()

    with django_assert_num_queries(3):
        expire_bill.on_all(cases, actor=SYSTEM, now=now)

    assert set(Bill.objects.values_list("state", flat=True)) == {BillState.EXPIRED}


def test_a_reopened_case_finds_its_bill_open_again(bill):
    expire_bill(bill.declaration, Asked(), actor=SYSTEM, now=clock.law())

    revive_bill(bill.declaration, closes_at=at("10-20 18:00"))

    bill.refresh_from_db()
    assert (bill.state, bill.closes_at, bill.cancelled_at) == (BillState.OPEN, at("10-20 18:00"), None)


# ── guards ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def asked(guard, case):
    return guard(case, Asked(), actor=SYSTEM, now=clock.law())


def test_settling_waits_for_the_money(fee_world, bill):
    before = asked(fg.bill_paid, bill.declaration)
    fee_world.paid(bill)

    assert (before.code, asked(fg.bill_paid, bill.declaration)) == ("E503", None)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("10-12 18:00:00", None),
        ("10-12 18:00:01", "缴费时间于 2024-10-15 18:00 截止，不足72小时，请提醒申报人及时缴费。"),
        ("10-15 18:00:00", "缴费时间于 2024-10-15 18:00 截止，不足72小时，请提醒申报人及时缴费。"),
        ("10-15 18:00:01", "缴费时间已于 2024-10-15 18:00 截止，受理后申报人无法缴费。请先延长缴费时间。"),
    ],
)
def test_accepting_late_is_warned_of(bill, moment, told):
    """T18, G-04, G-05: from 72 hours before the last moment of payment; a deadline of its own ends with acceptance."""
    Declaration.objects.filter(pk=bill.declaration_id).update(due_at=at("10-11 18:00"))
    case = Declaration.objects.with_context().get(pk=bill.declaration_id)
    answer = fg.still_time_to_pay(case, Asked(), actor=SYSTEM, now=at(moment))

    assert (answer and (answer.code, answer.severity, answer.text)) == (told and ("E505", Severity.WARN, told))


def test_the_clock_takes_exactly_the_cases_the_guard_lets_go(fee_world):
    """Every state of a bill × every state of an order × every state of a voucher: ``where`` is ``judge``."""
    now = clock.law()
    fee_world.world.declaration(State.ACCEPTED, applicant=fee_world.lin)  # has no bill at all
    vouchers = (None, "waiting", "confirmed", "refused")
    combinations = list(product(BillState.values, [None, *PaymentState.values], vouchers))
    for number, (bill_state, order_state, voucher) in enumerate(combinations):
        bill = fee_world.bill(f"p{number}")
        paid = {"paid_at": now, "settled_at": now}
        Bill.objects.filter(pk=bill.pk).update(state=bill_state, **paid)
        if order_state:
            money = {"received_fen": 1, "paid_at": now}
            Payment.objects.create(
                bill=bill, provider="x", order_no=f"o{number}", amount_fen=1, state=order_state, created_at=now, **money
            )
        if voucher:
            answered = {f"{voucher}_at": now} if voucher != "waiting" else {}
            entry = {"amount_fen": 1, "paid_on": now, "entered_by": fee_world.qian, "entered_at": now}
            OutsidePayment.objects.create(bill=bill, voucher_no=f"v{number}", **entry, **answered)

    selected = set(Declaration.objects.filter(fg.BILL_UNPAID.where(now)).values_list("pk", flat=True))

    judged = {case.pk for case in Declaration.objects.all() if asked(fg.BILL_UNPAID, case) is None}
    assert selected == judged
    assert 0 < len(selected) < len(combinations)

"""Money that arrives: once, in time, of the right amount; and everything else it can be."""

import pytest

from accounts.models import SYSTEM
from config.lib import clock
from declarations.models import Declaration
from declarations.states import EndReason, State
from fees.effects import PAYMENT_RECEIPT
from fees.exceptions import FeeRefused
from fees.gateways import sandbox
from fees.models import Bill, Payment, PaymentEvent
from fees.selectors import books_problems
from fees.services import count_payment, open_payment, poll_payments, receive_notice, settle_payment
from fees.states import BillState, PaymentState, Verdict
from messaging.models import Message
from notices.services import move_gate
from records.models import Outbox
from review.process.models import MoveRecord
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import sweep
from tests.fees.conftest import IN_WINDOW, LAST_MOMENT, at


def told(payment, *, ref="T1", fen=45_000, paid_at=IN_WINDOW, event="E1"):
    """The provider tells that this order was paid."""
    return settle_payment(
        provider="sandbox", order_no=payment.order_no, provider_ref=ref, amount_fen=fen, paid_at=paid_at, event_id=event
    )


def stand(bill):
    """How the three of them stand."""
    bill.refresh_from_db()
    states = list(bill.payments.order_by("pk").values_list("state", flat=True))
    return bill.state, states, Declaration.objects.get(pk=bill.declaration_id).state


# ── the ordinary way ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_paid_bill_reports_the_declaration(fee_world, bill):
    """FEE-03."""
    payment = fee_world.paid(bill)

    assert stand(bill) == (BillState.PAID, [PaymentState.PAID], State.REPORTED)
    assert (payment.received_fen, bill.paid_at, payment.provider_ref[:9]) == (45_000, payment.paid_at, "S20240912")
    assert MoveRecord.objects.get(action=Action.SETTLE).role == "system"
    assert Outbox.objects.filter(payload__kind=PAYMENT_RECEIPT).count() == 1
    assert books_problems() == []


def test_an_open_order_is_handed_back_and_not_doubled(fee_world, bill):
    first, second = fee_world.order(bill), fee_world.order(bill)

    assert (first.pk, first.cashier_url) == (second.pk, second.cashier_url)
    assert stand(bill) == (BillState.PROCESSING, [PaymentState.CREATED], State.ACCEPTED)


def test_one_notice_many_times_has_one_effect(fee_world, bill):
    """FEE-02."""
    payment = fee_world.order(bill)
    sandbox.pay(payment.order_no)

    events = {receive_notice(*sandbox.notice(payment.order_no)).pk for _ in range(20)}

    assert (len(events), PaymentEvent.objects.count()) == (1, 1)
    assert MoveRecord.objects.filter(action=Action.SETTLE).count() == 1


def test_a_second_telling_of_the_same_payment_is_only_kept(fee_world, bill):
    payment = fee_world.order(bill)

    verdicts = [told(payment, event=event).verdict for event in ("E1", "query:1", "bill:1")]

    assert verdicts == [Verdict.COUNTS, Verdict.REPEATED, Verdict.REPEATED]
    assert stand(bill) == (BillState.PAID, [PaymentState.PAID], State.REPORTED)


# ── when (TIME-12, TIME-17, PM3) ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("paid", "heard", "verdict"),
    [
        ("10-15 17:59:00", "10-15 18:00:05", Verdict.COUNTS),
        ("10-15 17:59:59", "10-16 09:00:00", Verdict.COUNTS),
        ("10-15 18:00:00", "10-15 18:00:00", Verdict.COUNTS),
        ("10-15 18:00:01", "10-15 18:00:01", Verdict.LATE),
    ],
)
def test_the_moment_of_payment_decides_and_not_the_moment_of_hearing(fee_world, bill, paid, heard, verdict):
    """TIME-12."""
    payment = fee_world.order(bill)

    with clock.law_at(at(heard)):
        event = told(payment, paid_at=at(paid))

    counts = verdict == Verdict.COUNTS
    assert event.verdict == verdict
    assert stand(bill)[2] == (State.REPORTED if counts else State.ACCEPTED)
    assert stand(bill)[:2] == (
        (BillState.PAID, [PaymentState.PAID]) if counts else (BillState.OPEN, [PaymentState.REFUND_DUE])
    )


@pytest.mark.parametrize(
    ("moment", "code"),
    [("09-01 07:59:59", "E501"), ("09-01 08:00:00", None), ("10-15 17:59:59", None), ("10-15 18:00:01", "E501")],
)
def test_orders_are_opened_inside_the_window_only(fee_world, bill, moment, code):
    """FEE-02."""
    with clock.law_at(at(moment)):
        try:
            fee_world.order(bill)
            refused = None
        except FeeRefused as refusal:
            refused = refusal.reasons[0].code

    assert refused == code


def test_a_case_with_a_deadline_of_its_own_is_paid_by_that(fee_world, bill):
    Declaration.objects.filter(pk=bill.declaration_id).update(due_at=at("10-20 18:00"))

    with clock.law_at(at("10-18 12:00")):
        payment = fee_world.paid(bill)

    assert (payment.state, stand(bill)[2]) == (PaymentState.PAID, State.REPORTED)


def test_an_extended_window_counts_for_bills_issued_before(fee_world, bill):
    gate = fee_world.world.edition.notice.gates.get(window="fees")
    move_gate(gate.pk, closes_at=at("10-31 18:00"), actor=SYSTEM)

    with clock.law_at(at("10-20 12:00")):
        payment = fee_world.paid(bill)

    assert payment.state == PaymentState.PAID


# ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────────
def after_the_window():
    return clock.law_at(at("10-15 18:01"))


def test_an_unpaid_case_lapses_when_the_window_is_closed(bill):
    """FEE-03."""
    with after_the_window():
        counts = sweep()
        again = sweep()

    case = Declaration.objects.get(pk=bill.declaration_id)
    assert (counts["lapse"], again["lapse"]) == (1, 0)
    assert (case.ended_because, stand(bill)) == (EndReason.UNPAID, (BillState.EXPIRED, [], State.ABANDONED))


def test_a_case_whose_order_is_open_waits_until_its_fate_is_known(fee_world, bill):
    """Paid at 17:59, the notice lost, the sweep at 18:01: nobody is called unpaid before the provider was asked."""
    with clock.law_at(at("10-15 17:58")):
        payment = fee_world.order(bill)
        sandbox.pay(payment.order_no, at=at("10-15 17:59:00"))
    with after_the_window():
        sweep()
        assert stand(bill)[2] == State.ACCEPTED

        assert poll_payments() == 1

        assert stand(bill) == (BillState.PAID, [PaymentState.PAID], State.REPORTED)


def test_an_order_nobody_paid_is_closed_and_then_the_case_lapses(fee_world, bill):
    with clock.law_at(at("10-15 17:58")):
        payment = fee_world.order(bill)
    with after_the_window():
        sweep()
        poll_payments()
        sweep()

        assert stand(bill) == (BillState.EXPIRED, [PaymentState.CLOSED], State.ABANDONED)
        assert not sandbox.pay(payment.order_no)


def test_a_withdrawn_case_has_its_order_closed(fee_world, bill):
    fee_world.order(bill)
    perform(bill.declaration_id, Action.WITHDRAW, actor=fee_world.lin)

    poll_payments()

    assert stand(bill) == (BillState.CANCELLED, [PaymentState.CLOSED], State.WITHDRAWN)


# ── money that does not count (PM2, PM4) ───────────────────────────────────────────────────────────────────────────
def test_an_amount_one_fen_short_is_odd_and_moves_nothing(fee_world, bill, caplog):
    payment = fee_world.order(bill)

    event = told(payment, fen=44_999)

    assert (event.verdict, stand(bill)) == (
        Verdict.ODD,
        (BillState.PROCESSING, [PaymentState.ODD], State.ACCEPTED),
    )
    assert "received 44999 fen, asked 45000" in caplog.text
    people = set(Message.objects.filter(event="payment_odd").values_list("person__username", flat=True))
    assert people == {"lin", "jin", fee_world.qian.username}


def test_while_an_odd_amount_is_looked_at_nothing_else_is_opened_and_nothing_lapses(fee_world, bill):
    told(fee_world.order(bill), fen=1)

    with pytest.raises(FeeRefused, match="正在核对"):
        fee_world.order(bill)
    with after_the_window():
        sweep()
    assert stand(bill)[2] == State.ACCEPTED


def test_the_second_of_two_payments_is_due_back(fee_world, bill):
    first = fee_world.order(bill)
    Payment.objects.filter(pk=first.pk).update(state=PaymentState.CLOSED)  # we thought so; the provider did not
    second = fee_world.order(bill)

    told(second, ref="T2", event="E2")
    event = told(first, ref="T1", event="E1")

    assert event.verdict == Verdict.SECOND
    assert stand(bill) == (BillState.PAID, [PaymentState.REFUND_DUE, PaymentState.PAID], State.REPORTED)
    assert books_problems() == []


def test_an_order_paid_twice_by_the_provider_gets_a_row_for_the_second_money(fee_world, bill):
    payment = fee_world.order(bill)

    told(payment, ref="T1", event="E1")
    told(payment, ref="T2", event="E2")

    assert stand(bill) == (BillState.PAID, [PaymentState.PAID, PaymentState.REFUND_DUE], State.REPORTED)
    assert list(bill.payments.order_by("pk").values_list("order_no", flat=True)) == [
        payment.order_no,
        f"{payment.order_no}+T2",
    ]


def test_money_for_a_case_that_lapsed_is_recorded_and_due_back(fee_world, bill):
    payment = fee_world.order(bill)
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.CLOSED)
    Bill.objects.filter(pk=bill.pk).update(state=BillState.OPEN)
    with after_the_window():
        sweep()

        event = told(payment, paid_at=at("10-15 17:59"))

    assert event.verdict == Verdict.LAPSED
    assert stand(bill) == (BillState.EXPIRED, [PaymentState.REFUND_DUE], State.ABANDONED)
    payment.refresh_from_db()
    assert (payment.received_fen, payment.refund_reason) == (45_000, "到账时申报已结束")


def test_money_that_lies_here_pays_the_bill_of_a_case_opened_again(fee_world, bill):
    test_money_for_a_case_that_lapsed_is_recorded_and_due_back(fee_world, bill)
    payment = bill.payments.get()
    with pytest.raises(FeeRefused, match="不在待缴状态"):
        count_payment(payment.pk, actor=fee_world.qian)
    Declaration.objects.filter(pk=bill.declaration_id).update(state=State.ACCEPTED, due_at=at("10-20 18:00"))
    Bill.objects.filter(pk=bill.pk).update(state=BillState.OPEN)

    count_payment(payment.pk, actor=fee_world.qian)

    assert stand(bill) == (BillState.PAID, [PaymentState.PAID], State.REPORTED)
    assert books_problems() == []


def test_money_for_an_order_that_is_not_ours_is_kept_for_the_books(bill, caplog):
    stranger = Payment(order_no="9999")

    verdicts = {told(stranger).verdict for _ in range(2)}

    assert (verdicts, PaymentEvent.objects.count()) == ({Verdict.UNKNOWN_ORDER}, 1)
    assert "not ours: 9999" in caplog.text
    assert stand(bill) == (BillState.OPEN, [], State.ACCEPTED)


def test_only_the_payer_opens_an_order(fee_world, bill):
    for stranger in (fee_world.bai, fee_world.qian):
        with pytest.raises(FeeRefused, match="本人"):
            open_payment(bill.pk, actor=stranger)

    assert stand(bill) == (BillState.OPEN, [], State.ACCEPTED)


def test_a_paid_bill_opens_no_second_order(fee_world, bill):
    fee_world.paid(bill)

    with pytest.raises(FeeRefused, match="已缴"):
        fee_world.order(bill)


def test_an_order_never_outlives_the_window(fee_world, bill):
    with clock.law_at(at("10-15 17:30")):
        payment = fee_world.order(bill)

    assert payment.expires_at == LAST_MOMENT

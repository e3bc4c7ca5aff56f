"""Money that came another way: entered by one, confirmed by another; lists as XLSX, whole or not at all."""

import time
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.files import UploadRefused
from config.lib.flow import Asked
from config.lib.sheets import SheetRefused, read_table, write_table
from declarations.models import Declaration
from declarations.states import State
from fees.effects import expire_bill
from fees.exceptions import FeeRefused
from fees.models import OutsidePayment, Payment
from fees.selectors import books_problems
from fees.selectors.desk import bills_to_pay
from fees.services import (
    confirm_batch,
    confirm_outside_payment,
    enter_outside_payment,
    import_outside_payments,
    preview_list,
    refuse_outside_payment,
)
from fees.services.outside_lists import COLUMNS, keep_list, list_template, uploaded_list
from fees.states import BillState, PaymentMeans, PaymentState, Verdict
from records.models import StoredFile
from tests.fees.conftest import at
from tests.helpers import no_writes

PAID_ON = date(2024, 9, 10)


def enter(fee_world, bill, **changes):
    given = {"amount_fen": 45_000, "paid_on": PAID_ON, "voucher_no": "V-1", "actor": fee_world.qian}
    return enter_outside_payment(bill.pk, **given | changes)


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


# ── one voucher ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_entry_is_no_money_until_a_second_person_confirms_it(fee_world, bill):
    entry = enter(fee_world, bill)
    assert (Payment.objects.count(), Declaration.objects.get(pk=bill.declaration_id).state) == (0, State.ACCEPTED)

    event = confirm_outside_payment(entry.pk, actor=fee_world.jin)

    payment = Payment.objects.get()
    assert (event.verdict, payment.state, payment.means) == (Verdict.COUNTS, PaymentState.PAID, PaymentMeans.OUTSIDE)
    assert (payment.recorded_by, payment.provider_ref) == (fee_world.qian, "V-1")
    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED
    assert books_problems() == []


def test_nobody_confirms_their_own_entry(fee_world, bill):
    entry = enter(fee_world, bill)

    with pytest.raises(FeeRefused, match="第二人复核"):
        confirm_outside_payment(entry.pk, actor=fee_world.qian)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsidePayment.objects.update(confirmed_by=fee_world.qian, confirmed_at=clock.law())


def test_nobody_keeps_the_books_of_their_own_case(fee_world):
    bill = fee_world.bill()
    Declaration.objects.filter(pk=bill.declaration_id).update(applicant=fee_world.qian)

    with pytest.raises(FeeRefused, match="本人"):
        enter(fee_world, bill)
    entry = enter(fee_world, bill, actor=fee_world.jin)
    for step in (confirm_outside_payment, refuse_outside_payment):
        words = {"reason": "x"} if step is refuse_outside_payment else {}
        with pytest.raises(FeeRefused, match="本人"):
            step(entry.pk, actor=fee_world.qian, **words)


def test_an_entry_is_answered_once(fee_world, bill):
    entry = enter(fee_world, bill)
    confirm_outside_payment(entry.pk, actor=fee_world.jin)

    with pytest.raises(FeeRefused, match="办理过"):
        confirm_outside_payment(entry.pk, actor=fee_world.jin)
    with pytest.raises(FeeRefused, match="办理过"):
        refuse_outside_payment(entry.pk, reason="x", actor=fee_world.jin)


def test_a_voucher_counts_once_until_it_is_sent_back(fee_world, bill):
    first = enter(fee_world, bill)
    other = fee_world.bill("wei")
    with pytest.raises(FeeRefused, match="V-1 已经登记过"):
        enter(fee_world, other)

    refuse_outside_payment(first.pk, reason="登错了人", actor=fee_world.jin)

    assert enter(fee_world, other).voucher_no == "V-1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount_fen": 38_000}, ["E510", "E511"]),
        ({"amount_fen": 0}, ["E510", "E510", "E511"]),
        ({"paid_on": date(2024, 8, 31)}, ["E501", "E511"]),
        ({"paid_on": date(2024, 9, 13)}, ["E501"]),
        ({"paid_on": date(2024, 9, 1)}, []),
        ({"paid_on": date(2024, 9, 12)}, []),
    ],
)
def test_what_would_not_count_needs_a_remark(fee_world, bill, changes, expected):
    if not expected:
        assert enter(fee_world, bill, **changes).pk
        return
    with pytest.raises(FeeRefused) as refusal:
        enter(fee_world, bill, **changes)

    assert codes(refusal) == expected


@pytest.mark.parametrize(
    ("changes", "verdict", "state"),
    [
        ({"amount_fen": 38_000}, Verdict.ODD, PaymentState.ODD),
        ({"paid_on": date(2024, 8, 31)}, Verdict.LATE, PaymentState.REFUND_DUE),
    ],
)
def test_with_a_remark_it_is_recorded_and_due_back(fee_world, bill, changes, verdict, state):
    entry = enter(fee_world, bill, remark="银行回单如此", **changes)

    event = confirm_outside_payment(entry.pk, actor=fee_world.jin)

    assert (event.verdict, Payment.objects.get().state) == (verdict, state)
    assert Declaration.objects.get(pk=bill.declaration_id).state == State.ACCEPTED


def test_money_for_a_bill_that_is_paid_or_over_is_due_back(fee_world):
    paid, over = fee_world.bill("a"), fee_world.bill("b")
    fee_world.paid(paid)
    expire_bill(over.declaration, Asked(), actor=SYSTEM, now=clock.law())
    entries = [enter(fee_world, each, remark="补登", voucher_no=each.number) for each in (paid, over)]

    verdicts = [confirm_outside_payment(entry.pk, actor=fee_world.jin).verdict for entry in entries]

    assert verdicts == [Verdict.SECOND, Verdict.LAPSED]


def test_the_last_day_counts_whole_and_the_day_after_does_not(fee_world, bill):
    with clock.law_at(at("10-16 09:00")):
        with pytest.raises(FeeRefused, match="不在缴费时间内"):
            enter(fee_world, bill, paid_on=date(2024, 10, 16))
        entry = enter(fee_world, bill, paid_on=date(2024, 10, 15))
        assert confirm_outside_payment(entry.pk, actor=fee_world.jin).verdict == Verdict.COUNTS


def test_an_order_open_elsewhere_is_asked_about_at_once(fee_world, bill):
    order = fee_world.order(bill)

    confirm_outside_payment(enter(fee_world, bill).pk, actor=fee_world.jin)

    order.refresh_from_db()
    assert order.ask_at <= clock.law()


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def listed(fee_world, rows, *, actor=None, columns=COLUMNS):
    return keep_list(write_table("名单", columns, rows), name="名单.xlsx", actor=actor or fee_world.qian)


def good(bill, **changes):
    words = {"no": bill.number, "name": bill.payer_name, "yuan": "450.00", "day": "2024-09-10", "voucher": bill.number}
    return tuple((words | changes).values())


def test_a_list_is_looked_at_and_then_entered_whole(fee_world):
    bills = [fee_world.bill(f"p{number}") for number in range(3)]
    file = listed(fee_world, [good(bill) for bill in bills])
    with no_writes():
        preview = preview_list(file, actor=fee_world.qian)
    assert (len(preview.entries), preview.faults, preview.total_fen) == (3, (), 135_000)

    batch = import_outside_payments(file, actor=fee_world.qian)
    entries = OutsidePayment.objects.filter(batch=batch).values_list("pk", flat=True)
    done, refused = confirm_batch(list(entries), actor=fee_world.jin)

    assert (done, refused) == (3, [])
    assert set(Declaration.objects.values_list("state", flat=True)) == {State.REPORTED}


def test_a_batch_answers_for_each_line(fee_world):
    bills = [fee_world.bill(f"p{number}") for number in range(2)]
    import_outside_payments(listed(fee_world, [good(bill) for bill in bills]), actor=fee_world.qian)
    first, second = OutsidePayment.objects.order_by("pk")
    confirm_outside_payment(first.pk, actor=fee_world.jin)

    done, refused = confirm_batch([first.pk, second.pk], actor=fee_world.jin)

    assert (done, [(entry.pk, why) for entry, why in refused]) == (1, [(first.pk, "这笔登记已经办理过了。")])


LINES = {
    "unknown bill": ({"no": "1"}, "缴费单号“1”不存在，或不归本单位管理。"),
    "another name": ({"name": "张三"}, "姓名“张三”与缴费单的缴费人不一致。"),
    "wrong amount": ({"yuan": "380"}, "金额 380.00 元与应缴金额 450.00 元不符。"),
    "no amount": ({"yuan": "四百五"}, "金额“四百五”不正确，请填写如 450.00。"),
    "half a fen": ({"yuan": "450.001"}, "金额“450.001”不正确，请填写如 450.00。"),
    "no date": ({"day": "九月"}, "缴费日期“九月”不是日期，请填写如 2024-09-10。"),
    "a serial number": ({"day": "45545"}, "缴费日期“45545”不是日期，请填写如 2024-09-10。"),
    "tomorrow": ({"day": "2024-09-13"}, "缴费日期晚于今天。"),
    "before the window": ({"day": "2024/8/31"}, "缴费日期不在缴费时间内，确认后这笔款项不计入缴费。"),
    "nothing": ({"yuan": "0"}, "金额须大于 0。"),
    "no voucher": ({"voucher": ""}, "请填写凭证号（不超过60字）。"),
    "known voucher": ({"voucher": "V-0"}, "凭证号“V-0”已经登记过。"),
    "voucher of line 2": ({"voucher": "first"}, "凭证号“first”与第 2 行重复。"),
}


HINTS = {"wrong amount", "before the window"}  # the money came, and does not count as it is


@pytest.mark.parametrize("name", LINES)
def test_one_wrong_line_enters_nothing_and_is_named(fee_world, name):
    changes, sentence = LINES[name]
    enter(fee_world, fee_world.bill("zero"), voucher_no="V-0")
    first, second = fee_world.bill("a"), fee_world.bill("b")
    file = listed(fee_world, [good(first, voucher="first"), good(second, **changes)])

    preview = preview_list(file, actor=fee_world.qian)
    with pytest.raises(SheetRefused, match="第 3 行"):
        import_outside_payments(file, actor=fee_world.qian)

    told = {"faults": preview.faults, "hints": preview.hints}
    expected = {"faults": [], "hints": []} | {"hints" if name in HINTS else "faults": [(3, sentence)]}
    assert {kind: [(each.line, each.text) for each in found] for kind, found in told.items()} == expected
    assert len(preview.entries) == (2 if name in HINTS else 1)
    assert OutsidePayment.objects.count() == 1


def test_a_line_with_no_more_than_a_hint_is_entered_with_the_lists_remark(fee_world):
    """E511: as a single voucher is; the money did come."""
    first, second = fee_world.bill("a"), fee_world.bill("b")
    file = listed(fee_world, [good(first), good(second, yuan="380")])
    seen = preview_list(file, actor=fee_world.qian).hints_digest

    import_outside_payments(file, actor=fee_world.qian, remark="单位少汇，另行补缴", hints_seen=seen)

    kept = OutsidePayment.objects.order_by("pk").values_list("amount_fen", "remark")
    assert list(kept) == [(45_000, ""), (38_000, "单位少汇，另行补缴")]


def test_a_hint_that_came_since_the_look_stops_the_list(fee_world):
    first, second = fee_world.bill("a"), fee_world.bill("b")
    file = listed(fee_world, [good(first), good(second, yuan="380")])
    seen = preview_list(file, actor=fee_world.qian).hints_digest
    fee_world.paid(first)

    with pytest.raises(SheetRefused, match="第 2 行：缴费单已是"):
        import_outside_payments(file, actor=fee_world.qian, remark="单位少汇", hints_seen=seen)


def test_all_faults_of_a_list_are_told_together(fee_world, bill):
    bad = ("x", "y", "z", "u", "")
    file = listed(fee_world, [bad, good(bill), bad])

    lines = [fault.line for fault in preview_list(file, actor=fee_world.qian).faults]

    assert lines == [2, 2, 2, 2, 4, 4, 4, 4]


def test_somebody_who_paid_between_looking_and_entering_stops_the_list(fee_world, bill):
    file = listed(fee_world, [good(bill)])
    assert not preview_list(file, actor=fee_world.qian).faults
    fee_world.paid(bill)

    with pytest.raises(SheetRefused, match="已缴"):
        import_outside_payments(file, actor=fee_world.qian)


def test_another_offices_bills_are_not_there(fee_world, bill):
    file = listed(fee_world, [good(bill)], actor=fee_world.bai)

    assert "不归本单位管理" in preview_list(file, actor=fee_world.bai).faults[0].text
    assert uploaded_list(file.ref, actor=fee_world.qian) is None
    assert uploaded_list(file.ref, actor=fee_world.bai) == file


def test_a_file_that_is_no_table_is_refused(fee_world):
    with pytest.raises(UploadRefused):
        keep_list(b"a,b", name="a.csv", actor=fee_world.qian)

    with pytest.raises(SheetRefused, match="缺少列：凭证号"):
        preview_list(listed(fee_world, [("1",)], columns=COLUMNS[:4]), actor=fee_world.qian)


def test_the_template_holds_what_waits(fee_world, bill):
    fee_world.paid(fee_world.bill("rich"))

    rows = read_table(list_template(bills_to_pay(fee_world.qian)), columns=COLUMNS)

    assert [tuple(row.cells.values()) for row in rows] == [(bill.number, "Lin", "450.00", "", "")]


def test_a_long_list_is_judged_in_seconds(fee_world, bill, django_assert_num_queries):
    rows = [good(bill, voucher=f"V{number}") for number in range(5_000)]
    file = listed(fee_world, rows)
    started = time.monotonic()

    with django_assert_num_queries(2):
        preview = preview_list(file, actor=fee_world.qian)

    assert (len(preview.entries), StoredFile.objects.count()) == (5_000, 1)
    assert time.monotonic() - started < 10


def test_bills_of_states_that_wait_are_payable():
    assert set(BillState.payable) == {BillState.OPEN, BillState.PROCESSING}

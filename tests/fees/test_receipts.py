"""The fiscal receipt: asked for inside its window, mailed on, issued by hand or from a list (FEE-05, E502)."""

import pytest
from django.core import mail

from config.lib import clock
from config.lib.sheets import SheetRefused, read_table, write_table
from fees.exceptions import FeeRefused
from fees.models import ReceiptRequest
from fees.selectors.desk import receipts_to_issue
from fees.services import import_receipts, issue_receipt, request_receipt, void_receipt
from fees.services.receipts import COLUMNS, FILLED_IN, receipts_sheet
from fees.states import ReceiptState
from messaging.models import Message
from records.models import Outbox
from records.rules import may_read_file
from records.services.files import store_file
from records.services.outbox import deliver_due
from tests.fees.conftest import at
from tests.fees.test_bills import edition_with


@pytest.fixture
def paid(fee_world, bill):
    fee_world.paid(bill)
    bill.refresh_from_db()
    return bill


def ask(fee_world, bill, **changes):
    words = {"title": "Lin", "tax_no": "", "email": "lin@example.org", "actor": fee_world.lin}
    return request_receipt(bill.pk, **words | changes)


def numbers(n=1):
    return {"receipt_code": "45060124", "receipt_no": f"{n:010d}", "check_code": "a1b2c3"}


# ── asking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_request_is_kept_and_mailed_to_the_notices_box(fee_world, paid):
    """FEE-05, MSG-11."""
    asked = ask(fee_world, paid)
    Outbox.objects.exclude(kind="fees.receipt_mail").delete()
    deliver_due()

    letter = mail.outbox[0]
    assert (asked.state, letter.to, letter.reply_to) == (
        ReceiptState.REQUESTED,
        ["gxgxwzgb@163.com"],
        ["lin@example.org"],
    )
    assert f"缴费单号：{paid.number}" in letter.body
    assert "金额：450.00 元" in letter.body


def test_a_request_may_be_changed_until_it_is_issued(fee_world, paid):
    ask(fee_world, paid)
    asked = ask(fee_world, paid, email="new@example.org")
    assert (ReceiptRequest.objects.count(), asked.email) == (1, "new@example.org")
    assert Outbox.objects.filter(kind="fees.receipt_mail").count() == 2
    issue_receipt(asked.pk, actor=fee_world.qian, **numbers())

    with pytest.raises(FeeRefused, match="已开具"):
        ask(fee_world, paid)


@pytest.mark.parametrize(
    ("moment", "code"), [("12-20 23:59:58", None), ("12-21 00:00:00", "E502"), ("09-12 10:00", None)]
)
def test_requests_end_with_their_window(fee_world, paid, moment, code):
    """FEE-05, TIME-13."""
    with clock.law_at(at(moment)):
        try:
            ask(fee_world, paid)
            refused = None
        except FeeRefused as refusal:
            refused = refusal.reasons[0].code

    assert refused == code


def test_only_a_paid_bill_has_a_receipt(fee_world, bill):
    with pytest.raises(FeeRefused, match="缴费完成后"):
        ask(fee_world, bill)


def test_a_notice_without_receipts_says_so(fee_world):
    fee_world.world.edition = edition_with(fee_world, invoice=None)
    bill = fee_world.bill()
    fee_world.paid(bill)

    with pytest.raises(FeeRefused, match="没有电子票据的规定"):
        ask(fee_world, bill)


@pytest.mark.parametrize(
    ("changes", "field"), [({"title": "古龙窑"}, "tax_no"), ({"title": "古龙窑", "tax_no": "123"}, "tax_no")]
)
def test_a_unit_as_title_needs_its_code(fee_world, paid, changes, field):
    with pytest.raises(FeeRefused) as refusal:
        ask(fee_world, paid, **changes)

    assert [reason.field for reason in refusal.value.reasons] == [field]


def test_only_the_payer_asks(fee_world, paid):
    with pytest.raises(FeeRefused, match="本人"):
        ask(fee_world, paid, actor=fee_world.bai)


# ── issuing ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_numbers_written_down_are_told_to_the_payer(fee_world, paid):
    asked = issue_receipt(ask(fee_world, paid).pk, actor=fee_world.qian, **numbers(7))

    assert (asked.state, asked.receipt_no, asked.issued_by) == (ReceiptState.ISSUED, "0000000007", fee_world.qian)
    assert "0000000007" in Message.objects.get(event="receipt_issued", person=fee_world.lin).text


def test_a_receipt_as_pdf_is_the_payers_and_the_desks(fee_world, paid):
    file = store_file(b"%PDF-1.7", name="票据.pdf", media_type="application/pdf", by=fee_world.qian.pk)

    issue_receipt(ask(fee_world, paid).pk, actor=fee_world.qian, file=file)

    readers = [may_read_file(user, file) for user in (fee_world.lin, fee_world.qian, fee_world.jin, fee_world.bai)]
    assert readers == [True, True, True, False]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"receipt_code": "45060124"},
        {"receipt_code": "4506", "receipt_no": "0000000001"},
        numbers() | {"check_code": "…"},
    ],
)
def test_half_a_receipt_is_refused(fee_world, paid, given):
    with pytest.raises(FeeRefused):
        issue_receipt(ask(fee_world, paid).pk, actor=fee_world.qian, **given)


def test_issuing_ends_with_the_year(fee_world, paid):
    asked = ask(fee_world, paid)
    with clock.law_at(at("12-31 23:00")):
        issue_receipt(asked.pk, actor=fee_world.qian, **numbers())
    ReceiptRequest.objects.update(state=ReceiptState.REQUESTED)
    with (
        clock.law_at(at("12-31 23:59:59") + (at("09-02 00:00") - at("09-01 00:00"))),
        pytest.raises(FeeRefused, match="截止"),
    ):
        issue_receipt(asked.pk, actor=fee_world.qian, **numbers(2))


def test_one_number_belongs_to_one_bill(fee_world, paid):
    issue_receipt(ask(fee_world, paid).pk, actor=fee_world.qian, **numbers())
    other = fee_world.bill("wei")
    fee_world.paid(other)
    asked = ask(fee_world, other, title="Wei", actor=other.declaration.applicant)

    with pytest.raises(FeeRefused, match="已登记给其他缴费单"):
        issue_receipt(asked.pk, actor=fee_world.qian, **numbers())


def test_nobody_issues_their_own(fee_world, paid):
    asked = ask(fee_world, paid)

    with pytest.raises(FeeRefused, match="本人"):
        issue_receipt(asked.pk, actor=fee_world.lin, **numbers())


def test_a_voided_receipt_is_neither_issued_nor_voided_again(fee_world, paid):
    asked = ask(fee_world, paid)
    with pytest.raises(FeeRefused, match="已开具的"):
        void_receipt(asked.pk, reason="x", actor=fee_world.qian)
    issue_receipt(asked.pk, actor=fee_world.qian, **numbers())

    void_receipt(asked.pk, reason="抬头有误", actor=fee_world.qian)

    with pytest.raises(FeeRefused):
        void_receipt(asked.pk, reason="x", actor=fee_world.qian)
    with pytest.raises(FeeRefused):
        issue_receipt(asked.pk, actor=fee_world.qian, **numbers(2))


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def three(fee_world):
    bills = [fee_world.bill(f"p{number}") for number in range(3)]
    for bill in bills:
        fee_world.paid(bill)
        ask(fee_world, bill, title=bill.payer_name, actor=bill.declaration.applicant)
    return bills


def test_the_list_that_leaves_holds_what_was_asked(fee_world, three):
    rows = read_table(receipts_sheet(list(receipts_to_issue(fee_world.qian))), columns=COLUMNS)

    assert [tuple(row.cells.values())[:4] for row in rows] == [(b.number, b.payer_name, "", "450.00") for b in three]
    assert list(receipts_to_issue(fee_world.bai)) == []


def test_the_list_that_comes_back_issues_every_line_with_a_number(fee_world, three):
    rows = [(bill.number, *numbers(n).values()) for n, bill in enumerate(three[:2])] + [(three[2].number, "", "", "")]

    assert import_receipts(write_table("x", FILLED_IN, rows), actor=fee_world.qian) == 2

    states = ReceiptRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["issued", "issued", "requested"]


def test_one_wrong_line_issues_nothing(fee_world, three):
    rows = [(bill.number, *numbers(n).values()) for n, bill in enumerate(three)]
    rows[1] = ("1", *rows[1][1:])
    rows[2] = (rows[2][0], "4506", *rows[2][2:])

    with pytest.raises(SheetRefused) as refusal:
        import_receipts(write_table("x", FILLED_IN, rows), actor=fee_world.qian)

    assert refusal.value.problems == (
        "第 3 行：缴费单号“1”没有票据申请，或不归本单位管理。",
        "第 4 行：票据代码为8位数字。",
    )
    assert set(ReceiptRequest.objects.values_list("state", flat=True)) == {"requested"}


def test_a_list_without_numbers_is_refused(fee_world, three):
    rows = [(bill.number, "", "", "") for bill in three]

    with pytest.raises(SheetRefused, match="没有填写"):
        import_receipts(write_table("x", FILLED_IN, rows), actor=fee_world.qian)

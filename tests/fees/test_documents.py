"""FORM-27 as paper: what it says, who may read it."""

import subprocess

import pytest

from config.lib import clock
from declarations.models import Declaration
from fees.documents import payment_notice, payment_receipt
from fees.effects import CASE, PAYMENT_NOTICE, PAYMENT_RECEIPT
from records.rules import may_read_file
from records.services.documents import print_document
from records.services.files import read_file
from tests.fees.test_bills import edition_with


def words_in(document):
    content = read_file(document.file)
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return "".join(text.decode().split())


def test_the_notice_says_amount_basis_window_and_what_is_at_stake(bill):
    """MSG-04."""
    document = print_document(PAYMENT_NOTICE, CASE, bill.declaration_id, by=None)

    words = words_in(document)
    for said in (
        "缴费通知",
        bill.number,
        "人民币450.00元（大写：肆佰伍拾元整）",
        "桂价费〔2006〕359号",
        "2024年9月1日08:00至2024年10月15日18:00",
        "缴费完成才表示本次材料报送成功",
    ):
        assert said in words


def test_the_receipt_says_order_amount_and_moment(fee_world, bill):
    payment = fee_world.paid(bill)

    words = words_in(print_document(PAYMENT_RECEIPT, CASE, bill.declaration_id, by=None))

    assert all(said in words for said in ("缴费凭证", payment.order_no, payment.provider_ref, "450.00", "不是财政票据"))


def test_rare_names_are_printed(fee_world):
    document = print_document(PAYMENT_NOTICE, CASE, fee_world.case("韦𬭚䶮垚翀").pk, by=None)

    assert "韦𬭚䶮垚翀：" in words_in(document)


@pytest.mark.parametrize(
    ("fees", "said"),
    [
        ({"window": "announced", "start": None, "end": None}, "另行通知"),
        ({"method": "offline_with_delivery"}, "报送材料时一次性缴纳"),
    ],
)
def test_other_notices_say_it_otherwise(fee_world, fees, said):
    fee_world.world.edition = edition_with(fee_world, fees=fees)
    fee_world.world.edition.notice.gates.filter(window="fees").delete()
    case = fee_world.case()

    assert said in words_in(print_document(PAYMENT_NOTICE, CASE, case.pk, by=None))


def test_a_level_without_a_fee_has_a_receipt_without_an_order(fee_world, bill):
    form = payment_receipt(bill.declaration_id)

    assert (form.context["means"], form.context["order_no"]) == ("免缴", "")


def test_the_case_and_the_books_read_them_and_nobody_else(fee_world, bill):
    file = print_document(PAYMENT_NOTICE, CASE, bill.declaration_id, by=None).file
    world = fee_world.world

    readers = {name for name, user in world.people.items() if may_read_file(user, file)}

    assert {"applicant", "finance", "office"} <= readers
    assert "outsider" not in readers
    assert may_read_file(fee_world.jin, file)


def test_a_builder_reads_its_case_anew(bill):
    Declaration.objects.filter(pk=bill.declaration_id).update(due_at=clock.law())

    assert payment_notice(bill.declaration_id).context["closes"].startswith("2024年9月12日")

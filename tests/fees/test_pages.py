"""The payer's page, the cashier, the finance desk: what they show, what they cost, who gets in."""

import io
import re

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from config.lib.files import XLSX
from config.lib.sheets import read_table, write_table
from declarations.models import Declaration, Recusal
from declarations.states import State
from fees.gateways import sandbox
from fees.models import Bill, OutsidePayment, Payment, ReceiptRequest
from fees.selectors.desk import keyset_page, waiting_at
from fees.services import (
    ask_refund,
    confirm_outside_payment,
    enter_outside_payment,
    issue_receipt,
    poll_payments,
    reconcile,
    request_receipt,
    settle_payment,
)
from fees.services.outside_lists import COLUMNS
from fees.services.receipts import FILLED_IN
from fees.states import BillState, PaymentState, ReceiptState
from tests.fees.conftest import IN_WINDOW, at
from tests.fees.test_bills import edition_with
from tests.helpers import no_writes


@pytest.fixture
def lin(client, fee_world):
    client.force_login(fee_world.lin)
    return client


@pytest.fixture
def qian(client, fee_world):
    client.force_login(fee_world.qian)
    return client


def address(name, bill):
    return reverse(f"fees:{name}", args=[bill.declaration.ref])


def page(client, url):
    with no_writes():
        answer = client.get(url)
    return answer.status_code, answer.content.decode()


def download(client, file):
    answer = client.get(file.get_absolute_url())
    list(getattr(answer, "streaming_content", ()))  # read to its end, it closes itself
    return answer.status_code


def texts(client):
    return [str(message) for message in client.get(reverse("statement", args=["privacy"])).context["messages"]]


# ── the payer ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_bill_says_amount_basis_window_and_what_is_at_stake(lin, bill):
    status, words = page(lin, address("bill", bill))

    assert status == 200
    for said in ("450.00", "肆佰伍拾元整", "桂价费〔2006〕359号", "还剩 33 天", "缴费完成才表示报送成功", "去缴费"):
        assert said in words


def test_a_press_opens_the_cashier_as_a_link(lin, bill):
    answer = lin.post(address("pay", bill))
    payment = Payment.objects.get()

    _, words = page(lin, address("bill", bill))
    assert answer.url == address("bill", bill)
    assert f'href="{payment.cashier_url}"' in words
    assert ("去缴费" in words, "请勿重复缴费" in words) == (False, True)


def voucher(world, bill, number="V", **changes):
    given = {"amount_fen": 45_000, "paid_on": IN_WINDOW.date(), "voucher_no": number, "actor": world.qian}
    return enter_outside_payment(bill.pk, **given | changes)


STANDS = {
    "待缴": (lambda w, b: None, "去缴费"),
    "失败": (
        lambda w, b: Payment.objects.filter(pk=w.order(b).pk).update(state="failed") and open_again(b),
        "重新缴费",
    ),
    "处理中": (lambda w, b: w.order(b), "我已付款，查询结果"),
    "连接中": (lambda w, b: Payment.objects.filter(pk=w.order(b).pk).update(cashier_url=""), "再试一次"),
    "核对凭证": (voucher, "财务正在核对您的缴费凭证"),
    "金额异常": (lambda w, b: told(w.order(b), fen=1), "到账金额正在核对"),
    "已缴": (lambda w, b: w.paid(b), "缴费完成，报送成功"),
    "已过期": (lambda w, b: Bill.objects.update(state="expired"), "缴费时间已过"),
    "已取消": (lambda w, b: Bill.objects.update(state="cancelled"), "无需缴费"),
    "已退": (lambda w, b: w.paid(b) and Bill.objects.update(state="refunded"), "评审费已退"),
}


def open_again(bill):
    return Bill.objects.filter(pk=bill.pk).update(state=BillState.OPEN)


def told(payment, *, fen=45_000, ref="T", event="E"):
    return settle_payment(
        provider="sandbox",
        order_no=payment.order_no,
        provider_ref=ref,
        amount_fen=fen,
        paid_at=IN_WINDOW,
        event_id=event,
    )


@pytest.mark.parametrize("name", STANDS)
def test_every_state_has_its_words_and_one_way_out(lin, fee_world, bill, name):
    bring_about, said = STANDS[name]
    bring_about(fee_world, bill)

    status, words = page(lin, address("bill", bill))

    assert (status, said in words) == (200, True)
    assert words.count(f'action="{address("pay", bill)}"') == (name in {"待缴", "失败", "连接中"})


@pytest.mark.parametrize(("moment", "said"), [("08-20 10:00", "缴费尚未开始"), ("10-15 18:00:30", "缴费时间已过")])
def test_outside_the_window_nothing_is_to_be_pressed(lin, bill, moment, said):
    with clock.law_at(at(moment)):
        _, words = page(lin, address("bill", bill))
        lin.post(address("pay", bill))

    assert (said in words, address("pay", bill) in words, Payment.objects.count()) == (True, False, 0)


@pytest.mark.parametrize(
    ("fees", "said"),
    [
        ({"window": "announced", "start": None, "end": None}, "缴费时间另行通知"),
        ({"method": "offline_with_delivery"}, "评审费在报送材料时缴纳"),
    ],
)
def test_other_notices_say_it_otherwise(lin, fee_world, fees, said):
    fee_world.world.edition = edition_with(fee_world, fees=fees)
    fee_world.world.edition.notice.gates.filter(window="fees").delete()
    bill = fee_world.bill()

    _, words = page(lin, address("bill", bill))

    assert (said in words, address("pay", bill) in words) == (True, False)


def test_the_page_asks_again_by_itself_until_it_is_settled(lin, fee_world, bill):
    payment = fee_world.order(bill)
    _, words = page(lin, address("bill", bill))
    seen = words.partition("?seen=")[2].partition('"')[0]
    url = f"{address('state', bill)}?seen={seen}"

    assert 'hx-trigger="every 3s"' in words
    assert lin.get(url).status_code == 204
    told(payment)
    answer = lin.get(url)
    assert (answer.status_code, "缴费完成，报送成功" in answer.content.decode()) == (286, True)
    assert lin.get(address("state", bill)).status_code == 286


def test_a_page_that_moves_on_without_ending_goes_on_asking(lin, fee_world, bill):
    fee_world.order(bill)
    Payment.objects.update(cashier_url="")

    answer = lin.get(f"{address('state', bill)}?seen=old")

    assert (answer.status_code, "hx-get" in answer.content.decode()) == (200, True)


def test_asking_finds_what_the_lost_notice_did_not_tell(lin, fee_world, bill, settings):
    payment = fee_world.order(bill)
    sandbox.pay(payment.order_no)

    lin.post(address("ask", bill))
    lin.post(address("ask", bill))

    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID


def test_asking_twice_in_a_moment_asks_once(lin, fee_world, bill, service):
    fee_world.order(bill)
    before = len(service.calls)

    for _ in range(3):
        lin.post(address("ask", bill))

    assert len(service.calls) - before == 1


def test_a_silent_provider_is_said_in_words(lin, fee_world, bill, service):
    service.mode = "silent"
    lin.post(address("pay", bill))
    assert texts(lin) == ["缴费平台暂时没有回应，系统正在确认订单，请稍候。"]

    lin.post(address("ask", bill))
    assert texts(lin) == ["缴费平台暂时没有回应，系统会自动再查，您可以先离开。"]


@pytest.mark.parametrize("name", ["bill", "state", "receipt"])
def test_somebody_elses_bill_is_not_there(client, fee_world, bill, name):
    for user in (fee_world.bai, fee_world.qian, fee_world.world.people[Role.OFFICE]):
        client.force_login(user)
        assert client.get(address(name, bill)).status_code == 404


def test_a_case_without_a_bill_has_no_page(lin, fee_world):
    case = fee_world.world.declaration(State.OFFICE_REVIEW)

    assert lin.get(reverse("fees:bill", args=[case.ref])).status_code == 404


def test_the_payers_page_costs_a_constant(lin, fee_world, bill, django_assert_num_queries, monkeypatch):
    fee_world.paid(bill)
    monkeypatch.setattr(clock, "_database_now", clock.machine)  # PostgreSQL is asked for the time, SQLite is not

    with django_assert_num_queries(15):
        lin.get(address("bill", bill))


def test_a_receipt_is_asked_for_and_changed(lin, fee_world, bill):
    fee_world.paid(bill)
    url = address("receipt", bill)
    assert "申请电子票据" in page(lin, url)[1]
    card = re.sub(r"<[^>]+>|\s", "", page(lin, address("bill", bill))[1])
    assert re.search(r"请在12月20日23:59（还剩\d+天）以前申请", card)  # 12-3: with its window

    wrong = lin.post(url, {"title": "古龙窑", "tax_no": "", "email": "lin@example.org"})
    assert (wrong.status_code, "统一社会信用代码" in wrong.content.decode()) == (422, True)
    for email in ("lin@example.org", "new@example.org"):
        assert lin.post(url, {"title": "Lin", "tax_no": "", "email": email}).status_code == 302

    assert ReceiptRequest.objects.get().email == "new@example.org"
    assert "new@example.org" in page(lin, address("bill", bill))[1]


def test_outside_its_window_a_receipt_says_why(lin, fee_world, bill):
    fee_world.paid(bill)

    with clock.law_at(at("12-25 10:00")):
        _, words = page(lin, address("receipt", bill))

    assert ("票据申请已截止。" in words, "<form" in words.partition("<h1>")[2].partition("<footer")[0]) == (True, False)


# ── the cashier ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_cashier_is_marked_and_takes_no_sign_in(client, fee_world, bill):
    payment = fee_world.order(bill)

    status, words = page(client, payment.cashier_url)
    answer = client.post(payment.cashier_url, {"do": "pay"}, follow=True)

    assert (status, "演示收银台" in words, "不发生任何真实扣款" in words) == (200, True, True)
    assert "支付成功" in answer.content.decode()
    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED


def test_a_lost_notice_is_made_good_by_the_poll(client, fee_world, bill):
    payment = fee_world.order(bill)
    client.post(payment.cashier_url, {"do": "pay_in_silence"})
    assert Payment.objects.get().state == PaymentState.CREATED

    with clock.law_at(at("09-12 10:02")):
        poll_payments()

    assert Payment.objects.get().state == PaymentState.PAID


def test_giving_up_closes_the_order(client, fee_world, bill):
    payment = fee_world.order(bill)
    for word in ("give_up", "pay", "dance"):
        answer = client.post(payment.cashier_url, {"do": word}, follow=True)

    assert "订单已关闭" in answer.content.decode()
    assert not Payment.objects.filter(state=PaymentState.PAID).exists()


def test_the_cashier_opens_by_its_own_addresses_only(client, fee_world, bill, settings):
    payment = fee_world.order(bill)
    assert client.get(reverse("fees:cashier", args=["guessed"])).status_code == 404

    settings.PAYMENT_GATEWAY = "fees.gateways.nontax.NonTaxGateway"
    settings.PAYMENT_GATEWAY_OPTIONS = {"base_url": "https://a", "app_id": "a", "merchant_id": "m", "key": "k"}
    assert client.get(payment.cashier_url).status_code == 404


# ── the desk ───────────────────────────────────────────────────────────────────────────────────────────────────────
DESK_PAGES = ["desk", "vouchers", "refunds", "receipts", "books", "list_upload", "receipts_upload"]


@pytest.mark.parametrize("name", DESK_PAGES)
def test_the_desk_is_finances(client, fee_world, bill, name):
    url = reverse(f"fees:{name}")
    answers = []
    for user in (fee_world.qian, fee_world.lin, fee_world.world.people[Role.OFFICE]):
        client.force_login(user)
        answers.append(client.get(url).status_code)

    assert answers == [200, 403, 403]


def test_another_offices_finance_sees_nothing(client, fee_world, bill):
    Membership.objects.create(user=fee_world.bai, organisation=fee_world.world.unit, role=Role.FINANCE)
    client.force_login(fee_world.bai)

    _, words = page(client, reverse("fees:desk"))

    assert ("没有符合条件的缴费单" in words, bill.number in words) == (True, False)
    assert client.get(address("desk_bill", bill)).status_code == 404


def test_own_cases_and_recused_ones_are_not_on_the_desk(qian, fee_world):
    own, recused = fee_world.bill("a"), fee_world.bill("b")
    Declaration.objects.filter(pk=own.declaration_id).update(applicant=fee_world.qian)
    Recusal.objects.create(declaration=recused.declaration, person=fee_world.qian, why="亲属", by=fee_world.jin)

    _, words = page(qian, reverse("fees:desk"))

    assert (own.number in words, recused.number in words) == (False, False)
    assert [qian.get(address("desk_bill", bill)).status_code for bill in (own, recused)] == [404, 404]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b", "c"}),
        ("?queue=paid", {"b"}),
        ("?queue=nonsense", {"a", "b", "c"}),
        ("?q=A", {"a"}),
        ("?level=fg", {"c"}),
        ("?queue=open&level=fg", {"c"}),
        ("?after=x", {"a", "b", "c"}),
    ],
)
def test_filters_stand_in_the_address(qian, fee_world, query, found):
    bills = {name: fee_world.bill(name, level="fg" if name == "c" else "zg") for name in ("a", "b", "c")}
    fee_world.paid(bills["b"])

    _, words = page(qian, reverse("fees:desk") + query)

    assert {name for name, bill in bills.items() if bill.number in words} == found


def test_a_bill_is_found_by_its_order(qian, fee_world, bill):
    order = fee_world.order(bill)
    fee_world.bill("other")

    _, words = page(qian, f"{reverse('fees:desk')}?q={order.order_no}")

    assert (bill.number in words, words.count("<tr>")) == (True, 2)


def work_for(world, count):
    """As many of everything."""
    for number in range(count):
        bill = world.bill(f"p{number}")
        voucher(world, bill, f"V{number}")
        paid = world.bill(f"q{number}")
        told(world.paid(paid), ref="T2", event=f"again{number}")
        request_receipt(paid.pk, title=paid.payer_name, tax_no="", email="a@b.cn", actor=paid.declaration.applicant)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("desk", 20), ("vouchers", 9), ("refunds", 9), ("receipts", 9), ("books", 17)]
)
def test_lists_cost_the_same_for_any_length(qian, fee_world, count, name, queries, django_assert_num_queries):
    work_for(fee_world, count)
    reconcile(IN_WINDOW.date())
    qian.get(reverse(f"fees:{name}"))

    with django_assert_num_queries(queries):
        qian.get(reverse(f"fees:{name}"))


def test_pages_follow_each_other_without_gap(fee_world):
    for number in range(5):
        fee_world.bill(f"p{number}")
    rows = Bill.objects.all()
    ids = list(rows.order_by("-pk").values_list("pk", flat=True))

    first = keyset_page(rows, "", "", size=2)
    second = keyset_page(rows, first.after, "", size=2)
    third = keyset_page(rows, second.after, "", size=2)
    back = keyset_page(rows, "", third.before, size=2)

    assert [[bill.pk for bill in each.rows] for each in (first, second, third, back)] == [
        ids[:2],
        ids[2:4],
        ids[4:],
        ids[2:4],
    ]
    assert (first.before, third.after, back.before) == ("", "", second.before)


def test_a_bills_page_shows_every_attempt_and_offers_what_is_possible(qian, fee_world, bill):
    payment = fee_world.paid(bill)
    told(payment, ref="T2", event="again")

    _, words = page(qian, address("desk_bill", bill))

    second = Payment.objects.get(state=PaymentState.REFUND_DUE)
    assert (payment.order_no in words, "重复缴费，待退" in words) == (True, True)
    assert reverse("fees:ask_refund", args=[second.order_no]) in words
    assert reverse("fees:ask_refund", args=[payment.order_no]) not in words


def test_a_voucher_is_entered_with_its_scan_and_confirmed_by_another(client, fee_world, bill):
    from PIL import Image

    scan = io.BytesIO()
    Image.new("RGB", (1200, 1600), "white").save(scan, "PNG")
    scan.seek(0)
    scan.name = "回单.png"
    client.force_login(fee_world.qian)
    entered = {"amount": "450", "paid_on": "2024-09-10", "voucher_no": "V-9", "voucher": scan, "remark": ""}
    assert client.post(address("enter_voucher", bill), entered).status_code == 302
    entry = OutsidePayment.objects.get()
    confirm = {"pick": entry.pk}

    client.post(reverse("fees:confirm_vouchers"), confirm)
    assert "第二人复核" in texts(client)[-1]
    client.force_login(fee_world.jin)
    client.post(reverse("fees:confirm_vouchers"), confirm)

    bill.refresh_from_db()
    assert (bill.state, entry.voucher.original_name) == (BillState.PAID, "回单.png")
    assert download(client, entry.voucher) == 200
    client.force_login(fee_world.lin)
    assert download(client, entry.voucher) == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "四百"}, "请填写金额"),
        ({"amount": "380"}, "请在备注中说明"),
        ({"paid_on": "2024-08-01"}, "不在缴费时间内"),
        ({"voucher_no": "V\u200b1"}, "含有不可见字符"),
        ({"voucher": io.BytesIO(b"GIF89a")}, "不支持"),
    ],
)
def test_a_voucher_with_a_fault_is_shown_again(qian, fee_world, bill, changes, said):
    entered = {"amount": "450", "paid_on": "2024-09-10", "voucher_no": "V-9", "remark": ""} | changes

    answer = qian.post(address("enter_voucher", bill), entered)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert OutsidePayment.objects.count() == 0


def test_many_are_confirmed_with_an_answer_for_each(client, fee_world):
    entries = [voucher(fee_world, fee_world.bill(f"p{n}"), f"V{n}") for n in range(3)]
    confirm_outside_payment(entries[0].pk, actor=fee_world.jin)
    client.force_login(fee_world.jin)

    client.post(reverse("fees:confirm_vouchers"), {"pick": [entry.pk for entry in entries]})
    said = texts(client)
    client.post(reverse("fees:confirm_vouchers"))

    assert said == ["已确认 2 笔。", f"{entries[0].bill.number} 未确认：这笔登记已经办理过了。"]
    assert texts(client) == ["请先选择要确认的登记。"]


def test_money_that_does_not_count_is_said_when_it_is_confirmed(client, fee_world, bill):
    entry = voucher(fee_world, bill, amount_fen=38_000, remark="少缴")
    client.force_login(fee_world.jin)

    client.post(reverse("fees:confirm_vouchers"), {"pick": entry.pk})

    assert texts(client) == ["已确认到账，但金额不符，请办理退款。"]


def test_an_entry_is_sent_back_with_a_reason(client, fee_world, bill):
    entry = voucher(fee_world, bill)
    client.force_login(fee_world.jin)
    url = reverse("fees:refuse_voucher", args=[entry.pk])
    assert (page(client, url)[0], client.post(url, {"reason": ""}).status_code) == (200, 422)

    assert client.post(url, {"reason": "登错"}).status_code == 302
    assert client.post(url, {"reason": "再来"}).status_code == 422

    entry.refresh_from_db()
    assert (entry.refusal, entry.refused_by) == ("登错", fee_world.jin)


def upload(client, name, content, field="list"):
    file = io.BytesIO(content)
    file.name = "名单.xlsx"
    return client.post(reverse(f"fees:{name}"), {field: file})


def test_a_list_is_previewed_and_then_entered(qian, fee_world, bill):
    row = (bill.number, "Lin", "450.00", "2024-09-10", "V1")

    answer = upload(qian, "list_upload", write_table("x", COLUMNS, [row]))
    status, words = page(qian, answer.url)
    assert (status, "全部核对通过" in words, OutsidePayment.objects.count()) == (200, True, 0)

    assert qian.post(answer.url).url == reverse("fees:vouchers")
    assert OutsidePayment.objects.get().batch[:8] == "20240912"
    assert "batch=" in page(qian, reverse("fees:vouchers"))[1]


def test_a_wrong_list_is_told_line_by_line_and_enters_nothing(qian, fee_world, bill):
    rows = [(bill.number, "Lin", "450.00", "2024-09-10", "V1"), ("1", "x", "y", "z", "")]
    answer = upload(qian, "list_upload", write_table("x", COLUMNS, rows))

    _, words = page(qian, answer.url)
    again = qian.post(answer.url)

    assert ("第 3 行：缴费单号“1”不存在" in words, "登记这" in words, again.status_code) == (True, False, 422)
    assert OutsidePayment.objects.count() == 0


def test_hints_stand_apart_from_faults_and_pass_with_a_remark(qian, fee_world, bill):
    row = (bill.number, "Lin", "380.00", "2024-09-10", "V1")
    address = upload(qian, "list_upload", write_table("x", COLUMNS, [row])).url

    _, words = page(qian, address)
    seen = qian.get(address).context["form"]["hints_seen"].value()
    bare = qian.post(address, {"hints_seen": seen, "remark": ""})
    unseen = qian.post(address, {"hints_seen": "other", "remark": "少汇"})
    done = qian.post(address, {"hints_seen": seen, "remark": "少汇，另行补缴"})

    assert "提醒：可以登记" in words
    assert "不能登记" not in words.replace("没有不能登记的行", "")
    assert (bare.status_code, unseen.status_code, done.url) == (422, 422, reverse("fees:vouchers"))
    assert OutsidePayment.objects.get().remark == "少汇，另行补缴"


def test_what_is_no_list_is_refused_at_the_door(qian, client, fee_world):
    assert upload(qian, "list_upload", b"a,b").status_code == 422
    assert qian.post(reverse("fees:list_upload")).status_code == 422
    kept = upload(qian, "list_upload", write_table("x", ("a",), [("b",)]))
    assert qian.get(kept.url).status_code == 422
    client.force_login(fee_world.jin)
    assert client.get(kept.url).status_code == 404


def test_the_template_is_a_workbook_with_what_waits(qian, bill):
    answer = qian.get(reverse("fees:list_template"))

    assert answer["Content-Type"] == XLSX
    assert [row.cells["缴费单号"] for row in read_table(answer.content, columns=COLUMNS)] == [bill.number]


def test_a_refund_takes_two(client, fee_world, bill):
    payment = fee_world.paid(bill)
    Declaration.objects.filter(pk=bill.declaration_id).update(state=State.WITHDRAWN)
    ask, confirm, refuse = (
        reverse(f"fees:{name}", args=[payment.order_no]) for name in ("ask_refund", "confirm_refund", "refuse_refund")
    )
    client.force_login(fee_world.qian)
    assert [page(client, url)[0] for url in (ask, confirm, refuse)] == [200, 200, 200]
    assert client.post(ask, {"reason": "职改办差错"}).status_code == 302
    assert client.post(ask, {"reason": "职改办差错"}).status_code == 422
    assert client.post(confirm).status_code == 422
    client.force_login(fee_world.jin)
    assert client.post(refuse, {"reason": "再核"}).status_code == 302
    assert client.post(refuse, {"reason": "再核"}).status_code == 422
    ask_refund(payment.pk, reason="核过", actor=fee_world.qian)

    assert client.post(confirm).status_code == 302

    payment.refresh_from_db()
    assert payment.state == PaymentState.REFUNDING


def test_money_of_a_reopened_case_is_counted_by_a_press(qian, fee_world, bill):
    payment = fee_world.order(bill)
    Bill.objects.update(state=BillState.EXPIRED)
    told(payment)
    url = reverse("fees:count_payment", args=[payment.order_no])
    qian.post(url)
    assert texts(qian) == ["缴费单不在待缴状态，不能用这笔款项抵缴。"]
    open_again(bill)
    assert url in page(qian, address("desk_bill", bill))[1]

    qian.post(url)

    assert Declaration.objects.get(pk=bill.declaration_id).state == State.REPORTED


@pytest.fixture
def asked(fee_world, bill):
    fee_world.paid(bill)
    return request_receipt(bill.pk, title="Lin", tax_no="", email="lin@example.org", actor=fee_world.lin)


def test_a_receipt_is_issued_by_numbers_and_voided(qian, bill, asked):
    issue, void = address("issue_receipt", bill), address("void_receipt", bill)
    assert (page(qian, issue)[0], page(qian, void)[0]) == (200, 200)
    assert qian.post(issue, {"receipt_code": "1"}).status_code == 422
    assert qian.post(void, {"reason": "x"}).status_code == 422

    assert qian.post(issue, {"receipt_code": "45060124", "receipt_no": "0000000001"}).status_code == 302
    assert qian.post(void, {"reason": "抬头有误"}).status_code == 302

    asked.refresh_from_db()
    assert (asked.state, asked.void_reason) == (ReceiptState.VOIDED, "抬头有误")


def test_a_receipt_may_be_a_pdf_and_nothing_else(qian, fee_world, bill, asked):
    from config.lib.pdf import html_to_pdf

    def sent(content):
        file = io.BytesIO(content)
        file.name = "票据.pdf"
        return qian.post(address("issue_receipt", bill), {"file": file}).status_code

    assert (sent(b"\x89PNG\r\n\x1a\n"), sent(html_to_pdf("<p>财政电子票据</p>"))) == (422, 302)
    asked.refresh_from_db()
    qian.force_login(fee_world.lin)
    assert "下载票据" in page(qian, address("bill", bill))[1]
    assert download(qian, asked.file) == 200


def test_receipts_leave_as_a_list_and_their_numbers_come_back(qian, bill, asked):
    left = qian.get(reverse("fees:export_receipts"))
    assert [row.cells["抬头"] for row in read_table(left.content, columns=("缴费单号", "抬头"))] == ["Lin"]
    wrong = write_table("x", FILLED_IN, [(bill.number, "1", "2", "")])
    assert upload(qian, "receipts_upload", wrong).status_code == 422

    right = write_table("x", FILLED_IN, [(bill.number, "45060124", "0000000001", "")])
    assert upload(qian, "receipts_upload", right).status_code == 302

    asked.refresh_from_db()
    assert asked.state == ReceiptState.ISSUED


@pytest.mark.parametrize(("state", "shown"), [("requested", False), ("issued", True), ("all", True), ("x", True)])
def test_receipts_are_shown_by_state(qian, fee_world, bill, asked, state, shown):
    issue_receipt(asked.pk, actor=fee_world.qian, receipt_code="45060124", receipt_no="0000000001")

    _, words = page(qian, f"{reverse('fees:receipts')}?state={state}")

    assert (bill.number in words) == shown


def test_the_books_show_what_differs(qian, fee_world, bill):
    fee_world.paid(bill)
    told(Payment(order_no="nobody's"), event="stray")
    told(bill.payments.get(), ref="T2", event="again")
    reconcile(IN_WINDOW.date())

    _, words = page(qian, reverse("fees:books"))

    assert [said in words for said in ("有差异", "系统已入账，账单没有", "来历不明的到账", "演示收银台")] == [True] * 4


def test_the_books_of_another_office_show_none_of_this_ones_money(client, fee_world, bill):
    fee_world.paid(bill)
    told(Payment(order_no="nobody's"), event="stray")
    told(bill.payments.get(), ref="T2", event="again")
    reconcile(IN_WINDOW.date())
    Bill.objects.filter(pk=bill.pk).update(state="open")
    Membership.objects.create(user=fee_world.bai, organisation=fee_world.world.unit, role=Role.FINANCE)
    numbers = (bill.number, bill.payments.order_by("pk")[0].order_no, "nobody&#x27;s")
    shown, heads = {}, {}
    for user in (fee_world.qian, fee_world.bai):
        client.force_login(user)
        _, words = page(client, reverse("fees:books"))
        shown[user.username] = [number in words for number in numbers]
        heads[user.username] = waiting_at(user).unknown, waiting_at(user).unbalanced

    assert shown == {"finance-clerk": [True] * 3, "bai": [False] * 3}
    assert heads == {"finance-clerk": (1, 1), "bai": (0, 0)}


def test_a_day_that_differs_elsewhere_says_so_and_names_no_order(client, fee_world, bill):
    fee_world.paid(bill)
    other = fee_world.bill("b")
    fee_world.paid(other)
    told(other.payments.get(), ref="T2", event="again")
    reconcile(IN_WINDOW.date())
    Recusal.objects.create(declaration=other.declaration, person=fee_world.qian, why="亲属", by=fee_world.jin)
    client.force_login(fee_world.qian)

    _, words = page(client, reverse("fees:books"))

    assert ("差异不在本台" in words, other.payments.order_by("pk")[0].order_no in words) == (True, False)
    assert waiting_at(fee_world.qian).unbalanced == 0


# ── windows ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_office_announces_a_window(client, fee_world):
    fee_world.world.edition = edition_with(fee_world, fees={"window": "announced", "start": None, "end": None})
    notice = fee_world.world.edition.notice
    notice.gates.filter(window="fees").delete()
    bill = fee_world.bill()
    client.force_login(fee_world.world.people[Role.OFFICE])
    url = reverse("fees:announce", args=[notice.code])
    assert (url in page(client, reverse("fees:windows"))[1], page(client, url)[0]) == (True, 200)
    assert client.post(url, {"opens_at": "2024-09-20T08:00", "closes_at": "2024-09-19T08:00"}).status_code == 422

    assert client.post(url, {"opens_at": "2024-09-20T08:00", "closes_at": "2024-10-10T18:00"}).status_code == 302

    bill.refresh_from_db()
    assert bill.closes_at == at("10-10 18:00")


def test_windows_are_the_offices(client, fee_world, bill):
    """OFFICE-11."""
    client.force_login(fee_world.bai)

    assert client.get(reverse("fees:windows")).status_code == 403
    assert client.get(reverse("fees:announce", args=["2024-craft-arts"])).status_code == 404

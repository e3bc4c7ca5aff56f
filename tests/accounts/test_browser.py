"""Sign-in, registration and account pages in Chromium: axe, CSP, console, width, targets (S01, ALL-3)."""

import pytest
from django.urls import reverse

from accounts.models import PhoneChange
from accounts.orders import SEND_SMS, SmsOrder
from accounts.selectors import id_number_of
from accounts.services import ask_employment, ask_phone_change, invite_clerk, verify_phone_change
from accounts.states import CodePurpose, Role
from config.lib import clock
from messaging.services import send_sms, tell
from records.models import Outbox
from tests.accounts.making import PASSWORD, a_clerk, a_person, a_phone, a_place, an_id_number, proof
from tests.browser.harness import inspect, opened, session_cookie

# On PostgreSQL: between these tests the tables are emptied, which SQLite's triggers on the audit chain refuse.
pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WIDTHS = [375, 1440]


def last_code():
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret


@pytest.fixture
def site(live_server):
    return lambda name, *args: live_server.url + reverse(name, args=args)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_person_registers_with_a_dot_in_the_name(browser, site, width):
    phone = a_phone()
    with opened(browser, site("accounts:sign_in"), width=width) as page:
        problems = inspect(page).problems
        page.click("main >> text=注册")
        problems += inspect(page).problems
        page.click("text=个人注册")
        page.fill("#id_phone", f"{phone[:3]} {phone[3:7]} {phone[7:]}")
        problems += inspect(page).problems
        page.click("text=获取验证码")
        page.wait_for_selector("#id_code")
        waits = page.is_disabled("button[data-wait]")
        problems += inspect(page).problems
        page.fill("#id_code", last_code())
        page.click("text=下一步")
        page.fill("#id_name", "阿依古丽·买买提")
        page.type("#id_id_number", an_id_number())
        page.fill("#id_password", PASSWORD)
        grouped = page.input_value("#id_id_number")
        problems += inspect(page).problems
        page.click("text=完成注册")
        page.wait_for_selector(".person .menu")
        name = page.inner_text(".person .menu summary")

    assert problems == []
    assert (waits, grouped.count(" "), name) == (True, 2, "阿依古丽·买买提")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_account_are_in_order(browser, site, client, width):
    unit, person = a_place(name="广西民族工艺传习馆（演示）", place="南宁市"), a_person("覃𬭚")
    zhou, office = a_clerk(unit, "周经办", manager=True), a_place("office", "职改办（演示）")
    ma = a_clerk(office, "马审查", manager=True)
    ask_employment(person=person, organisation=unit)
    invite_clerk(organisation=unit, phone=person.phone, role=Role.UNIT, actor=zhou)
    said = {"name": person.name, "id_number": id_number_of(person), "reason": "号码注销"}
    ask_phone_change(**said, new=proof(a_phone(), CodePurpose.LOST_PHONE))
    verify_phone_change(PhoneChange.objects.get().pk, actor=ma)
    now = clock.law()
    tell([person], event="x", title="公示期满", text="请办理。", key="x", now=now, url="/home/", due_at=now)

    visits = {
        person: [
            "accounts:profile",
            "accounts:employment",
            "accounts:register_unit",
            "accounts:phone",
            "messaging:inbox",
        ],
        zhou: [("accounts:people", unit.pk), ("accounts:hand_over", unit.pk)],
    }
    assert problems_of(browser, site, client, visits, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_office_are_in_order(browser, site, client, width):
    office = a_place("office", "职改办（演示）")
    ma = a_clerk(office, "马审查", manager=True)
    a_clerk(office, role=Role.ADMIN, person=ma)
    waiting = a_place(name="待审单位（演示）", status="pending", parent=office, registered_by=a_person("杨再辉"))
    waiting.registered_at = clock.law()
    waiting.save(update_fields=["registered_at"])
    lost = a_person("覃𬭚")
    said = {"name": lost.name, "id_number": id_number_of(lost), "reason": "号码注销"}
    ask_phone_change(**said, new=proof(a_phone(), CodePurpose.LOST_PHONE))
    send_sms(lost.phone, event="payment", text="【职称评审】请缴费。", key="p")

    pages = ["accounts:approvals", ("accounts:approval", waiting.pk), "accounts:phone_changes", "messaging:texts"]
    assert problems_of(browser, site, client, {ma: pages}, width) == []


def problems_of(browser, site, client, visits, width):
    found = []
    for person, pages in visits.items():
        client.force_login(person)
        with opened(browser, site("accounts:lost_phone"), width=width, cookies=session_cookie(client)) as page:
            found += inspect(page).problems
            for each in pages:
                page.goto(site(*([each] if isinstance(each, str) else each)))
                found += [f"{page.url}: {problem}" for problem in inspect(page).problems]
    return found

"""An e-mail address of one's own: given, confirmed by who reads it, once, in a day; nobody learns of others (MSG-01)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.exceptions import AccountRefused
from accounts.models import MailAddress, MailConfirmation
from accounts.orders import SEND_MAIL, MailOrder
from accounts.services import ask_mail_address, confirm_mail_address, remove_mail, stop_mail, switch_mail
from accounts.tasks import tidy
from config.lib import clock
from messaging.models import Mail
from messaging.services import tell
from messaging.states import MailState
from records.models import AuditEntry, Outbox
from records.services.outbox import drain_outbox
from tests.accounts.making import a_person

pytestmark = pytest.mark.django_db
ADDRESS = "lin@example.org"


@pytest.fixture(autouse=True)
def letters_lie_here(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path


@pytest.fixture
def lin():
    return a_person("林小凤")


@pytest.fixture
def huang():
    return a_person("黄丽芬")


def orders():
    return [
        MailOrder.opened(row.payload)
        for row in Outbox.objects.filter(kind=SEND_MAIL, key__startswith="mail:").order_by("pk")
    ]


def asked_long_ago(by=timedelta(days=1)):
    """The limits have gone by, and nothing else."""
    for row in MailConfirmation.objects.all():
        row.sent_at -= by
        row.save()


def ask(person, address=ADDRESS, **more):
    ask_mail_address(person=person, address=address, **more)
    return orders()[-1].secret


def give(person, address=ADDRESS):
    box = confirm_mail_address(ask(person, address), actor=person)
    asked_long_ago()
    return box


def refusal(act, *args, **told):
    with pytest.raises(AccountRefused) as refused:
        act(*args, **told)
    return refused.value.codes


def test_the_mailbox_answers_once_for_its_person(lin, huang):
    """SYS-08: sealed in the database and the queue; the link opens for nobody else and only once."""
    token = ask(lin, " Lin@Example.ORG ")
    (order,) = orders()
    assert (order.address, order.event) == (ADDRESS, "mail_confirm")
    assert token in order.text
    assert not MailAddress.objects.exists()
    assert refusal(confirm_mail_address, token, actor=huang) == ["mail.over"]
    assert refusal(confirm_mail_address, "x" + token, actor=lin) == ["mail.over"]

    box = confirm_mail_address(token, actor=lin)

    assert (box.address, box.is_on) == (ADDRESS, True)
    assert refusal(confirm_mail_address, token, actor=lin) == ["mail.over"]
    for rows in (MailAddress, MailConfirmation, Outbox):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {rows._meta.db_table}")
            assert ADDRESS not in str(cursor.fetchall()), rows
    assert {"mail.asked", "mail.confirmed"} <= set(AuditEntry.objects.values_list("event", flat=True))


def test_after_a_day_or_a_later_question_the_link_is_dead(lin):
    first = ask(lin)
    asked_long_ago(timedelta(minutes=2))
    second = ask(lin)
    assert refusal(confirm_mail_address, first, actor=lin) == ["mail.over"]
    MailConfirmation.objects.update(expires_at=clock.machine())
    assert refusal(confirm_mail_address, second, actor=lin) == ["mail.over"]


def test_an_address_of_somebody_else_is_asked_alike_and_its_owner_told(lin, huang, client):
    """AZ8: the page says the same, and nothing opens it."""
    give(lin)
    client.force_login(huang)
    pages = []
    for address in (ADDRESS, "free@example.org"):
        page = client.post(reverse("accounts:mail"), {"address": address}, follow=True)
        told = page.content.decode().replace(address[0] + "***", "?***")
        pages.append(told.partition("<main")[2].partition("csrfmiddlewaretoken")[0])
        asked_long_ago()

    assert pages[0] == pages[1]
    assert "确认邮件" in pages[0]
    assert [order.event for order in orders()[1:]] == ["mail_taken", "mail_confirm"]
    assert (orders()[1].address, orders()[1].secret) == (ADDRESS, "")
    assert MailAddress.objects.get().user == lin


def test_two_who_were_asked_at_once_are_one_owner(lin, huang):
    tokens = [ask(lin), ask(huang, ip="10.0.0.9") if asked_long_ago() is None else ""]
    confirm_mail_address(tokens[0], actor=lin)
    assert refusal(confirm_mail_address, tokens[1], actor=huang) == ["mail.over"]
    assert MailAddress.objects.get().user == lin


@pytest.mark.parametrize("same", ["person", "address", "network"])
def test_nobody_is_flooded(lin, huang, same):
    """1 a minute, 5 an hour, 10 a day to a person or a mailbox; 20 an hour from a network."""
    if same == "network":
        for n in range(20):
            ask(a_person(f"人{n}"), f"p{n}@example.org", ip="10.0.0.7")
        assert refusal(ask, lin, ip="10.0.0.7") == ["code.address"]
        return
    ask(lin)
    person, address = (lin, "else@example.org") if same == "person" else (huang, ADDRESS)
    assert refusal(ask, person, address) == ["code.often"]
    asked_long_ago(timedelta(minutes=2))
    for _ in range(4):
        ask(person, address)
        asked_long_ago(timedelta(minutes=2))
    assert refusal(ask, person, address) == ["code.often"]


def test_another_address_counts_from_its_answer_and_removing_forgets(lin):
    give(lin)
    token = ask(lin, "else@example.org")
    assert MailAddress.objects.get().address == ADDRESS
    assert refusal(ask, lin, ADDRESS) == ["mail.same"]
    confirm_mail_address(token, actor=lin)
    assert MailAddress.objects.get().address == "else@example.org"
    asked_long_ago()
    token = ask(lin, "third@example.org")

    remove_mail(person=lin)

    assert refusal(confirm_mail_address, token, actor=lin) == ["mail.over"]
    assert not MailAddress.objects.exists()
    asked_long_ago(timedelta(days=3))
    tidy()
    assert not MailConfirmation.objects.exists()


def test_a_refused_mailbox_is_switched_off_and_may_be_tried_again(lin):
    box = give(lin)
    assert not stop_mail(lin.pk, "old@example.org")
    assert stop_mail(lin.pk, ADDRESS)
    assert not stop_mail(lin.pk, ADDRESS)
    switch_mail(person=lin, on=True)
    box.refresh_from_db()
    assert (box.is_on, box.refused_at) == (True, None)


def test_the_pages_from_address_to_removal(client, lin, settings):
    """MSG-01: opt-in without JavaScript; looking at the link confirms nothing, the button does."""
    client.force_login(lin)
    here = reverse("accounts:mail")
    assert "未填写" in client.get(reverse("accounts:profile")).content.decode()
    wrong = client.post(here, {"address": "lin#example"})
    assert wrong.status_code == 422
    assert "lin#example" in wrong.content.decode()
    assert "请填写正确的电子邮箱" in wrong.content.decode()
    asked = client.post(here, {"address": ADDRESS}, follow=True).content.decode()
    assert "l***@example.org" in asked
    assert ADDRESS not in asked

    link = reverse("accounts:confirm_mail", args=[orders()[0].secret])
    assert "l***@example.org" in client.get(link).content.decode()
    assert not MailAddress.objects.exists()
    drain_outbox()
    assert orders()[0].secret not in Mail.objects.get().text
    assert "邮箱已确认" in client.post(link, follow=True).content.decode()
    assert "已失效或已经用过" in client.get(link).content.decode()

    client.post(reverse("accounts:switch_mail"), {"do": "off"})
    assert not MailAddress.objects.get().is_on
    assert "已停用" in client.get(reverse("accounts:profile")).content.decode()
    client.post(reverse("accounts:switch_mail"), {"do": "on"})
    assert MailAddress.objects.get().is_on
    client.post(reverse("accounts:remove_mail"))
    assert not MailAddress.objects.exists()
    settings.MAIL_GATEWAY = ""
    assert client.get(here).status_code == 404
    assert "电子邮箱" not in client.get(reverse("accounts:profile")).content.decode()


def test_what_was_given_is_seen_and_taken_away_where_no_mail_leaves_any_more(client, lin, settings):
    """SYS-08: without a way out nobody is asked, but who has an address still holds it in their hand."""
    give(lin)
    settings.MAIL_GATEWAY = ""
    client.force_login(lin)
    assert "l***@example.org" in client.get(reverse("accounts:profile")).content.decode()
    page = client.get(reverse("accounts:mail")).content.decode()
    assert "移除邮箱" in page
    assert 'name="address"' not in page
    assert client.post(reverse("accounts:mail"), {"address": ADDRESS}).status_code == 404

    gone = client.post(reverse("accounts:remove_mail"), follow=True)

    assert (gone.status_code, MailAddress.objects.exists()) == (200, False)


def test_removing_forgets_the_address_everywhere(lin, huang):
    """SYS-08: neither the ledger nor the queue nor a question keeps it; a question that waits is not sent."""
    give(lin)
    tell([lin, huang], event="returned", title="退回", text="缺页。", key="r:1", now=clock.law())
    drain_outbox()
    ask(lin, "else@example.org")

    remove_mail(person=lin)

    assert not Outbox.objects.filter(kind=SEND_MAIL, key__startswith="mail:").exists()
    assert {(mail.address, mail.address_index) for mail in Mail.objects.filter(person=lin)} == {("", "")}
    assert not any(row.address for row in MailConfirmation.objects.filter(user=lin))
    assert not drain_outbox()


def test_a_new_address_leaves_no_old_one_behind(lin):
    give(lin)
    drain_outbox()
    give(lin, "else@example.org")
    assert [mail.address for mail in Mail.objects.all()] == [""]
    drain_outbox()
    asked_long_ago(timedelta(days=3))
    ask(lin, "third@example.org")
    drain_outbox()
    MailConfirmation.objects.update(sent_at=clock.machine() - timedelta(days=3))
    tidy()
    assert {mail.address for mail in Mail.objects.all()} <= {"", "else@example.org"}
    assert not Outbox.objects.filter(kind=SEND_MAIL).exists()


def test_a_question_that_is_asked_no_more_is_not_sent(lin):
    ask(lin)
    asked_long_ago(timedelta(minutes=2))
    ask(lin, "else@example.org")
    drain_outbox()

    kept = {(mail.address, MailState(mail.state)) for mail in Mail.objects.all()}
    assert kept == {("", MailState.DROPPED), ("else@example.org", MailState.SENT)}


@pytest.mark.postgres
def test_all_ways_take_the_persons_row_first(lin):
    """Two of them at once wait for each other, and never crosswise."""
    token = ask(lin)
    acts = [
        lambda: confirm_mail_address(token, actor=lin),
        lambda: switch_mail(person=lin, on=True),
        lambda: stop_mail(lin.pk, ADDRESS),
        lambda: ask(lin, "else@example.org"),
        lambda: remove_mail(person=lin),
    ]
    for act in acts:
        with CaptureQueriesContext(connection) as said:
            act()
            asked_long_ago() if act is acts[0] else None
        locks = [each["sql"] for each in said if re.search(r"FOR UPDATE|^(UPDATE|DELETE|INSERT)", each["sql"])]
        assert "accounts_user" in locks[0]
        assert "FOR UPDATE" in locks[0]


def test_the_link_asks_who_one_is_first(client, lin):
    token = ask(lin)
    answer = client.get(reverse("accounts:confirm_mail", args=[token]))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("accounts:sign_in"))

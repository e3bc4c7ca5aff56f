"""Lines of an inbox as e-mail for who asked for it: once, never again blindly, nothing private (MSG-01, SM3, SYS-08)."""

import random
import re
from datetime import timedelta

import pytest
from django.conf import settings as here
from django.urls import reverse
from django.utils.timezone import localtime

from accounts import leaving
from accounts.models import MailAddress
from accounts.orders import SEND_MAIL, text_phone
from accounts.services import switch_mail
from config.lib import clock
from messaging.letters import Letter, post
from messaging.models import Mail, MailTry, Message, Sms
from messaging.selectors import told_about
from messaging.services import retry_mail, tell
from messaging.states import MailState, MailTryOutcome
from messaging.tasks import follow_up
from messaging.wording import one_line
from records.models import Outbox
from records.services.outbox import GIVE_UP, deliver_due, drain_outbox
from records.states import OutboxState
from records.tasks import deliver_outbox
from tests.accounts.making import a_clerk, a_person, a_place
from tests.helpers import no_writes
from tests.standins.mail import PATIENCE, MailStandIn

pytestmark = pytest.mark.django_db
SMTP = "messaging.gateways.smtp.SmtpMail"


@pytest.fixture
def server(settings):
    """The stand-in, set as the mail server of this test."""
    with MailStandIn() as running:
        settings.MAIL_GATEWAY, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", running.port
        settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, False, PATIENCE
        settings.DEFAULT_FROM_EMAIL = "职称评审 <no-reply@zhiping.example>"
        yield running


@pytest.fixture
def box(lin):
    return with_mailbox(lin)


def with_mailbox(person, address="lin@example.org"):
    return MailAddress.objects.create(user=person, address=address, confirmed_at=clock.law())


def say(*people, n=1, now=None, **more):
    said = {"event": "returned", "title": f"申报被退回修改 {n}", "text": "缺版权页。", "key": f"returned:{n}"} | more
    tell(people, now=now or clock.law(), url="/messages/", **said)


def queue():
    return Outbox.objects.get(kind=SEND_MAIL)


def due_again():
    """As if the pause had gone by."""
    Outbox.objects.update(not_before=clock.machine())
    deliver_due()


def states():
    return [MailState(mail.state) for mail in Mail.objects.order_by("pk")]


class TestMirror:
    def test_who_asked_for_it_gets_each_line_once(self, lin, box, now):
        """MSG-01: the line, its text and the way to it; nobody else gets mail, nothing is sent twice."""
        other = a_person("黄丽芬")
        for _ in range(2):
            say(lin, other, now=now)
        say(lin, now=now + timedelta(days=1))  # told again on another day
        drain_outbox()

        mail = Mail.objects.get()
        assert (mail.person, mail.message.title, mail.state) == (lin, "申报被退回修改 1", MailState.SENT)
        (letter,) = here.EMAIL_FILE_PATH.glob(f"{mail.seal_id.hex}.eml")
        letter.unlink()

    def test_a_line_older_than_the_address_stays_in_the_inbox(self, lin, now):
        say(lin, now=now)
        with_mailbox(lin)
        say(lin, now=now + timedelta(hours=1))

        assert not Mail.objects.exists()

    @pytest.mark.parametrize("end", ["off", "removed", "gone", "another"])
    def test_what_waits_is_not_sent_to_who_wants_it_no_more(self, lin, box, server, end):
        say(lin)
        if end == "off":
            switch_mail(person=lin, on=False)
        elif end == "removed":
            box.delete()
        elif end == "another":
            box.address = "else@example.org"
            box.save()
        else:
            lin.is_active = False
            lin.save(update_fields=["is_active"])
        drain_outbox()
        say(lin, n=2)

        assert (server.talks, states()[0], queue_states()[0]) == (0, MailState.DROPPED, OutboxState.DONE)
        assert Mail.objects.count() == (2 if end == "another" else 1)

    def test_two_desks_of_one_person_are_one_mail(self, lin, box, now):
        desks = [a_place(), a_place(name="县教育局")]
        words = {"person_id": lin.pk, "event": "x", "title": "同一句话", "text": "请办理。"}
        post([Letter(**words, key=f"x:{desk.pk}", organisation_id=desk.pk) for desk in desks], now=now)

        assert Message.objects.count() == 2
        assert Mail.objects.get().organisation == desks[0]

    def test_cases_that_come_to_a_desk_are_mailed_by_the_letter_of_the_morning(self, lin, box):
        """27-1: the digest goes, each new case does not."""
        for event in ("to_check", "to_review", "digest"):
            say(lin, event=event, key=event)

        assert [mail.event for mail in Mail.objects.all()] == ["digest"]

    def test_a_mailbox_gets_so_many_a_day_and_one_that_says_so(self, lin, box, settings, now):
        """MSG-01: the first lines, one closing mail, and again the next day; the inbox has them all."""
        settings.MAIL_DAILY_PER_BOX = 3
        other = a_person("黄丽芬")
        with_mailbox(other, "huang@example.org")
        noon = localtime(now).replace(hour=12)
        for n in range(6):
            say(lin, *([other] if n > 3 else []), n=n, now=noon + timedelta(minutes=n))

        titles = list(Mail.objects.filter(person=lin).order_by("pk").values_list("title", flat=True))
        assert titles == [*(f"申报被退回修改 {n}" for n in range(3)), "今天还有更多消息，请登录查看"]
        assert Mail.objects.filter(person=other).count() == 2
        assert Message.objects.filter(person=lin).count() == 6
        assert Outbox.objects.filter(kind=SEND_MAIL).count() == 6
        say(lin, n=7, now=noon + timedelta(days=1))
        assert Mail.objects.filter(title="申报被退回修改 7").exists()

    def test_many_lines_cost_a_constant_number_of_statements(self, lin, now, django_assert_num_queries):
        """One statement while nobody wants mail; four more with many who do."""
        people = [lin, *(a_person(f"人{n}") for n in range(4))]
        with django_assert_num_queries(2):
            say(*people, now=now)
        for n, person in enumerate(people):
            with_mailbox(person, f"p{n}@example.org")
        with django_assert_num_queries(6):
            say(*people, n=2, now=now)

        assert Mail.objects.count() == 5

    def test_without_a_gateway_nothing_is_ordered(self, lin, box, settings):
        settings.MAIL_GATEWAY = ""
        say(lin)

        assert not Mail.objects.exists()


def queue_states():
    return list(Outbox.objects.filter(kind=SEND_MAIL).order_by("pk").values_list("state", flat=True))


class TestServer:
    @pytest.mark.parametrize("mode", ["ok", "slow"])
    def test_the_letter_says_who_and_that_a_machine_wrote_it(self, lin, box, server, settings, mode):
        settings.SITE_URL = "https://zhiping.example"
        server.mode = mode
        say(lin, title="职称评审结果公布", text="身份证450103198001010011有误，请查看。")
        drain_outbox()

        ((to, letter),) = server.taken
        mail = Mail.objects.get()
        body = letter.get_content()
        assert (to, letter["To"], letter["Auto-Submitted"]) == (
            ["lin@example.org"],
            "lin@example.org",
            "auto-generated",
        )
        assert (letter["Subject"], letter["Message-ID"]) == (
            "【职称评审】职称评审结果公布",
            f"<{mail.seal_id.hex}@zhiping.example>",
        )
        assert "no-reply@zhiping.example" in letter["From"]
        assert letter["Date"].datetime
        assert letter.get_content_type() == "text/plain"
        assert "450***********0011" in body
        assert "450103198001010011" not in body
        assert "https://zhiping.example/messages/" in body
        assert "https://zhiping.example/accounts/me/mail/" in body
        assert (mail.state, mail.error, queue().state) == (MailState.SENT, "", OutboxState.DONE)

    @pytest.mark.parametrize("title", ["公示\r\nBcc: evil@example.org", "公示\nX: 1\u2028Y: 2\x85Z", "公\x1b示"])
    def test_a_title_begins_no_field_of_its_own(self, lin, box, server, title):
        say(lin, title=title)
        drain_outbox()

        ((to, letter),) = server.taken
        assert to == ["lin@example.org"]
        assert (letter["Bcc"], letter["X"], letter["Y"]) == (None, None, None)
        assert letter["Subject"].strip() == f"【职称评审】{one_line(title)}"

    @pytest.mark.parametrize("mode", ["nobody", "late nobody", "bare", "off"])
    def test_a_mailbox_that_is_none_ends_the_mirror_and_is_told_in_the_inbox(self, lin, box, server, mode):
        server.mode = mode
        say(lin)
        say(lin, n=2)
        drain_outbox()

        box.refresh_from_db()
        line = Message.objects.get(event="mail_refused")
        assert (box.is_on, bool(box.refused_at), server.talks) == (False, True, 1)
        assert (states(), line.person) == ([MailState.FAILED, MailState.DROPPED], lin)
        assert "l***@example.org" in line.text
        assert not re.search(r"\blin\b", Mail.objects.first().error + MailTry.objects.get().answer)
        say(lin, n=3)
        assert Mail.objects.count() == 2

    @pytest.mark.parametrize("mode", ["grey", "closing", "cut", "down", "tls"])
    def test_what_surely_was_not_taken_is_tried_again(self, lin, box, server, settings, mode):
        server.mode = mode if mode not in {"down", "tls"} else "ok"
        settings.EMAIL_PORT = 1 if mode == "down" else server.port
        settings.EMAIL_USE_SSL = mode == "tls"  # the server speaks none: better no letter than one in clear
        say(lin)
        deliver_due()
        assert (states(), queue().state) == ([MailState.QUEUED], OutboxState.PENDING)
        assert queue().not_before > clock.machine() + timedelta(seconds=30)

        server.mode, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "ok", server.port, False
        due_again()

        assert (states(), len(server.taken)) == ([MailState.SENT], 1)
        assert list(MailTry.objects.values_list("outcome", flat=True)) == [MailTryOutcome.DOWN, MailTryOutcome.SENT]

    @pytest.mark.parametrize("mode", ["refuse", "relay", "no sender"])
    def test_a_letter_that_is_not_liked_ends_itself_and_not_the_mirror(self, lin, box, server, mode):
        """Neither spam nor what we set up wrongly says that nobody lives there."""
        server.mode = mode
        say(lin)
        drain_outbox()

        box.refresh_from_db()
        assert (states(), box.is_on, queue().state) == ([MailState.FAILED], True, OutboxState.FAILED)
        assert not Message.objects.filter(event="mail_refused").exists()

    @pytest.mark.parametrize("mode", ["other 2xx", "bad goodbye"])
    def test_a_letter_that_was_taken_is_not_sent_again_whatever_is_said_after(self, lin, box, server, mode):
        """SM3: any 2xx is a yes, and QUIT takes nothing back."""
        server.mode = mode
        say(lin)
        deliver_due()
        due_again()

        assert (states(), queue().state, len(server.taken)) == ([MailState.SENT], OutboxState.DONE, 1)

    @pytest.mark.parametrize("mode", ["nobody", "grey", "refuse", "late nobody", "relay", "bare"])
    def test_no_log_says_where_it_went(self, lin, box, server, caplog, mode):
        """SYS-08: smtplib's own errors name the recipient; nothing of them is logged, nor what the server repeats."""
        server.mode = mode
        say(lin)
        deliver_due()

        logged = [caplog.handler.format(each) for each in caplog.records if each.name.startswith("records")]
        assert logged
        assert not re.search(r"\blin\b", "".join(logged))

    def test_codes_leave_before_mail_and_a_silent_server_is_left_alone(self, lin, server, settings):
        """SM1: 25 mails to a server that does not answer cost one conversation, and the code goes first."""
        settings.EMAIL_PORT = 1
        for n in range(25):
            with_mailbox(a_person(f"人{n}"), f"p{n}@example.org")
        say(*(box.user for box in MailAddress.objects.all()))
        text_phone("13800138000", event="code.sign_in", text="验证码123456", key="code:1", secret="123456")
        deliver_outbox()

        assert Sms.objects.get().sent_at <= MailTry.objects.get().at
        assert set(states()) == {MailState.QUEUED}
        waiting = Outbox.objects.filter(kind=SEND_MAIL, state=OutboxState.PENDING)
        assert waiting.filter(not_before__gt=clock.machine() + timedelta(seconds=30)).count() == 25

    def test_one_worker_at_a_time_stands_before_the_server(self, lin, box, server):
        say(lin)
        Outbox.objects.update(state=OutboxState.SENDING, lease_until=clock.machine() + timedelta(minutes=1))
        with_mailbox(other := a_person("黄丽芬"), "huang@example.org")
        say(other, n=2)
        deliver_outbox()
        assert server.talks == 0

        Outbox.objects.update(lease_until=clock.machine())
        deliver_outbox()
        assert server.talks == 2

    @pytest.mark.parametrize("mode", ["hang", "drop", "odd"])
    def test_what_may_have_been_taken_is_never_sent_again_by_itself(self, lin, box, server, mode):
        """SM3: the ledger says so, and a person decides; the letter keeps its Message-ID."""
        server.mode = mode
        say(lin)
        deliver_due()
        server.mode = "ok"
        due_again()
        follow_up()

        assert (states(), queue().state, len(server.taken)) == ([MailState.UNKNOWN], OutboxState.FAILED, 1)
        mail = Mail.objects.get()
        assert "没有答复是否收下" in mail.error
        assert retry_mail(mail.pk, actor=lin)
        assert not retry_mail(mail.pk, actor=lin)
        drain_outbox()
        assert (states(), len({letter["Message-ID"] for _, letter in server.taken})) == ([MailState.SENT], 1)

    def test_a_worker_that_died_in_the_talk_leaves_it_in_doubt(self, lin, box, server):
        say(lin)
        MailTry.objects.create(mail=Mail.objects.get(), channel="邮件服务器", at=clock.machine())
        Outbox.objects.update(state=OutboxState.SENDING)
        drain_outbox()

        assert (states(), server.talks) == ([MailState.UNKNOWN], 0)

    def test_what_the_outbox_gave_up_is_marked(self, lin, box, server):
        server.mode = "grey"
        say(lin)
        Outbox.objects.update(created_at=clock.machine() - GIVE_UP - timedelta(hours=1))
        deliver_due()
        follow_up()
        follow_up()

        assert (states(), Mail.objects.get().error) == ([MailState.FAILED], "多次发送未成功。")


MODES = ("ok", "slow", "grey", "closing", "cut", "drop", "hang", "ok", "ok")


def test_a_bad_mail_server_loses_and_doubles_nothing(lin, server, settings, soak, proof):
    """SM3: each letter lies in its mailbox once, or the ledger says that nobody knows; none is lost silently."""
    number, chance = (1000, random.Random(5)) if soak else (24, random.Random(5))
    people = [a_person(f"人{n}") for n in range(number)]
    for n, person in enumerate(people):
        with_mailbox(person, f"p{n}@example.org")
    say(*people)
    for _ in range(50 * number):
        server.mode = chance.choice(MODES)
        Outbox.objects.open().update(not_before=clock.machine())
        if not deliver_due(limit=1 if server.mode == "hang" else 5):
            break

    taken = [to for to, _ in server.taken]
    unknown = {mail.address for mail in Mail.objects.filter(state=MailState.UNKNOWN)}
    assert set(states()) <= {MailState.SENT, MailState.UNKNOWN}
    assert len(taken) == len({to for (to,) in taken}), "none twice"
    assert {to for (to,) in taken} | unknown == {f"p{n}@example.org" for n in range(number)}, "none lost"
    proof("mail over a bad server", mails=number, talks=server.talks, unknown=len(unknown), lost=0, doubled=0)


class TestPages:
    @pytest.fixture
    def staff(self):
        person = a_person("系统管理员")
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        return person

    def test_staff_see_every_mail_masked_and_send_a_dead_one_again(self, client, staff, lin, box, server):
        """MSG-01: delivery states and failures; the address is masked, the ledger is read on record."""
        server.mode = "drop"
        say(lin)
        drain_outbox()
        mail = Mail.objects.get()
        client.force_login(staff)
        listed, one = (
            client.get(url).content.decode() for url in (reverse("messaging:mails"), f"/messages/mails/{mail.pk}/")
        )

        for page in (listed, one):
            assert "l***@example.org" in page
            assert "lin@example.org" not in page
            assert "结果不明" in page
        assert "可能已经收到" in one
        found = client.post(reverse("messaging:mails"), {"address": " LIN@example.org"}, follow=True).content.decode()
        assert "申报被退回修改 1" in found
        assert "申报被退回修改 1" not in client.get("/messages/mails/?state=sent").content.decode()
        server.mode = "ok"
        client.post(f"/messages/mails/{mail.pk}/retry/")
        drain_outbox()
        assert states() == [MailState.SENT]

    def test_a_search_for_nothing_is_the_plain_list(self, client, staff):
        client.force_login(staff)
        assert client.post("/messages/mails/", {"address": " "}).url == "/messages/mails/"

    def test_what_a_mail_says_is_kept_from_who_must_keep_away(self, client, staff, lin, box, monkeypatch):
        """E311: staff see that it went, and nothing of a case they are recused from."""
        say(lin, subject=("declaration", 7))
        say(lin, n=2, subject=("declaration", 8))
        monkeypatch.setattr(leaving, "_barrings", [lambda user, cases: {7} & set(cases) if user == staff else set()])
        client.force_login(staff)
        page = client.get("/messages/mails/").content.decode()

        assert "申报被退回修改 1" not in page
        assert "须回避" in page
        assert "申报被退回修改 2" in page
        found = {mail.subject_id: client.get(f"/messages/mails/{mail.pk}/").status_code for mail in Mail.objects.all()}
        assert found == {7: 404, 8: 200}

    def test_nobody_else_sees_it(self, client, lin, box):
        say(lin)
        client.force_login(a_clerk(a_place()))
        for url in ("/messages/mails/", f"/messages/mails/{Mail.objects.get().pk}/"):
            assert client.get(url).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_any_number(self, client, staff, lin, box, count, django_assert_max_num_queries):
        for n in range(count):
            say(lin, n=n)
        client.force_login(staff)
        with no_writes(), django_assert_max_num_queries(14):
            assert client.get("/messages/mails/").content.decode().count("详情") >= count

    def test_a_case_says_what_was_mailed(self, lin, box, django_assert_num_queries):
        """S27: beside the line stands its mail, and what became of it."""
        say(lin, subject=("declaration", 7))
        with django_assert_num_queries(2):
            rows = told_about("declaration", 7, own=lin.pk)

        assert [(row.where, row.to) for row in rows] == [("站内消息", "林小凤"), ("邮件", "林小凤")]
        assert rows[1].mail.state == MailState.QUEUED

"""Texts from order to receipt: once, in time, to the number of that moment, never a code twice (SM2, SM3, SM4)."""

from datetime import timedelta

import pytest

from accounts.orders import SEND_SMS, text_phone
from accounts.services import send_code
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.uitags import badge
from messaging import sending
from messaging.models import Sms, SmsTry
from messaging.sending import follow_up_texts
from messaging.services import Text, retry_sms, send_sms, text_people
from messaging.states import SmsState
from messaging.tasks import follow_up
from records.models import AuditEntry, Outbox
from records.services.outbox import deliver_due, drain_outbox
from records.states import OutboxState
from tests.accounts.making import a_phone

pytestmark = pytest.mark.django_db
WORDS = "【职称评审】韦秀兰老师：您的申报已审核通过，请登录系统缴费。"


def order(key="payment:1", phone="19000000001", **more):
    return send_sms(phone, event="payment", text=WORDS, key=key, subject=("declaration", 7), **more)


def queue():
    return Outbox.objects.get(kind=SEND_SMS)


def due_again():
    """As if the pause had gone by."""
    Outbox.objects.update(not_before=clock.machine())
    deliver_due()


def died_in_the_call(sms):
    """A worker wrote that it would call, and was never heard of again."""
    SmsTry.objects.create(
        sms=sms,
        channel="政务短信网关",
        reference=sms.reference,
        parts=1,
        phone_index=sms.phone_index,
        at=clock.machine(),
    )
    Outbox.objects.update(state=OutboxState.SENDING)


def states():
    return [SmsState(sms.state) for sms in Sms.objects.order_by("pk")]


class TestOrdering:
    def test_the_ledger_knows_it_before_it_leaves(self):
        sms = order(person_id=3)

        assert (sms.state, sms.text, sms.person_id, sms.event) == (SmsState.QUEUED, WORDS, 3, "payment")
        assert (sms.subject_kind, sms.subject_id) == ("declaration", 7)
        assert queue().payload == {"sms": "payment:1"}

    def test_one_occasion_is_one_text(self):
        assert order() == order()
        drain_outbox()

        assert states() == [SmsState.SENT]

    def test_many_in_a_constant_number_of_statements(self, now, django_assert_num_queries):
        texts = [Text(phone=a_phone(), text=WORDS, key=f"payment:{n}") for n in range(3)]

        with django_assert_num_queries(2):
            text_people("payment", texts, now=now)
        text_people("payment", [*texts, Text(phone="", text=WORDS, key="payment:9")], now=now)

        assert Sms.objects.count() == Outbox.objects.count() == 3

    def test_no_id_number_leaves_whatever_was_typed(self):
        sms = send_sms(
            "19000000001", event="returned", text="身份证450103198001010011有误，请致电18977112233", key="r:1"
        )

        assert sms.text == "身份证450***********0011有误，请致电18977112233"

    def test_the_number_is_sealed_and_frozen(self, lin):
        sms = order(phone=lin.phone)
        was, lin.phone = lin.phone, a_phone()
        lin.save(update_fields=["phone"])

        drain_outbox()

        assert Sms.objects.get().phone == was
        assert was not in str(Sms.objects.filter(pk=sms.pk).values("phone_index", "key", "text").get())


class TestSending:
    def test_the_local_default_keeps_it_readable(self):
        order()
        drain_outbox()

        sms = Sms.objects.get()
        assert (sms.state, sms.provider, sms.text) == (SmsState.SENT, "本机记录", WORDS)
        assert sms.provider_ref.startswith("local-")
        assert queue().state == OutboxState.DONE

    def test_by_the_gateway_and_its_receipt(self, gateway):
        order()
        drain_outbox()
        gateway.states[Sms.objects.get().reference] = "delivered"
        follow_up()

        assert [text["text"] for text in gateway.taken] == [WORDS]
        assert states() == [SmsState.DELIVERED]
        assert follow_up_texts() == 0

    def test_not_delivered_by_the_operator_is_seen(self, gateway):
        order()
        drain_outbox()
        gateway.states[Sms.objects.get().reference] = "failed"
        follow_up_texts()

        assert states() == [SmsState.FAILED]
        assert Sms.objects.get().error == "运营商未能送达。"

    @pytest.mark.parametrize("mode", ["busy", "down"])
    def test_what_surely_was_not_sent_is_tried_again(self, gateway, settings, mode):
        gateway.mode = mode
        if mode == "down":
            settings.SMS_GATEWAY_OPTIONS = gateway.options(base_url="http://127.0.0.1:1/v1")
        order()
        deliver_due()
        assert (states(), queue().state) == ([SmsState.QUEUED], OutboxState.PENDING)
        gateway.mode, settings.SMS_GATEWAY_OPTIONS = "ok", gateway.options()

        due_again()

        assert states() == [SmsState.SENT]
        assert len(gateway.taken) == 1

    @pytest.mark.parametrize("mode", ["drop", "late"])
    def test_what_may_have_been_sent_is_asked_about_and_not_sent_twice(self, gateway, mode):
        gateway.mode = mode
        order()
        deliver_due()
        assert (states(), queue().state) == ([SmsState.UNKNOWN], OutboxState.UNKNOWN)
        gateway.mode = "ok"

        due_again()

        assert states() == [SmsState.SENT]
        assert len(gateway.taken) == 1
        assert [call.split()[0] for call in gateway.calls] == ["POST", "GET"]

    @pytest.mark.parametrize("mode", ["error", "hang"])
    def test_what_never_arrived_is_asked_about_and_sent_then(self, gateway, mode):
        gateway.mode = mode
        order()
        deliver_due()
        gateway.mode = "ok"

        due_again()

        assert states() == [SmsState.SENT]
        assert [call.split()[0] for call in gateway.calls] == ["POST", "GET", "POST"]

    def test_while_the_gateway_gives_no_answer_the_question_stays_open(self, gateway):
        gateway.mode = "drop"
        order()
        deliver_due()
        gateway.states[Sms.objects.get().reference] = "who knows"
        gateway.mode = "ok"

        due_again()

        assert queue().state == OutboxState.UNKNOWN
        assert len(gateway.taken) == 1

    def test_a_refusal_is_final(self, gateway):
        gateway.mode = "refuse"
        order()
        drain_outbox()

        assert (states(), queue().state) == ([SmsState.FAILED], OutboxState.FAILED)
        assert "190****0001" in Sms.objects.get().error

    def test_a_worker_that_died_after_the_ledger_sends_nothing_more(self, gateway):
        sms = order()
        drain_outbox()
        Outbox.objects.update(state=OutboxState.PENDING, done_at=None)

        drain_outbox()

        assert len(gateway.taken) == 1
        assert queue().provider_ref == "gw-1"
        sms.refresh_from_db()
        assert sms.state == SmsState.SENT

    def test_a_worker_that_died_in_the_call_asks_first(self, gateway):
        sms = order()
        gateway.take({"reference": sms.reference})
        died_in_the_call(sms)

        drain_outbox()

        assert len(gateway.taken) == 1
        assert states() == [SmsState.SENT]


class TestTooLate:
    def test_after_its_hour_nothing_is_sent(self, gateway, now):
        order(expires_at=now + timedelta(minutes=10))
        Outbox.objects.update(expires_at=clock.machine())

        drain_outbox()
        Sms.objects.update(expires_at=clock.machine())
        follow_up_texts()

        assert gateway.taken == []
        assert states() == [SmsState.EXPIRED]

    def test_the_hour_is_of_the_law_clock_and_the_queue_of_the_machines(self, now):
        with clock.law_moved(timedelta(days=-800)):
            law = clock.law()
            order(expires_at=law + timedelta(minutes=10))

        left = queue().expires_at - clock.machine()
        assert timedelta(minutes=9) < left <= timedelta(minutes=10)

    def test_given_up_after_a_day_it_stands_in_the_list_of_failures(self, gateway):
        gateway.mode = "busy"
        order()
        Outbox.objects.update(created_at=clock.machine() - timedelta(hours=25))
        deliver_due()

        follow_up_texts()

        assert states() == [SmsState.FAILED]
        assert Sms.objects.get().error == "网关要求稍后再试。"

    def test_receipts_are_asked_for_while_the_gateway_answers(self, gateway, settings):
        order()
        drain_outbox()
        settings.SMS_GATEWAY_OPTIONS = gateway.options(base_url="http://127.0.0.1:1/v1")

        assert follow_up_texts() == 0
        assert states() == [SmsState.SENT]


class TestCodes:
    def ask(self):
        send_code(phone="19000000001", purpose=CodePurpose.REGISTER, binding="b")

    def test_the_phone_gets_the_code_and_the_ledger_does_not(self, gateway):
        self.ask()
        drain_outbox()

        sms, [sent] = Sms.objects.get(), gateway.taken
        assert "******" in sms.text
        assert "******" not in sent["text"]
        assert (sent["phone"], sms.state, sms.event) == ("19000000001", SmsState.SENT, "code.register")

    def test_in_the_demo_the_ledger_shows_it(self, settings):
        settings.DEMO = True
        self.ask()
        drain_outbox()

        assert "******" not in Sms.objects.get().text

    @pytest.mark.parametrize("mode", ["error", "drop"])
    def test_one_of_unknown_fate_is_never_sent_again(self, gateway, mode):
        gateway.mode = mode
        self.ask()
        deliver_due()
        before, gateway.mode = len(gateway.taken), "ok"

        due_again()

        assert len(gateway.taken) == before
        assert [call.split()[0] for call in gateway.calls].count("POST") == 1
        assert states() == [SmsState.SENT if mode == "drop" else SmsState.FAILED]

    def test_nor_when_the_worker_died_in_the_call(self, gateway):
        self.ask()
        sms, _ = sending._ordered(queue().payload)
        died_in_the_call(sms)

        drain_outbox()

        assert gateway.taken == []
        assert states() == [SmsState.FAILED]

    def test_after_five_minutes_it_is_not_sent(self, gateway):
        self.ask()
        Outbox.objects.update(expires_at=clock.machine())

        drain_outbox()

        assert gateway.taken == []


class TestRetrying:
    def dead(self, gateway):
        gateway.mode = "refuse"
        order()
        drain_outbox()
        gateway.mode = "ok"
        return Sms.objects.get()

    def test_a_person_tries_a_dead_one_again(self, gateway, lin):
        sms = self.dead(gateway)

        assert retry_sms(sms.pk, actor=lin)
        drain_outbox()

        assert states() == [SmsState.SENT]
        assert AuditEntry.objects.get().event == "sms.repeated"

    def test_not_what_was_sent_and_never_a_code(self, gateway, lin):
        order()
        drain_outbox()
        text_phone("19000000001", event="code.register", text="验证码 123456", key="code:1", secret="123456")
        gateway.mode = "refuse"
        drain_outbox()

        assert [retry_sms(sms.pk, actor=lin) for sms in Sms.objects.all()] == [False, False]


@pytest.mark.parametrize("state", SmsState.values)
def test_every_state_has_a_look_that_can_be_drawn(state):
    """The ledger opens whatever became of a text (MSG-02)."""
    assert "<svg" in badge(SmsState(state).look)

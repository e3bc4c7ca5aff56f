"""Ways, limits and receipts: another provider when one fails or is slow, nothing at night, every receipt once (SM1, SM3)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.services import send_code
from accounts.states import CodePurpose
from config.lib import clock
from messaging.limits import quiet_until
from messaging.models import Sms, SmsTry
from messaging.routing import ill_channels
from messaging.sending import follow_up_texts
from messaging.services import Text, retry_sms, send_sms, text_people
from messaging.states import SmsState, TryOutcome
from records.models import Outbox
from records.services.outbox import deliver_due, drain_outbox
from records.states import OutboxState
from tests.accounts.making import a_person, a_phone
from tests.messaging.conftest import HTTP, TENCENT
from tests.standins.clouds import TencentStandIn

pytestmark = pytest.mark.django_db
WORDS = "【职称评审】韦秀兰老师：您的申报已审核通过，请登录系统缴费。"
KEY = "a-secret-part-of-an-address"
GOV, ALI = "政务短信网关", "阿里云短信"


def order(number=1, phone="19000000001", **more):
    return send_sms(phone, event="payment", text=WORDS, key=f"payment:{number}", **more)


def state():
    return SmsState(Sms.objects.get().state)


def due_again():
    Outbox.objects.open().update(not_before=clock.machine())
    deliver_due()


def tries(channel, number, outcome, *, ago=timedelta(minutes=7), arrived=None):
    sms = order(f"{channel}{outcome}{arrived}")
    at = clock.machine() - ago
    row = {"sms": sms, "reference": "r", "channel": channel, "outcome": outcome, "parts": 1, "phone_index": "x"}
    return SmsTry.objects.bulk_create(
        SmsTry(**row, at=at, arrived_at=at + arrived if arrived else None) for _ in range(number)
    )


class TestWays:
    def test_what_the_first_surely_did_not_take_goes_by_the_next_at_once(self, gateway, spare):
        """SM3: a code has five minutes, it does not wait for the first provider to come back."""
        gateway.mode = "busy"
        send_code(phone="19000000001", purpose=CodePurpose.REGISTER, binding="b")

        drain_outbox()

        assert (gateway.taken, len(spare.taken), state()) == ([], 1, SmsState.SENT)
        assert list(SmsTry.objects.values_list("channel", "outcome")) == [(GOV, "down"), (ALI, "sent")]

    def test_what_the_first_may_have_taken_is_asked_of_the_first(self, gateway, spare):
        """SM2: never by another way before it is known."""
        gateway.mode = "drop"
        order()
        deliver_due()
        gateway.mode = "hang"
        due_again()
        assert (state(), spare.taken) == (SmsState.UNKNOWN, [])
        gateway.mode = "ok"

        due_again()

        assert (state(), len(gateway.taken), spare.taken) == (SmsState.SENT, 1, [])

    def test_one_that_fails_too_often_is_passed_over_and_tried_again_later(self, gateway, spare):
        tries(GOV, 5, TryOutcome.UNKNOWN)
        Outbox.objects.all().delete()
        order("now")
        drain_outbox()
        assert (len(gateway.taken), len(spare.taken)) == (0, 1)

        SmsTry.objects.update(at=clock.machine() - timedelta(minutes=16))
        order("later", a_phone())
        drain_outbox()

        assert (len(gateway.taken), len(spare.taken)) == (1, 1)

    @pytest.mark.parametrize(("slow", "ill"), [(1, False), (2, True)])
    def test_slow_is_15_percent_over_five_minutes(self, slow, ill):
        """SM3 (Notify's rule)."""
        tries(GOV, 10 - slow, TryOutcome.SENT, arrived=timedelta(seconds=20))
        tries(GOV, slow, TryOutcome.SENT, arrived=timedelta(minutes=6))

        assert (GOV in ill_channels(clock.machine())) is ill

    def test_where_receipts_never_come_nobody_is_called_slow(self):
        tries(GOV, 10, TryOutcome.SENT)

        assert ill_channels(clock.machine()) == {}

    def test_when_all_are_ill_the_first_is_still_tried(self, gateway, spare):
        tries(GOV, 5, TryOutcome.UNKNOWN)
        tries(ALI, 5, TryOutcome.DOWN)
        Outbox.objects.all().delete()
        order("now")

        drain_outbox()

        assert len(gateway.taken) == 1


class TestLimits:
    @pytest.mark.parametrize(
        ("at", "until"),
        [
            ("2024-08-01T20:59:59+08:00", None),
            ("2024-08-01T21:00:00+08:00", "2024-08-02T08:00:00+08:00"),
            ("2024-08-02T07:59:59+08:00", "2024-08-02T08:00:00+08:00"),
            ("2024-08-02T08:00:00+08:00", None),
        ],
    )
    def test_nights_are_of_the_law_clock(self, settings, at, until):
        settings.SMS_QUIET = "21:00-08:00"
        found = quiet_until(clock.datetime.fromisoformat(at))

        assert (found.isoformat() if found else None) == until

    def test_at_night_a_text_waits_and_what_would_be_over_by_then_does_not(self, settings, gateway):
        settings.SMS_QUIET = "21:00-08:00"
        with clock.law_at(clock.datetime.fromisoformat("2024-08-01T23:00:00+08:00")):
            order(1)
            order(2, a_phone(), expires_at=clock.law() + timedelta(hours=2))
            send_code(phone=a_phone(), purpose=CodePurpose.REGISTER, binding="b")
            drain_outbox()
            assert len(gateway.taken) == 2
            wait = Outbox.objects.open().get().not_before - clock.machine()
            assert timedelta(hours=8, minutes=59) < wait <= timedelta(hours=9)
            Outbox.objects.update(not_before=clock.machine())
            drain_outbox()
            assert len(gateway.taken) == 2, "a retry does not ring at night either"

        Outbox.objects.update(not_before=clock.machine())
        with clock.law_at(clock.datetime.fromisoformat("2024-08-02T08:00:00+08:00")):
            drain_outbox()

        assert len(gateway.taken) == 3

    def test_too_many_to_one_number_wait_for_tomorrow_and_codes_do_not_count(self, settings, gateway):
        """SM1."""
        settings.SMS_DAILY_PER_NUMBER = 2
        for number in range(3):
            send_sms("19000000001", event="payment", text=f"【职称评审】第{number}条", key=f"p:{number}")
        send_code(phone="19000000001", purpose=CodePurpose.REGISTER, binding="b")

        drain_outbox()

        waiting = Outbox.objects.open().get()
        assert (len(gateway.taken), waiting.attempts) == (3, 0)
        assert "上限" in waiting.error
        SmsTry.objects.update(at=clock.machine() - timedelta(days=1))
        due_again()
        assert len(gateway.taken) == 4

    def test_a_spent_budget_holds_texts_back_and_keeps_codes_for_themselves(self, settings, gateway):
        """SM1: a flood of codes does not eat the payment notices, nor the other way round."""
        settings.SMS_DAILY_PARTS, settings.SMS_DAILY_CODES = 1, 1
        order(1)
        order(2, a_phone())
        for _ in range(2):
            send_code(phone=a_phone(), purpose=CodePurpose.REGISTER, binding="b")

        drain_outbox()

        assert len(gateway.taken) == 2
        assert "额度" in Outbox.objects.open().get().error
        assert Outbox.objects.dead().get().error == "今日验证码额度已用完。"

    def test_the_same_words_ring_at_one_number_once(self, now, gateway):
        person = a_person()
        said = {"phone": person.phone, "text": WORDS}
        text_people("payment", [Text(**said, key="as-applicant"), Text(**said, key="as-clerk")], now=now)

        drain_outbox()

        assert len(gateway.taken) == 1
        assert Sms.objects.get().key == "as-applicant"


class TestReceipts:
    @pytest.fixture
    def reporting(self, settings, gateway):
        settings.SMS_GATEWAY_OPTIONS = gateway.options(receipt_key=KEY)
        return gateway

    def post(self, client, gateway, *rows, body=None, **headers):
        where = reverse("messaging:receipts", args=[KEY])
        told, body = gateway.report(where, *rows, body=body)
        told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (told | headers).items()}
        return client.post(where, body, content_type="application/json", **told)

    @pytest.mark.parametrize(
        "order_of_them",
        [["delivered"], ["delivered", "delivered"], ["accepted", "delivered"], ["delivered", "failed", "accepted"],
         ["failed", "delivered", "failed"]],
    )  # fmt: skip
    def test_twice_and_out_of_order_they_end_the_same(self, client, reporting, order_of_them):
        """SM3: delivered is the last word."""
        order()
        drain_outbox()

        for each in order_of_them:
            assert self.post(client, reporting, (Sms.objects.get().reference, each)).json() == {"code": 0}

        assert state() is SmsState.DELIVERED
        assert SmsTry.objects.get().arrived_at
        assert follow_up_texts() == 0

    def test_a_receipt_settles_what_was_unknown_and_nothing_is_asked_or_sent(self, client, reporting):
        reporting.mode = "drop"
        order()
        deliver_due()
        reporting.mode = "ok"

        self.post(client, reporting, (Sms.objects.get().reference, "delivered"))
        due_again()

        assert (state(), len(reporting.taken), len(reporting.calls)) == (SmsState.DELIVERED, 1, 1)
        assert Outbox.objects.get().state == OutboxState.DONE

    def test_of_what_was_sent_anew_an_old_failure_says_nothing(self, client, reporting, lin):
        order()
        drain_outbox()
        old = Sms.objects.get().reference
        self.post(client, reporting, (old, "failed"))
        assert retry_sms(Sms.objects.get().pk, actor=lin)
        drain_outbox()

        self.post(client, reporting, (old, "failed"))

        assert state() is SmsState.SENT
        assert [each["reference"] for each in reporting.taken] == [old, f"{old}-1"]

    def test_what_may_have_gone_is_asked_about_before_a_person_sends_it_anew(self, reporting, lin):
        reporting.mode = "drop"
        order()
        deliver_due()
        Outbox.objects.update(state=OutboxState.FAILED)
        Sms.objects.update(state=SmsState.FAILED)
        reporting.mode = "ok"

        assert retry_sms(Sms.objects.get().pk, actor=lin)
        drain_outbox()

        assert (state(), len(reporting.taken)) == (SmsState.SENT, 1)

    @pytest.mark.parametrize(
        "body", [b'{"receipts": 7}', b'{"receipts": {"a": 1}}', b'{"receipts": [7]}', b"{}", b"[]", b"[" * 9_000]
    )
    def test_what_is_signed_and_no_list_is_refused(self, client, reporting, body):
        """SM3: 400, not a crash."""
        assert self.post(client, reporting, body=body).status_code == 400

    def test_strangers_old_copies_and_noise_change_nothing(self, client, reporting):
        order()
        drain_outbox()
        reference = Sms.objects.get().reference
        old = str(int(clock.machine().timestamp()) - 301)

        assert client.post("/messages/receipts/guessed/", b"{}", content_type="application/json").status_code == 404
        assert self.post(client, reporting, (reference, "delivered"), **{"X-Timestamp": old}).status_code == 400
        assert self.post(client, reporting, (reference, "delivered"), **{"X-Signature": "0"}).status_code == 400
        assert self.post(client, reporting, ("f" * 32, "delivered"), ("?", "failed")).json() == {"code": 0}
        assert state() is SmsState.SENT

    def test_clouds_report_by_our_reference_or_by_their_number(self, client, settings, gateway, spare):
        with TencentStandIn() as tencent:
            settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = TENCENT, tencent.options(receipt_key=KEY)
            settings.SMS_SPARES = [{"adapter": settings.SMS_SPARES[0]["adapter"],
                                    "options": spare.options(receipt_key=KEY + "2")}]  # fmt: skip
            order(1)
            drain_outbox()
            tencent.mode = "broke"
            order(2, a_phone())
            drain_outbox()
            for cloud, key in ((tencent, KEY), (spare, KEY + "2")):
                cloud.fates = dict.fromkeys(cloud.fates, "delivered")
                where = reverse("messaging:receipts", args=[key])
                told = client.post(where, json.dumps(cloud.reports()), content_type="application/json").json()
                assert 0 in told.values()

        assert set(Sms.objects.values_list("state", "provider")) == {("delivered", "腾讯云短信"), ("delivered", ALI)}


MIXES = {
    "cut lines": (HTTP, ["ok", "drop", "ok", "late", "ok", "error"]),
    "busy and hanging": ("messaging.gateways.aliyun.AliyunSms", ["busy", "ok", "hang", "ok", "broke", "drop"]),
    "receipts twice and out of order": (TENCENT, ["ok", "late", "ok", "busy", "drop", "ok"]),
}


@pytest.mark.parametrize("mix", MIXES)
def test_a_bad_provider_loses_and_doubles_nothing(mix, gateway, spare, settings, soak, proof, client):
    """SM3: every text lies on its phone, once, whatever its provider did; asked before any second try."""
    adapter, days = MIXES[mix]
    number = 1000 if soak else 30
    with TencentStandIn() as tencent:
        first = {HTTP: gateway, TENCENT: tencent}.get(adapter, spare)
        settings.SMS_DAILY_PER_NUMBER = settings.SMS_DAILY_PARTS = 0
        settings.SMS_GATEWAY, settings.SMS_SPARES = adapter, []
        patience = {"settles": 600} if first is tencent else {}  # its details show only what a receipt came for
        settings.SMS_GATEWAY_OPTIONS = first.options(receipt_key=KEY, timeout=(1.0, 0.2), **patience)
        texts = [Text(phone=f"190{n:08d}", text=WORDS, key=f"payment:{n}") for n in range(number)]
        text_people("payment", texts, now=clock.law())
        for turn in range(200):
            first.mode = days[turn % len(days)]
            Outbox.objects.open().update(not_before=clock.machine())
            deliver_due(limit=5 if first.mode == "hang" else number // 5)
            if first is tencent:
                receipts_at_random(client, tencent, turn)
            if not Outbox.objects.open().exists():
                break
        taken, calls = first.taken, first.calls

    assert {text["phone"] for text in taken} == {sms.phone for sms in Sms.objects.all()}
    assert len(taken) == number
    assert set(Sms.objects.values_list("state", flat=True)) <= {SmsState.SENT, SmsState.DELIVERED}
    proof(f"texts over a provider with {mix}", texts=number, calls=len(calls), lost=0, doubled=0)


def receipts_at_random(client, cloud, turn):
    """Every second one of what went, twice, the last first; the cloud's details show only what has a receipt."""
    fresh = [each for each in cloud.taken[turn % 2 :: 2] if cloud.fates[each["reference"]] == "accepted"]
    cloud.fates |= {each["reference"]: "delivered" for each in fresh}
    news = [each for each in cloud.reports() if each["sid"] in {one["id"] for one in fresh}]
    reports = json.dumps([*reversed(news), *news])
    client.post(reverse("messaging:receipts", args=[KEY]), reports, content_type="application/json")

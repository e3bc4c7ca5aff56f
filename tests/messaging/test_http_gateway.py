"""The government gateway's adapter against the stand-in: each bad day is told apart (SM3)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.lib import clock
from messaging.exceptions import GatewayDown
from messaging.gateways import Asked
from messaging.gateways.http import GenericHttpSms
from messaging.gateways.local import LocalGateway
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable
from tests.standins.sms import SmsStandIn


@pytest.fixture
def standin():
    with SmsStandIn() as running:
        yield running


@pytest.fixture
def provider(standin):
    return GenericHttpSms(**standin.options())


def ask(provider, reference):
    return provider.query(Asked(reference, "19000000001", clock.machine()))


def send(provider, reference="ref-1"):
    return provider.send("19000000001", "【职称评审】请登录系统查看。", reference)


def test_a_text_is_handed_over_and_asked_about(standin, provider):
    assert send(provider) == "gw-1"
    assert standin.taken == [{"reference": "ref-1", "phone": "19000000001", "text": "【职称评审】请登录系统查看。"}]
    assert ask(provider, "ref-1") is Fate.ACCEPTED
    standin.states["ref-1"] = "delivered"
    assert ask(provider, "ref-1") is Fate.DELIVERED
    standin.states["ref-1"] = "failed"
    assert ask(provider, "ref-1") is Fate.REFUSED
    standin.states["ref-1"] = "who knows"
    assert ask(provider, "ref-1") is Fate.UNCLEAR
    assert ask(provider, "ref-2") is Fate.ABSENT


@pytest.mark.parametrize(
    ("mode", "raised", "taken"),
    [
        ("busy", GatewayDown, 0),
        ("refuse", Undeliverable, 0),
        ("error", OutcomeUnknown, 0),
        ("hang", OutcomeUnknown, 0),
        ("drop", OutcomeUnknown, 1),
        ("late", OutcomeUnknown, 1),
    ],
)
def test_each_bad_day_has_its_own_answer(standin, provider, mode, raised, taken):
    standin.mode = mode

    with pytest.raises(raised):
        send(provider)

    assert len(standin.taken) == taken


def test_a_refusal_says_why_without_the_number(standin, provider):
    standin.mode = "refuse"

    with pytest.raises(Undeliverable, match=r"190\*\*\*\*0001 在黑名单中"):
        send(provider)


def test_where_nobody_listens_surely_nothing_was_sent(standin, provider):
    closed = GenericHttpSms(**standin.options(base_url="http://127.0.0.1:1/v1"))

    with pytest.raises(GatewayDown):
        send(closed)
    with pytest.raises(GatewayDown):
        ask(closed, "ref-1")


def test_a_silent_gateway_has_no_answer_to_a_question_either(standin, provider):
    standin.mode = "hang"

    with pytest.raises(GatewayDown):
        ask(provider, "ref-1")


def test_a_wrong_secret_is_refused_for_good(standin):
    stranger = GenericHttpSms(**standin.options(secret="guessed"))

    with pytest.raises(Undeliverable, match="签名不正确"):
        send(stranger)
    with pytest.raises(GatewayDown):
        ask(stranger, "ref-1")


@pytest.mark.parametrize("noise", [b"}{", b"[1]", b""])
def test_an_answer_that_is_no_json_object_says_nothing(standin, provider, noise):
    standin.noise = noise

    with pytest.raises(OutcomeUnknown):
        send(provider)


def test_plain_http_only_on_loopback_or_when_said():
    with pytest.raises(ImproperlyConfigured):
        GenericHttpSms(base_url="http://sms.gov.example/v1", app_id="a", secret="b")

    assert GenericHttpSms(base_url="http://sms.gov.example/v1", app_id="a", secret="b", plain_http=True)
    assert GenericHttpSms(base_url="https://sms.gov.example/v1", app_id="a", secret="b")


def test_the_local_default_delivers_at_once():
    local = LocalGateway()

    assert local.send("19000000001", "…", "0123456789abcdef") == "local-0123456789ab"
    assert ask(local, "0123456789abcdef") is Fate.DELIVERED

import pytest

from config.lib import clock
from messaging import gateways
from tests.accounts.making import a_person
from tests.standins.clouds import AliyunStandIn
from tests.standins.sms import SmsStandIn


@pytest.fixture(autouse=True)
def nobody_is_nudged(settings):
    settings.OUTBOX_NUDGE = False


@pytest.fixture
def now(db):
    return clock.law()


@pytest.fixture
def lin(db):
    return a_person("林小凤")


HTTP = "messaging.gateways.http.GenericHttpSms"
ALIYUN = "messaging.gateways.aliyun.AliyunSms"
TENCENT = "messaging.gateways.tencent.TencentSms"


@pytest.fixture(autouse=True)
def channels_made_anew():
    yield
    gateways._made.cache_clear()


@pytest.fixture
def gateway(settings):
    """The stand-in, set as the provider of this test."""
    with SmsStandIn() as running:
        settings.SMS_GATEWAY = HTTP
        settings.SMS_GATEWAY_OPTIONS = running.options()
        yield running


@pytest.fixture
def spare(settings, gateway):
    """A second channel, taken when the first does not do."""
    with AliyunStandIn() as running:
        settings.SMS_SPARES = [{"adapter": ALIYUN, "options": running.options()}]
        yield running

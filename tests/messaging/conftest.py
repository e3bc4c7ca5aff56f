import pytest

from config.lib import clock
from messaging import gateways
from tests.accounts.making import a_person
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


@pytest.fixture
def gateway(settings):
    """The stand-in, set as the provider of this test."""
    with SmsStandIn() as running:
        settings.SMS_GATEWAY = "messaging.gateways.http.GenericHttpSms"
        settings.SMS_GATEWAY_OPTIONS = running.options()
        gateways._made.cache_clear()
        yield running
    gateways._made.cache_clear()

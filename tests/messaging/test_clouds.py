"""Both clouds against stand-ins that check every signature: what was approved is what the phone shows (SM3, A-04)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.lib import clock
from messaging.exceptions import GatewayDown, ReceiptForged
from messaging.gateways import Asked, Receipt
from messaging.gateways.aliyun import VARIABLE, AliyunSms
from messaging.gateways.approved import Approved
from messaging.gateways.tencent import TencentSms
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable
from tests.standins.clouds import AliyunStandIn, TencentStandIn

CLOUDS = [(AliyunStandIn, AliyunSms), (TencentStandIn, TencentSms)]
PHONE = "19000000001"
PAY = "【职称评审】韦秀兰老师：您的申报已审核通过，请登录系统缴费。"


@pytest.fixture(params=CLOUDS, ids=["aliyun", "tencent"])
def both(request):
    standin, adapter = request.param
    with standin() as running:
        yield running, adapter


def ask(provider, reference="ref-1", *, at=None):
    return provider.query(Asked(reference, PHONE, at or clock.machine()))


def test_the_phone_shows_the_ledgers_words_and_its_fate_is_found(both):
    """A-04, MSG-02: signature, template and variables are read off the text; the reference comes back."""
    cloud, adapter = both
    provider = adapter(**cloud.options())

    assert provider.send(PHONE, PAY, "ref-1") == "1^0"
    assert cloud.taken == [{"reference": "ref-1", "phone": PHONE, "text": PAY, "id": "1^0"}]
    for fate, found in (("delivered", Fate.DELIVERED), ("failed", Fate.REFUSED)):
        cloud.fates["ref-1"] = fate
        assert ask(provider) is found
    assert ask(provider, "ref-2") is Fate.ABSENT


@pytest.mark.parametrize(
    ("mode", "raised", "taken"),
    [
        ("busy", GatewayDown, 0),
        ("broke", GatewayDown, 0),
        ("refuse", Undeliverable, 0),
        ("error", OutcomeUnknown, 0),
        ("hang", OutcomeUnknown, 0),
        ("drop", OutcomeUnknown, 1),
        ("late", OutcomeUnknown, 1),
    ],
)
def test_each_bad_day_has_its_own_answer(both, mode, raised, taken):
    cloud, adapter = both
    cloud.mode = mode

    with pytest.raises(raised) as told:
        adapter(**cloud.options()).send(PHONE, PAY, "ref-1")

    assert len(cloud.taken) == taken
    assert PHONE not in str(told.value)


def test_what_just_went_and_is_not_there_yet_may_still_come(both):
    """SM3: absence proves something only when the provider had time to show it."""
    cloud, adapter = both
    provider = adapter(**cloud.options(settles=600))

    assert ask(provider) is Fate.UNCLEAR
    assert ask(provider, at=clock.machine() - timedelta(minutes=11)) is Fate.ABSENT


@pytest.mark.parametrize(("cloud", "secret"), [(AliyunStandIn, "key_secret"), (TencentStandIn, "secret_key")])
def test_a_wrong_secret_is_our_fault_and_loses_no_text(cloud, secret):
    """The text waits, or takes another way, until the setting is right."""
    adapter = dict(CLOUDS)[cloud]
    with cloud() as running:
        stranger = adapter(**running.options(**{secret: "guessed"}))

        with pytest.raises(GatewayDown, match="Signature"):
            stranger.send(PHONE, PAY, "ref-1")
        with pytest.raises(GatewayDown):
            ask(stranger)


def test_words_nobody_approved_are_refused_and_not_bent(both):
    cloud, adapter = both
    provider = adapter(**cloud.options())

    for text in ("【职称评审】韦秀兰老师：请速缴费。", "没有签名"):
        with pytest.raises(Undeliverable):
            provider.send(PHONE, text, "ref-1")
    assert cloud.calls == []


@pytest.mark.parametrize(
    ("approved", "text", "values"),
    [
        ("${a}老师：请于${b}前办理。", "韦秀兰老师：请于8月1日前办理。", {"a": "韦秀兰", "b": "8月1日"}),
        ("您好${a}", "您好", None),
        ("${a}和${a}", "甲和甲", {"a": "甲"}),
        ("${a}和${a}", "甲和乙", None),
        ("不变的话。", "不变的话。", {}),
        ("前${a}后", "前和后和后", {"a": "和后和"}),
        ("${a}前${b}前", "一前二前三前", {"a": "一", "b": "二前三"}),
    ],
)
def test_variables_are_read_off_a_text(approved, text, values):
    assert Approved.of("1", approved, VARIABLE).values_in(text) == values


def test_reports_are_lists_and_nothing_else(both):
    cloud, adapter = both
    provider = adapter(**cloud.options())
    row = [{"out_id": "r", "biz_id": "7", "success": True, "sid": "7", "report_status": "SUCCESS"}]
    said = str(row).replace("'", '"').replace("True", "true").encode()

    [receipt] = provider.receipts("/", {}, said)

    assert receipt == Receipt(Fate.DELIVERED, "r" if adapter is AliyunSms else "", "7")
    for noise in (b"}{", b"{}", b"[1]"):
        with pytest.raises(ReceiptForged):
            provider.receipts("/", {}, noise)


def test_an_address_one_could_guess_is_refused(both):
    cloud, adapter = both

    with pytest.raises(ImproperlyConfigured):
        adapter(**cloud.options(receipt_key="short"))

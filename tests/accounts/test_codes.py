"""Codes by SMS: limits, five looks, one use (AU4, SM1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from accounts.exceptions import AccountRefused
from accounts.models import PhoneCode
from accounts.orders import SEND_SMS, SmsOrder
from accounts.services import proven_phone, send_code, use_code
from accounts.states import CodePurpose
from accounts.tasks import tidy
from config.lib import clock
from records.models import Outbox
from tests.accounts.making import a_person, a_phone, proof

REGISTER, SIGN_IN = CodePurpose.REGISTER, CodePurpose.SIGN_IN


@pytest.fixture
def phone():
    return a_phone()


def sent_texts():
    return [SmsOrder.opened(row.payload) for row in Outbox.objects.filter(kind=SEND_SMS).order_by("pk")]


def ask(phone, purpose=REGISTER, binding="browser", ip=None):
    """Ask for a code as if the limits of the past had gone by; the code that was texted."""
    send_code(phone=phone, purpose=purpose, binding=binding, ip=ip)
    return sent_texts()[-1].secret


def asked_long_ago(phone=None, by=timedelta(minutes=2)):
    rows = PhoneCode.objects.all()
    for row in rows:
        row.sent_at -= by
        row.save(update_fields=["sent_at"])


def refusal(act, *args, **kwargs):
    with pytest.raises(AccountRefused) as refused:
        act(*args, **kwargs)
    return refused.value


@pytest.mark.django_db
class TestSending:
    def test_a_code_goes_to_the_phone_and_is_kept_as_a_digest_only(self, phone):
        sent = send_code(phone=f" +86 {phone}", purpose=REGISTER, binding="browser")

        [text], row = sent_texts(), PhoneCode.objects.get()
        assert (text.phone, text.event) == (phone, "code.register")
        assert text.secret in text.text
        assert text.text.startswith("【职称评审】")
        assert text.secret not in row.code_hash
        assert sent.shown == ""
        assert row.expires_at - row.sent_at == timedelta(minutes=5)

    def test_number_and_code_do_not_stand_in_the_queue_in_clear(self, phone):
        code = ask(phone)

        payload = str(Outbox.objects.get().payload)
        assert phone not in payload
        assert code not in payload

    def test_in_the_demo_the_page_may_show_the_code(self, phone, settings):
        settings.DEMO = True

        sent = send_code(phone=phone, purpose=REGISTER, binding="browser")

        assert sent.shown == sent_texts()[-1].secret

    @pytest.mark.parametrize("wrong", ["", "12345", "0771-5507957", "1900000000x"])
    def test_what_is_no_mobile_number_gets_none(self, wrong):
        assert refusal(send_code, phone=wrong, purpose=REGISTER, binding="b").reasons[0].field == "phone"

    def test_once_a_minute_a_number(self, phone):
        ask(phone)

        again = refusal(send_code, phone=phone, purpose=SIGN_IN, binding="another browser")

        assert again.codes == ["code.often"]
        assert "60秒" in str(again)

    def test_five_an_hour_a_number(self, phone):
        for _ in range(5):
            ask(phone)
            asked_long_ago()

        assert refusal(ask, phone).codes == ["code.often"]

    def test_ten_a_day_a_number(self, phone):
        for _ in range(10):
            ask(phone)
            asked_long_ago(by=timedelta(hours=1))

        assert refusal(ask, phone).codes == ["code.often"]

    def test_twenty_an_hour_an_address(self):
        for _ in range(20):
            ask(a_phone(), ip="10.0.0.7")

        assert refusal(ask, a_phone(), ip="10.0.0.7").codes == ["code.address"]
        assert ask(a_phone(), ip="10.0.0.8")

    def test_a_number_without_account_is_told_the_same_and_sent_nothing(self, phone):
        known = a_person().phone

        answers = [send_code(phone=each, purpose=SIGN_IN, binding="b") for each in (known, phone)]

        assert [each.phone for each in sent_texts()] == [known]
        assert [answer.shown for answer in answers] == ["", ""]
        assert PhoneCode.objects.count() == 2
        assert refusal(send_code, phone=phone, purpose=SIGN_IN, binding="b").codes == ["code.often"]

    def test_the_decoy_of_an_unknown_number_opens_with_nothing(self, phone):
        send_code(phone=phone, purpose=SIGN_IN, binding="b")

        assert refusal(use_code, phone=phone, purpose=SIGN_IN, binding="b", code="").codes == ["code.wrong"]

    def test_long_waits_are_said_in_hours(self, phone):
        for _ in range(10):
            ask(phone)
            asked_long_ago(by=timedelta(minutes=61))

        assert "小时后再试" in str(refusal(ask, phone))

    def test_old_codes_are_forgotten(self, phone):
        ask(phone)
        asked_long_ago(by=timedelta(days=3))

        tidy()

        assert not PhoneCode.objects.exists()


@pytest.mark.django_db
class TestUsing:
    def test_the_right_code_proves_the_phone(self, phone):
        code = ask(phone)

        proved = use_code(phone=phone, purpose=REGISTER, binding="browser", code=f" {code} ")

        assert proven_phone(proved, REGISTER) == phone

    def test_it_is_good_once(self, phone):
        code = ask(phone)
        use_code(phone=phone, purpose=REGISTER, binding="browser", code=code)

        assert refusal(use_code, phone=phone, purpose=REGISTER, binding="browser", code=code).codes == ["code.spent"]

    @pytest.mark.parametrize("other", [{"purpose": SIGN_IN}, {"binding": "another browser"}, {"phone": "19000009999"}])
    def test_it_opens_no_other_door(self, phone, other):
        asked = {"phone": phone, "purpose": REGISTER, "binding": "browser"}
        code = ask(phone)

        assert refusal(use_code, **(asked | other), code=code).codes == ["code.spent"]
        assert use_code(**asked, code=code)

    def test_after_five_minutes_it_is_dead(self, phone, monkeypatch):
        code, later = ask(phone), clock.machine() + timedelta(minutes=5)
        monkeypatch.setattr(clock, "machine", lambda: later)

        assert refusal(use_code, phone=phone, purpose=REGISTER, binding="browser", code=code).codes == ["code.spent"]

    def test_a_new_one_kills_the_one_before(self, phone):
        first = ask(phone)
        asked_long_ago()
        second = ask(phone)

        if first != second:
            refused = refusal(use_code, phone=phone, purpose=REGISTER, binding="browser", code=first)
            assert refused.codes == ["code.wrong"]
        assert use_code(phone=phone, purpose=REGISTER, binding="browser", code=second)

    def test_five_wrong_ones_and_the_right_one_is_too_late(self, phone):
        code = ask(phone)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        asked = {"phone": phone, "purpose": REGISTER, "binding": "browser"}

        answers = [refusal(use_code, **asked, code=wrong).codes for _ in range(5)]

        assert answers == [["code.wrong"]] * 4 + [["code.spent"]]
        assert refusal(use_code, **asked, code=code).codes == ["code.spent"]


def test_a_proof_is_of_one_purpose_and_half_an_hour():
    now = clock.machine()

    assert proven_phone(proof("19000000001", at=now - timedelta(minutes=29)), REGISTER) == "19000000001"
    assert refusal(proven_phone, proof("19000000001", at=now - timedelta(minutes=31)), REGISTER).codes
    assert refusal(proven_phone, proof("19000000001"), SIGN_IN).codes == ["phone.unproven"]
    assert refusal(proven_phone, None, SIGN_IN).codes == ["phone.unproven"]


def at_once(number, job, *, threads=8):
    def attempt(n):
        try:
            return job(n)
        except AccountRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(attempt, range(number)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_looked_at_five_times(phone, soak, proof):
    code = ask(phone)
    guesses = [f"{(int(code) + 1 + n) % 10**6:06d}" for n in range(1000 if soak else 100)]
    asked = {"phone": phone, "purpose": REGISTER, "binding": "browser"}

    answers = at_once(len(guesses), lambda n: use_code(**asked, code=guesses[n]))

    looked_at = PhoneCode.objects.get().tries
    assert looked_at == 5
    assert all(isinstance(answer, AccountRefused) for answer in answers)
    assert refusal(use_code, **asked, code=code).codes == ["code.spent"]
    proof("guesses of one code, eight at once", guesses=len(guesses), evaluated=looked_at, opened=0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_flood_of_requests_sends_one_text(phone, soak, proof):
    number = 1000 if soak else 60

    at_once(number, lambda _n: send_code(phone=phone, purpose=REGISTER, binding="browser", ip="10.0.0.7"))

    assert Outbox.objects.count() == 1
    proof("requests of codes for one number", requests=number, sent=1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_flood_from_one_address_sends_twenty_texts(soak, proof):
    number = 1000 if soak else 60
    phones = [a_phone() for _ in range(number)]

    at_once(number, lambda n: send_code(phone=phones[n], purpose=REGISTER, binding="browser", ip="10.0.0.7"))

    assert Outbox.objects.count() == 20
    proof("requests of codes from one address", numbers=number, sent=20)

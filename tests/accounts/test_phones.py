"""A phone changes by the old one, or by a verifier and a day of waiting; by nothing else (AU6)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts import selectors
from accounts.exceptions import AccountRefused
from accounts.models import PhoneChange, SignedIn, User
from accounts.orders import SEND_SMS, SmsOrder
from accounts.services import (
    apply_phone_change,
    ask_employment,
    ask_phone_change,
    change_phone,
    confirm_employment,
    refuse_phone_change,
    verify_phone_change,
)
from accounts.services.phones import APPLY, deliver_phone_change
from accounts.states import CodePurpose
from config.lib import clock
from records.models import AuditEntry, Outbox
from tests.accounts.making import a_clerk, a_person, a_phone, a_place, proof

OLD, NEW, LOST = CodePurpose.CHANGE_PHONE, CodePurpose.NEW_PHONE, CodePurpose.LOST_PHONE


def refused(act, *args, **kwargs):
    with pytest.raises(AccountRefused) as refusal:
        act(*args, **kwargs)
    return refusal.value.codes


def texts(event):
    rows = Outbox.objects.filter(kind=SEND_SMS).order_by("pk")
    return [order for order in (SmsOrder.opened(row.payload) for row in rows) if order.event == event]


def lose(person, phone=None, **changed):
    said = {"name": person.name, "id_number": selectors.id_number_of(person), "reason": "号码注销"} | changed
    ask_phone_change(**said, new=proof(phone or a_phone(), LOST))
    return PhoneChange.objects.open().filter(user=person).first()


@pytest.fixture
def employed(lin, unit, zhou):
    """Lin belongs to the unit, which Zhou manages."""
    confirm_employment(ask_employment(person=lin, organisation=unit).pk, actor=zhou)
    return lin


@pytest.mark.django_db
class TestByTheOldPhone:
    def test_both_numbers_answer_and_it_is_done(self, client, lin):
        client.force_login(lin)
        was, now_is = lin.phone, a_phone()

        change_phone(person=lin, old=proof(was, OLD), new=proof(now_is, NEW))

        assert User.objects.get(pk=lin.pk).phone == now_is
        assert User.objects.by_phone(now_is) == lin
        assert User.objects.by_phone(was) is None
        assert {order.phone for order in texts("phone_changed")} == {was, now_is}
        assert not SignedIn.objects.exists()
        assert AuditEntry.objects.get().event == "person.phone_changed"

    def test_another_phone_than_the_present_one_proves_nothing(self, lin):
        assert refused(change_phone, person=lin, old=proof(a_phone(), OLD), new=proof(a_phone(), NEW)) == [
            "phone.other"
        ]

    @pytest.mark.parametrize(("old", "new"), [(NEW, NEW), (OLD, OLD), (None, NEW), (OLD, None)])
    def test_each_number_answers_for_its_own_purpose(self, lin, old, new):
        proofs = {"old": proof(lin.phone, old) if old else None, "new": proof(a_phone(), new) if new else None}

        assert refused(change_phone, person=lin, **proofs) == ["phone.unproven"]

    def test_a_number_of_somebody_else_is_refused(self, lin):
        other = a_person("白路人")

        assert refused(change_phone, person=lin, old=proof(lin.phone, OLD), new=proof(other.phone, NEW)) == [
            "phone.taken"
        ]


@pytest.mark.django_db
class TestLostPhone:
    def test_asking_changes_nothing_and_tells_the_old_number(self, employed):
        was = employed.phone

        change = lose(employed)

        assert User.objects.get(pk=employed.pk).phone == was
        assert (change.verified_at, change.effective_at) == (None, None)
        assert [order.phone for order in texts("phone_change.asked")] == [was]

    @pytest.mark.parametrize("wrong", [{"name": "别的人"}, {"id_number": "450103198001019999"}])
    def test_who_is_not_known_gets_the_same_silence(self, employed, wrong):
        assert lose(employed, **wrong) is None

    def test_a_number_that_has_an_account_is_not_taken_over(self, employed):
        assert lose(employed, phone=a_person("白路人").phone) is None

    def test_who_asks_last_is_asked_about(self, employed):
        first, second = lose(employed), lose(employed)

        first.refresh_from_db()
        assert first.refused_at
        assert second.pk != first.pk

    def test_a_verified_one_is_not_replaced(self, employed, zhou):
        verified = verify_phone_change(lose(employed).pk, actor=zhou)

        assert lose(employed) == verified

    def test_verified_it_waits_a_day_and_both_numbers_are_told(self, employed, zhou):
        was, change = employed.phone, lose(employed)

        verify_phone_change(change.pk, actor=zhou)

        change.refresh_from_db()
        assert change.effective_at - change.verified_at == timedelta(hours=24)
        assert {order.phone for order in texts("phone_change.verified")} == {was, change.new_phone}
        assert Outbox.objects.get(kind=APPLY).not_before == change.effective_at
        assert apply_phone_change(change.pk) is False
        assert User.objects.get(pk=employed.pk).phone == was

    def test_a_day_later_it_is_done_once(self, employed, zhou, monkeypatch):
        change = verify_phone_change(lose(employed).pk, actor=zhou)
        monkeypatch.setattr(clock, "machine", lambda: change.effective_at)

        deliver_phone_change({"change": change.pk})

        assert User.objects.get(pk=employed.pk).phone == change.new_phone
        assert apply_phone_change(change.pk) is False
        assert len(texts("phone_changed")) == 2

    def test_the_owner_stops_it_in_time(self, employed, zhou, monkeypatch):
        was = employed.phone
        change = verify_phone_change(lose(employed).pk, actor=zhou)

        refuse_phone_change(change.pk, actor=employed)

        monkeypatch.setattr(clock, "machine", lambda: change.effective_at + timedelta(hours=1))
        assert apply_phone_change(change.pk) is False
        assert User.objects.get(pk=employed.pk).phone == was
        assert refused(refuse_phone_change, change.pk, actor=employed) == ["phone.over"]

    def test_a_number_taken_meanwhile_ends_the_request(self, employed, zhou, monkeypatch):
        change = verify_phone_change(lose(employed).pk, actor=zhou)
        a_person("白路人", phone=change.new_phone)
        monkeypatch.setattr(clock, "machine", lambda: change.effective_at)

        assert apply_phone_change(change.pk) is False
        assert not PhoneChange.objects.open().exists()


@pytest.mark.django_db
class TestVerifiers:
    def test_managers_of_the_unit_and_of_what_stands_above_it(self, employed, zhou, gu, ma, city):
        change, far = lose(employed), a_clerk(city, "远处", manager=True)

        assert [list(selectors.phone_changes_for(each)) for each in (zhou, gu, ma)] == [[change]] * 3
        assert list(selectors.phone_changes_for(far)) == []
        assert refused(verify_phone_change, change.pk, actor=far) == ["phone.verifier"]

    def test_a_clerk_who_is_no_manager_does_not(self, employed, unit):
        assert refused(verify_phone_change, lose(employed).pk, actor=a_clerk(unit, "经办")) == ["phone.verifier"]

    def test_nobody_verifies_themselves(self, zhou):
        assert refused(verify_phone_change, lose(zhou).pk, actor=zhou) == ["phone.verifier"]

    def test_a_clerk_is_verified_by_the_desk_above(self, zhou, gu):
        assert verify_phone_change(lose(zhou).pk, actor=gu).verified_by == gu

    def test_who_belongs_nowhere_is_verified_by_an_office(self, lin, ma, gu):
        change = lose(lin)

        assert refused(verify_phone_change, change.pk, actor=gu) == ["phone.verifier"]
        assert verify_phone_change(change.pk, actor=ma).verified_by == ma

    def test_twice_is_once(self, employed, zhou, gu):
        change = verify_phone_change(lose(employed).pk, actor=zhou)

        assert refused(verify_phone_change, change.pk, actor=gu) == ["phone.over"]


class AttemptedTakeover(RuleBasedStateMachine):
    """Whatever is tried in whatever order: the phone changes by the old one, or by a verifier and a day."""

    def __init__(self):
        super().__init__()
        office = a_place("office", f"职改办{a_phone()}（演示）")  # examples of a machine share the database
        self.unit = a_place("unit", "单位（演示）", parent=office)
        self.manager = a_clerk(self.unit, "周经办", manager=True)
        self.thief = a_clerk(self.unit, "贼")
        self.owner = a_person("林小凤")
        confirm_employment(ask_employment(person=self.owner, organisation=self.unit).pk, actor=self.manager)
        self.phone, self.allowed = self.owner.phone, self.owner.phone
        self.start = clock.machine()
        self.verified = {}

    def changes(self):
        return PhoneChange.objects.filter(user=self.owner)  # rows of earlier examples are still there

    def attempt(self, act, *args, **kwargs):
        try:
            return act(*args, **kwargs)
        except AccountRefused:
            return None

    @rule(purpose=st.sampled_from(CodePurpose))
    def the_thief_proves_a_phone_of_their_own(self, purpose):
        mine = a_phone()
        self.attempt(change_phone, person=self.owner, old=proof(mine, purpose), new=proof(mine, NEW))

    @rule()
    def somebody_asks_with_name_and_number(self):
        lose(User.objects.get(pk=self.owner.pk))

    @rule()
    def the_thief_verifies(self):
        for change in self.changes():
            self.attempt(verify_phone_change, change.pk, actor=self.thief)

    @rule()
    def the_manager_verifies(self):
        for change in self.changes().unverified():
            before = clock.machine()
            if self.attempt(verify_phone_change, change.pk, actor=self.manager):
                self.verified[change.pk] = before

    @rule()
    def the_owner_objects(self):
        for change in self.changes().open():
            self.attempt(refuse_phone_change, change.pk, actor=self.owner)

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours):
        later = clock.machine() + timedelta(hours=hours)
        self.real = getattr(self, "real", clock.machine)
        clock.machine = lambda: later

    @rule()
    def the_worker_runs(self):
        for change in list(self.changes()):
            ripe = change.pk in self.verified and clock.machine() - self.verified[change.pk] >= timedelta(hours=24)
            if apply_phone_change(change.pk):
                assert ripe, "applied before a verifier and a day"
                self.allowed = change.new_phone

    @rule()
    def the_owner_changes_it(self):
        phone = a_phone()
        current = User.objects.get(pk=self.owner.pk).phone
        if self.attempt(change_phone, person=self.owner, old=proof(current, OLD), new=proof(phone, NEW)):
            self.allowed = phone

    @invariant()
    def the_phone_is_the_one_that_was_proven(self):
        assert User.objects.get(pk=self.owner.pk).phone == self.allowed

    def teardown(self):
        if hasattr(self, "real"):
            clock.machine = self.real


class TestTakeover(AttemptedTakeover.TestCase, TestCase):
    settings = settings(max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))

"""Another phone number: proven by the old one, or by a person who knows the owner and a day of waiting (AU6)."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError

from accounts.exceptions import AccountRefused
from accounts.models import IdNumber, PhoneChange, User, index_of_id_number
from accounts.orders import text_phone
from accounts.rules import may_verify
from accounts.services.codes import PhoneProof, proven_phone
from accounts.services.sessions import end_sessions
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import mask_phone, normalise_name
from records.models import Fact
from records.services.audit import audited, note
from records.services.outbox import enqueue

APPLY = "accounts.phone_change"
COOL_OFF = timedelta(hours=24)

TAKEN = Reason("phone.taken", "这个手机号不能使用，请换一个。", field="phone")
NOT_YOURS = Reason("phone.verifier", "须由本人所在单位或职改办的管理员当面核验，且不能核验本人。")
OVER = Reason("phone.over", "这项申请已经办结。")


def change_phone(*, person: User, old: PhoneProof | None, new: PhoneProof | None) -> User:
    """At once, because both numbers answered. Both are told; all sessions end. Raises ``AccountRefused``."""
    was, now_is = proven_phone(old, CodePurpose.CHANGE_PHONE), proven_phone(new, CodePurpose.NEW_PHONE)
    with audited():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if was != person.phone:
            raise AccountRefused(Reason("phone.other", "请先用本账户现在的手机号验证。"))
        if User.objects.by_phone(now_is) is not None:
            raise AccountRefused(TAKEN)
        _put(person, now_is, by=person.pk)
    return person


def ask_phone_change(*, name: str, id_number: str, reason: str, new: PhoneProof | None) -> None:
    """The old phone is lost. Says nothing: whether such a person exists is nobody's business (AZ8)."""
    phone = proven_phone(new, CodePurpose.LOST_PHONE)
    known = IdNumber.objects.filter(number_index=index_of_id_number(id_number)).select_related("user").first()
    person = known.user if known else None
    if person is None or person.name != normalise_name(name) or User.objects.by_phone(phone) is not None:
        return
    with audited():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        now = clock.machine()
        # Whoever asks last is asked about: the person stands before the verifier with the phone in the hand.
        PhoneChange.objects.unverified().filter(user=person).update(refused_at=now)
        if PhoneChange.objects.open().filter(user=person).exists():
            return
        change = PhoneChange.objects.create(user=person, new_phone=phone, asked_at=now, reason=reason)
        note(Fact("phone_change.asked", change.pk, None, clock.law()))
        said = (
            f"有人申请将您的账户手机号改为{mask_phone(phone)}，须经单位或职改办当面核验。如非本人操作，请登录后撤销。"
        )
        _tell(change, {"old": person.phone}, "asked", said)


def verify_phone_change(change_id: int, *, actor: User) -> PhoneChange:
    """A manager saw the person and their ID card. Effective in 24 hours, so that the owner can object."""
    with audited():
        change = _open_change(change_id)
        if not may_verify(actor, change.user):
            raise AccountRefused(NOT_YOURS)
        if change.verified_at:
            raise AccountRefused(OVER)
        change.verified_by, change.verified_at = actor, clock.machine()
        change.effective_at = change.verified_at + COOL_OFF
        change.save(update_fields=["verified_by", "verified_at", "effective_at"])
        enqueue(APPLY, [(str(change.pk), {"change": change.pk})], not_before=change.effective_at)
        note(Fact("phone_change.verified", change.pk, actor.pk, clock.law()))
        said = f"更换手机号申请已核验，24小时后改为{mask_phone(change.new_phone)}。非本人操作请立即登录撤销。"
        _tell(change, {"old": change.user.phone, "new": change.new_phone}, "verified", said)
    return change


def refuse_phone_change(change_id: int, *, actor: User) -> PhoneChange:
    """The owner objects, or the verifier does not believe it; possible until it is done."""
    with audited():
        change = _open_change(change_id)
        if actor.pk != change.user_id and not may_verify(actor, change.user):
            raise AccountRefused(OVER)  # another's is answered like one that is not there (SYS-02)
        change.refused_at, change.refused_by = clock.machine(), actor
        change.save(update_fields=["refused_at", "refused_by"])
        note(Fact("phone_change.refused", change.pk, actor.pk, clock.law()))
        said = "更换手机号的申请已撤销，账户手机号没有改变。"
        _tell(change, {"old": change.user.phone, "new": change.new_phone}, "refused", said)
    return change


def apply_phone_change(change_id: int) -> bool:
    """The waiting is over; False when there is nothing (any more) to do, so that it may run twice."""
    with audited():
        change = PhoneChange.objects.select_for_update(of=("self",)).filter(pk=change_id).first()
        now = clock.machine()
        if (
            change is None
            or change.done_at
            or change.refused_at
            or not change.effective_at
            or now < change.effective_at
        ):
            return False
        taken = User.objects.by_phone(change.new_phone) is not None
        if taken:
            change.refused_at = now
        else:
            _put(User.objects.select_for_update(of=("self",)).get(pk=change.user_id), change.new_phone, by=None)
            change.done_at = now
        change.save(update_fields=["done_at", "refused_at"])
    return not taken


def deliver_phone_change(payload: dict[str, Any]) -> None:
    """The outbox's doorway to ``apply_phone_change``."""
    apply_phone_change(payload["change"])


def _put(person: User, phone: str, *, by: int | None) -> None:
    """The only place that writes a person's phone after registration."""
    old, person.phone = person.phone, phone
    try:
        person.save(update_fields=["phone"])
    except IntegrityError as twin:
        raise AccountRefused(TAKEN) from twin
    end_sessions(person)
    note(Fact("person.phone_changed", person.pk, by, clock.law()))
    said = f"您的账户手机号已由{mask_phone(old)}更换为{mask_phone(phone)}。如非本人操作，请立即联系客服。"
    moment = clock.machine().isoformat()
    for side, number in (("old", old), ("new", phone)):
        key = f"phone_changed:{person.pk}:{moment}:{side}"
        if number:
            text_phone(number, event="phone_changed", text=said, key=key, person_id=person.pk)


def _open_change(change_id: int) -> PhoneChange:
    change = (
        PhoneChange.objects.open().select_for_update(of=("self",)).select_related("user").filter(pk=change_id).first()
    )
    if change is None:
        raise AccountRefused(OVER)
    return change


def _tell(change: PhoneChange, phones: dict[str, str], event: str, said: str) -> None:
    for side, phone in phones.items():
        if phone:
            key = f"phone_change:{change.pk}:{event}:{side}"
            text_phone(phone, event=f"phone_change.{event}", text=said, key=key, person_id=change.user_id)

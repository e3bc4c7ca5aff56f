"""One-time codes by SMS: asked for within limits, checked at most five times, good once (AU4, SM1).

A code proves one phone number for one purpose to one browser session. What the proof opens is decided elsewhere.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.exceptions import AccountRefused
from accounts.models import PhoneCode, User, index_of_phone
from accounts.orders import text_phone
from accounts.services.asking import DAY, LIMIT_OF_AN_ADDRESS, PAUSE, hold, refuse_crowd, refuse_too_many
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import normalise_phone, phone_problem

LIFE = timedelta(minutes=5)
TRIES = 5
PROOF_LIFE = timedelta(minutes=30)  # as long as a session sleeps: time to fill in the form that follows
WHAT = "获取验证码"
# Where a code goes out only to somebody who has an account; anybody may ask, and nobody sees the difference (AZ8).
FOR_ACCOUNTS = frozenset({CodePurpose.SIGN_IN})

WRONG = Reason("code.wrong", "验证码不正确，请核对后重新输入。", field="code")
SPENT = Reason("code.spent", "验证码已失效，请重新获取。", field="code")
UNPROVEN = Reason("phone.unproven", "手机号验证已过期，请重新验证手机号。")


@dataclass(frozen=True, slots=True)
class SentCode:
    """What the asking page may know. ``shown`` is the code itself, in the demo only: no text leaves there."""

    expires_at: datetime
    again_at: datetime
    shown: str = ""


@dataclass(frozen=True, slots=True)
class PhoneProof:
    """Somebody held this phone for this purpose, at this moment (of the machine clock)."""

    phone: str
    purpose: str
    at: datetime

    def holds(self, purpose: str) -> bool:
        """Whether it is of this purpose and still fresh."""
        return self.purpose == purpose and clock.machine() - self.at < PROOF_LIFE


def send_code(*, phone: str, purpose: str, binding: str, ip: str | None = None) -> SentCode:
    """Text a new code to the number; the one before is dead from now on.

    ``binding`` is a random word kept in the asking session. Raises ``AccountRefused`` for a number that is none, or
    when the number or the address has asked too often: 1 a minute, 5 an hour, 10 a day; 20 an hour.
    """
    phone = normalise_phone(phone)
    if problem := phone_problem(phone):
        raise AccountRefused(Reason("phone.form", problem, field="phone"))
    index, code = index_of_phone(phone), f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        hold(index, ip)
        now = clock.machine()
        _refuse_too_many(index, ip, now)
        known = purpose not in FOR_ACCOUNTS or User.objects.filter(phone_index=index, is_active=True).exists()
        hashed = _hash(index, purpose, binding, code) if known else ""
        row = PhoneCode(phone_index=index, purpose=purpose, binding=binding, code_hash=hashed, ip=ip)
        row.sent_at, row.expires_at = now, now + LIFE
        row.save()
        if known:
            _text(phone, row, code)
    return SentCode(row.expires_at, now + PAUSE, code if known and settings.DEMO else "")


def use_code(*, phone: str, purpose: str, binding: str, code: str) -> PhoneProof:
    """Spend the code. Raises ``AccountRefused``; every look at it is counted, and kept even when it was wrong.

    Its own transaction, never inside another: a roll-back outside must not give tries back.
    """
    index = index_of_phone(normalise_phone(phone))
    asked = PhoneCode.objects.filter(phone_index=index, purpose=purpose, binding=binding)
    with transaction.atomic(durable=True):
        now = clock.machine()
        row = asked.select_for_update().order_by("-pk").first()
        if row is None or row.used_at or row.tries >= TRIES or now >= row.expires_at:
            raise AccountRefused(SPENT)
        row.tries += 1
        if right := constant_time_compare(row.code_hash, _hash(index, purpose, binding, code.strip())):
            row.used_at = now
        row.save(update_fields=["tries", "used_at"])
    if not right:
        raise AccountRefused(WRONG if row.tries < TRIES else SPENT)
    return PhoneProof(normalise_phone(phone), purpose, now)


def proven_phone(proof: PhoneProof | None, purpose: str) -> str:
    """The number a proof speaks of. Raises ``AccountRefused`` when it is of another purpose, or too old."""
    if proof is None or not proof.holds(purpose):
        raise AccountRefused(UNPROVEN)
    return proof.phone


def forget_old_codes() -> int:
    """Drop what no limit counts any more; how many."""
    return PhoneCode.objects.filter(sent_at__lt=clock.machine() - timedelta(days=2)).delete()[0]


def _text(phone: str, row: PhoneCode, code: str) -> None:
    what = CodePurpose(row.purpose).label
    text_phone(
        phone,
        event=f"code.{row.purpose}",
        text=f"您正在进行“{what}”，验证码 {code}，5分钟内有效。工作人员不会向您索要，请勿告诉他人。",
        key=f"code:{row.pk}",
        secret=code,
        expires_at=row.expires_at,
    )


def _hash(index: str, purpose: str, binding: str, code: str) -> str:
    told = f"{index}:{purpose}:{binding}:{code}"
    return salted_hmac("accounts.phone_code", told, algorithm="sha256").hexdigest()


def _refuse_too_many(index: str, ip: str | None, now: datetime) -> None:
    times = PhoneCode.objects.filter(phone_index=index, sent_at__gt=now - DAY).order_by("-sent_at")
    refuse_too_many(list(times.values_list("sent_at", flat=True)), now, WHAT)
    since = now - LIMIT_OF_AN_ADDRESS[1]
    if ip:
        refuse_crowd(PhoneCode.objects.filter(ip=ip, sent_at__gt=since).count(), WHAT)

"""Lines for inboxes, texts for phones. A line is a row of the transaction it speaks of; a text leaves by the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import User, index_of_phone
from accounts.orders import SEND_SMS, Line, SmsOrder
from config.lib import clock
from messaging.exceptions import GatewayDown
from messaging.gateways import current_gateway
from messaging.letters import Letter, close_tasks, post
from messaging.models import Message, Sms
from messaging.states import Fate, SmsState
from messaging.wording import without_id_numbers
from records.exceptions import OutcomeUnknown, Undeliverable
from records.models import Fact, Outbox
from records.services import outbox
from records.services.audit import audited, note

ASK_FOR = timedelta(days=1)  # receipts come within a day or never
ASK_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to one number. ``key`` names the occasion: it is sent once."""

    phone: str
    text: str
    key: str
    person_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None


# ── inboxes ────────────────────────────────────────────────────────────────────────────────────────────────────────
def tell(
    people: Sequence[User],
    *,
    event: str,
    title: str,
    text: str,
    key: str,
    now: datetime,
    url: str = "",
    button: str = "",
    needs_action: bool = False,
    due_at: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> None:
    """Write one line into each inbox; a key told before is not told again. Call inside the transaction it speaks of."""
    kind, number = subject or ("", None)
    letter = Letter(
        person_id=0,
        event=event,
        title=title,
        text=text,
        key=key,
        url=url,
        button=button,
        needs_action=needs_action,
        due_at=due_at,
        subject_kind=kind,
        subject_id=number,
    )
    post([replace(letter, person_id=person.pk) for person in people], now=now)


def mark_read(message_id: int, *, actor: User) -> None:
    """The person has seen it."""
    Message.objects.filter(pk=message_id, person=actor, read_at=None).update(read_at=clock.law())


def mark_all_read(*, actor: User) -> int:
    """Everything in one's inbox is seen; how many were not."""
    return Message.objects.filter(person=actor, read_at=None).update(read_at=clock.law())


def mark_done(message_id: int, *, actor: User) -> None:
    """What was asked is done; moves and decisions close their own messages by themselves."""
    now = clock.law()
    mark_read(message_id, actor=actor)
    Message.objects.filter(pk=message_id, person=actor, needs_action=True, done_at=None).update(done_at=now)


class AccountInboxes:
    """The inboxes as the floor of accounts knows them (``accounts.orders.Inboxes``)."""

    def write(self, line: Line) -> None:
        """One line into some inboxes, in the open transaction."""
        letter = Letter(
            person_id=0,
            event=line.event,
            title=line.title,
            text=line.text,
            key=line.key,
            url=line.url,
            button=line.button,
            needs_action=line.needs_action,
            subject_kind=line.subject_kind,
            subject_id=line.subject_id,
        )
        post([replace(letter, person_id=person) for person in line.people], now=clock.law())

    def close(self, subject_kind: str, subject_id: int) -> None:
        """What was asked about this thing has been done."""
        close_tasks(subject_kind=subject_kind, subject_ids=[subject_id], now=clock.law())


# ── texts ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def send_sms(
    phone: str,
    *,
    event: str,
    text: str,
    key: str,
    person_id: int | None = None,
    expires_at: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> Sms:
    """Order one text, in the caller's transaction, to the number as it is now (SM4); a key ordered before is kept.

    ``expires_at`` is of the law clock: after it the text would only confuse, and is not sent.
    """
    kind, number = subject or ("", None)
    ordered = Text(phone=phone, text=text, key=key, person_id=person_id, subject_kind=kind, subject_id=number)
    text_people(event, [ordered], now=clock.law(), expires_at=expires_at)
    return Sms.objects.get(key=key)


def text_people(event: str, texts: Sequence[Text], *, now: datetime, expires_at: datetime | None = None) -> None:
    """Order many texts of one event in two statements; keys ordered before are kept as they are."""
    ends = clock.machine() + (expires_at - now) if expires_at else None  # the outbox lives by the machine's clock
    rows = [_row(event, each, now, ends) for each in texts if each.phone]
    Sms.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    outbox.enqueue(SEND_SMS, [(row.key, {"sms": row.key}) for row in rows], expires_at=ends)


def deliver_sms(payload: dict[str, Any]) -> str:
    """The outbox's handler: hand the text over and write down what became of it. Raises as the outbox wants."""
    sms, text = _ordered(payload)
    if sms.state in SmsState.left:
        return sms.provider_ref
    if sms.is_code and sms.state == SmsState.UNKNOWN:
        _settle(sms, SmsState.FAILED, "结果未知的验证码不重发，请重新获取。")
        raise Undeliverable(sms.error)
    gateway = current_gateway()
    sms.provider = gateway.name
    try:
        reference = gateway.send(sms.phone, text, sms.reference)
    except Undeliverable as refused:
        _settle(sms, SmsState.FAILED, str(refused))
        raise
    except OutcomeUnknown as unknown:
        _settle(sms, SmsState.UNKNOWN, str(unknown))
        raise
    except GatewayDown as down:
        _settle(sms, SmsState.QUEUED, str(down))
        raise
    sms.provider_ref, sms.sent_at = reference, clock.law()
    _settle(sms, SmsState.SENT)
    return reference


def query_sms(payload: dict[str, Any]) -> bool | None:
    """The outbox's question about a text of unknown fate: True when the provider has it, False when it never came."""
    sms, _ = _ordered(payload)
    fate = current_gateway().query(sms.reference)
    if fate is Fate.ABSENT:
        _settle(sms, SmsState.UNKNOWN)  # so that a code is not sent again
        return False
    if fate is Fate.UNCLEAR:
        return None
    _note_fate(sms, fate)
    return True


def follow_up_texts() -> int:
    """Ask for receipts, and mark what the outbox gave up. Harmless when run twice; how many rows changed."""
    return _ask_for_receipts() + _mark_dead()


def retry_sms(sms_id: int, *, actor: User) -> bool:
    """A person decided to try a dead text again. False for a code, or when it is not dead (any more)."""
    with audited():
        sms = Sms.objects.select_for_update(of=("self",)).get(pk=sms_id)
        row = Outbox.objects.dead().filter(kind=SEND_SMS, key=sms.key).first()
        if not sms.can_retry or row is None or not outbox.repeat_failed(row.pk):
            return False
        _settle(sms, SmsState.QUEUED)
        note(Fact("sms.repeated", sms.pk, actor.pk, clock.law()))
    return True


def _row(event: str, text: Text, now: datetime, ends: datetime | None) -> Sms:
    return Sms(
        phone=text.phone,
        phone_index=index_of_phone(text.phone),
        person_id=text.person_id,
        event=event,
        text=without_id_numbers(text.text),
        key=text.key,
        at=now,
        expires_at=ends,
        subject_kind=text.subject_kind,
        subject_id=text.subject_id,
    )


def _ordered(payload: dict[str, Any]) -> tuple[Sms, str]:
    """The ledger row and the words to send; an order from accounts gets its row here, without its secret."""
    if "sms" in payload:
        sms = Sms.objects.get(key=payload["sms"])
        return sms, sms.text
    order = SmsOrder.opened(payload)
    text = without_id_numbers(order.text)
    kept = text.replace(order.secret, "*" * len(order.secret)) if order.secret and not settings.DEMO else text
    fresh = _row(
        order.event,
        Text(phone=order.phone, text=kept, key=order.key, person_id=order.person_id),
        clock.law(),
        order.expires,
    )
    Sms.objects.bulk_create([fresh], ignore_conflicts=True)
    return Sms.objects.get(key=order.key), text


def _settle(sms: Sms, state: SmsState, error: str = "") -> None:
    sms.state, sms.error = state, error[:200]
    sms.save(update_fields=["state", "error", "provider", "provider_ref", "sent_at"])


def _note_fate(sms: Sms, fate: Fate) -> None:
    states = {Fate.ACCEPTED: SmsState.SENT, Fate.DELIVERED: SmsState.DELIVERED, Fate.REFUSED: SmsState.FAILED}
    sms.sent_at = sms.sent_at or clock.law()
    _settle(sms, states[fate], "运营商未能送达。" if fate is Fate.REFUSED else "")


def _ask_for_receipts() -> int:
    changed = 0
    since = clock.law() - ASK_FOR
    for sms in Sms.objects.filter(state=SmsState.SENT, sent_at__gt=since).order_by("sent_at", "pk")[:ASK_AT_ONCE]:
        try:
            fate = current_gateway().query(sms.reference)
        except GatewayDown:
            break  # the next beat asks again
        if fate in {Fate.DELIVERED, Fate.REFUSED}:
            _note_fate(sms, fate)
            changed += 1
    return changed


def _mark_dead() -> int:
    """The outbox gives up by itself: too late, or too often. Its rows and the ledger say the same afterwards."""
    waiting = Sms.objects.filter(state__in=SmsState.open).values("key")
    dead = list(Outbox.objects.dead().filter(kind=SEND_SMS, key__in=waiting).values_list("key", flat=True))
    now = clock.machine()
    for sms in Sms.objects.filter(key__in=dead):
        late = sms.state == SmsState.QUEUED and sms.expires_at is not None and sms.expires_at <= now
        _settle(sms, SmsState.EXPIRED if late else SmsState.FAILED, "" if late else sms.error or "多次发送未成功。")
    return len(dead)

"""A text on its way: handed to a provider, asked about when its fate is unknown, settled by receipts (SM2, SM3)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from accounts.models import index_of_phone
from accounts.orders import SEND_SMS, SmsOrder
from config.lib import clock
from messaging.exceptions import GatewayDown
from messaging.gateways import Asked, Receipt, SmsGateway, channels
from messaging.limits import hold_back
from messaging.models import Sms, SmsTry
from messaging.routing import ways
from messaging.states import Fate, SmsState, TryOutcome
from messaging.wording import segments_of, without_id_numbers
from records.exceptions import OutcomeUnknown, Undeliverable
from records.models import Outbox

ASK_FOR = timedelta(days=1)  # receipts come within a day or never
ASK_AT_ONCE = 200
NO_SECOND_CODE = "结果未知的验证码不重发，请重新获取。"
HEX = 32


def deliver_sms(payload: dict[str, Any]) -> str:
    """The outbox's handler: hand the text over and write down what became of it. Raises as the outbox wants.

    A provider that surely took nothing is followed by the next at once; one that may have taken it ends the round.
    """
    sms, text = _ordered(payload)
    if sms.is_settled:
        return sms.provider_ref
    if sms.is_code and sms.state == SmsState.UNKNOWN:
        _settle(sms, SmsState.FAILED, NO_SECOND_CODE)
        raise Undeliverable(sms.error)
    hold_back(sms)
    down: GatewayDown | None = None
    for gateway in ways(text):
        try:
            return _hand_over(sms, text, gateway)
        except GatewayDown as away:
            down = away
    assert down is not None, "there is always a channel"
    raise down


def query_sms(payload: dict[str, Any]) -> bool | None:
    """The outbox's question about a text of unknown fate: True when a provider has it, False when it never came."""
    sms, _ = _ordered(payload)
    if sms.is_settled:
        return True  # a receipt was faster
    for tried in sms.tries.filter(reference=sms.reference, outcome__in=TryOutcome.doubtful):
        fate = _asked(tried, sms.phone)
        if fate is Fate.UNCLEAR:
            return None
        if _take_answer(sms.pk, fate, tried):
            return True
    return False


def take_receipts(gateway: SmsGateway, receipts: Sequence[Receipt]) -> int:
    """What a provider reports, in any order and as often as it likes; how many texts it changed."""
    return sum(_take(gateway, each) for each in receipts if each.fate in {Fate.DELIVERED, Fate.REFUSED})


def follow_up_texts() -> int:
    """Ask for receipts, and mark what the outbox gave up. Harmless when run twice; how many rows changed."""
    return _ask_for_receipts() + _mark_dead()


# ── one call ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _hand_over(sms: Sms, text: str, gateway: SmsGateway) -> str:
    tried = SmsTry.objects.create(
        sms=sms,
        channel=gateway.name,
        reference=sms.reference,
        parts=sms.parts,
        is_code=sms.is_code,
        phone_index=sms.phone_index,
        at=clock.machine(),
    )  # before the call: a crash in it leaves a trace of which way it went
    sms.provider = gateway.name
    try:
        reference = gateway.send(sms.phone, text, sms.reference)
    except Undeliverable as refused:
        _ended(sms, tried, TryOutcome.REFUSED, SmsState.FAILED, str(refused))
        raise
    except OutcomeUnknown as unknown:
        _ended(sms, tried, TryOutcome.UNKNOWN, SmsState.UNKNOWN, str(unknown))
        raise
    except GatewayDown as down:
        _ended(sms, tried, TryOutcome.DOWN, SmsState.QUEUED, str(down))
        raise
    sms.provider_ref, sms.sent_at, tried.provider_ref = reference, clock.law(), reference
    _ended(sms, tried, TryOutcome.SENT, SmsState.SENT)
    return reference


def _ended(sms: Sms, tried: SmsTry, outcome: TryOutcome, state: SmsState, error: str = "") -> None:
    """The call's outcome and the text's state, unless its receipt came before the answer."""
    with transaction.atomic():
        now = _locked(sms.pk)
        # A failure is of this call if its receipt marked it; one of an earlier call by another way says nothing here.
        reported = SmsTry.objects.filter(pk=tried.pk, outcome=TryOutcome.SENT).exists()
        early = now.state == SmsState.DELIVERED or (now.is_settled and reported)
        tried.outcome = TryOutcome.SENT if reported else outcome
        tried.save(update_fields=["outcome", "provider_ref"])
        if early:
            sms.state = now.state
            return
        _settle(sms, state, error)


def _locked(sms_id: int) -> Sms:
    """The row as it is now, and stays until the transaction ends."""
    return Sms.objects.select_for_update(of=("self",)).get(pk=sms_id)


def _settle(sms: Sms, state: SmsState, error: str = "") -> None:
    sms.state, sms.error = state, error[:200]
    sms.save(update_fields=["state", "error", "provider", "provider_ref", "sent_at", "told_at"])


def _asked(tried: SmsTry, phone: str) -> Fate:
    """The channel it went by; one that is no longer set up cannot be asked, and a person must look."""
    by_name = {each.name: each for each in channels()}
    if tried.channel not in by_name:
        return Fate.UNCLEAR
    return by_name[tried.channel].query(Asked(tried.reference, phone, tried.at))


# ── what became of it ──────────────────────────────────────────────────────────────────────────────────────────────
def _take(gateway: SmsGateway, receipt: Receipt) -> int:
    tried = _tried(gateway, receipt)
    if tried is None:
        return 0  # of another installation, or older than the ledger
    with transaction.atomic():
        sms = _locked(tried.sms_id)
        fate = receipt.fate
        # Delivered is the last word; a failure speaks for the text only if nobody sent it anew since.
        overtaken = sms.state == SmsState.DELIVERED or (
            fate is Fate.REFUSED and (tried.reference != sms.reference or sms.state == SmsState.FAILED)
        )
        if overtaken:
            return 0
        _note_fate(sms, fate, tried)
    return 1


def _tried(gateway: SmsGateway, receipt: Receipt) -> SmsTry | None:
    tries = SmsTry.objects.filter(channel=gateway.name).order_by("-at", "-pk")
    if receipt.reference:
        sms = Sms.objects.filter(seal_id=_uuid(receipt.reference)).first()
        return tries.filter(sms=sms, reference=receipt.reference).first() if sms else None
    return tries.filter(provider_ref=receipt.provider_ref).first() if receipt.provider_ref else None


def _uuid(reference: str) -> UUID | None:
    try:
        return UUID(hex=reference[:HEX])
    except ValueError:
        return None


def _note_fate(sms: Sms, fate: Fate, tried: SmsTry | None) -> None:
    states = {Fate.ACCEPTED: SmsState.SENT, Fate.DELIVERED: SmsState.DELIVERED, Fate.REFUSED: SmsState.FAILED}
    now = clock.law()
    sms.sent_at = sms.sent_at or now
    if fate is not Fate.ACCEPTED:
        sms.told_at = now
    if tried is not None:
        tried.outcome = TryOutcome.SENT
        tried.arrived_at = clock.machine() if fate is Fate.DELIVERED else tried.arrived_at
        tried.save(update_fields=["outcome", "arrived_at"])
        sms.provider, sms.provider_ref = tried.channel, sms.provider_ref or tried.provider_ref
    _settle(sms, states[fate], "运营商未能送达。" if fate is Fate.REFUSED else "")


def _ask_for_receipts() -> int:
    """Those first that were asked about, or sent, longest ago: none of unclear fate keeps others waiting."""
    changed, away, now = 0, set(), clock.law()
    waiting = Sms.objects.filter(state=SmsState.SENT, sent_at__gt=now - ASK_FOR).prefetch_related("tries")
    turn = list(waiting.order_by(Coalesce("asked_at", "sent_at"), "pk")[:ASK_AT_ONCE])
    Sms.objects.filter(pk__in=[each.pk for each in turn]).update(asked_at=now)
    for sms in turn:
        tried = next((each for each in reversed(sms.tries.all()) if each.outcome == TryOutcome.SENT), None)
        if tried is None or tried.channel in away:
            continue
        try:
            fate = _asked(tried, sms.phone)
        except GatewayDown:
            away.add(tried.channel)  # the next beat asks again
            continue
        if fate in {Fate.DELIVERED, Fate.REFUSED}:
            changed += _take_fate(sms.pk, fate, tried)
    return changed


def _take_answer(sms_id: int, fate: Fate, tried: SmsTry) -> bool:
    """A question takes seconds: what a receipt said meanwhile stays (SM2). Whether the text needs no other try."""
    with transaction.atomic():
        sms = _locked(sms_id)
        if sms.is_settled:
            return True
        if fate is Fate.ABSENT:
            SmsTry.objects.filter(pk=tried.pk).update(outcome=TryOutcome.ABSENT)
            _settle(sms, SmsState.UNKNOWN)  # so that a code is not sent again
            return False
        _note_fate(sms, fate, tried)
    return True


def _take_fate(sms_id: int, fate: Fate, tried: SmsTry) -> int:
    with transaction.atomic():
        sms = _locked(sms_id)
        if sms.state != SmsState.SENT:
            return 0  # a receipt was faster
        _note_fate(sms, fate, tried)
    return 1


def _mark_dead() -> int:
    """The outbox gives up by itself: too late, or too often. Its rows and the ledger say the same afterwards."""
    dead, now = _keys_given_up(), clock.machine()
    with transaction.atomic():
        still = Sms.objects.select_for_update(of=("self",)).filter(key__in=dead, state__in=SmsState.open)
        rows = list(still.order_by("pk"))  # but those a receipt settled meanwhile
        for sms in rows:
            late = sms.state == SmsState.QUEUED and sms.expires_at is not None and sms.expires_at <= now
            _settle(sms, SmsState.EXPIRED if late else SmsState.FAILED, "" if late else sms.error or "多次发送未成功。")
    return len(rows)


def _keys_given_up() -> list[str]:
    waiting = Sms.objects.filter(state__in=SmsState.open).values("key")
    return list(Outbox.objects.dead().filter(kind=SEND_SMS, key__in=waiting).values_list("key", flat=True))


# ── the order ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _ordered(payload: dict[str, Any]) -> tuple[Sms, str]:
    """The ledger row and the words to send; an order from accounts gets its row here, without its secret."""
    if "sms" in payload:
        sms = Sms.objects.get(key=payload["sms"])
        return sms, sms.text
    order = SmsOrder.opened(payload)
    text = without_id_numbers(order.text)
    kept = text.replace(order.secret, "*" * len(order.secret)) if order.secret and not settings.DEMO else text
    fresh = Sms(
        phone=order.phone,
        phone_index=index_of_phone(order.phone),
        person_id=order.person_id,
        office_id=order.office_id,
        event=order.event,
        text=kept,
        parts=segments_of(text),
        key=order.key,
        at=clock.law(),
        expires_at=order.expires,
    )
    Sms.objects.bulk_create([fresh], ignore_conflicts=True)
    return Sms.objects.get(key=order.key), text

"""A mail on its way: handed over once; where nobody knows whether it was taken, never again by itself (SM3)."""

from datetime import timedelta
from email.utils import formatdate, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from accounts.models import MailAddress, index_of_mail
from accounts.orders import SEND_MAIL, MailOrder
from accounts.services import question_waits, stop_mail
from config.lib import clock
from config.lib.text import mask_mail
from messaging.exceptions import GatewayDown, MailboxRefused, ServerAway
from messaging.gateways.mail import mail_gateway
from messaging.letters import Letter, post
from messaging.mirror import MAIL_REFUSED
from messaging.models import Mail, MailTry
from messaging.states import MailState, MailTryOutcome
from messaging.wording import one_line, signed
from records.exceptions import OutcomeUnknown, Undeliverable
from records.models import Outbox
from records.services import outbox

INTERRUPTED = "上一次发送中断，不知道对方是否收到，不自动重发。"
NOT_WANTED = "本人已停用、更换或移除邮箱。"
BREATH = timedelta(minutes=1)  # a server that does not answer is not asked by every mail that waits
NO_GATEWAY = "没有设置邮件服务器。"
FOOT = (
    "这封邮件由系统自动发出，请勿回复。\n您在职称评审系统的账户中开启了邮件；停用或更换邮箱：{account}\n"
    "工作人员不会通过邮件向您索要密码、验证码。"
)
GAVE_UP = "多次发送未成功。"


def deliver_mail(payload: dict[str, Any]) -> str:
    """The outbox's handler: hand the mail over and write down what became of it. Raises as the outbox wants."""
    mail, text = _ordered(payload)
    if mail.state in MailState.ended:
        return mail.error
    if mail.tries.filter(outcome=MailTryOutcome.OPEN).update(outcome=MailTryOutcome.UNKNOWN):
        _settle(mail, MailState.UNKNOWN, INTERRUPTED)
        raise OutcomeUnknown(INTERRUPTED)
    if not (question_waits(mail.key) if mail.is_question else _wanted(mail)):
        _drop(mail)
        return NOT_WANTED
    if not settings.MAIL_GATEWAY:
        raise GatewayDown(NO_GATEWAY)
    return _hand_over(mail, built(mail, text))


def built(mail: Mail, text: str) -> EmailMessage:
    """The letter: plain text, no answer wanted, and the same Message-ID whenever it is sent."""
    parts = [text]
    if mail.url:
        parts.append(f"查看和办理：{_site(mail.url)}")
    if not mail.is_question:
        parts.append(f"——\n{FOOT.format(account=_site(reverse('accounts:mail')))}")
    headers = {
        "Message-ID": f"<{mail.seal_id.hex}@{_domain()}>",
        "Date": formatdate(clock.machine().timestamp(), localtime=True),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notice answers
    }
    return EmailMessage(
        one_line(signed(mail.title)),
        "\n\n".join(parts) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        headers=headers,
    )


def mark_dead_mail() -> int:
    """What the outbox gave up by itself, in the ledger's words. Harmless when run twice; how many."""
    waiting = Mail.objects.filter(state=MailState.QUEUED)
    dead = Outbox.objects.dead().filter(kind=SEND_MAIL, key__in=waiting.values("key")).values("key")
    return waiting.filter(key__in=dead).update(state=MailState.FAILED, error=GAVE_UP)


# ── one conversation ───────────────────────────────────────────────────────────────────────────────────────────────
def _hand_over(mail: Mail, letter: EmailMessage) -> str:
    gateway = mail_gateway()
    # Written before the call: a crash in it leaves a trace.
    tried = MailTry.objects.create(mail=mail, channel=gateway.name, at=clock.machine())
    try:
        answer = gateway.send(letter)
    except MailboxRefused as refused:
        _ended(mail, tried, MailTryOutcome.REFUSED, MailState.FAILED, str(refused))
        _stop(mail)
        raise
    except Undeliverable as refused:
        _ended(mail, tried, MailTryOutcome.REFUSED, MailState.FAILED, str(refused))
        raise
    except OutcomeUnknown as unknown:
        _ended(mail, tried, MailTryOutcome.UNKNOWN, MailState.UNKNOWN, str(unknown))
        raise
    except GatewayDown as down:
        _ended(mail, tried, MailTryOutcome.DOWN, MailState.QUEUED, str(down))
        if isinstance(down, ServerAway):
            outbox.put_off(SEND_MAIL, clock.machine() + BREATH)
        raise
    mail.sent_at = clock.law()
    _ended(mail, tried, MailTryOutcome.SENT, MailState.SENT, answer=answer)
    return answer


def _ended(
    mail: Mail, tried: MailTry, outcome: MailTryOutcome, state: MailState, error: str = "", *, answer: str = ""
) -> None:
    tried.outcome, tried.answer = outcome, (answer or error)[:200]
    with transaction.atomic():
        tried.save(update_fields=["outcome", "answer"])
        _settle(mail, state, error)


def _settle(mail: Mail, state: MailState, error: str = "") -> None:
    mail.state, mail.error = state, error[:200]
    mail.save(update_fields=["state", "error", "sent_at"])


def _drop(mail: Mail) -> None:
    """Not sent; and an address that is nobody's (any more) is not kept, either: its removal may have been faster."""
    if not MailAddress.objects.filter(user=mail.person_id, address_index=mail.address_index).exists():
        Mail.objects.filter(pk=mail.pk).update(address="", address_index="")
    _settle(mail, MailState.DROPPED, NOT_WANTED)


def _stop(mail: Mail) -> None:
    """Nobody lives there: the person reads it where they read everything else."""
    person = mail.person_id
    if person is None:
        return
    with transaction.atomic():
        stopped = stop_mail(person, mail.address)
        if not stopped and not mail.is_question:
            return  # another address by now, or told before
        then = "已停止向它发邮件，站内消息照常。" if stopped else "确认邮件没有送到。"
        line = Letter(
            person_id=person,
            event=MAIL_REFUSED,
            title="邮件被退回，请检查邮箱",
            text=f"对方邮件服务器答复没有邮箱 {mask_mail(mail.address)}，{then}请在账户中更换邮箱。",
            key=f"{MAIL_REFUSED}:{mail.pk}",
            url=reverse("accounts:mail"),
            button="查看邮箱",
        )
        post([line], now=clock.law())


# ── what it is ─────────────────────────────────────────────────────────────────────────────────────────────────────
def _ordered(payload: dict[str, Any]) -> tuple[Mail, str]:
    """The ledger row and the words to send; an order from accounts gets its row here, without its secret."""
    if "mail" in payload:
        mail = Mail.objects.get(key=payload["mail"])
        return mail, mail.text
    order = MailOrder.opened(payload)
    kept = order.text.replace(order.secret, "***") if order.secret and not settings.DEMO else order.text
    fresh = Mail(
        address=order.address,
        address_index=index_of_mail(order.address),
        person_id=order.person_id,
        event=order.event,
        title=order.title,
        text=kept,
        key=order.key,
        at=clock.law(),
    )
    Mail.objects.bulk_create([fresh], ignore_conflicts=True)
    return Mail.objects.get(key=order.key), order.text


def _wanted(mail: Mail) -> bool:
    """The address and the switch as they are now, not as they were when the line was written."""
    boxes = MailAddress.objects.filter(user=mail.person_id, address_index=mail.address_index, is_on=True)
    return boxes.filter(user__is_active=True).exists()


def _site(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"

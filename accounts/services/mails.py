"""An e-mail address of one's own will: asked, answered by the mailbox, switched, taken away (MSG-01, SYS-08)."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.exceptions import AccountRefused
from accounts.models import MailAddress, MailConfirmation, User, index_of_mail
from accounts.orders import MailOrder, forget_mailboxes, mail_back, mail_out
from accounts.services.asking import DAY, LIMIT_OF_AN_ADDRESS, hold, refuse_crowd, refuse_too_many
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import normalise_mail
from records.models import Fact
from records.services.audit import audited, note

LIFE = timedelta(hours=24)
ASKED, TAKEN = "mail_confirm", "mail_taken"  # events of the ledger
WHAT = "发送确认邮件"
KEY = "mail:"  # of an order, before the number of its question
OVER = Reason("mail.over", "确认链接已失效或已经用过，请重新发送确认邮件。")
SAME = Reason("mail.same", "这就是您现在使用的邮箱。", field="address")
NONE = Reason("mail.none", "您还没有设置邮箱。")


def ask_mail_address(*, person: User, address: str, ip: str | None = None) -> str:
    """Ask the mailbox whether it is the person's; the question before is dead from now on.

    An address of somebody else is answered alike, and its owner told (AZ8). Raises ``AccountRefused`` for the own
    address, or when person, mailbox or network asked too often. The link, in the demo only: no mail leaves there.
    """
    address = normalise_mail(address)
    index, token = index_of_mail(address), secrets.token_urlsafe(32)
    with audited():
        hold(index, ip)
        person = _held(person.pk)
        now = clock.machine()
        owner = MailAddress.objects.filter(address_index=index).values_list("user", flat=True).first()
        if owner == person.pk:
            raise AccountRefused(SAME)
        _refuse_too_many(person, index, ip, now)
        _end_questions(person)
        hashed = "" if owner else _hash(person, index, token)
        asked = MailConfirmation(user=person, address=address, token_hash=hashed, sent_at=now, expires_at=now + LIFE)
        asked.ip = ip
        asked.save()
        note(Fact("mail.asked", asked.pk, person.pk, clock.law()))
        link = settings.SITE_URL.rstrip("/") + reverse("accounts:confirm_mail", args=[token])
        mail_out(_taken(asked) if owner else _question(asked, link, token))
    return link if settings.DEMO and not owner else ""


def confirm_mail_address(token: str, *, actor: User) -> MailAddress:
    """The mailbox answered, read by the person who asked. Raises ``AccountRefused``, the same for all reasons."""
    with audited():
        _held(actor.pk)
        asked = question_of(token, actor)
        if asked is None:
            raise AccountRefused(OVER)
        if not _end_questions(actor, MailConfirmation.objects.filter(pk=asked.pk)):
            raise AccountRefused(OVER)  # a second press was faster
        _end_questions(actor)
        kept = MailAddress.objects.filter(user=actor).first() or MailAddress(user=actor)
        kept.address, kept.is_on, kept.confirmed_at, kept.refused_at = asked.address, True, clock.law(), None
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError as twin:  # somebody else's mailbox said yes to them meanwhile
            raise AccountRefused(OVER) from twin
        forget_mailboxes(actor.pk, but=kept.address_index)
        note(Fact("mail.confirmed", actor.pk, actor.pk, kept.confirmed_at, content=kept.address_index))
    return kept


def question_of(token: str, person: User) -> MailConfirmation | None:
    """The person's own question that this token answers, while it can be answered."""
    now = clock.machine()
    for asked in MailConfirmation.objects.open().filter(user=person, expires_at__gt=now).order_by("-pk")[:1]:
        if secrets.compare_digest(asked.token_hash, _hash(person, asked.address_index, token)):
            return asked
    return None


def switch_mail(*, person: User, on: bool) -> MailAddress:
    """Lines as mail too, or in the inbox alone. Raises ``AccountRefused``."""
    with audited():
        _held(person.pk)
        kept = MailAddress.objects.filter(user=person).first()
        if kept is None:
            raise AccountRefused(NONE)
        kept.is_on, kept.refused_at = on, None
        kept.save(update_fields=["is_on", "refused_at"])
        note(Fact("mail.on" if on else "mail.off", person.pk, person.pk, clock.law()))
    return kept


def remove_mail(*, person: User) -> None:
    """The address is forgotten, by the ledger and the queue too, and every question about one; what waits is not sent.

    Questions stay two days without address, for the limits (AZ8).
    """
    with audited():
        _held(person.pk)
        MailAddress.objects.filter(user=person).delete()
        _end_questions(person)
        asked = MailConfirmation.objects.filter(user=person)
        mail_back([_key(pk) for pk in asked.values_list("pk", flat=True)])
        asked.update(address="")
        forget_mailboxes(person.pk)
        note(Fact("mail.removed", person.pk, person.pk, clock.law()))


def stop_mail(person_id: int, address: str) -> bool:
    """Its server says that nobody lives there: nothing goes there any more. False when it is not the address (now)."""
    with audited():
        _held(person_id)
        kept = MailAddress.objects.filter(user=person_id, is_on=True).first()
        if kept is None or kept.address_index != index_of_mail(address):
            return False
        kept.is_on, kept.refused_at = False, clock.law()
        kept.save(update_fields=["is_on", "refused_at"])
        note(Fact("mail.refused", person_id, None, kept.refused_at))
    return True


def question_waits(key: str) -> bool:
    """Whether the question of this order is still asked: neither answered, overtaken nor taken back."""
    asked = MailConfirmation.objects.filter(pk=int(key.removeprefix(KEY)), ended_at=None)
    return asked.filter(user__is_active=True).exists()


def forget_old_questions() -> int:
    """Drop what no limit counts and nothing answers any more; the addresses in it go, too. How many questions."""
    old = MailConfirmation.objects.filter(sent_at__lt=clock.machine() - timedelta(days=2))
    with transaction.atomic():
        mail_back([_key(pk) for pk in old.values_list("pk", flat=True)])
        kept = dict(MailAddress.objects.filter(user__in=old.values("user")).values_list("user", "address_index"))
        for person in set(old.values_list("user", flat=True)):
            forget_mailboxes(person, but=kept.get(person, ""))
        return old.delete()[0]


def _held(person_id: int) -> User:
    """The person's row first, in every one of these: so that none waits for another crosswise."""
    return User.objects.select_for_update(of=("self",)).get(pk=person_id)


def _end_questions(person: User, among: QuerySet[MailConfirmation] | None = None) -> int:
    rows = MailConfirmation.objects.all() if among is None else among
    return rows.filter(user=person, ended_at=None).update(ended_at=clock.machine())


def _question(asked: MailConfirmation, link: str, token: str) -> MailOrder:
    text = (
        f"您好：\n\n有人请求把职称评审系统的站内消息同时发到这个邮箱。如果是您本人，请在24小时内打开下面的链接，登录后确认：\n\n"
        f"{link}\n\n如果不是您本人操作，不必理会：不打开链接确认，就不会生效。"
    )
    return _order(asked, ASKED, "请确认您的邮箱", text, secret=token)


def _taken(asked: MailConfirmation) -> MailOrder:
    text = (
        "您好：\n\n有人请求把职称评审系统的站内消息发到这个邮箱，但它已由另一个账户使用，没有作任何更改。\n\n"
        "如果是您本人想换到另一个账户，请先在原账户的“账户安全”中移除邮箱。"
    )
    return _order(asked, TAKEN, "您的邮箱已在使用", text)


def _order(asked: MailConfirmation, event: str, title: str, text: str, secret: str = "") -> MailOrder:
    told = {"event": event, "title": title, "text": text, "secret": secret, "key": _key(asked.pk)}
    return MailOrder(address=asked.address, person_id=asked.user_id, expires_at=asked.expires_at.isoformat(), **told)


def _key(pk: int) -> str:
    return f"{KEY}{pk}"


def _hash(person: User, index: str, token: str) -> str:
    return salted_hmac("accounts.mail", f"{person.pk}:{index}:{token}", algorithm="sha256").hexdigest()


def _refuse_too_many(person: User, index: str, ip: str | None, now: datetime) -> None:
    day = MailConfirmation.objects.filter(sent_at__gt=now - DAY).order_by("-sent_at")
    for rows in (day.filter(user=person), day.filter(address_index=index)):
        refuse_too_many(list(rows.values_list("sent_at", flat=True)), now, WHAT)
    if ip:
        refuse_crowd(day.filter(ip=ip, sent_at__gt=now - LIMIT_OF_AN_ADDRESS[1]).count(), WHAT)

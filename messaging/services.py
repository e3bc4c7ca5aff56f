"""Lines for inboxes, texts for phones. A line is a row of the transaction it speaks of; a text leaves by the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.leaving import Open
from accounts.models import Actor, Membership, User, index_of_phone
from accounts.orders import SEND_MAIL, SEND_SMS, Line
from config.lib import clock
from messaging.letters import Letter, close_tasks, post
from messaging.limits import not_before
from messaging.models import Mail, Message, Sms
from messaging.states import MailState, SmsState, TryOutcome
from messaging.wording import segments_of, without_id_numbers
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to one number. ``key`` names the occasion: it is sent once."""

    phone: str
    text: str
    key: str
    person_id: int | None = None
    office_id: int | None = None  # whose case or notice it is about
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

    def forget_mailboxes(self, person: int, *, but: str = "") -> None:
        """What was mailed stays on record, but not where to; what waits is not sent (``mailing.deliver_mail``)."""
        Mail.objects.filter(person=person).exclude(address_index=but).update(address="", address_index="")


class OpenTasks:
    """``accounts.leaving.Keeper`` of what a desk was asked to do: who left it is asked no longer.

    Letters of a desk reach everybody who works there, so nobody has to be given this person's.
    """

    def open_at(self, seat: Membership) -> Sequence[Open]:
        """Nothing of its own: what the letters speak of is listed by whoever keeps it."""
        return []

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        """Close them, unless the person has another desk at the same organisation."""
        here = Membership.objects.current().filter(user=seat.user_id, organisation=seat.organisation_id)
        if not here.exclude(pk=seat.pk).exists():
            asked = Message.objects.filter(person=seat.user_id, organisation=seat.organisation_id, needs_action=True)
            asked.filter(done_at=None).update(done_at=now)
        return 0, 0


# ── texts ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def send_sms(
    phone: str,
    *,
    event: str,
    text: str,
    key: str,
    person_id: int | None = None,
    office_id: int | None = None,
    expires_at: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> Sms:
    """Order one text, in the caller's transaction, to the number as it is now (SM4); a key ordered before is kept.

    ``expires_at`` is of the law clock: after it the text would only confuse, and is not sent.
    """
    kind, number = subject or ("", None)
    told = {"person_id": person_id, "office_id": office_id}
    ordered = Text(phone=phone, text=text, key=key, **told, subject_kind=kind, subject_id=number)
    text_people(event, [ordered], now=clock.law(), expires_at=expires_at)
    return Sms.objects.get(key=key)


def text_people(event: str, texts: Sequence[Text], *, now: datetime, expires_at: datetime | None = None) -> None:
    """Order many texts of one event in two statements; keys ordered before are kept as they are.

    At night they wait for the morning, unless they would be over by then; the same words go to a person once.
    """
    ends = clock.machine() + (expires_at - now) if expires_at else None  # the outbox lives by the machine's clock
    rows = _once_a_person([_row(event, each, now, ends) for each in texts if each.phone])
    Sms.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    letters = [(row.key, {"sms": row.key}) for row in rows]
    outbox.enqueue(SEND_SMS, letters, not_before=not_before(now, ends), expires_at=ends)


def retry_sms(sms_id: int, *, actor: User) -> bool:
    """A person decided to try a dead text again. False for a code, or when it is not dead (any more).

    One that may have gone is asked about first, as always; one that surely failed is a new text to the provider.
    """
    with audited():
        sms = Sms.objects.select_for_update(of=("self",)).filter(pk=sms_id).first()
        if sms is None:
            return False
        doubtful = sms.tries.filter(reference=sms.reference, outcome__in=TryOutcome.doubtful).exists()
        if not sms.can_retry or not outbox.repeat(SEND_SMS, sms.key, ask_first=doubtful):
            return False
        sms.turn += 0 if doubtful else 1
        sms.state, sms.error, sms.told_at = SmsState.UNKNOWN if doubtful else SmsState.QUEUED, "", None
        sms.save(update_fields=["turn", "state", "error", "told_at"])
        note(Fact("sms.repeated", sms.pk, actor.pk, clock.law()))
    return True


def retry_many(sms_ids: Sequence[int], *, actor: User) -> tuple[int, int]:
    """Each by itself: how many are under way again, and how many are not."""
    done = [retry_sms(pk, actor=actor) for pk in sms_ids]
    return sum(done), len(done) - sum(done)


def retry_mail(mail_id: int, *, actor: User) -> bool:
    """A person decided to send a dead mail again, under the same Message-ID. False when it is not dead (any more)."""
    with audited():
        mail = Mail.objects.select_for_update(of=("self",)).filter(pk=mail_id).first()
        if mail is None or not mail.can_retry or not outbox.repeat(SEND_MAIL, mail.key):
            return False
        mail.state, mail.error = MailState.QUEUED, ""
        mail.save(update_fields=["state", "error"])
        note(Fact("mail.repeated", mail.pk, actor.pk, clock.law()))
    return True


def _once_a_person(rows: Sequence[Sms]) -> list[Sms]:
    """A person told the same words twice is told them once; two people of one number are each told, and on record."""
    return list({(row.person_id, row.phone_index, row.text): row for row in reversed(rows)}.values())[::-1]


def _row(event: str, text: Text, now: datetime, ends: datetime | None) -> Sms:
    words = without_id_numbers(text.text)
    return Sms(
        phone=text.phone,
        phone_index=index_of_phone(text.phone),
        person_id=text.person_id,
        office_id=text.office_id,
        event=event,
        text=words,
        parts=segments_of(words),
        key=text.key,
        at=now,
        expires_at=ends,
        subject_kind=text.subject_kind,
        subject_id=text.subject_id,
    )

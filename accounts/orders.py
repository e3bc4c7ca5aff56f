"""What this floor asks the floor above to say, for messaging has the ways out, not we.

A text is an outbox row ``sms.send`` with one ``SmsOrder``, a mail ``mail.send`` with one ``MailOrder``, sealed, because
numbers, addresses and codes do not stand in a table in clear (SYS-08). A line for inboxes goes through the port that
messaging registers.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol, Self

from config.lib.crypto import seal, unseal
from records.services.outbox import enqueue, forget

SEND_SMS, SEND_MAIL = "sms.send", "mail.send"
COLUMN, MAIL_COLUMN = "records.outbox.sms", "records.outbox.mail"
SIGNATURE = "【职称评审】"  # of the house; texts of a notice carry its own


@dataclass(frozen=True, slots=True)
class SmsOrder:
    """One text to one number. ``secret`` is the part of it that the ledger must not keep: a one-time code."""

    phone: str
    event: str
    text: str
    key: str
    person_id: int | None = None
    secret: str = ""
    expires_at: str = ""
    office_id: int | None = None  # whose case it is about; codes and what concerns an account are no office's

    def payload(self) -> dict[str, Any]:
        """The outbox payload of the order."""
        return {"sealed": seal(json.dumps(asdict(self)), column=COLUMN)}

    @classmethod
    def opened(cls, payload: dict[str, Any]) -> Self:
        """The order in an outbox payload. Raises ``SealBroken``."""
        return cls(**json.loads(unseal(payload["sealed"], column=COLUMN)))

    @property
    def expires(self) -> datetime | None:
        return datetime.fromisoformat(self.expires_at) if self.expires_at else None


def text_phone(
    phone: str,
    *,
    event: str,
    text: str,
    key: str,
    person_id: int | None = None,
    secret: str = "",
    expires_at: datetime | None = None,
    office_id: int | None = None,
) -> None:
    """Order a text, in the caller's transaction; a key ordered before is not ordered again."""
    ends = expires_at.isoformat() if expires_at else ""
    order = SmsOrder(phone, event, SIGNATURE + text, key, person_id, secret, ends, office_id)
    enqueue(SEND_SMS, [(key, order.payload())], expires_at=expires_at)


@dataclass(frozen=True, slots=True)
class MailOrder:
    """One mail to one mailbox that has not answered yet. ``secret`` is what the ledger must not keep: a link's end."""

    address: str
    event: str
    title: str
    text: str
    key: str
    person_id: int
    secret: str
    expires_at: str

    def payload(self) -> dict[str, Any]:
        """The outbox payload of the order."""
        return {"sealed": seal(json.dumps(asdict(self)), column=MAIL_COLUMN)}

    @classmethod
    def opened(cls, payload: dict[str, Any]) -> Self:
        """The order in an outbox payload. Raises ``SealBroken``."""
        return cls(**json.loads(unseal(payload["sealed"], column=MAIL_COLUMN)))


def mail_out(order: MailOrder) -> None:
    """Order a mail, in the caller's transaction; a key ordered before is not ordered again."""
    enqueue(SEND_MAIL, [(order.key, order.payload())], expires_at=datetime.fromisoformat(order.expires_at))


def mail_back(keys: Sequence[str]) -> None:
    """Drop these orders, sent or not: the address in them is not kept."""
    forget(SEND_MAIL, keys)


@dataclass(frozen=True, slots=True)
class Line:
    """One line for some inboxes; ``key`` names the occasion, so that it is written once."""

    people: Sequence[int]
    event: str
    title: str
    text: str
    key: str
    url: str = ""
    button: str = ""
    needs_action: bool = False
    subject_kind: str = ""
    subject_id: int | None = None


class Inboxes(Protocol):
    """What messaging registers: lines are rows of the transaction they speak of (SM5), so they wait in no queue."""

    def write(self, line: Line) -> None:
        """Put the line into the inboxes, in the open transaction."""

    def close(self, subject_kind: str, subject_id: int) -> None:
        """What was asked about this thing has been done."""

    def forget_mailboxes(self, person: int, *, but: str = "") -> None:
        """Keep no address of this person but the one of this index."""


_inboxes: list[Inboxes] = []


def register_inboxes(inboxes: Inboxes) -> None:
    """Called once, by messaging, when the apps are ready."""
    _inboxes[:] = [inboxes]


def tell_people(line: Line) -> None:
    """Write a line into these people's inboxes, in the caller's transaction; once per key."""
    for inboxes in _inboxes:
        inboxes.write(line)


def task_done(subject_kind: str, subject_id: int) -> None:
    """Nothing stands open any more in anybody's inbox about this thing."""
    for inboxes in _inboxes:
        inboxes.close(subject_kind, subject_id)


def forget_mailboxes(person: int, *, but: str = "") -> None:
    """The ledger of mail keeps no address of this person but the one of this index; in the caller's transaction."""
    for inboxes in _inboxes:
        inboxes.forget_mailboxes(person, but=but)

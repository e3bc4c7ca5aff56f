"""What this floor asks the floor above to say: orders in the outbox, for messaging has the words' way out, not we.

``sms.send`` carries one ``SmsOrder``, sealed, because phone numbers and codes do not stand in a table in clear
(SYS-08). ``message.post`` carries one line for some inboxes.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from config.lib.crypto import seal, unseal
from records.services.outbox import enqueue

SEND_SMS, POST_MESSAGE = "sms.send", "message.post"
COLUMN = "records.outbox.sms"
SIGNATURE = "【职称评审】"


@dataclass(frozen=True, slots=True)
class SmsOrder:
    """One text to one number. ``secret`` is the part of it that the ledger must not keep: a one-time code."""

    phone: str
    event: str
    text: str
    person_id: int | None = None
    secret: str = ""
    expires_at: str = ""

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


def text_phone(  # the words of accounts carry the signature of the house; notices have their own
    phone: str,
    *,
    event: str,
    text: str,
    key: str,
    person_id: int | None = None,
    secret: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Order a text, in the caller's transaction; a key ordered before is not ordered again."""
    order = SmsOrder(phone, event, SIGNATURE + text, person_id, secret, expires_at.isoformat() if expires_at else "")
    enqueue(SEND_SMS, [(key, order.payload())], expires_at=expires_at)


def tell_people(
    people: Sequence[int],
    *,
    event: str,
    title: str,
    text: str,
    key: str,
    url: str = "",
    button: str = "",
    needs_action: bool = False,
    subject: tuple[str, int] = ("", 0),
) -> None:
    """Order a line in these people's inboxes, in the caller's transaction; once per key."""
    line = {"event": event, "title": title, "text": text, "url": url, "button": button}
    about = {"needs_action": needs_action, "subject_kind": subject[0], "subject_id": subject[1] or None}
    if people:
        enqueue(POST_MESSAGE, [(key, {"people": list(people), "key": key, **line, **about})])

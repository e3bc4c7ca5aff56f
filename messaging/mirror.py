"""Lines of inboxes as e-mail, too, for who asked for it: rows of the ledger in the transaction of the line (MSG-01).

Which events go is data: every line does, but for what ``NEVER`` names; codes are no lines and leave by SMS alone.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from accounts.models import MailAddress
from accounts.orders import SEND_MAIL
from messaging.models import Mail, Message
from messaging.wording import one_line, without_id_numbers
from records.services import outbox

MAIL_REFUSED = "mail_refused"
NEVER = frozenset({MAIL_REFUSED})  # says that the mailbox takes nothing
AT_ONCE = 500


def is_mirrored(event: str) -> bool:
    """Whether lines of this event go to mailboxes."""
    return event not in NEVER


def mirror(lines: Sequence[Message], *, now: datetime) -> None:
    """Order the mail of lines written a moment ago: one statement more, and three if anybody wants mail.

    A line written at another time, and only told again, is not sent to who gave an address since.
    """
    going = [each for each in lines if is_mirrored(each.event)] if settings.MAIL_GATEWAY else []
    for start in range(0, len(going), AT_ONCE):
        some = going[start : start + AT_ONCE]
        wanted = MailAddress.objects.filter(user__in={each.person_id for each in some}, is_on=True)
        if boxes := {box.user_id: box for box in wanted.filter(user__is_active=True)}:
            _order(boxes, {each.key for each in some if each.person_id in boxes}, now)


def _order(boxes: dict[int, MailAddress], keys: set[str], now: datetime) -> None:
    written = Message.objects.filter(person__in=boxes, key__in=keys, at=now, mail=None).order_by("pk")
    once = {(each.person_id, each.title, each.text): each for each in reversed(written)}  # of two desks, the first
    mails = [_mail(each, boxes[each.person_id], now) for each in once.values()]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    outbox.enqueue(SEND_MAIL, [(each.key, {"mail": each.key}) for each in mails])


def _mail(line: Message, box: MailAddress, now: datetime) -> Mail:
    return Mail(
        address=box.address,
        address_index=box.address_index,
        person_id=line.person_id,
        message=line,
        organisation_id=line.organisation_id,
        event=line.event,
        title=one_line(without_id_numbers(line.title)),
        text=without_id_numbers(line.text),
        url=line.url,
        key=f"message:{line.pk}",
        at=now,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
    )

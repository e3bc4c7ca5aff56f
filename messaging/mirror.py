"""Lines of inboxes as e-mail, too, for who asked for it: rows of the ledger in the transaction of the line (MSG-01).

Which events go is data: every line does, but for what ``NEVER`` and ``COUNTED`` name; codes are no lines and leave by
SMS alone. To one mailbox only so many go a day (docs/decisions/0019).
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import MailAddress
from accounts.orders import SEND_MAIL
from messaging.models import Mail, Message
from messaging.wording import one_line, without_id_numbers
from records.services import outbox

MAIL_REFUSED = "mail_refused"
NEVER = frozenset({MAIL_REFUSED})  # says that the mailbox takes nothing
COUNTED = frozenset({"to_check", "to_review"})  # every case that comes to a desk: the letter of the morning counts them
AT_ONCE = 500
FULL = "今天还有更多消息，请登录查看"
FULL_TEXT = "今天发到这个邮箱的邮件已达上限，之后的消息只在站内，请登录查看。明天照常发邮件。"


def is_mirrored(event: str) -> bool:
    """Whether lines of this event go to mailboxes."""
    return event not in NEVER | COUNTED


def mirror(lines: Sequence[Message], *, now: datetime) -> None:
    """Order the mail of lines written a moment ago: one statement more, and four if anybody wants mail.

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
    sent = _sent_today(boxes, now) if settings.MAIL_DAILY_PER_BOX else {}
    mails = []
    for line in reversed(once.values()):
        sent[line.person_id] = number = sent.get(line.person_id, 0) + 1
        full = settings.MAIL_DAILY_PER_BOX and number > settings.MAIL_DAILY_PER_BOX
        mails.append((_closing if full else _mail)(line, boxes[line.person_id], now))
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    outbox.enqueue(SEND_MAIL, [(each.key, {"mail": each.key}) for each in mails])


def _sent_today(boxes: dict[int, MailAddress], now: datetime) -> dict[int, int]:
    """Person → lines ordered for the mailbox since midnight. A guard, not an account: two at once may pass together."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    indexes = [box.address_index for box in boxes.values()]
    today = Mail.objects.filter(address_index__in=indexes, at__gte=midnight, message__isnull=False)
    counted = today.order_by().values_list("person").annotate(number=Count("pk"))
    return dict(counted)


def _closing(line: Message, box: MailAddress, now: datetime) -> Mail:
    """In place of the first line too many, and of all after it: their key is one a day."""
    mail = _mail(line, box, now)
    mail.key, mail.title, mail.text = f"full:{line.person_id}:{localtime(now):%Y-%m-%d}", FULL, FULL_TEXT
    mail.url = reverse("messaging:inbox")
    return mail


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

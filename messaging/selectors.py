"""Inboxes and the ledgers of texts and mail, page by page. Constant SQL whatever their length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Model, Q, QuerySet, TextChoices
from django.http import Http404
from django.utils.dateparse import parse_datetime

from accounts.leaving import barred_from
from accounts.models import User, index_of_mail, index_of_phone
from config.lib import clock
from config.lib.counting import counts_beside
from config.lib.text import normalise_mail, normalise_phone, whole_number
from messaging.gateways import channels
from messaging.limits import spent
from messaging.models import Mail, Message, Sms
from messaging.routing import ill_channels
from messaging.rules import mail_seen_by, texts_seen_by
from messaging.states import MailState, SmsState, Tab

PAGE = 30
MARK = "~"
OWN = "own"
CASE = "declaration"  # the subject of lines about a case


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows, latest first, and the tokens of the pages before and after (for the ``pager`` piece)."""

    rows: Sequence[Any]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """What stands at the tabs."""

    todo: int
    unread_notes: int


def count_unread(user: Any) -> int:
    """Unread messages of a person, for the header of every page. One statement."""
    return Message.objects.filter(person_id=user.pk, read_at=None).count()


def inbox_counts(user: User) -> InboxCounts:
    """Open tasks, and unread lines among the rest. One statement."""
    counted = Message.objects.filter(person=user).aggregate(
        todo=Count("pk", filter=_open_task()), unread_notes=Count("pk", filter=~_open_task() & Q(read_at=None))
    )
    return InboxCounts(**counted)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What of an inbox is shown: lines not seen yet, and lines of one desk ("own": to the person themself; MSG-01)."""

    unread: bool = False
    of: str = ""

    @property
    def where(self) -> Q:
        found = Q(read_at=None) if self.unread else Q()
        if self.of == OWN:
            return found & Q(organisation=None)
        desk = whole_number(self.of)
        return found & Q(organisation=desk) if desk is not None else found


def inbox_page(user: User, tab: str, sieve: Sieve = Sieve(), *, after: str = "", before: str = "") -> KeysetPage:
    """One page of a tab, with the organisations on whose behalf lines were written. One statement."""
    wanted = _open_task() if tab == Tab.TASKS else ~_open_task()
    rows = Message.objects.filter(wanted, sieve.where, person=user).select_related("organisation")
    return _page(rows, after=after, before=before)


def desks_written_to(user: User) -> list[tuple[str, str]]:
    """(Value for ``Sieve.of``, name) of every desk this inbox has lines of. One statement."""
    desks = Message.objects.filter(person=user, organisation__isnull=False).order_by("organisation__name")
    return [(str(pk), name) for pk, name in desks.values_list("organisation", "organisation__name").distinct()]


def read_message(user: User, pk: int) -> Message:
    """One's own message. Raises ``Http404``."""
    message = Message.objects.filter(person=user, pk=pk).first()
    if message is None:
        raise Http404
    return message


def sms_page(user: User, **asked: str) -> KeysetPage:
    """One page of the texts the person may see, by state and by one number's index (``number_index``)."""
    return _ledger_page(texts_seen_by(user), SmsState, "phone_index", **asked)


def number_index(phone: str) -> str:
    """What stands for a number in the address of a page, where the number itself would be logged."""
    return index_of_phone(normalise_phone(phone))


def mail_page(user: User, **asked: str) -> KeysetPage:
    """One page of the mail the person may see, by state and by one mailbox's index (``mail_index``)."""
    return _ledger_page(mail_seen_by(user), MailState, "address_index", **asked)


def mail_index(address: str) -> str:
    """What stands for an e-mail address in the address of a page."""
    return index_of_mail(normalise_mail(address))


def sms_counts(user: User) -> dict[str, int]:
    """How many texts stand in each state, and ("") in all, each counted to the limit. One statement."""
    return _counts(texts_seen_by(user), SmsState)


def mail_counts(user: User) -> dict[str, int]:
    """How much mail stands in each state, and ("") in all, each counted to the limit. One statement."""
    return _counts(mail_seen_by(user), MailState)


def hidden_from(user: User, rows: Sequence[Sms | Mail]) -> set[int]:
    """Of these, what is about cases the person keeps away from: that it went is seen, not what it says (E311)."""
    cases = {each.subject_id for each in rows if each.subject_kind == CASE and each.subject_id is not None}
    barred = barred_from(user, cases) if cases else set()
    return {each.pk for each in rows if each.subject_kind == CASE and each.subject_id in barred}


def read_sms(user: User, pk: int) -> Sms:
    """One text with every call made for it. Raises ``Http404``, for another office's (SYS-02) or a barred case's."""
    found: Sms = _read(user, texts_seen_by(user), pk)
    return found


def read_mail(user: User, pk: int) -> Mail:
    """One mail with every conversation about it. Raises ``Http404``, for a case to keep away from, too."""
    found: Mail = _read(user, mail_seen_by(user), pk)
    return found


def readable_texts(user: User, wanted: Sequence[int]) -> list[int]:
    """Of these texts, those whose page the person may open. Two statements."""
    rows = list(texts_seen_by(user).filter(pk__in=wanted))
    hidden = hidden_from(user, rows)
    return [each.pk for each in rows if each.pk not in hidden]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A provider as the staff's page shows it: used, spare, or passed over and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the ways out do today: channels in the order of the settings, parts spent of the budgets (0: no limit)."""

    channels: Sequence[ChannelRow]
    texts: int
    codes: int
    most_texts: int
    most_codes: int
    quiet: str

    @property
    def troubled(self) -> bool:
        """Whether somebody should look."""
        full = any(most and used >= most for used, most in self._budgets)
        return full or any(each.why for each in self.channels)

    @property
    def _budgets(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.texts, self.most_texts), (self.codes, self.most_codes)


def health() -> Health:
    """Three statements."""
    now = clock.machine()
    ill = ill_channels(now)
    return Health(
        channels=[ChannelRow(each.name, ill.get(each.name, "")) for each in channels()],
        texts=spent(now, codes=False),
        codes=spent(now, codes=True),
        most_texts=settings.SMS_DAILY_PARTS,
        most_codes=settings.SMS_DAILY_CODES,
        quiet=settings.SMS_QUIET,
    )


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One message about a thing, as its desk sees it: to whom, when, whether it was seen, what became of the text."""

    at: datetime
    title: str
    to: str
    where: str
    read_at: datetime | None = None
    sms: Sms | None = None
    mail: Mail | None = None


def told_about(kind: str, subject_id: int, *, own: int, limit: int = 200) -> list[ToldRow]:
    """Lines to the person ``own`` and to desks, their mail, and every text, latest first (S27). Two statements.

    What others were told, an expert for one, is not shown: their names are nobody's to read here.
    """
    lines = Message.objects.filter(Q(person=own) | Q(organisation__isnull=False), subject_kind=kind)
    lines = lines.filter(subject_id=subject_id).select_related("person", "organisation", "mail")[:limit]
    texts = Sms.objects.filter(subject_kind=kind, subject_id=subject_id)
    rows = [ToldRow(each.at, each.title, _named(each), "站内消息", each.read_at) for each in lines]
    mailed = [(each, each.mail) for each in lines if hasattr(each, "mail")]
    rows += [ToldRow(mail.at, mail.title, _named(each), "邮件", mail=mail) for each, mail in mailed]
    rows += [ToldRow(each.at, each.text, "", "短信", sms=each) for each in texts[:limit]]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _named(message: Message) -> str:
    return f"{message.person.name}（{message.organisation.name}）" if message.organisation else message.person.name


def _open_task() -> Q:
    return Q(needs_action=True, done_at=None)


def _ledger_page(
    rows: QuerySet[Any], states: type[TextChoices], index: str, *, state: str = "", who: str = "", **turned: str
) -> KeysetPage:
    if state in states.values:
        rows = rows.filter(state=state)
    if who:
        rows = rows.filter(**{index: who})
    return _page(rows, after=turned.get("after", ""), before=turned.get("before", ""))


def _counts(rows: QuerySet[Any], states: type[TextChoices]) -> dict[str, int]:
    lists = {"": rows} | {str(state): rows.filter(state=state) for state in states}
    return counts_beside(User.objects.all(), lists)


def _read(user: User, rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).prefetch_related("tries").first()
    if found is None or hidden_from(user, [found]):
        raise Http404
    return found


def _page(rows: QuerySet[Any], *, after: str, before: str) -> KeysetPage:
    backwards = bool(before)
    if (token := before or after) and (beyond := _beyond(token, backwards=backwards)):
        rows = rows.filter(beyond)
    found = list(rows.order_by(*(("at", "pk") if backwards else ("-at", "-pk")))[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    first, last = (_token(found[0]), _token(found[-1])) if found else ("", "")
    has_before, has_after = (more, True) if backwards else (bool(after), more)
    return KeysetPage(found, first if has_before else "", last if has_after else "")


def _token(row: Model) -> str:
    return f"{row.at.isoformat()}{MARK}{row.pk}"  # type: ignore[attr-defined] # Message and Sms have both


def _beyond(token: str, *, backwards: bool) -> Q | None:
    stamp, _, key = token.partition(MARK)
    at, number = _moment(stamp), whole_number(key)
    if at is None or number is None:
        return None
    way = "gt" if backwards else "lt"
    return Q(**{f"at__{way}": at}) | Q(at=at, **{f"pk__{way}": number})


def _moment(stamp: str) -> datetime | None:
    try:
        at = parse_datetime(stamp)
    except ValueError:
        return None
    return at if at and at.tzinfo else None

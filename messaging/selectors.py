"""Inboxes and the ledger of texts, page by page. Constant SQL whatever their length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_datetime

from accounts.models import User, index_of_phone
from config.lib.text import normalise_phone, whole_number
from messaging.models import Message, Sms
from messaging.states import SmsState, Tab

PAGE = 30
MARK = "~"


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


def inbox_page(user: User, tab: str, *, after: str = "", before: str = "") -> KeysetPage:
    """One page of a tab, with the organisations on whose behalf lines were written. One statement."""
    wanted = _open_task() if tab == Tab.TASKS else ~_open_task()
    rows = Message.objects.filter(wanted, person=user).select_related("organisation")
    return _page(rows, after=after, before=before)


def read_message(user: User, pk: int) -> Message:
    """One's own message. Raises ``Http404``."""
    message = Message.objects.filter(person=user, pk=pk).first()
    if message is None:
        raise Http404
    return message


def sms_page(*, state: str = "", who: str = "", after: str = "", before: str = "") -> KeysetPage:
    """One page of the ledger, by state and by one number's index (``number_index``)."""
    rows = Sms.objects.all()
    if state in SmsState.values:
        rows = rows.filter(state=state)
    if who:
        rows = rows.filter(phone_index=who)
    return _page(rows, after=after, before=before)


def number_index(phone: str) -> str:
    """What stands for a number in the address of a page, where the number itself would be logged."""
    return index_of_phone(normalise_phone(phone))


def sms_counts() -> dict[str, int]:
    """How many texts stand in each state. One statement."""
    counted = Sms.objects.order_by().values_list("state").annotate(number=Count("pk"))
    return dict(counted)


def _open_task() -> Q:
    return Q(needs_action=True, done_at=None)


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

"""Reads of notices: the edition in force, the windows, what the public pages show."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from config.lib.clock import local_date
from config.lib.uiwords import left_words
from notices.models import Attachment, Gate, Notice, NoticeEdition
from notices.rules import ChecklistItem, Clause, Terms, terms_of
from notices.rules.schema import label_of


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window on a page: when, and how it stands now."""

    name: str
    label: str
    opens_at: datetime
    closes_at: datetime | None
    state: str  # upcoming, open, closed
    left: str  # 还剩 3 天; only while it is open

    @property
    def look(self) -> tuple[str, str, str]:
        """Words, tone and icon of its state."""
        return LOOKS[self.state]


MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?\+08:00$")
STEPS = {"closed": "done", "open": "now", "upcoming": ""}
LOOKS = {
    "upcoming": ("未开始", "draft", "clock"),
    "open": ("办理中", "flow", "clock"),
    "closed": ("已截止", "done", ""),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as ``{% steps %}`` takes it."""

    label: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice in a list: where its round stands and what is due next."""

    notice: Notice
    terms: Terms
    stages: tuple[WindowRow, ...]
    open_now: tuple[WindowRow, ...]
    next_due: WindowRow | None
    next_open: WindowRow | None

    @property
    def steps(self) -> list[Step]:
        """The stages of the round in order."""
        return [Step(row.label, STEPS[row.state], _days_of(row)) for row in self.stages]


@dataclass(frozen=True, slots=True)
class Amendment:
    """One later edition and what it changed, in words."""

    edition: NoticeEdition
    changes: tuple["Change", ...]


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A part of the body with the words it is cited by: 三（一）2（1）."""

    number: str
    clause: Clause


def read_public_notice(code: str) -> Notice:
    """The gate of the public page: missing, unpublished and not public look the same (Http404)."""
    notice = Notice.objects.public().select_related("series", "office").filter(code=code).first()
    if notice is None:
        raise Http404
    return notice


def current_edition(notice_id: int, *, now: datetime) -> NoticeEdition:
    """The edition in force, the highest whose time has come. Raises ``NoticeEdition.DoesNotExist`` for drafts."""
    return NoticeEdition.objects.for_lists().filter(notice_id=notice_id, effective_at__lte=now).latest("number")


def editions_in_force(notices: Iterable[Notice], *, now: datetime) -> dict[int, NoticeEdition]:
    """The edition in force of each of these notices, by notice; one query."""
    editions = NoticeEdition.objects.filter(notice__in=[notice.pk for notice in notices], effective_at__lte=now)
    ordered = editions.defer("terms").order_by("notice_id", "number")  # the last of each notice stays
    return {edition.notice_id: edition for edition in ordered}


def amendments_of(notice: Notice) -> list[Amendment]:
    """What was changed after publication, the latest first (GEN-10)."""
    later = NoticeEdition.objects.filter(notice=notice, number__gt=1).defer("terms").order_by("-number")
    return [Amendment(edition, tuple(_change_of(each) for each in edition.changes)) for edition in later]


def _change_of(change: dict[str, Any]) -> Change:
    return Change(label_of(change["path"]), _said(change["before"]), _said(change["after"]))


def _said(value: Any) -> str:
    """A value of the terms as people read it; moments without their zone."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_said, value))
    if isinstance(value, dict):
        return "，".join(_said(each) for each in value.values())
    return MOMENT.sub(r"\1 \2", str(value))


def window_rows(gates: Iterable[Gate], *, now: datetime) -> tuple[WindowRow, ...]:
    """Everybody's windows in the order they open; one level's own times are not shown here."""
    shown = sorted((gate for gate in gates if not gate.level), key=_gate_order)
    return tuple(_row_of(gate, now) for gate in shown)


def _row_of(gate: Gate, now: datetime) -> WindowRow:
    state = _state_of(gate, now)
    left = left_words(gate.closes_at, now=now) if gate.closes_at and state == "open" else ""
    return WindowRow(gate.window, gate.label, gate.opens_at, gate.closes_at, state, left)


def _days_of(row: WindowRow) -> str:
    first, last = local_date(row.opens_at), local_date(row.closes_at) if row.closes_at else None
    return f"{first.month}月{first.day}日—{f'{last.month}月{last.day}日' if last else ''}"


def _gate_order(gate: Gate) -> tuple[datetime, bool, float, str]:
    closing = gate.closes_at.timestamp() if gate.closes_at else 0.0
    return gate.opens_at, gate.closes_at is None, closing, gate.window


def _state_of(gate: Gate, now: datetime) -> str:
    if gate.is_open(now):
        return "open"
    return "upcoming" if now < gate.opens_at and gate.closed_at is None else "closed"


def notice_cards(notices: QuerySet[Notice], *, now: datetime) -> list[NoticeCard]:
    """Cards for a list of notices; as many queries for one as for a hundred, once their editions are known."""
    listed = list(notices.select_related("series", "office").prefetch_related("gates"))
    editions = editions_in_force(listed, now=now)
    return [notice_card(notice, terms_of(editions[notice.pk]), now=now) for notice in listed if notice.pk in editions]


def notice_card(notice: Notice, terms: Terms, *, now: datetime) -> NoticeCard:
    """Where the round of this notice stands."""
    rows = window_rows(notice.gates.all(), now=now)
    stages = tuple(row for row in rows if row.name in terms.stages)
    open_now = tuple(row for row in rows if row.state == "open")
    due = min((row for row in open_now if row.closes_at), key=lambda row: row.closes_at or now, default=None)
    opening = min((row for row in rows if row.state == "upcoming"), key=lambda row: row.opens_at, default=None)
    return NoticeCard(notice, terms, stages, open_now, due, opening)


def cited_body(terms: Terms) -> list[CitedClause]:
    """The whole text, each part with the number it is cited by."""
    return [CitedClause(number, clause) for number, clause in zip(terms.clause_numbers(), terms.body, strict=True)]


def checklist_groups(terms: Terms) -> list[tuple[str, list[ChecklistItem]]]:
    """The checklist in two parts: what nobody may leave out, and the rest (MAT-03)."""
    ordered = sorted(terms.checklist, key=lambda item: not item.hard)
    parts = groupby(ordered, key=lambda item: item.hard)
    return [("不可缺少的硬件材料" if hard else "其他材料", list(items)) for hard, items in parts]


def attachment_files(notice: Notice) -> dict[int, Attachment]:
    """Files of attachments, by printed number."""
    return {each.num: each for each in Attachment.objects.filter(notice=notice).select_related("file")}


def may_read_attachment(user: Any, attachment_id: int) -> bool:
    """Attachments of public notices are everybody's."""
    return Attachment.objects.filter(pk=attachment_id, notice__in=Notice.objects.public()).exists()

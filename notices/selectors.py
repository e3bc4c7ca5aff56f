"""Reads of notices: the edition in force, the windows, what the public pages show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse, reverse_lazy

from config.lib.clock import local_date
from config.lib.reason import Reason, Severity
from config.lib.uiwords import left_words
from notices.documents import LETTERS, blanks_of
from notices.drafting.comparing import differences_of
from notices.drafting.site import all_problems, to_look_at
from notices.drafting.standing import terms_worked_on
from notices.messages import readers_of, told_words
from notices.models import Attachment, Gate, Notice, NoticeEdition
from notices.rules import (
    ChecklistItem,
    Clause,
    Level,
    Span,
    Terms,
    digest_of,
    dump_terms,
    terms_of,
)
from notices.rules.facts import when_words
from notices.rules.outcome import AttachmentTerms
from notices.rules.reading import EMPTY
from notices.states import NoticeAction, NoticeState, Window, window_label
from notices.workflow import target_of
from records.models import StoredFile


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


# Attachments that are pages or forms of this system (requirements B.2).
SHOWN_AS_PAGE: dict[str, tuple[Any, str]] = {
    "FORM-03": ("#checklist", "见本页"),
    "FORM-08": (reverse_lazy("notices:policies"), "见政策专栏"),
    "FORM-09": ("#offer", "见本页“专业和评审条件”"),
}
ENCLOSURE = "notices.enclosure"  # where a file that a text names by its digest is used (services.attachments)
NO_FILE = "文件尚未上传，请联系职改办"
FILLED_IN = {"FORM-04", "FORM-05", "FORM-06", "FORM-07"}
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
    published_at: datetime | None = None  # of the notice; told in lists (02-1)
    updated_at: datetime | None = None  # of the amendment in force, where there is one

    @property
    def is_ended(self) -> bool:
        """Whether the office has ended the round; nothing of it is waited for any more."""
        return self.notice.state == NoticeState.CLOSED

    @property
    def steps(self) -> list[Step]:
        """The stages of the round in order."""
        return [Step(row.label, STEPS[row.state], _days_of(row)) for row in self.stages]

    @property
    def stages_now(self) -> list[WindowRow]:
        """Stages that are open."""
        return [row for row in self.stages if row.state == "open"]

    @property
    def beside(self) -> list[WindowRow]:
        """Open windows that are no stages: corrections, payment, supplements."""
        return [row for row in self.open_now if row not in self.stages]


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment as the page lists it: where it is found, or why there is no file."""

    num: int
    title: str
    url: str
    note: str
    file: StoredFile | None


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
class Draft:
    """What publishing would freeze, and what stands in its way."""

    digest: str
    terms: Terms
    windows: tuple[tuple[str, Span], ...]
    fees: tuple[tuple[Level, int | None], ...]
    told: tuple[str, ...]
    faults: tuple[Reason, ...]
    reminders: tuple[Reason, ...]
    forgotten: tuple[Reason, ...] = ()  # to be looked at once more; asks for no explanation


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
    return NoticeEdition.objects.in_force(now).for_lists().filter(notice_id=notice_id).latest("number")


def editions_in_force(notices: Iterable[Notice], *, now: datetime) -> dict[int, NoticeEdition]:
    """The edition in force of each of these notices, by notice; one query."""
    return {edition.notice_id: edition for edition in _in_force(notices, now)}  # the last of each notice stays


def _in_force(notices: Iterable[Notice], now: datetime) -> Iterable[NoticeEdition]:
    """Every edition whose time has come, in their order."""
    editions = NoticeEdition.objects.in_force(now).filter(notice__in=[notice.pk for notice in notices])
    return editions.defer("terms").order_by("notice_id", "number")


def draft_of(notice: Notice) -> Draft:
    """A draft or an amendment as its publisher looks at it. Raises ``NoticeRefused`` for what is neither any more."""
    target_of(notice, NoticeAction.AMEND if notice.is_amending else NoticeAction.PUBLISH)
    terms = terms_worked_on(notice)
    found = all_problems(notice, terms)
    return Draft(
        digest=digest_of(dump_terms(terms)),
        terms=terms,
        windows=tuple((window_label(name), span) for name, span in terms.windows().items()),
        fees=tuple((level, terms.fees.amounts.get(level.code)) for level in terms.levels),
        told=tuple(told_words(readers_of(terms, notice.office_id))),
        faults=tuple(each for each in found if each.severity == Severity.BLOCK),
        reminders=tuple(each for each in found if each.severity != Severity.BLOCK),
        forgotten=tuple(to_look_at(notice, terms)),
    )


def amendments_of(notice: Notice) -> list[Amendment]:
    """What was changed after publication, the latest first, in the words of the desk (GEN-10)."""
    editions = list(NoticeEdition.objects.filter(notice=notice).order_by("number"))
    amended = [Amendment(after, tuple(_changes(before, after))) for before, after in pairwise(editions)]
    return amended[::-1]


def _changes(before: NoticeEdition, after: NoticeEdition) -> Iterator[Change]:
    """Only what this edition changed: one that waits for its day may stand between it and the one it is based on."""
    wholes = [dump_terms(terms_of(each)) for each in (before, after)]
    touched = [tuple(change["path"].split(".")) for change in after.changes]
    for each in differences_of(wholes[0], wholes[1], by_ruleset={}):
        steps = tuple(map(str, each.steps))
        if any(steps[: len(path)] == path or path[: len(steps)] == steps for path in touched):
            yield Change(each.label, each.before, each.after)


def window_rows(gates: Iterable[Gate], *, now: datetime, levels: Mapping[str, str] = EMPTY) -> tuple[WindowRow, ...]:
    """Everybody's windows in the order of a round; below each the own times of these levels, by code (TIME-06)."""
    shown = sorted((gate for gate in gates if not gate.level or gate.level in levels), key=_gate_order)
    rows = [(_row_of(gate, now), levels.get(gate.level, "")) for gate in shown]
    return tuple(replace(row, label=f"{row.label}（{level}）") if level else row for row, level in rows)


def _row_of(gate: Gate, now: datetime) -> WindowRow:
    state = _state_of(gate, now)
    left = left_words(gate.closes_at, now=now) if gate.closes_at and state == "open" else ""
    return WindowRow(gate.window, gate.label, gate.opens_at, gate.closes_at, state, left)


def _days_of(row: WindowRow) -> str:
    first, last = local_date(row.opens_at), local_date(row.closes_at) if row.closes_at else None
    return f"{first.month}月{first.day}日—{f'{last.month}月{last.day}日' if last else ''}"


def _gate_order(gate: Gate) -> tuple[int, datetime, str, str]:
    known = Window.values.index(gate.window) if gate.window in Window.values else len(Window.values)
    return known, gate.opens_at, gate.window, gate.level


def _state_of(gate: Gate, now: datetime) -> str:
    if gate.is_open(now):
        return "open"
    return "upcoming" if now < gate.opens_at and gate.closed_at is None else "closed"


def notice_cards(notices: QuerySet[Notice], *, now: datetime) -> list[NoticeCard]:
    """Cards for a list of notices; as many queries for one as for a hundred, once their editions are known."""
    return cards_for(list(for_cards(notices)), now=now)


def for_cards(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With what a card reads beside its edition."""
    return notices.select_related("series", "office").prefetch_related("gates")


def cards_for(listed: Sequence[Notice], *, now: datetime) -> list[NoticeCard]:
    """Cards of notices that were read ``for_cards``."""
    editions = defaultdict[int, list[NoticeEdition]](list)
    for edition in _in_force(listed, now):
        editions[edition.notice_id].append(edition)
    return [_dated_card(notice, editions[notice.pk], now) for notice in listed if notice.pk in editions]


def _dated_card(notice: Notice, editions: Sequence[NoticeEdition], now: datetime) -> NoticeCard:
    """An amendment does not publish a notice anew: its day stands beside that of the notice."""
    first, last = editions[0], editions[-1]
    updated = last.published_at if last.number > 1 else None
    card = notice_card(notice, terms_of(last), now=now)
    return replace(card, published_at=first.published_at, updated_at=updated)


def notice_card(notice: Notice, terms: Terms, *, now: datetime) -> NoticeCard:
    """Where the round of this notice stands."""
    rows = window_rows(notice.gates.all(), now=now)
    if notice.state == NoticeState.CLOSED:
        return NoticeCard(notice, terms, tuple(row for row in rows if row.name in terms.stages), (), None, None)
    stages = tuple(row for row in rows if row.name in terms.stages)
    open_now = tuple(row for row in rows if row.state == "open")
    due = min((row for row in open_now if row.closes_at), key=lambda row: row.closes_at or now, default=None)
    upcoming = [row for row in rows if row.state == "upcoming"]
    # A window that opens at midnight of the day a stage begins at eight is not what a reader waits for.
    opening = min(upcoming, key=lambda row: (local_date(row.opens_at), row not in stages, row.opens_at), default=None)
    return NoticeCard(notice, terms, stages, open_now, due, opening)


def notices_naming(committees: Iterable[str], *, now: datetime) -> dict[str, Notice]:
    """The newest public notice each of these committees works under, by the committee's name (CHAN-03, CHAN-04)."""
    wanted, found = set(committees), dict[str, Notice]()
    listed = list(Notice.objects.public().order_by("year", "pk"))
    editions = editions_in_force(listed, now=now)
    for notice in listed:
        named = terms_of(editions[notice.pk]).committees if notice.pk in editions else ()
        found |= {each.name: notice for each in named if each.name in wanted}
    return found


def cited_body(terms: Terms) -> list[CitedClause]:
    """The whole text, each part with the number it is cited by."""
    return [CitedClause(number, clause) for number, clause in zip(terms.clause_numbers(), terms.body, strict=True)]


def checklist_groups(terms: Terms) -> list[tuple[str, list[tuple[ChecklistItem, str]]]]:
    """The checklist in two parts, what nobody may leave out and the rest (MAT-03), each row with when it applies."""
    ordered = sorted(terms.checklist, key=lambda item: not item.hard)
    parts = groupby(ordered, key=lambda item: item.hard)
    return [
        ("不可缺少的硬件材料" if hard else "其他材料", [(item, when_words(item.when)) for item in items])
        for hard, items in parts
    ]


def attachment_files(notice: Notice, terms: Terms) -> dict[int, StoredFile]:
    """Files by printed number: what the text names, what came after publication, else the blank (FORM-01, FORM-02)."""
    uploaded = {each.num: each.file for each in Attachment.objects.filter(notice=notice).select_related("file")}
    blanks = blanks_of(notice) if any(each.form in LETTERS for each in terms.attachments) else {}
    made = {each.num: blanks[each.form].file for each in terms.attachments if each.form in blanks}
    return made | uploaded | enclosed_files(terms)


def enclosed_files(terms: Terms) -> dict[int, StoredFile]:
    """The files a text names, by printed number.

    Only what was uploaded as an enclosure is one: no digest that somebody types opens another person's file.
    """
    wanted = {each.file for each in terms.attachments if each.file}
    if not wanted:
        return {}
    held = StoredFile.objects.filter(sha256__in=wanted, uses__subject_kind=ENCLOSURE).order_by("-pk")
    by_digest = {each.sha256: each for each in held}  # the same bytes keep the name they were first given
    return {each.num: by_digest[each.file] for each in terms.attachments if each.file in by_digest}


def attachment_rows(notice: Notice, terms: Terms) -> list[AttachmentRow]:
    """The printed list: an uploaded file, the page that holds the same, or the form the system fills in."""
    files = attachment_files(notice, terms)
    return [_attachment_row(notice, each, files.get(each.num)) for each in terms.attachments]


def enclosure_rows(notice: Notice, terms: Terms) -> list[AttachmentRow]:
    """The same list at the desk: a file opens there, for the text is not public yet."""
    files = enclosed_files(terms)
    later = set(Attachment.objects.filter(notice=notice).values_list("num", flat=True))
    return [_enclosure_row(notice, each, files.get(each.num), later) for each in terms.attachments]


def _enclosure_row(
    notice: Notice, printed: AttachmentTerms, enclosed: StoredFile | None, later: set[int]
) -> AttachmentRow:
    if enclosed:
        url = reverse("notices:enclosure_file", args=[notice.code, printed.num])
        return AttachmentRow(printed.num, printed.title, url, "", enclosed)
    note = "有补传的文件" if printed.num in later else _attachment_row(notice, printed, None).note
    if printed.form in LETTERS:  # at the desk nobody waits for it: it is made when the text is published
        note = "空白表由系统生成，发布后在公开页面下载"
    return AttachmentRow(printed.num, printed.title, "", "还没有文件" if note == NO_FILE else note, None)


def _attachment_row(notice: Notice, printed: AttachmentTerms, held: StoredFile | None) -> AttachmentRow:
    if held:
        url = reverse("notices:attachment", args=[notice.code, printed.num])
        return AttachmentRow(printed.num, printed.title, url, "", held)
    page, note = SHOWN_AS_PAGE.get(printed.form, ("", NO_FILE))
    if printed.form in LETTERS:
        note = "空白表正在生成，请稍后刷新"
    if printed.form in FILLED_IN:
        note = "申报时由系统按您填写的内容生成"
    return AttachmentRow(printed.num, printed.title, str(page), note, None)


def may_read_enclosure(_user: Any, notice_id: int) -> bool:
    """Files that a public notice encloses are everybody's; of a draft they are opened at the desk."""
    return Notice.objects.public().filter(pk=notice_id).exists()


def may_read_attachment(user: Any, attachment_id: int) -> bool:
    """Attachments of public notices are everybody's."""
    return Attachment.objects.filter(pk=attachment_id, notice__in=Notice.objects.public()).exists()

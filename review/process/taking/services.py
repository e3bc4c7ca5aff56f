"""Asking for a list to take away, writing it in a worker, letting it go (16-6, AZ7)."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.longlists import ListRefused, lines_of
from accounts.models import User
from accounts.selectors import roles_of
from accounts.states import Role
from config.lib import clock
from config.lib.sheets import write_table
from declarations.models import DeclarationQuerySet
from records.exceptions import Undeliverable
from records.models import Fact, Outbox
from records.services.audit import audited, note
from records.services.outbox import enqueue
from review.approvals.content import digest_of
from review.process.desks import DESKS, Filters, desk_rows
from review.process.listing.address import filters_of
from review.process.listing.ordering import in_order
from review.process.models import Export
from review.process.models.export import LONGEST_QUERY
from review.process.states import ExportFormat, ExportState
from review.process.taking.printing import printed_roster
from review.process.taking.roster import COLUMNS, WIDTHS, roster_lines

KIND = "process.export"
MOST = 5_000  # lines a file (AZ7)
MOST_PRINTED = 500  # lines a paper: some thirty pages, which nobody reads beyond
A_DAY = 5  # files a person may ask for: a sixth is no everyday work any more (AZ7)
KEPT = timedelta(hours=24)
SHEET = "名单"  # what the person calls the file may be no name of a sheet (“/”, “:”, “'”)
OPEN = (ExportState.WAITING, ExportState.FAILED)  # a dead row may be tried again by a person
STEP = 500
MARK = "{name} 于 {when} 导出，用途：{reason}。编号 {ref}。仅供职称评审工作使用，不得外传。"


class ExportRefused(Exception):
    """Carries the sentence the person reads."""


def ask_for_export(
    user: User,
    role: str,
    *,
    query: str,
    title: str,
    reason: str,
    chosen: Collection[int] | None = None,
    file_format: str = ExportFormat.XLSX,
) -> Export:
    """Have a worker write a list, the whole of it or the ticked ones. Raises ``ExportRefused``."""
    with audited():
        now = _within_the_day(user)
        count = _rows(user, role, filters_in(query), chosen)[: MOST + 1].count()
        if not count:
            raise ExportRefused("列表里没有申报，不需要导出。")
        _refuse_too_many(count, file_format)
        told = {"query": query, "title": title, "reason": reason, "total": count, "asked_at": now}
        told["file_format"] = file_format
        picked = sorted(chosen) if chosen is not None else None
        export = Export.objects.create(user=user, role=role, chosen=picked, **told)
        enqueue(KIND, [(str(export.ref), {"export": export.pk})])
        # A search may be a person's name: the chain holds the digest of it.
        note(Fact("desk.export", export.pk, user.pk, clock.law(), digest_of([query, picked, title, reason, count])))
    return export


def order_list(user: User, name: str, *, title: str, reason: str, query: str, total: int) -> str:
    """Have a worker write a long list of the directory; where it is fetched. Raises ``ListRefused``."""
    if len(query) > LONGEST_QUERY:
        raise ListRefused("查询条件太长，请缩短后再导出。")
    try:
        with audited():
            told = {"title": title, "reason": reason, "query": query, "listing": name, "total": total}
            role = (
                user.current_role or Role.APPLICANT
            )  # the system's keeper may act in none; the list has its own guard
            export = Export.objects.create(user=user, role=role, asked_at=_within_the_day(user), **told)
            enqueue(KIND, [(str(export.ref), {"export": export.pk})])
            content = digest_of([query, None, title, reason, name, total])
            note(Fact("desk.export", export.pk, user.pk, clock.law(), content))
    except ExportRefused as refused:
        raise ListRefused(str(refused)) from refused
    return reverse("process:downloads")


def write_export(told: dict[str, Any]) -> None:
    """Handler of the outbox; what was written once is not written again.

    The list is what its owner may see now: a desk that was lost in between gives nothing.
    """
    export = Export.objects.select_related("user").get(pk=told["export"])
    if export.state not in OPEN:
        return
    digest = hashlib.sha256()
    content = _list_written(export, digest) if export.listing else _desk_written(export, digest)
    now = clock.machine()
    done = {"content": content, "digest": digest.hexdigest(), "ready_at": now, "expires_at": now + KEPT}
    Export.objects.filter(pk=export.pk, state__in=OPEN).update(state=ExportState.READY, **done)


def fetch_export(user: User, ref: Any) -> Export:
    """The file, to its owner and to nobody else, while it is kept; that it was taken is noted. Raises ``Http404``."""
    export = Export.objects.filter(user=user, ref=ref, state=ExportState.READY).first()
    if export is None or export.expires_at is None or export.expires_at <= clock.machine():
        raise Http404
    with audited():
        note(Fact("desk.export_fetched", export.pk, user.pk, clock.law(), export.digest))
    return export


def exports_of(user: User, most: int = 20) -> list[Export]:
    """The newest a person asked for, without their bytes."""
    return list(Export.objects.filter(user=user).defer("content")[:most])


def forget_exports() -> int:
    """Files nobody may fetch any more are emptied; that they were made stays on record. How many."""
    over = Export.objects.filter(state=ExportState.READY, expires_at__lte=clock.machine())
    return over.update(state=ExportState.EXPIRED, content=b"")


def end_dead_exports() -> int:
    """What the outbox gave up comes no more: the person reads it, and it is none of the day's five. How many."""
    waiting = [str(ref) for ref in Export.objects.filter(state=ExportState.WAITING).values_list("ref", flat=True)]
    dead = Outbox.objects.dead().filter(kind=KIND, key__in=waiting).values_list("key", flat=True)
    return Export.objects.filter(state=ExportState.WAITING, ref__in=list(dead)).update(state=ExportState.FAILED)


def filters_in(query: str) -> Filters:
    """The list of an address, as it was kept."""
    return filters_of(QueryDict(query))


def _rows(user: User, role: str, filters: Filters, chosen: Collection[int] | None) -> DeclarationQuerySet:
    rows = desk_rows(user, role, filters)
    return rows if chosen is None else rows.filter(pk__in=chosen)


def _refuse_too_many(count: int, file_format: str) -> None:
    if count > MOST:
        raise ExportRefused(f"超过 {MOST} 份，请先筛选，分几次导出。")
    if file_format == ExportFormat.PDF and count > MOST_PRINTED:
        raise ExportRefused(f"打印件一次最多 {MOST_PRINTED} 份，请先筛选，或导出表格（XLSX）。")


def _within_the_day(user: User) -> datetime:
    """The moment, if the person may ask for one more file today. Raises ``ExportRefused``."""
    now = clock.machine()
    User.objects.select_for_update().get(pk=user.pk)  # so that two presses count as two
    today = Export.objects.filter(user=user, asked_at__gt=now - timedelta(days=1))
    if today.exclude(state=ExportState.FAILED).count() >= A_DAY:
        raise ExportRefused(f"24 小时内最多导出 {A_DAY} 次，请使用已经导出的文件，或明天再导出。")
    return now


def _desk_written(export: Export, digest: Any) -> bytes:
    if export.role not in DESKS or export.role not in roles_of(export.user):
        _given_up(export)
    filters = filters_in(export.query)
    rows = in_order(_rows(export.user, export.role, filters, export.chosen), filters.sort)
    lines = _counted(export, roster_lines(rows), digest)
    if export.file_format == ExportFormat.PDF:
        return printed_roster(export.title, lines, mark=_mark(export))
    return write_table(SHEET, COLUMNS, lines, widths=WIDTHS, mark=_mark(export))


def _list_written(export: Export, digest: Any) -> bytes:
    """As it is read in again: no line above the titles, the mark on a sheet of its own."""
    try:
        way, lines = lines_of(export.listing, export.user, export.query)
    except PermissionDenied:
        _given_up(export)
    except ListRefused:
        _given_up(export, "the list is longer than a file now")
    rows = _counted(export, iter(lines), digest)
    return write_table(way.words, way.columns, rows, mark=_mark(export), aside=True)


def _given_up(export: Export, why: str = "the desk is not theirs any more") -> NoReturn:
    Export.objects.filter(pk=export.pk).update(state=ExportState.FAILED)
    raise Undeliverable(why)


def _counted(export: Export, lines: Iterator[Sequence[object]], digest: Any) -> Iterator[Sequence[object]]:
    """The lines as they are written, their sum, and how far it is, told now and then."""
    number = 0
    for number, line in enumerate(lines, 1):
        digest.update(repr(line).encode())
        if number % STEP == 0:
            Export.objects.filter(pk=export.pk).update(done=number)
        yield line
    Export.objects.filter(pk=export.pk).update(done=number, total=number)


def _mark(export: Export) -> str:
    when = f"{localtime(clock.law()):%Y-%m-%d %H:%M}"
    return MARK.format(name=export.user.name, when=when, reason=export.reason, ref=str(export.ref)[:8])

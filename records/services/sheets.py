"""Sheets that offices hand in, taken by a worker: whole or not at all, every faulty line named (A-11, A-12, A-19).

Whose list it is registers a taker by name in ``ready()``. The file waits in a private folder and is gone when a worker
has read it; what came of it stays as a row. A sheet on trial is taken and taken back, and waits for a word (confirm).
"""

import os
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings

from config.lib import clock
from config.lib.csvfile import Cells, Line, Report, SheetBroken, read_lines, take_lines
from config.lib.tables import in_order, read_sheet
from records.models import Fact, SheetImport
from records.services import outbox
from records.services.audit import audited, note
from records.states import SheetState

SHEET = "records.sheet"  # outbox kind
SHEET_LEASE = timedelta(minutes=30)
KEPT_FOR = timedelta(days=2)  # longer than the outbox tries
MOST_FAULTS = 200
STUMBLED = "导入时出错，什么都没有导入，请稍后再试；仍不成功的，请联系管理员。"

Taker = Callable[[bytes, dict[str, Any], int], Report]
_takers: dict[str, Taker] = {}


class _Undone(Exception):
    """Takes the facts of lines back that a faulty one took back."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__()


def register_taker(kind: str, taker: Taker) -> None:
    """Name the function that reads sheets of this kind: ``taker(data, said, by)``, raising ``SheetBroken``."""
    assert _takers.setdefault(kind, taker) == taker, f"{kind} has two takers"


def take_audited(
    lines: Collection[Line],
    take: Callable[[Cells], object],
    *,
    same: Callable[[Cells], Hashable] | None = None,
    facts: Callable[[], Collection[Fact]] = tuple,
) -> Report:
    """``take_lines`` with its facts in the same transaction: what was taken is noted, and nothing else is."""
    try:
        with audited():
            report = take_lines(lines, take, same=same)
            _keep_none(report)
            if report.taken:
                note(*facts())
    except _Undone as undone:
        return undone.report
    return report


def _keep_none(report: Report) -> None:
    if report.faults:
        raise _Undone(report)


def hand_in_sheet(kind: str, data: bytes, said: dict[str, Any], *, needed: Collection[str], by: int) -> SheetImport:
    """Keep a CSV for a worker. Raises ``SheetBroken`` at once for a file that is no such sheet."""
    return _keep(SheetImport(kind=kind, said=said, lines=len(read_lines(data, needed=needed)), by=by), data)


def try_sheet(
    kind: str, data: bytes, said: dict[str, Any], *, columns: Sequence[str], needed: Collection[str], by: int
) -> SheetImport:
    """Keep an XLSX or a CSV for a worker who only tries it; ``confirm_sheet`` has it taken. Raises ``SheetBroken``."""
    lines = len(read_sheet(data, columns=columns, needed=needed))
    return _keep(SheetImport(kind=kind, said=said, lines=lines, on_trial=True, by=by), data)


def confirm_sheet(ref: UUID, *, by: int) -> SheetImport:
    """Have a sheet taken that was tried without a fault, once. Raises ``SheetBroken`` where there is none any more."""
    with audited():
        tried = SheetImport.objects.select_for_update().filter(ref=ref, by=by, state=SheetState.CHECKED)
        sheet = tried.first()
        if sheet is None or not path_of(sheet).exists():
            raise SheetBroken("这份表格已经办理，或核对后超过两天没有确认，请重新上传。")
        sheet.on_trial, sheet.state = False, SheetState.WAITING
        sheet.save(update_fields=["on_trial", "state"])
        key = f"{sheet.ref.hex}:take"
        outbox.enqueue(SHEET, [(key, {"sheet": sheet.pk})], about=f"{SHEET}:{sheet.pk}")
        note(Fact("sheet.confirmed", sheet.pk, by, clock.law()))
    return sheet


def _keep(sheet: SheetImport, data: bytes) -> SheetImport:
    assert sheet.kind in _takers, f"nobody takes {sheet.kind}"
    path = path_of(sheet)
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as stream:
            stream.write(data)
        with audited():
            sheet.at = clock.law()
            sheet.save()
            outbox.enqueue(SHEET, [(sheet.ref.hex, {"sheet": sheet.pk})], about=f"{SHEET}:{sheet.pk}")
            note(Fact("sheet.handed_in", sheet.pk, sheet.by, sheet.at))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return sheet


def take_sheet(payload: dict[str, Any]) -> None:
    """Outbox handler: take the lines and tell what came of them. Harmless when run twice."""
    sheet = SheetImport.objects.under_way().filter(pk=payload["sheet"]).first()
    if sheet is None:
        return
    SheetImport.objects.under_way().filter(pk=sheet.pk).update(state=SheetState.WORKING)
    path = path_of(sheet)
    try:
        report = _tried(sheet) if sheet.on_trial else _taken(sheet)
        good = SheetState.CHECKED if sheet.on_trial else SheetState.TAKEN
        _close(sheet, SheetState.REFUSED if report.faults else good, report)
    except SheetBroken as broken:
        _close(sheet, SheetState.REFUSED, _said(str(broken)))
    finally:
        _close(sheet, SheetState.FAILED, _said(STUMBLED))  # what was closed before stays as it is
        if not SheetImport.objects.filter(pk=sheet.pk, state=SheetState.CHECKED).exists():
            path.unlink(missing_ok=True)


def _taken(sheet: SheetImport) -> Report:
    return _takers[sheet.kind](path_of(sheet).read_bytes(), sheet.said, sheet.by)


def _tried(sheet: SheetImport) -> Report:
    """As if it were taken; rows, histories and facts go back with the transaction."""
    try:
        with audited():
            _take_back(_taken(sheet))
    except _Undone as tried:
        report = tried.report
    return report


def _take_back(report: Report) -> NoReturn:
    raise _Undone(report)


def _said(sentence: str) -> Report:
    """One sentence about the whole sheet."""
    return Report(0, ((0, sentence),))


def forget_old_sheets() -> int:
    """Throw away sheets that no worker took away in two days: lost with a process. How many."""
    old = (clock.machine() - KEPT_FOR).timestamp()
    left = [path for path in _room().glob("sheet-*") if path.stat().st_mtime < old]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def path_of(sheet: SheetImport) -> Path:
    """Where a sheet waits for its worker."""
    return _room() / f"sheet-{sheet.ref.hex}"


def _room() -> Path:
    room = Path(settings.PRIVATE_FILES) / "incoming"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    return room


def _close(sheet: SheetImport, state: SheetState, report: Report) -> None:
    """The worker's last word, unless another one has spoken already."""
    faults = report.sentences
    more = len(faults) - MOST_FAULTS
    told = [*faults[:MOST_FAULTS], f"……另有 {more} 行。"] if more > 0 else faults
    taken = report.taken if state == SheetState.TAKEN else 0
    found = {"state": state, "faults": told, "taken": taken, "found": in_order(report.kinds), "done_at": clock.law()}
    SheetImport.objects.under_way().filter(pk=sheet.pk).update(**found)

"""A list of vouchers as XLSX: looked at line by line, entered whole or not at all (IN10).

A fault keeps its line out, and with it the list. A hint says that the money will not count as it is: with a remark
the line is entered too, as a single voucher is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock, money
from config.lib.files import XLSX
from config.lib.sheets import Row, SheetRefused, read_table, write_table
from config.lib.text import normalise_name
from fees.models import Bill, OutsidePayment
from fees.rules import bills_on_desk, listed_span
from fees.services.outside import SELF, doubts_about
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import accept_upload, read_file

COLUMNS = ("缴费单号", "姓名", "金额（元）", "缴费日期", "凭证号")
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
VOUCHER_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that can be entered."""

    line: int
    bill: Bill
    amount_fen: int
    paid_on: date
    voucher_no: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to say of one line."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.text}"


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list would do. It can be entered only when there are no faults, and for hints with a remark."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...]
    file: StoredFile

    @property
    def hinted(self) -> frozenset[int]:
        """Lines that a remark must explain."""
        return frozenset(hint.line for hint in self.hints)

    @property
    def hints_digest(self) -> str:
        """What was looked at: a hint that came since is not passed over."""
        return hashlib.sha256("\n".join(map(str, self.hints)).encode()).hexdigest()

    @property
    def total_fen(self) -> int:
        return sum(entry.amount_fen for entry in self.entries)


def keep_list(upload: bytes, *, name: str, actor: User) -> StoredFile:
    """Keep the uploaded list, so that what is entered is what was looked at. Raises ``UploadRefused``."""
    return accept_upload(upload, name=name, by=actor.pk, allowed=frozenset({XLSX}))


def uploaded_list(ref: UUID, *, actor: User) -> StoredFile | None:
    """A list this person uploaded; None for anybody else's."""
    return StoredFile.objects.filter(ref=ref, uploaded_by=actor.pk, media_type=XLSX).first()


def preview_list(file: StoredFile, *, actor: User) -> ListPreview:
    """Judge every line; nothing is written. Raises ``SheetRefused`` for a file that is no such table."""
    rows = read_table(read_file(file), columns=COLUMNS)
    bills = {bill.number: bill for bill in _bills(rows, actor)}
    known = _known_vouchers(rows)
    entries, faults, hints, seen = [], [], [], dict[str, int]()
    today = clock.local_date(clock.law())
    for row in rows:
        entry, wrong = _read(row, bills.get(row.cells["缴费单号"]), today, actor)
        wrong += _voucher_faults(row, known, seen)
        seen.setdefault(row.cells["凭证号"], row.number)
        faults += [Fault(row.number, text) for text in wrong]
        if entry and not wrong:
            entries.append(entry)
            hints += [Fault(row.number, text) for text in _hints(entry)]
    return ListPreview(tuple(entries), tuple(faults), tuple(hints), file)


def import_outside_payments(file: StoredFile, *, actor: User, remark: str = "", hints_seen: str = "") -> str:
    """Enter every line of the list, or none; returns the batch's name. Raises ``SheetRefused``.

    The lines are judged again: between looking and entering somebody may have paid. ``remark`` passes over the hints
    that were looked at (``hints_seen``, their digest) and is kept with their lines.
    """
    with audited():
        preview = preview_list(file, actor=actor)
        passed = remark.strip() and hints_seen == preview.hints_digest
        if preview.faults or (preview.hints and not passed):
            raise SheetRefused(*map(str, (*preview.faults, *preview.hints)))
        now = clock.law()
        batch = f"{localtime(now):%Y%m%d-%H%M%S}-{file.pk}"
        made = OutsidePayment.objects.bulk_create(
            [
                OutsidePayment(
                    bill=entry.bill,
                    amount_fen=entry.amount_fen,
                    paid_on=entry.paid_on,
                    voucher_no=entry.voucher_no,
                    batch=batch,
                    remark=remark.strip() if entry.line in preview.hinted else "",
                    entered_by=actor,
                    entered_at=now,
                )
                for entry in preview.entries
            ],
            batch_size=500,
        )
        note(*(Fact("outside_payment.enter", entry.pk, actor.pk, now, file.sha256) for entry in made))
    return batch


def list_template(bills: Sequence[Bill]) -> bytes:
    """The list to fill in: every bill that waits, with its amount; date and voucher are left to write."""
    rows = [(bill.number, bill.payer_name, money.yuan(bill.amount_fen), "", "") for bill in bills]
    return write_table("线下缴费名单", COLUMNS, rows, widths=(20, 14, 12, 14, 24))


def _bills(rows: Sequence[Row], actor: User) -> Sequence[Bill]:
    numbers = {row.cells["缴费单号"] for row in rows}
    return list(bills_on_desk(actor).for_lists().filter(number__in=numbers))


def _known_vouchers(rows: Sequence[Row]) -> set[str]:
    numbers = {row.cells["凭证号"] for row in rows}
    entered = OutsidePayment.objects.filter(voucher_no__in=numbers, refused_at=None)
    return set(entered.values_list("voucher_no", flat=True))


def _read(row: Row, bill: Bill | None, today: date, actor: User) -> tuple[Entry | None, list[str]]:
    cells, wrong = row.cells, list[str]()
    amount, paid_on = _amount(cells["金额（元）"]), _day(cells["缴费日期"])
    if amount is None:
        wrong.append(f"金额“{cells['金额（元）']}”不正确，请填写如 450.00。")
    elif not amount:
        wrong.append("金额须大于 0。")
    if paid_on is None:
        wrong.append(f"缴费日期“{cells['缴费日期']}”不是日期，请填写如 2024-09-10。")
    elif paid_on > today:
        wrong.append("缴费日期晚于今天。")
    if bill is None:
        return None, [f"缴费单号“{cells['缴费单号']}”不存在，或不归本单位管理。", *wrong]
    wrong += _bill_faults(bill, cells["姓名"], actor)
    if amount is None or paid_on is None:
        return None, wrong
    return Entry(row.number, bill, amount, paid_on, cells["凭证号"]), wrong


def _hints(entry: Entry) -> list[str]:
    doubts = doubts_about(entry.bill, listed_span(entry.bill), amount_fen=entry.amount_fen, paid_on=entry.paid_on)
    return [doubt.text for doubt in doubts]


def _bill_faults(bill: Bill, name: str, actor: User) -> list[str]:
    wrong = []
    if normalise_name(name) != normalise_name(bill.payer_name):
        wrong.append(f"姓名“{name}”与缴费单的缴费人不一致。")
    if bill.declaration.applicant_id == actor.pk:
        wrong.append(SELF.text)
    return wrong


def _voucher_faults(row: Row, known: set[str], seen: dict[str, int]) -> list[str]:
    number = row.cells["凭证号"]
    if not number or len(number) > VOUCHER_LENGTH:
        return ["请填写凭证号（不超过60字）。"]
    if number in known:
        return [f"凭证号“{number}”已经登记过。"]
    if number in seen:
        return [f"凭证号“{number}”与第 {seen[number]} 行重复。"]
    return []


def _amount(text: str) -> int | None:
    try:
        return money.fen(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None

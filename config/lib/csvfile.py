"""A sheet that an office keeps and hands in as CSV: its lines with their numbers, taken whole or not at all."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

LARGEST = 8 * 2**20  # bytes; a catalogue of journals has about ten thousand lines
MOST_LINES = 20_000
TOO_LARGE = f"文件超过 {LARGEST // 2**20} MB，请分批导入。"
TWICE = "与第{first}行说的是同一条，请只保留一行。"

Cells = dict[str, str]


class SheetBroken(Exception):
    """The file is no such sheet: not readable, or without a column it needs. The text is for the person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet; ``number`` counts from 1, the heading included, as a spreadsheet shows it."""

    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a sheet: how many lines were taken, or what is wrong with which; never both.

    ``kinds`` counts the lines by the word that was answered for each: new, changed, the same.
    """

    taken: int
    faults: tuple[tuple[int, str], ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        """第3行：…; line 0 is the whole sheet."""
        return [f"第{number}行：{text}" if number else text for number, text in self.faults]


def sheet_in(upload: "UploadedFile[Any]") -> bytes:
    """The bytes of an upload; one that is too large is not even read. Raises ``SheetBroken``."""
    if (upload.size or 0) > LARGEST:
        raise SheetBroken(TOO_LARGE)
    data: bytes = upload.read()
    return data


def read_lines(data: bytes, *, needed: Collection[str], most: int = MOST_LINES) -> list[Line]:
    """The lines that say anything, cells stripped. UTF-8 with or without its mark, else GB 18030 as Excel writes it.

    Raises ``SheetBroken``.
    """
    if len(data) > LARGEST:
        raise SheetBroken(TOO_LARGE)
    table = csv.DictReader(io.StringIO(_text(data), newline=""))
    try:
        columns = [(name or "").strip() for name in table.fieldnames or ()]
        if missing := [name for name in needed if name not in columns]:
            raise SheetBroken(f"缺少列：{'、'.join(missing)}。")
        table.fieldnames = columns
        lines = [Line(table.line_num, _cells(row)) for row in islice(table, most + 1)]
        if len(lines) > most:
            raise SheetBroken(f"表格超过 {most} 行，请分批导入。")
    except csv.Error as error:
        raise SheetBroken(f"第{table.line_num}行无法读取，请另存为 CSV 后再导入。") from error
    return [line for line in lines if any(line.cells.values())]


def take_lines(
    lines: Collection[Line], take: Callable[[Cells], object], *, same: Callable[[Cells], Hashable] | None = None
) -> Report:
    """Hand every line to ``take``; one that raises ``ValueError`` or ``ValidationError`` is a fault.

    One fault takes everything back: a mended sheet is handed in again without thinking of what went in before.
    ``same``: what the line is about, asked once it is taken; two lines about the same would undo each other unseen.
    """
    faults, kinds, about = [], Counter[str](), dict[Hashable, int]()
    with transaction.atomic():
        for line in lines:
            try:
                with transaction.atomic():
                    answer = take(line.cells)
                    kinds.update([answer] if isinstance(answer, str) else [])
                    _refuse_again(same and same(line.cells), line.number, about)
            except ValidationError as error:
                faults.append((line.number, "；".join(error.messages).replace("。；", "；")))
            except ValueError as error:
                faults.append((line.number, str(error)))
        if faults:
            transaction.set_rollback(True)
    return Report(0, tuple(faults)) if faults else Report(len(lines), kinds=dict(kinds))


def _refuse_again(key: Hashable, number: int, about: dict[Hashable, int]) -> None:
    if key is not None and about.setdefault(key, number) != number:
        raise ValidationError(TWICE.format(first=about[key]))


def day_in(text: str) -> date | None:
    """2024-01-31 or 2024/1/31; nothing where nothing stands. Raises ``ValueError`` with the sentence."""
    if not text:
        return None
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"日期“{text}”应写作 2024-01-31。") from error


def names_in(text: str) -> list[str]:
    """Names divided by ; or ；."""
    return [name.strip() for name in text.replace("；", ";").split(";") if name.strip()]


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetBroken("文件不是 UTF-8 或 GB 18030 编码的 CSV。")


def _cells(row: dict[str, str | None]) -> Cells:
    return {name: (value or "").strip() for name, value in row.items() if name and isinstance(value, str | None)}

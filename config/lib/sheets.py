"""Tables as XLSX: read in the limited child, column by the name in its header; written so that no cell is a formula.

Reading: the first visible sheet, every cell as text (``2024-09-10``, ``450``, ``450.5``). Whoever reads judges the
columns; what is wrong with the sheet as such is told here, all of it at once.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from config.lib.files import XLSX, UploadRefused, inspect_upload

PATIENCE = 30  # seconds
HEADER_WITHIN = 10  # rows; above the header there may be a title
MOST_ROWS = 5_000
ASIDE = "导出说明"
_CHILD = Path(__file__).with_name("sheets_child.py")


class SheetRefused(Exception):
    """Carries the sentences the uploader reads."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def read_table(upload: bytes, *, columns: Sequence[str], most_rows: int = MOST_ROWS) -> list[Row]:
    """The rows under the header that names all of ``columns``; empty lines are left out. Raises ``SheetRefused``."""
    try:
        inspect_upload(upload, allowed=frozenset({XLSX}))
    except UploadRefused as refusal:
        raise SheetRefused(refusal.reason.text) from refusal
    lines = _lines(upload, most_rows + HEADER_WITHIN)
    start, header = _header(lines, columns)
    rows = [
        Row(number, {name: _cell(line, place) for name, place in header.items()})
        for number, line in enumerate(lines[start + 1 :], start + 2)
        if any(_cell(line, place) for place in header.values())
    ]
    if not rows:
        raise SheetRefused("表格中没有数据行。")
    if len(rows) > most_rows:
        raise SheetRefused(f"表格超过 {most_rows} 行，请分批导入。")
    return rows


def write_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[int] = (),
    mark: str = "",
    aside: bool = False,
) -> bytes:
    """A workbook with one sheet. Whole numbers are numbers, everything else is text (IN9).

    ``mark`` says on the first line and on every printed page who took it away, when and for what (AZ7); ``aside``: on
    a second sheet, where the first is read in again.
    """
    import xlsxwriter  # noqa: PLC0415 - slow import

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEEEEE"})
        if mark:
            (book.add_worksheet(ASIDE) if aside else sheet).write_string(0, 0, mark)
            sheet.set_footer(f"&L{mark.replace('&', '&&')[:200]}&R&P / &N")
        top = 1 if mark and not aside else 0
        for place, name in enumerate(columns):
            sheet.write_string(top, place, name, bold)
            sheet.set_column(place, place, widths[place] if place < len(widths) else 18)
        sheet.freeze_panes(top + 1, 0)
        for number, row in enumerate(rows, top + 1):
            for place, value in enumerate(row):
                if type(value) is int:
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, "" if value is None else str(value))
    return buffer.getvalue()


def _lines(upload: bytes, most_rows: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        source = Path(folder, "in.xlsx")
        source.write_bytes(upload)
        try:
            run = subprocess.run(  # noqa: S603 - our own script, no shell
                [sys.executable, "-I", str(_CHILD), str(source), str(most_rows)],
                capture_output=True,
                timeout=PATIENCE,
                env={"LANG": "C.UTF-8"},
                check=True,
            )
            lines: list[list[str]] = json.loads(run.stdout)
        except (subprocess.SubprocessError, json.JSONDecodeError) as stopped:
            raise SheetRefused("表格过大或已损坏，无法读取。") from stopped
    return lines


def _header(lines: Sequence[Sequence[str]], columns: Sequence[str]) -> tuple[int, dict[str, int]]:
    best: tuple[int, list[str]] = (0, list(columns))
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        names = [name.strip() for name in line]
        missing = [column for column in columns if column not in names]
        twice = [column for column in columns if names.count(column) > 1]
        if twice:
            raise SheetRefused(f"第 {index + 1} 行表头中列名重复：{'、'.join(twice)}。")
        if not missing:
            return index, {column: names.index(column) for column in columns}
        if len(missing) < len(best[1]):
            best = index, missing
    raise SheetRefused(f"没有找到表头，缺少列：{'、'.join(best[1])}。请使用下载的模板。")


def _cell(line: Sequence[str], place: int) -> str:
    return line[place].strip() if place < len(line) else ""

"""The limited child that reads a spreadsheet: its path and the most rows as arguments, JSON lines of text on stdout.

Run by path, never imported. Memory and processor time are limited before the parser is loaded (IN10).
"""

import json
import resource
import sys
from datetime import datetime, time
from typing import Any

MEMORY = 2**30
CPU_SECONDS = 20
MOST_COLUMNS = 60
LONGEST_CELL = 500


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, most_rows = sys.argv[1], int(sys.argv[2])
    json.dump(lines_of(source, most_rows), sys.stdout)


def lines_of(source: str, most_rows: int) -> list[list[str]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(source)
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not shown:
        return []
    rows = book.get_sheet_by_name(shown[0]).to_python(skip_empty_area=False, nrows=most_rows + 1)
    return [[as_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        whole = cell.time() == time()
        return cell.date().isoformat() if whole else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)[:LONGEST_CELL]


if __name__ == "__main__":
    main()

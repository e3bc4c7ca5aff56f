"""A sheet that people hand in as XLSX or as CSV, read to the same lines; cells that are formulas in disguise are told.

XLSX is read in the limited child (``config.lib.sheets``), CSV is only text (``config.lib.csvfile``).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError

from config.lib.csvfile import Cells, Line, SheetBroken, read_lines
from config.lib.sheets import MOST_ROWS, SheetRefused, read_table

ZIP = b"PK\x03\x04"
FORMULA = tuple("=+-@\t\r")  # what a spreadsheet would compute when the list is opened again as CSV
NEW, CHANGED, SAME = "新增", "修改", "不变"  # what a line of a sheet does to the list
MAY_BEGIN_SO = ("+", "-")  # a telephone number with its country, a dash for nothing


def read_sheet(data: bytes, *, columns: Sequence[str], needed: Collection[str]) -> list[Line]:
    """The lines of a sheet: XLSX with every one of ``columns``, CSV with those ``needed``. Raises ``SheetBroken``."""
    if not data.startswith(ZIP):
        return read_lines(data, needed=needed, most=MOST_ROWS)
    try:
        rows = read_table(data, columns=columns)
    except SheetRefused as refusal:
        raise SheetBroken("".join(refusal.problems)) from refusal
    return [Line(row.number, dict(row.cells)) for row in rows]


class Faults:
    """Everything that is wrong with one line, by column, told together: nobody mends a sheet fault by fault.

    A column is told by whoever found it wrong first; what a form says of a cell that could not be read is an echo.
    """

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}

    def say(self, column: str, *texts: str) -> None:
        """Of one column; without its name, of the line."""
        if column not in self._said:
            self._said[column] = list(texts)

    @contextmanager
    def at(self, column: str) -> Iterator[None]:
        """What is read inside stands in this column."""
        try:
            yield
        except ValidationError as error:
            self.say(column, *error.messages)
        except ValueError as error:
            self.say(column, str(error))

    def formulas(self, cells: Cells, *, numbers: Collection[str] = ()) -> None:
        """Cells that begin like a formula; columns of ``numbers`` may begin with + or -."""
        for column, value in cells.items():
            if value.startswith(FORMULA) and not (column in numbers and value.startswith(MAY_BEGIN_SO)):
                self.say(column, f"不能以 {value[0]} 开头。")

    def form(self, form: Any, titles: Mapping[str, str]) -> None:
        """What a form finds wrong; ``titles``: columns by the names of its fields."""
        for name, texts in form.errors.items():
            self.say(titles.get(name, ""), *map(str, texts))

    def refuse(self) -> None:
        """Raises ``ValidationError`` where anything was told: “列”：…"""
        if self._said:
            told = [(column, text) for column, texts in self._said.items() for text in texts]
            raise ValidationError([f"“{column}”：{text}" if column else text for column, text in told])


def in_columns(*columns: str) -> Callable[[Cells], tuple[str, ...]]:
    """What a line is about, by the words in these columns: two lines with the same are one too many."""
    return lambda cells: tuple(cells.get(column, "") for column in columns)


def coded(cells: Cells, columns: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Cells by our names, with words of a list turned into their codes; unknown words stay, for a form to refuse."""
    told = {ours: cells.get(theirs, "") for theirs, ours in columns.items()}
    return {name: choices.get(name, {}).get(value, value) for name, value in told.items()}


def in_order(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many lines are new, changed and the same, in this order."""
    return [(word, kinds[word]) for word in (NEW, CHANGED, SAME) if kinds.get(word)]

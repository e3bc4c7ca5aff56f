"""Tables as XLSX: read by the names of their columns, in a limited child; written without formulas (IN9, IN10)."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from config.lib import sheets
from config.lib.sheets import Row, SheetRefused, read_table, write_table

COLUMNS = ("编号", "姓名", "日期")


def book(*sheets_given, hidden=(), merge=()):
    """A workbook from lists of rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        for place, rows in enumerate(sheets_given):
            sheet = made.add_worksheet()
            if place in hidden:
                sheet.hide()
            else:
                sheet.set_first_sheet()
                sheet.activate()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(number, column, value)
            for span in merge:
                sheet.merge_range(*span)
    return buffer.getvalue()


def read(*rows, **options):
    return [tuple(row.cells.values()) for row in read_table(book(list(rows), **options), columns=COLUMNS)]


def test_columns_are_found_by_name_in_any_order_and_below_a_title():
    rows = read_table(
        book([["某某名单"], [], ["姓名", "其他", "编号", "日期"], ["农䶮", 1, "A1", "x"]]), columns=COLUMNS
    )

    assert rows == [Row(4, {"编号": "A1", "姓名": "农䶮", "日期": "x"})]


def test_every_cell_is_text():
    moment = datetime.fromisoformat("2024-09-10T08:30")

    assert read(COLUMNS, [20240000000001, True, date(2024, 9, 10)], [450.5, " 空格 ", moment], ["", "", ""]) == [
        ("20240000000001", "True", "2024-09-10"),
        ("450.5", "空格", "2024-09-10 08:30"),
    ]


def test_hidden_sheets_are_not_read():
    upload = book([COLUMNS, ["hidden", "", ""]], [COLUMNS, ["shown", "", ""]], hidden=(0,))

    assert [row.cells["编号"] for row in read_table(upload, columns=COLUMNS)] == ["shown"]


def test_a_formula_is_its_last_value():
    assert read(COLUMNS, ['="a"&"b"', "", ""]) in ([("0", "", "")], [("", "", "")])


def test_what_is_written_is_text_and_never_a_formula():
    rows = [("=1+1", "@x", 450), ("+86", "-1", None), ("http://a.b", "＝x", 0)]

    upload = write_table("名单", ("a", "b", "c"), rows)

    cells = CalamineWorkbook.from_filelike(io.BytesIO(upload)).get_sheet_by_index(0).to_python()
    assert cells == [["a", "b", "c"], ["=1+1", "@x", 450.0], ["+86", "-1", ""], ["http://a.b", "＝x", 0.0]]


@pytest.mark.parametrize(
    ("upload", "problem"),
    [
        (b"", "文件是空的"),
        (b"a,b,c\n1,2,3\n", "请上传XLSX"),
        (b"PK\x03\x04xl/" + b"\0" * 100, "已损坏"),
        (book([["编号", "姓名"]]), "缺少列：日期"),
        (book([["编号", "姓名", "日期", "姓名"]]), "列名重复：姓名"),
        (book([COLUMNS]), "没有数据行"),
        (book([[]]), "缺少列"),
        (book([COLUMNS, *([n, "x", "y"] for n in range(30))]), "超过 20 行"),
        (book([[], *([] for _ in range(12)), COLUMNS]), "缺少列"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_reason(upload, problem):
    with pytest.raises(SheetRefused, match=problem):
        read_table(upload, columns=COLUMNS, most_rows=20)


def test_a_child_that_is_stopped_refuses(monkeypatch):
    monkeypatch.setattr(sheets, "PATIENCE", 0.001)

    with pytest.raises(SheetRefused, match="过大或已损坏"):
        read_table(book([COLUMNS, ["1", "2", "3"]]), columns=COLUMNS)

"""申报人员花名册 as a paper (FORM-47): of the sheet's columns those that the form has, on A4 across."""

from collections.abc import Iterable, Sequence

from config.lib import clock
from config.lib.pdf import render_pdf
from records.services.documents import Printed
from review.process.taking.roster import COLUMNS

PRINTED = (
    *("序号", "姓名", "性别", "出生年月", "单位", "学历", "现职称", "取得时间"),
    *("申报职称", "申报专业", "申报类型", "备注"),
)
PLACES = [COLUMNS.index(each) for each in PRINTED]


def printed_roster(title: str, lines: Iterable[Sequence[object]], *, mark: str) -> bytes:
    """The list as a PDF, titles on every page, under it who took it and what for. Raises ``PdfFailed``."""
    form = Printed(title=title, number="", notice_title="", application_no="", code="", issued_at=clock.law())
    rows = [[line[place] for place in PLACES] for line in lines]
    return render_pdf("pdf/roster.html", {"form": form, "columns": PRINTED, "rows": rows, "mark": mark})

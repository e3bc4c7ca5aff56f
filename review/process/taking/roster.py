"""The lines of 申报人员花名册 (FORM-47): who declares what, from where, and where it stands."""

from collections.abc import Iterator

from django.utils.timezone import localtime

from config.lib.text import birth_date_of, mask_id_number
from declarations.models import Declaration, DeclarationQuerySet
from review.approvals.roster import school_and_title
from review.process.listing.columns import due_of, telling

CHUNK = 500
COLUMNS = (
    *("序号", "申报编号", "姓名", "性别", "出生年月", "身份证号码", "单位", "学历", "现职称", "取得时间"),
    *("申报职称", "申报专业", "申报类型", "通知", "状态", "到达时间", "办理时限", "备注"),
)
WIDTHS = (6, 16, 12, 6, 10, 22, 30, 10, 20, 12, 20, 26, 12, 40, 20, 17, 17, 14)
Line = tuple[object, ...]


def roster_lines(cases: DeclarationQuerySet) -> Iterator[Line]:
    """One line a case, in the order of the queryset; three statements for every ``CHUNK`` of them.

    ID numbers are masked, as in every list (design §10).
    """
    shown = telling(cases.with_context()).select_related("basic").prefetch_related("educations", "titles")
    for number, case in enumerate(shown.iterator(chunk_size=CHUNK), 1):
        yield _line(number, case)


def _line(number: int, case: Declaration) -> Line:
    basic = getattr(case, "basic", None)
    school, title, granted = school_and_title(case)
    due = due_of(case)  # as the list on the screen says it: its own deadline, else the end of its stage
    return (
        number,
        case.number or "",
        case.applicant.name,
        basic.sex if basic else "",
        _born(basic.id_number if basic else ""),
        mask_id_number(basic.id_number) if basic else "",
        (case.employer or case.unit).name,
        school,
        title,
        granted,
        case.level_name,
        case.specialty_name,
        case.get_kind_display(),
        case.edition.notice.title,
        case.look.words,
        f"{localtime(case.state_since):%Y-%m-%d %H:%M}",
        f"{localtime(due.at):%Y-%m-%d %H:%M}" if due else "",
        "优先评审" if case.has_priority else "",
    )


def _born(id_number: str) -> str:
    try:
        return f"{birth_date_of(id_number):%Y-%m}"
    except ValueError:
        return ""

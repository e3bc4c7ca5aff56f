"""单位说明、书面整改方案、通报、暂停决定 (FORM-35)."""

from functools import partial
from typing import Any

from config.lib import clock
from config.lib.clock import local_date
from config.lib.text import chinese_date
from notices.rules import terms_of
from notices.selectors import current_edition
from records.services.documents import Form
from review.process.models import QualityCase
from review.process.quality.states import QualityRule, QualityState

SUBJECT = "quality"
EXPLANATION, CIRCULAR, SUSPENSION = "quality.explanation", "quality.circular", "quality.suspension"  # FORM-35
TITLES = {EXPLANATION: "申报材料问题情况说明", CIRCULAR: "职称申报推荐工作通报", SUSPENSION: "暂停推荐申报决定"}


def papers_of(case: QualityCase) -> list[str]:
    """Which of them this case can have made now."""
    found = [EXPLANATION] if case.state in {QualityState.ANSWERED, QualityState.CLOSED} else []
    found += [CIRCULAR] if case.state == QualityState.CLOSED else []
    return [*found, SUSPENSION] if case.suspension and case.suspension.lifted_at is None else found


def title_of(kind: str, case: QualityCase) -> str:
    """A department's figure is answered with a plan as well (DEPT-02)."""
    plan = kind == EXPLANATION and case.rule == QualityRule.DEPARTMENT
    return "申报材料问题情况说明和书面整改方案" if plan else TITLES[kind]


def paper(case_id: int, *, kind: str) -> Form:
    """Ratio, figures, reasons, measures, deadline (FORM-35)."""
    case = QualityCase.objects.select_related("notice", "notice__office", "subject", "addressee", "suspension").get(
        pk=case_id
    )
    terms = terms_of(current_edition(case.notice_id, now=clock.law()))
    return Form(
        template="pdf/quality.html",
        context={"case": case, "kind": kind.partition(".")[2], **_days(case), "next_year": case.notice.year + 1},
        title=title_of(kind, case),
        number=case.suspension.document_no if kind == SUSPENSION and case.suspension else "",
        notice_title=str(terms.title),
        title_word=terms.term("title"),
    )


BUILDERS = {kind: partial(paper, kind=kind) for kind in TITLES}


def _days(case: QualityCase) -> dict[str, Any]:
    return {
        "drafted_on": chinese_date(local_date(case.drafted_at)),
        "due_on": chinese_date(case.due_on) if case.due_on else "",
        "answered_on": chinese_date(local_date(case.answered_at)) if case.answered_at else "",
        "circular_on": chinese_date(case.circular_on) if case.circular_on else "",
        "suspended_on": chinese_date(local_date(case.suspension.decided_at)) if case.suspension else "",
    }

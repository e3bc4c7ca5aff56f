"""What a desk tells in writing: 一次性告知 (FORM-25), 不予受理 or 视为放弃 (FORM-26)."""

from django.utils.timezone import localtime

from declarations.eligibility.citing import cite
from declarations.states import EndReason, State
from records.services.documents import Form
from review.approvals.documents.common import Case, case_of, form, in_words
from review.approvals.models import CorrectionNotice, Refusal
from review.approvals.places import labels_of
from review.approvals.states import Addressee, NoticeKind, Paper

ABANDONED_TITLE = "视为放弃申报告知书"
GROUNDS = {
    EndReason.FIRST_DEADLINE: "未在规定的申报时间内提交申报材料",
    EndReason.CORRECTION_OVERDUE: "逾期未补充、更正申报材料，视为放弃申报",
    EndReason.UNPAID: "逾期未缴纳评审费，视为放弃本次职称申报",
    EndReason.LATE: "未按规定时间上报，不予受理",
    EndReason.WRONG_PROCEDURE: "未按规定程序上报，不予受理",
    EndReason.FALSE_MATERIALS: "申报材料存在虚假内容，不予接收",
    EndReason.EXCLUDED_PERSON: "属于通知规定的不得申报情形",
}
# A phrase of the notice by which the clause behind a reason is found.
CITED = {
    EndReason.CORRECTION_OVERDUE: ("视为放弃申报", "逾期"),
    EndReason.UNPAID: ("视为放弃本次职称申报", "缴费"),
    EndReason.FALSE_MATERIALS: ("虚假",),
    EndReason.EXCLUDED_PERSON: ("不得申报",),
}


LATENESS = ("不予受理", "规定时间")


def correction_notice(declaration_id: int) -> Form:
    """The newest formal notice of a case, its whole list with addressee and place. Raises ``DoesNotExist``."""
    case = case_of(declaration_id)
    notice = CorrectionNotice.objects.filter(declaration=case.declaration, kind=NoticeKind.CORRECTION).latest("pk")
    labels = dict(labels_of(case.declaration))
    context = {
        "notice": notice,
        "issuer": notice.organisation.name,
        "officer": notice.issued_by.name if notice.issued_by else "",
        "contact": _contact(case, notice.organisation.contact_phone),
        "items": [
            (number, Addressee(item.addressee).label, labels.get(item.part, item.part), item)
            for number, item in enumerate(notice.items.all(), 1)
        ],
        "opens_at": localtime(notice.opens_at),
        "due_at": localtime(notice.due_at) if notice.due_at else None,
        "basis": _clause(case, "一次性告知", "补充"),
        "day": in_words(localtime(notice.issued_at).date()),
        "nth": _nth(notice),
    }
    return form(case, "correction_notice", Paper.CORRECTION.label, context)


def refusal_notice(declaration_id: int) -> Form:
    """Why a case was not accepted, or counts as given up; also for what the clock ended before any desk had it."""
    case = case_of(declaration_id)
    refusal = _of_this_end(case)
    code = (refusal.code if refusal else "") or case.declaration.ended_because
    state = refusal.state if refusal else case.declaration.state
    context = {
        "abandoned": state == State.ABANDONED,
        "ground": GROUNDS.get(EndReason(code), "") if code else "",
        "reason": refusal.reason if refusal else "",
        "basis": _clause(case, *(CITED.get(EndReason(code), LATENESS) if code else LATENESS)),
        "late_holder": case.declaration.late_holder,
        "issuer": _issuer(case, refusal),
        "officer": refusal.by.name if refusal and refusal.by else "",
        "contact": _contact(case, refusal.organisation.contact_phone if refusal else ""),
        "day": in_words(localtime(refusal.at if refusal else case.declaration.state_since).date()),
    }
    title = ABANDONED_TITLE if state == State.ABANDONED else Paper.REFUSAL.label
    return form(case, "refusal_notice", title, context)


def _of_this_end(case: Case) -> Refusal | None:
    """What was decided when the case came to where it stands; an earlier refusal may have been reopened since."""
    kept = Refusal.objects.filter(declaration=case.declaration, at__gte=case.declaration.state_since)
    return kept.select_related("organisation", "by").last()


def _issuer(case: Case, refusal: Refusal | None) -> str:
    return (refusal.organisation if refusal else case.declaration.office).name


def _clause(case: Case, *phrases: str) -> str:
    """三（三）: the clause of the notice that has one of these phrases, the legal basis of what is told (UNIT-24)."""
    return cite(case.terms, phrases).removeprefix("通知")


def _contact(case: Case, phone: str) -> str:
    return phone or "、".join(case.terms.contacts.phones)


def _nth(notice: CorrectionNotice) -> int:
    """Which notice of this desk it is: a second one shows, with its reason, that 一次性 was not kept (OFFICE-04)."""
    mine = CorrectionNotice.objects.filter(declaration=notice.declaration_id, organisation=notice.organisation_id)
    return mine.filter(pk__lte=notice.pk).count()

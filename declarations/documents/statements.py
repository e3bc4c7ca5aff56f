"""What the applicant states on paper beside the dossier: a change of unit, doubtful journals, the summary of work."""

from typing import Any

from declarations.documents.common import SHEETS, Case, case_of, in_words, month, span
from declarations.eligibility import examine
from declarations.models import Grounds
from notices.states import DeclarationKind
from records.services.documents import Form

INSURANCE_RULE = "MAT-31"
CHANGE_NOTE_TITLE = "单位变动情况说明"
RISK_NOTE_TITLE = "风险刊物核验说明"
SUMMARY_TITLE = "专业技术工作总结"
LETTER_TITLE = "“小巨人”企业法定代表人署名推荐函"


def change_note(declaration_id: int) -> Form:
    """单位变动情况说明 (FORM-13): the jobs, the months without payment, the reason, signed (MAT-31)."""
    case = case_of(declaration_id)
    reckoned = examine(case.dossier, case.terms, case.today, only=(INSURANCE_RULE,))
    context = {
        "jobs": [(span(job.started_on, job.ended_on), job.unit, job.duty) for job in case.declaration.resume.all()],
        "reckoned": [line for finding in reckoned for line in (*finding.arithmetic, finding.text)],
        "reason": _grounds(case).insurance_gap,
    }
    return _form(case, "change_note", CHANGE_NOTE_TITLE, context)


def risk_note(declaration_id: int) -> Form:
    """风险刊物核验说明 (FORM-37): each flagged paper, the warning, how it was verified and found (RISK-02)."""
    case = case_of(declaration_id)
    flagged = case.declaration.publications.exclude(risk="")
    return _form(case, "risk_note", RISK_NOTE_TITLE, {"papers": list(flagged)})


def work_summary(declaration_id: int) -> Form:
    """专业技术工作总结 (FORM-42): the text as it was written, its length, signed (MAT-52)."""
    case = case_of(declaration_id)
    text = _grounds(case).summary
    context = {"paragraphs": [each for each in text.splitlines() if each.strip()], "length": len("".join(text.split()))}
    return _form(case, "work_summary", SUMMARY_TITLE, context)


def change_application(declaration_id: int) -> Form:
    """转评、重新确认、认定、核准确认申报表 (FORM-43): the title held, the work taken up, opinions, decision."""
    case = case_of(declaration_id)
    grounds, base = _grounds(case), case.base
    context = {
        "base": base,
        "authority": base.authority if base else "",
        "certificate_no": base.certificate_no if base else "",
        "new_work_since": month(grounds.new_work_since),
        "grounds": grounds,
        "former_on": in_words(grounds.former_on),
        "jobs": [(span(job.started_on, job.ended_on), job.unit, job.duty) for job in case.declaration.resume.all()],
    }
    return _form(case, "change_application", change_title(case.declaration.kind), context)


def leader_letter(declaration_id: int) -> Form:
    """小巨人企业法定代表人署名推荐函 (FORM-36), to be signed by the legal representative and stamped (PATH-24)."""
    case = case_of(declaration_id)
    declaration = case.declaration
    context = {"unit": declaration.employer or declaration.unit, "to": declaration.office.name}
    return _form(case, "leader_letter", LETTER_TITLE, context)


def change_title(kind: str) -> str:
    """转评申报表 and the like."""
    return f"{DeclarationKind(kind).label}申报表"


def _grounds(case: Case) -> Grounds:
    return getattr(case.declaration, "grounds", None) or Grounds()


def _form(case: Case, template: str, title: str, context: dict[str, Any]) -> Form:
    education = case.education
    told = {
        "case": case,
        "declaration": case.declaration,
        "basic": case.basic,
        "education": education,
        "graduated": month(education.graduated_on) if education else "",
        "base": case.base,
        "granted": in_words(case.base.granted_on) if case.base else "",
    }
    return Form(
        template=f"pdf/{template}.html",
        context=told | context,
        title=title,
        notice_title=case.notice_title,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )

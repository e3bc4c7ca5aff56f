"""What the applicant states on paper beside the dossier: a change of unit, doubtful journals, the summary of work."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Organisation
from config.lib import clock
from declarations.documents.common import SHEETS, Case, case_of, in_words, month, span
from declarations.documents.review_form import Opinion
from declarations.eligibility import examine
from declarations.eligibility.quota import is_ai
from declarations.eligibility.slots import RISK, VERIFICATION
from declarations.models import Grounds, SmallGiant
from declarations.parts import Section
from declarations.quota import position_of
from notices.states import DeclarationKind
from records.services.documents import Form

INSURANCE_RULE = "MAT-31"
PUBLICATIONS = Section.PUBLICATIONS.value
CHANGE_NOTE_TITLE = "单位变动情况说明"
RISK_NOTE_TITLE = "风险刊物核验说明"
SUMMARY_TITLE = "专业技术工作总结"
LETTER_TITLE = "“小巨人”企业法定代表人署名推荐函"


def change_note(declaration_id: int) -> Form:
    """单位变动情况说明 (FORM-13): the jobs, the months without payment, the reason, the proofs, signed (MAT-31)."""
    case = case_of(declaration_id)
    reckoned = examine(case.dossier, case.terms, case.today, only=(INSURANCE_RULE,))
    context = {
        "jobs": [(span(job.started_on, job.ended_on), job.unit, job.duty) for job in case.declaration.resume.all()],
        "reckoned": [line for finding in reckoned for line in (*finding.arithmetic, finding.text)],
        "reason": _grounds(case).insurance_gap,
        "files": _files(case, slot="social_insurance"),
    }
    return _form(case, "change_note", CHANGE_NOTE_TITLE, context)


def risk_note(declaration_id: int) -> Form:
    """风险刊物核验说明 (FORM-37): each flagged paper, the warning, how it was verified, with what found (RISK-02)."""
    case = case_of(declaration_id)
    flagged = case.declaration.publications.exclude(risk="")
    found = Q(slot=RISK.code) | Q(piece=VERIFICATION.name)
    papers = [(paper, _files(case, found, part=f"{PUBLICATIONS}:{paper.pk}")) for paper in flagged]
    return _form(case, "risk_note", RISK_NOTE_TITLE, {"papers": papers})


def work_summary(declaration_id: int) -> Form:
    """专业技术工作总结 (FORM-42): the text as it was written, its length, signed (MAT-52)."""
    case = case_of(declaration_id)
    text = _grounds(case).summary
    context = {"paragraphs": [each for each in text.splitlines() if each.strip()], "length": len("".join(text.split()))}
    return _form(case, "work_summary", SUMMARY_TITLE, context)


def change_application(declaration_id: int) -> Form:
    """转评、重新确认、认定、核准确认申报表 (FORM-43): the title held, the work taken up, opinions, decision."""
    return change_application_of(case_of(declaration_id))


def change_application_of(case: Case) -> Form:
    """The same of a case that may stand nowhere (24-3)."""
    return _form(case, "change_application", change_title(case.declaration.kind), _of_change(case))


def determination_form(declaration_id: int, *, boxes: Sequence[tuple[str, str, Opinion]]) -> Form:
    """职称认定表, 重新确认表, 核准确认表: FORM-43 with every desk's word and the decision (PATH-14, PATH-23, PATH-30).

    ``boxes``: heading, who signs, what was said; upper floors hand them in.
    """
    case = case_of(declaration_id)
    told = [(title, signer, said, in_words(said.on)) for title, signer, said in boxes]
    title = f"{case.terms.term('title')}{DeclarationKind(case.declaration.kind).label}表"
    pledge = case.declaration.pledges.order_by("-pk").first()
    signed = in_words(clock.local_date(pledge.at)) if pledge else ""
    context = {"boxes": told, "pledge": pledge, "signed": signed, "title_word": case.terms.term("title")}
    return _form(case, "determination", title, _of_change(case) | context)


def _of_change(case: Case) -> dict[str, Any]:
    grounds, base = _grounds(case), case.base
    return {
        "base": base,
        "authority": base.authority if base else "",
        "certificate_no": base.certificate_no if base else "",
        "new_work_since": month(grounds.new_work_since),
        "grounds": grounds,
        "former_on": in_words(grounds.former_on),
        "jobs": [(span(job.started_on, job.ended_on), job.unit, job.duty) for job in case.declaration.resume.all()],
    }


def leader_letter(declaration_id: int) -> Form:
    """小巨人企业法定代表人署名推荐函 (FORM-36), to be signed by the legal representative and stamped (PATH-24).

    What the recommended person is, who signs and how many places there are say the rules of the year (PATH-25, 26).
    """
    case = case_of(declaration_id)
    declaration, grounds, law = case.declaration, _grounds(case), case.terms.rules.small_giant
    enterprise = declaration.employer or declaration.unit
    context = {
        "unit": enterprise,
        "to": declaration.office.name,
        "law": law,
        "certificate": _certificate(enterprise, case.dossier.declared_by(case.today)),
        "is_ai": law is not None and is_ai(case.terms, law, declaration.specialty),
        "position": position_of(declaration),
        "signer": grounds.recommended_by,
        "signed_on": in_words(grounds.recommended_on),
    }
    return _form(case, "leader_letter", LETTER_TITLE, context)


def change_title(kind: str) -> str:
    """转评申报表 and the like."""
    return f"{DeclarationKind(kind).label}申报表"


def _certificate(enterprise: Organisation, day: date) -> SmallGiant | None:
    """The one in force on the day of declaring; another proves nothing (PATH-24)."""
    in_force = {"valid_from__lte": day, "valid_until__gte": day}
    return SmallGiant.objects.filter(organisation=enterprise, **in_force).first()


def _files(case: Case, *found: Q, **told: str) -> list[str]:
    """What lies in these places, by name, with who issued it."""
    files = case.declaration.materials.filter(*found, removed_at=None, **told)
    return [f"{each.label}（{each.issued_by}）" if each.issued_by else each.label for each in files]


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
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )

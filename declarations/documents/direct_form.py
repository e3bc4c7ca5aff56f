"""直接申报职称审批表 (FORM-05): the basis for declaring without the lower title, the years reckoned, the stamp."""

from declarations.documents.common import SHEETS, Case, case_of, in_words, month, span
from declarations.eligibility import examine
from records.services.documents import Form

BASIS_RULE = "PATH-02"
PROOFS = ("direct_proof", "years_proof")


def direct_form(declaration_id: int) -> Form:
    """The form as it is printed, signed by the applicant and stamped by the unit (PATH-02…04, MAT-23)."""
    return direct_form_of(case_of(declaration_id))


def direct_form_of(case: Case) -> Form:
    """The same of a case that may stand nowhere (24-3)."""
    law = case.terms.direct
    reckoned = examine(case.dossier, case.terms, case.today, only=(BASIS_RULE,))
    return Form(
        template="pdf/direct_form.html",
        context={
            "case": case,
            "declaration": case.declaration,
            "basic": case.basic,
            "basis": case.dossier.request.direct_basis or (law.kind if law else ""),
            "education": case.education,
            "graduated": month(case.education.graduated_on) if case.education else "",
            "base": case.base,
            "granted": in_words(case.base.granted_on) if case.base else "",
            "reckoned": [line for finding in reckoned for line in (*finding.arithmetic, finding.text)],
            "jobs": [(span(job.started_on, job.ended_on), job.unit, job.duty) for job in case.declaration.resume.all()],
            "proofs": _proofs(case),
            "kinds": law.years_proof if law else (),
        },
        title=(law.form if law and law.form else "直接申报职称审批表"),
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )


def _proofs(case: Case) -> list[str]:
    """Names of the proofs handed in for the basis and the years (MAT-24)."""
    files = case.declaration.materials.filter(slot__in=PROOFS, removed_at=None).select_related("file")
    return [f"{each.label}（{each.file.pages}页）" for each in files]

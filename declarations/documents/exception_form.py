"""破格申报审批表 (FORM-04, FORM-06): what is relaxed and on what grounds, a year early, room for the opinions."""

from collections.abc import Iterator

from declarations.documents.common import (
    SHEETS,
    Case,
    achievement_rows,
    case_of,
    files_by_part,
    in_words,
    month,
    publication_rows,
)
from declarations.eligibility.seniority import counts_of
from records.services.documents import Form

UNIT_ONLY = "unit_stamp_only"


def exception_form(declaration_id: int) -> Form:
    """The form as it is printed, signed by the applicant and stamped by the unit (PATH-16, PATH-18)."""
    return exception_form_of(case_of(declaration_id))


def exception_form_of(case: Case) -> Form:
    """The same of a case that may stand nowhere (24-3)."""
    law = case.terms.exception
    counts = counts_of(case.dossier, case.terms, case.today)
    grounds = getattr(case.declaration, "grounds", None)
    return Form(
        template="pdf/exception_form.html",
        context={
            "case": case,
            "declaration": case.declaration,
            "basic": case.basic,
            "grounds": grounds,
            "education": case.education,
            "graduated": month(case.education.graduated_on) if case.education else "",
            "base": case.base,
            "granted": in_words(case.base.granted_on) if case.base else "",
            "relaxes": [(word, word in (grounds.relaxes if grounds else ())) for word in (law.relaxes if law else ())],
            "early": law is not None and law.early_one_year is not None,
            "is_early": case.dossier.request.early_one_year,
            "degree": next(_degrees(case), ""),
            "shortfall": counts[0].words if counts else "",
            "clauses": _exceptional_clauses(case),
            "proofs": _proofs(case),
            "by_office": law is not None and law.approval_mode != UNIT_ONLY,
        },
        title=(law.form if law and law.form else "破格申报职称审批表"),
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )


def _degrees(case: Case) -> Iterator[str]:
    """Codes of professional degrees with their fields (PATH-06)."""
    for row in case.declaration.educations.all():
        if row.degree_code:
            yield f"{row.degree_code} {row.degree_field}".strip()


def _exceptional_clauses(case: Case) -> list[tuple[str, str]]:
    """Each 破格 clause with the entries that answer it."""
    conditions = case.conditions
    if conditions is None:
        return []
    files = files_by_part(case.declaration)
    rows = [("业绩", row) for row in achievement_rows(case, files)] + [
        ("学术", row) for row in publication_rows(case, files)
    ]
    clauses = [each for each in conditions.clauses if each.group == "破格"]
    return [
        (
            each.text,
            "、".join(f"{name}{row.number} {row.title}" for name, row in rows if row.clause == f"破格第{number}条"),
        )
        for number, each in enumerate(clauses, 1)
    ]


def _proofs(case: Case) -> list[str]:
    """Names of the proofs handed in for the exception."""
    files = case.declaration.materials.filter(slot="exception_proof", removed_at=None)
    return [f"{each.label}（{each.file.pages}页）" for each in files.select_related("file")]

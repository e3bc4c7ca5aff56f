"""自评表 (FORM-07): generated from the data, signed on paper, scanned into 其他证明材料 (MAT-56)."""

from dataclasses import asdict, dataclass
from typing import Any

from declarations.documents.common import (
    GROUPS,
    Case,
    Row,
    achievement_rows,
    case_of,
    experience_rows,
    files_by_part,
    in_words,
    month,
    number_of,
    publication_rows,
)
from declarations.eligibility.items import answers_to
from declarations.eligibility.seniority import counts_of
from notices.rules.offer import ConditionClause
from records.services.documents import Form

ROWS = ("experiences", "achievements", "publications")
LISTS = {"经历": "经历", "业绩": "业绩", "学术": "学术"}


@dataclass(frozen=True, slots=True)
class Rating:
    """One clause and what the applicant brings for it."""

    group: str
    rows: int  # how many rows its group has; 0: not the first of them
    number: int
    text: str
    claimed: str  # 符合, or by how much it falls short of what is claimed; empty where nothing is
    evidence: str


def self_assessment(declaration_id: int) -> Form:
    """The form as the applicant prints and signs it."""
    return self_assessment_of(case_of(declaration_id))


def self_assessment_of(case: Case) -> Form:
    """The same of a case that may stand nowhere (24-3)."""
    title = case.terms.self_assessment.title if case.terms.self_assessment else f"{case.terms.year}年申报职称自评表"
    context = context_of(case)
    return Form(
        template="pdf/self_assessment.html",
        context=context,
        title=title,
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        data=said_in(case),
    )


def said_in(case: Case) -> dict[str, Any]:
    """What the form is made of, as plain data: another digest means another form.

    The years counted to today, and the number the declaration may not have yet, are no part of it.
    """
    told = context_of(case)
    rows = {name: [asdict(each) for each in told[name]] for name in ("ratings", *ROWS)}
    education, base = told["education"], told["base"]
    return rows | {
        "who": [case.basic.name, case.basic.sex, told["born_on"], case.workplace],
        "asked": [case.declaration.level_name, case.declaration.specialty_name, case.options],
        "education": [education.level, education.school, education.major, told["graduated"]] if education else [],
        "base": [base.name, base.grade, told["granted"]] if base else [],
    }


def context_of(case: Case) -> dict[str, Any]:
    """What the template shows."""
    files = files_by_part(case.declaration)
    lists = {
        "经历": experience_rows(case, files),
        "业绩": achievement_rows(case, files),
        "学术": publication_rows(case, files),
    }
    counts = counts_of(case.dossier, case.terms, case.today)
    return {
        "case": case,
        "declaration": case.declaration,
        "basic": case.basic,
        "born_on": month(case.basic.born_on),
        "education": case.education,
        "graduated": month(case.education.graduated_on) if case.education else "",
        "base": case.base,
        "granted": in_words(case.base.granted_on) if case.base else "",
        "ratings": ratings_of(case, lists),
        "seniority": counts[0].words if counts else "",
        "experiences": lists["经历"],
        "achievements": lists["业绩"],
        "publications": lists["学术"],
        "representative": next((row for rows in lists.values() for row in rows if row.is_representative), None),
        "totals": {name: len(rows) for name, rows in lists.items()},
    }


def ratings_of(case: Case, lists: dict[str, list[Row]]) -> list[Rating]:
    """The conditions clause by clause; 破格 only for those who declare so."""
    clauses = case.conditions.clauses if case.conditions else ()
    shown = [each for each in clauses if each.group != "破格" or "exceptional" in case.declaration.options]
    ordered = sorted(shown, key=lambda each: GROUPS.index(each.group))
    short = {
        each.clause.code: each.counted
        for each in (answers_to(case.dossier, case.conditions) if case.conditions else ())
        if not each.is_met
    }
    return [_rating(each, ordered, case, lists, short.get(each.code, "")) for each in ordered]


def _rating(
    clause: ConditionClause, ordered: list[ConditionClause], case: Case, lists: dict[str, list[Row]], short: str
) -> Rating:
    evidence = _evidence(clause, ordered, case, lists)
    peers = [each for each in ordered if each.group == clause.group]
    return Rating(
        group=clause.group,
        rows=len(peers) if peers[0] is clause else 0,
        number=number_of(clause, ordered),
        text=clause.text,
        claimed=(short or "符合") if evidence else "",
        evidence=evidence,
    )


def _evidence(clause: ConditionClause, ordered: list[ConditionClause], case: Case, lists: dict[str, list[Row]]) -> str:
    if clause.group == "学历资历":
        counts = counts_of(case.dossier, case.terms, case.today)
        return "学历、职称证书" if counts and counts[0].holds else ""
    label = f"{clause.group}第{number_of(clause, case.conditions.clauses if case.conditions else ordered)}条"
    cited = [f"{name}{row.number}" for name, rows in lists.items() for row in rows if row.clause == label]
    return "、".join(cited)

"""评审表 (FORM-20) in the order of the ministry's form (domain §6.2): the applicant's pages, then a box an opinion.

The dossier's part is made here; what units, offices and committees said stands on upper floors and is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from declarations.documents.common import (
    SHEETS,
    Case,
    achievement_rows,
    case_of,
    experience_rows,
    files_by_part,
    in_words,
    month,
    photo_of,
    publication_rows,
    span,
)
from declarations.models import Education
from records.services.documents import Form


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody above said, as it is printed into its box. An empty one leaves the box to be filled by hand."""

    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # 公示时间 → …, 到会人数 → 21
    signer: str = ""
    seal: str = ""  # whose seal belongs here
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Box:
    key: str
    title: str
    signer: str  # who signs
    tall: bool = False


# The boxes behind the applicant's pages, in order; upper floors hand in opinions by these keys.
BOXES = (
    Box("defence", "单位答辩考评意见", "答辩组组长"),
    Box("assessments", "年度及任期考核情况", "负责人"),
    Box("deliberation", "审议推荐小组意见", "组长"),
    Box("publicity", "单位内部公示情况", "负责人"),
    Box("unit", "用人单位推荐意见", "负责人", tall=True),
    Box("department", "主管部门审核意见", "负责人"),
    Box("local_office", "各级职改办审核意见", "负责人"),
    Box("office", "评委会所在职改办审查意见", "负责人"),
    Box("panel", "专家评议组（同行专家）意见", "评议组组长", tall=True),
    Box("committee", "评审委员会评审结果", "主任委员", tall=True),
    Box("recheck", "复核及公示情况", "负责人"),
    Box("confirmation", "评审结果确认意见", "负责人"),
    Box("approval", "审批（批复）意见", "负责人"),
)


def review_form(declaration_id: int, *, sections: Mapping[str, Opinion] | None = None) -> Form:
    """The whole form; ``sections`` by the keys of ``BOXES``, a missing one stays an empty box."""
    return review_form_of(case_of(declaration_id), sections=sections or {})


def review_form_of(case: Case, *, sections: Mapping[str, Opinion]) -> Form:
    """The same of a case that may stand nowhere (24-3)."""
    title = f"{case.terms.term('title')}评审表"
    return Form(
        template="pdf/review_form.html",
        context=context_of(case) | {"boxes": boxes_of(case, sections)},
        title=title,
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        images=photo_of(case.basic.photo),
        stylesheets=SHEETS,
    )


def boxes_of(case: Case, sections: Mapping[str, Opinion]) -> list[tuple[Box, Opinion, str]]:
    """Each box with its opinion and the day in words; the unit's defence only where the notice asks for one."""
    asked = case.declaration.level in case.terms.unit_flow.defense_levels
    shown = [box for box in BOXES if box.key != "defence" or asked]
    opinions = [sections.get(box.key, Opinion()) for box in shown]
    return [(box, opinion, in_words(opinion.on)) for box, opinion in zip(shown, opinions, strict=True)]


def context_of(case: Case) -> dict[str, Any]:
    """The applicant's pages."""
    files = files_by_part(case.declaration)
    achievements = achievement_rows(case, files)
    return {
        "case": case,
        "declaration": case.declaration,
        "basic": case.basic,
        "born_on": in_words(case.basic.born_on),
        "work_since": month(case.basic.work_since),
        "specialty_since": month(case.basic.specialty_since),
        "nature": case.basic.get_unit_nature_display() or ("自由职业者" if case.declaration.freelancer else ""),
        "education": case.education,
        "educations": [(row, _studied(row)) for row in case.declaration.educations.all()],
        "base": case.base,
        "granted": in_words(case.base.granted_on) if case.base else "",
        "titles": [(row, in_words(row.granted_on)) for row in case.titles],
        "trainings": list(case.declaration.trainings.all()),
        "resume": [(row, span(row.started_on, row.ended_on)) for row in case.declaration.resume.all()],
        "experiences": experience_rows(case, files),
        "achievements": achievements,
        "publications": publication_rows(case, files),
        "representative": _representative(case),
        "pledge": case.declaration.pledges.order_by("-pk").first(),
        "year": case.terms.year,
    }


def _studied(row: Education) -> str:
    """From when to when; of who did not say when it began, when it ended."""
    return span(row.started_on, row.graduated_on) or f"{row.graduated_on:%Y-%m} 毕业"


def _representative(case: Case) -> str:
    return next((entry.title for entry in case.dossier.representatives), "")

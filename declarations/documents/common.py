"""What every form of the dossier says: who, what is asked for, and the rows as the applicant ordered them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.lib import clock
from config.lib.pdf import FORM
from config.lib.text import chinese_date
from declarations.dossier import load_dossier
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.seniority import conditions_of, next_lower_title
from declarations.models import BasicInfo, Declaration, Education, HeldTitle
from declarations.models.item import Item
from declarations.states import ItemKind
from notices.rules import Terms, terms_of
from notices.rules.offer import ConditionClause, ConditionSet
from records.models import StoredFile
from records.services.files import read_file

SHEETS = (*FORM, "pdf/dossier.css")
GROUPS = ("学历资历", "经历", "业绩", "学术", "破格")


@dataclass(frozen=True, slots=True)
class Case:
    """One declaration with what its forms are made of."""

    declaration: Declaration
    terms: Terms
    basic: BasicInfo
    dossier: Dossier
    today: date

    @property
    def notice_title(self) -> str:
        return str(self.terms.title)

    @property
    def title_word(self) -> str:
        """What the notice calls a title (GEN-16)."""
        return self.terms.term("title")

    @property
    def conditions(self) -> ConditionSet | None:
        return conditions_of(self.dossier, self.terms)

    @property
    def education(self) -> Education | None:
        """The highest: the one marked so, else the last."""
        rows = list(self.declaration.educations.all())
        return next((row for row in rows if row.is_highest), rows[-1] if rows else None)

    @property
    def titles(self) -> list[HeldTitle]:
        return list(self.declaration.titles.all())

    @property
    def base(self) -> HeldTitle | None:
        """The base qualification, or the next lower title held."""
        found = self.dossier.base or next_lower_title(self.dossier, self.terms)
        return next((row for row in self.titles if found and f"titles:{row.pk}" == found.key), None)

    @property
    def workplace(self) -> str:
        return (self.declaration.employer or self.declaration.unit).name

    @property
    def options(self) -> list[str]:
        """Labels of the ticked special options."""
        return [each.label for each in self.terms.special_options if each.code in self.declaration.options]


def case_of(declaration_id: int) -> Case:
    """Read once what a form needs."""
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    today = clock.local_date(clock.law())
    dossier = load_dossier(declaration, today=today)
    return Case(declaration, terms_of(declaration.edition), declaration.basic, dossier, today)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a form prints it: its number in the list, when, what, and the clause it answers."""

    number: int
    when: str
    title: str
    told: str
    clause: str
    is_representative: bool
    files: int


def experience_rows(case: Case, files: Mapping[str, int]) -> list[Row]:
    """经历 in the applicant's order."""
    return [
        _row(
            number,
            each,
            span(each.started_on, each.ended_on),
            f"{each.duty}。{each.content}",
            "experience",
            case,
            files,
        )
        for number, each in enumerate(case.declaration.experiences.all(), 1)
    ]


def achievement_rows(case: Case, files: Mapping[str, int]) -> list[Row]:
    """业绩 in the applicant's order."""
    return [
        _row(number, each, f"{each.achieved_on:%Y-%m}", _told_of_achievement(each), "achievement", case, files)
        for number, each in enumerate(case.declaration.achievements.all(), 1)
    ]


def publication_rows(case: Case, files: Mapping[str, int]) -> list[Row]:
    """学术 in the applicant's order."""
    return [
        _row(number, each, f"{each.published_on:%Y-%m}", _told_of_publication(each), "publication", case, files)
        for number, each in enumerate(case.declaration.publications.all(), 1)
    ]


def _row(number: int, item: Item, when: str, told: str, section: str, case: Case, files: Mapping[str, int]) -> Row:
    return Row(
        number=number,
        when=when,
        title=item.title,
        told=told,
        clause=clause_label(item.clause, case.conditions),
        is_representative=item.is_representative,
        files=files.get(f"{section}:{item.pk}", 0),
    )


def _told_of_achievement(each: Any) -> str:
    parts = [ItemKind(each.kind).label, each.role, each.content, each.effect, each.award, each.patent]
    return _joined(parts) + _pending(each)


def _told_of_publication(each: Any) -> str:
    where = "，".join(part for part in (each.venue, each.issue, each.cn or each.issn) if part)
    return _joined([ItemKind(each.kind).label, where, each.own_part]) + _pending(each)


def _pending(each: Any) -> str:
    """What was declared before it was finished, and what became of it (MAT-38, TIME-11)."""
    if not each.pending_kind:
        return ""
    return f"（等待期：{each.pending_kind}{'，未按期补交，不予采用' if each.disregarded_at else ''}）"


def _joined(parts: Iterable[str]) -> str:
    return "；".join(part.strip().rstrip("。；") for part in parts if part.strip())


def files_by_part(declaration: Declaration) -> dict[str, int]:
    """How many files prove each entry."""
    counts: dict[str, int] = {}
    for part in declaration.materials.filter(removed_at=None).values_list("part", flat=True):
        counts[part] = counts.get(part, 0) + 1
    return counts


def clause_label(code: str, conditions: ConditionSet | None) -> str:
    """业绩第2条: how a clause is called on paper."""
    clauses = conditions.clauses if conditions else ()
    found = next((each for each in clauses if each.code == code), None)
    return f"{found.group}第{number_of(found, clauses)}条" if found else ""


def number_of(clause: ConditionClause, clauses: Iterable[ConditionClause]) -> int:
    """Its place among the clauses of its group."""
    return [each.code for each in clauses if each.group == clause.group].index(clause.code) + 1


def span(first: date | None, last: date | None) -> str:
    """2019-03 至 2022-06; 至今 without an end."""
    if first is None:
        return ""
    return f"{first:%Y-%m} 至 {last:%Y-%m}" if last else f"{first:%Y-%m} 至今"


def month(day: date | None) -> str:
    """2019年3月."""
    return f"{day.year}年{day.month}月" if day else ""


def in_words(day: date | None) -> str:
    """2019年3月5日; empty without a day."""
    return chinese_date(day) if day else ""


def photo_of(photo: StoredFile | None) -> dict[str, bytes]:
    """The portrait as ``mem:photo.jpg``."""
    return {"photo.jpg": read_file(photo)} if photo else {}

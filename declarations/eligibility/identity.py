"""By whose nature somebody counts, and the exams a notice may ask for (ELIG-15, MAT-15, COND-15)."""

from collections.abc import Iterator
from datetime import date

from accounts.states import UnitNature
from declarations.eligibility.dossier import Body, Dossier
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled, human
from declarations.parts import Section
from notices.rules import Terms

BASIC, OPTIONS = Section.BASIC.value, Section.OPTIONS.value
BASES = {"actual_unit": "实际工作单位", "personnel_unit": "人事（劳动）关系所在单位"}
EXAMS = (
    ("foreign_language", "foreign_exam", "职称外语"),
    ("computer", "computer_exam", "计算机应用能力"),
)


def identity_unit(dossier: Dossier, terms: Terms) -> Body:
    """The unit whose nature is the person's 身份性质: where they work, or where their relation is (ELIG-15)."""
    if terms.eligibility.identity_basis == "personnel_unit" and dossier.personnel_unit:
        return dossier.personnel_unit
    return dossier.workplace


@rule("ELIG-15", "实际工作单位的性质", "身份性质", at_start=True)
def identity_by_the_right_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """What was filled in agrees with what that unit is registered as; where not, people look at it."""
    unit, told = identity_unit(dossier, terms), dossier.person.unit_nature
    if dossier.request.freelancer or not unit.nature or not told:
        return
    basis = BASES[terms.eligibility.identity_basis]
    line = f"{basis}：{unit.name}，登记为{_word(unit.nature)}；所填：{_word(told)}"
    if unit.nature == told:
        text = f"身份性质以{basis}为准：{_word(told)}。"
        yield fulfilled(part=BASIC, title="身份性质", text=text, arithmetic=(line,))
    else:
        text = f"身份性质以{basis}为准，所填单位性质与登记的不一致，须核对。"
        yield human(code="ELIG-15", part=BASIC, field="unit_nature", title="身份性质", text=text, arithmetic=(line,))


def _word(nature: str) -> str:
    return UnitNature(nature).label if nature in UnitNature.values else nature


@rule("COND-15", "职称外语", "计算机应用能力")
def exams_where_they_are_asked(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Not asked for, nobody sees them; asked for, the result or the exemption is stated."""
    for law, field, name in EXAMS:
        if getattr(terms.exams, law) == "required" and not getattr(dossier.request, field).strip():
            text = f"请填写{name}考试成绩或免试情况。"
            source = terms.exams.doc_no or ""
            yield block(code="COND-15", part=OPTIONS, field=field, title=name, text=text, source=source, missing=True)

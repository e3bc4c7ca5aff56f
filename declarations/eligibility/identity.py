"""By whose nature somebody counts, and the exams a notice may ask for (ELIG-15, MAT-15, COND-15)."""

from collections.abc import Iterator
from datetime import date

from accounts.states import UnitNature
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import identity_unit
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


@rule("ELIG-15", "实际工作单位的性质", "身份性质", at_start=True)
def identity_by_the_right_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """What that unit is registered as counts (MAT-15); what was filled in otherwise is pointed out and no more."""
    unit, told = identity_unit(dossier, terms), dossier.person.unit_nature
    if dossier.request.freelancer or not unit.nature:
        return
    basis = BASES[terms.eligibility.identity_basis]
    line = f"{basis}：{unit.name}，登记为{_word(unit.nature)}；所填：{_word(told) or '未填写'}"
    if told in {"", unit.nature}:
        text = f"身份性质以{basis}为准：{_word(unit.nature)}。"
        yield fulfilled(part=BASIC, title="身份性质", text=text, arithmetic=(line,))
    else:
        text = f"身份性质以{basis}登记的为准：{_word(unit.nature)}；所填的与登记不一致，不作为依据。"
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

"""Where an item may point, in words (OFFICE-04)."""

from declarations.models import Declaration
from declarations.parts import ENTRIES, Section, UnitStep, entry_key, slot_key
from notices.rules import terms_of
from review.approvals.content import is_unit_row
from review.approvals.running import DeskPart, addressee_at
from review.approvals.states import Addressee
from review.approvals.steps import unit_rows

Choice = tuple[str, str]


def parts_to_name(declaration: Declaration) -> list[Choice]:
    """Places of the dossier; above the unit also its steps, its papers and the desks' opinions."""
    dossier = [*_section_choices(declaration), *_slot_choices(declaration)]
    if declaration.stop == 0:
        return dossier
    unit = [(step.value, f"单位：{step.label}") for step in UnitStep]
    return [*dossier, *unit, *_slot_choices(declaration, of_unit=True), (DeskPart.OPINION.value, "上级审核意见")]


def labels_of(declaration: Declaration) -> list[Choice]:
    """Every place of a declaration in words, whoever is looking."""
    unit = [(step.value, step.label) for step in UnitStep]
    slots = [*_slot_choices(declaration), *_slot_choices(declaration, of_unit=True)]
    return [*_section_choices(declaration), *slots, *unit, (DeskPart.OPINION.value, "审核意见")]


def addressee_words(declaration: Declaration, addressee: Addressee) -> str:
    """申报人（韦秀兰）, 用人单位（…研究所）."""
    return f"{addressee.label}（{_names(declaration)[addressee]}）"


def _section_choices(declaration: Declaration) -> list[Choice]:
    choices: list[Choice] = []
    entries = _entries(declaration)
    for section in Section:
        choices.append((section.value, section.label))
        named = enumerate(entries.get(section, ()), 1)
        choices += [(key, f"{section.label} {number} · {title}") for number, (key, title) in named]
    return choices


def _entries(declaration: Declaration) -> dict[Section, list[Choice]]:
    rows = {
        Section.EDUCATION: declaration.educations.all(),
        Section.TITLES: declaration.titles.all(),
        Section.EXPERIENCE: declaration.experiences.all(),
        Section.ACHIEVEMENTS: declaration.achievements.all(),
        Section.PUBLICATIONS: declaration.publications.all(),
    }
    assert rows.keys() <= set(ENTRIES), "only sections of several entries are named entry by entry"
    return {section: [(entry_key(section, row.pk), str(row)) for row in found] for section, found in rows.items()}


def _slot_choices(declaration: Declaration, *, of_unit: bool = False) -> list[Choice]:
    """Rows of the checklist that hold files; the unit's own ones are not the applicant's to mend."""
    rows = unit_rows(declaration) if of_unit else terms_of(declaration.edition).checklist
    return [(slot_key(row.code), f"材料：{row.label}") for row in rows if row.max_files and is_unit_row(row) == of_unit]


def _names(declaration: Declaration) -> dict[Addressee, str]:
    names = {Addressee.APPLICANT: declaration.applicant.name}
    for stop in declaration.stops.order_by("index"):
        if addressee := addressee_at(stop.node):
            names.setdefault(addressee, stop.name)
    return names

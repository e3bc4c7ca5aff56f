"""The dossier in parts, as they are laid beside their originals: words, files, and a digest that tells a change."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from config.lib.crypto import blind_index
from config.lib.period import add_months
from declarations.documents.common import clause_label
from declarations.dossier import kept_materials
from declarations.eligibility.decisions import adoption_lines
from declarations.models import BasicInfo, Declaration, InsuranceMonth, Material
from declarations.parts import Section, entry_key, slot_key
from declarations.states import Source
from notices.rules import ChecklistItem, terms_of

UNIT_FACT = "unit_step"
ID_COLUMN = "approvals.part.id_number"
# Where a thing stands in a list, when data sharing brought it, how to reach somebody: nothing an original could show.
NO_OTHER_NUMBER = ("另有的身份证号码数", "0")  # of the account; nobody needs to read that there is none
NOT_COMPARED = frozenset(
    (
        *("id", "declaration", "seal_id", "photo", "rank", "position", "phone", "email"),
        *("source", "fetched_at", "provider", "data_on"),
        *("supplemented_at", "disregarded_at", "risk", "risk_method", "risk_answer", "catalogued"),
        *("is_representative", "designated_work"),
    )
)

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to lay beside its original. ``flag`` is the warning of the risk list on a journal (RISK-01)."""

    key: str
    section: Section
    label: str
    lines: tuple[Line, ...]
    files: tuple[Material, ...]
    digest: str
    flag: str = ""
    flag_answer: str = ""
    shared: bool = False
    origin: str = ""  # of shared data: whose, and of which day (MAT-10)

    @property
    def has_copies(self) -> bool:
        """Something in it is a copy, which the unit has to attest (MAT-07)."""
        return any(material.is_copy for material in self.files)

    @property
    def anchor(self) -> str:
        """A name that may stand in an address and an id."""
        return self.key.replace(":", "-")


def parts_of_dossier(declaration: Declaration) -> list[Part]:
    """Every part the unit has to verify, in the order of the form; about ten queries, always (UNIT-03)."""
    rows = list(_rows(declaration))
    known = {key for key, *_ in rows}
    files = _files_by_part(declaration, known)
    parts = [_part(key, section, label, things, files[key]) for key, section, label, things in rows]
    return [*parts, *_slots(declaration, files)]


def lines_of(thing: Model) -> tuple[Line, ...]:
    """What a row says, field by field, in the words of its labels; empty ones are left out."""
    names = [field for field in thing._meta.concrete_fields if field.name not in NOT_COMPARED]
    shown = [
        (str(field.verbose_name), _clause(thing) if field.name == "clause" else _shown(thing, field)) for field in names
    ]
    return tuple((label, text) for label, text in shown if text and (label, text) != NO_OTHER_NUMBER)


def is_unit_row(row: ChecklistItem) -> bool:
    """A paper that the unit itself has to put into the dossier, signed and sealed."""
    return UNIT_FACT in row.when


def digest_of(content: Any) -> str:
    """SHA-256 of canonical JSON."""
    told = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


Row = tuple[str, Section, str, list[Model]]


def _rows(declaration: Declaration) -> Iterator[Row]:
    if basic := getattr(declaration, "basic", None):
        yield Section.BASIC, Section.BASIC, "基本信息", [basic]
    yield from _entries(Section.EDUCATION, declaration.educations.all())
    yield from _entries(Section.TITLES, declaration.titles.all())
    for section, things in (
        (Section.TRAINING, list(declaration.trainings.all())),
        (Section.INSURANCE, list(declaration.insurance_months.all())),
        (Section.RESUME, list(declaration.resume.all())),
    ):
        if things:
            yield section, section, section.label, things
    yield from _entries(Section.EXPERIENCE, declaration.experiences.all())
    yield from _entries(Section.ACHIEVEMENTS, declaration.achievements.all())
    yield from _entries(Section.PUBLICATIONS, declaration.publications.all())


def _entries(section: Section, things: Iterable[Model]) -> Iterator[Row]:
    for number, thing in enumerate(things, 1):
        yield entry_key(section, thing.pk), section, f"{section.label} {number} · {thing}", [thing]


def _part(key: str, section: Section, label: str, things: list[Model], files: list[Material]) -> Part:
    first, shared = things[0], all(getattr(thing, "source", "") == Source.SHARED for thing in things)
    return Part(
        key=key,
        section=section,
        label=label,
        lines=_insurance_lines(things) if section == Section.INSURANCE else _lines(things),
        files=tuple(files),
        digest=digest_of([[_facts(thing) for thing in things], [file.file.sha256 for file in files]]),
        flag=getattr(first, "risk", ""),
        flag_answer=getattr(first, "verified_words", ""),
        shared=shared,
        origin=getattr(first, "origin_words", "") if shared else "",
    )


def _lines(things: list[Model]) -> tuple[Line, ...]:
    if len(things) == 1:
        return lines_of(things[0])
    return tuple((str(thing), "；".join(f"{label} {text}" for label, text in lines_of(thing))) for thing in things)


def _insurance_lines(months: list[Any]) -> tuple[Line, ...]:
    """Neighbouring months of one payer as one line: 2024-02 至 2024-07（6 个月）."""
    paid = sorted(months, key=lambda each: (each.payer, each.month))
    return tuple(
        (payer or "个人缴费", "；".join(_runs([each.month for each in group])))
        for payer, group in groupby(paid, key=_payer)
    )


def _payer(month: InsuranceMonth) -> str:
    return month.payer


def _runs(months: list[date]) -> Iterator[str]:
    start = previous = months[0]
    for month in [*months[1:], None]:
        if month and month == add_months(previous, 1):
            previous = month
            continue
        count = (previous.year - start.year) * 12 + previous.month - start.month + 1
        yield f"{start:%Y-%m} 至 {previous:%Y-%m}（{count} 个月）" if count > 1 else f"{start:%Y-%m}"
        start = previous = month or start


def _facts(thing: Model) -> dict[str, Any]:
    told = {}
    for field in thing._meta.concrete_fields:
        if field.name in NOT_COMPARED:
            continue
        value = getattr(thing, field.attname)
        told[field.name] = blind_index(value, column=ID_COLUMN) if field.name == "id_number" and value else value
    if isinstance(thing, BasicInfo) and thing.photo:
        told["photo"] = thing.photo.sha256
    return told


def _shown(thing: Model, field: Any) -> str:
    value = getattr(thing, field.attname)
    if isinstance(value, bool):
        return "是" if value else ""
    if field.choices:
        return str(getattr(thing, f"get_{field.name}_display")() or "")
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        said = (f"{name} {text}" for name, text in value.items())
        return "；".join(adoption_lines(value)) if field.name == "adoption" else "、".join(said)
    return "" if value is None else str(value)


def _clause(thing: Any) -> str:
    """业绩第2条: the condition an entry is declared under, by its place and never by its code (COND-01)."""
    sets = terms_of(thing.declaration.edition).condition_sets if thing.clause else ()
    return next((label for each in sets if (label := clause_label(thing.clause, each))), "")


def _files_by_part(declaration: Declaration, known: set[str]) -> dict[str, list[Material]]:
    """Files at the entry they prove; what proves no entry of the dossier lies in its slot."""
    grouped: dict[str, list[Material]] = defaultdict(list)
    for material in kept_materials(declaration):
        grouped[material.part if material.part in known else slot_key(material.slot)].append(material)
    return grouped


def _slots(declaration: Declaration, files: dict[str, list[Material]]) -> Iterator[Part]:
    for row in terms_of(declaration.edition).checklist:
        key = slot_key(row.code)
        if row.hard and files.get(key) and not is_unit_row(row):
            found = files[key]
            shas = [material.file.sha256 for material in found]
            yield Part(key, Section.MATERIALS, row.label, (), tuple(found), digest_of(shas))

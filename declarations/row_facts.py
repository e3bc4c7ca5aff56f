"""Rows of a dossier as plain facts, one function a kind of row."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from declarations.eligibility import dossier as facts
from declarations.models import (
    Achievement,
    Education,
    Experience,
    HeldTitle,
    InsuranceMonth,
    Material,
    Publication,
    ResumeLine,
    Training,
)
from declarations.parts import Section, entry_key
from declarations.states import ItemKind, Source


def schooling(row: Education) -> facts.Schooling:
    told = _same(row, "level", "school", "graduated_on", "degree_code", "degree_field", "overseas")
    return facts.Schooling(key=_key(Section.EDUCATION, row.pk), **told, shared=_shared(row.source))


def title(row: HeldTitle) -> facts.Title:
    told = _same(row, "kind", "name", "rank", "series", "granted_on", "declared_until", "origin", "reconfirmed_on")
    told |= _same(row, "verified_online", "converted_from", "area", "is_base")
    grade = row.qualification if row.kind == "qualification" else row.grade
    return facts.Title(key=_key(Section.TITLES, row.pk), **told, grade=grade, shared=_shared(row.source))


def course(row: Training) -> facts.Course:
    return facts.Course(**_same(row, "year", "category", "passed"), shared=_shared(row.source))


def paid_month(row: InsuranceMonth) -> facts.PaidMonth:
    return facts.PaidMonth(**_same(row, "month", "payer", "by_unit"), shared=_shared(row.source))


def job(row: ResumeLine) -> facts.Job:
    return facts.Job(key=_key(Section.RESUME, row.pk), **_same(row, "started_on", "ended_on", "unit"))


def experience(row: Experience) -> facts.Entry:
    return facts.Entry(**_item(row, Section.EXPERIENCE), on=row.ended_on, started_on=row.started_on)


def achievement(row: Achievement) -> facts.Entry:
    return facts.Entry(
        **_item(row, Section.ACHIEVEMENTS),
        kind=row.kind,
        on=row.achieved_on,
        pending=row.pending_kind,
        works=tuple(row.works),
        designated=row.designated_work,
    )


def publication(row: Publication, words: Mapping[str, str]) -> facts.Entry:
    told = _item(row, Section.PUBLICATIONS) | _same(row, "kind", "risk", "risk_method", "risk_answer", "catalogued")
    told |= _same(
        row, "journal_class", "url", "indexed_by", "chinese_title", "chinese_abstract", "report_kind", "signed_sealed"
    )
    return facts.Entry(
        **told,
        on=row.published_on,
        pending=row.pending_kind,
        not_for_degree=row.not_for_degree or row.kind == ItemKind.DECISION_INFO,
        adoption={name: said for name, said in row.adoption.items() if isinstance(said, str)},
        also_adopted=tuple(facts.Adoption(**each) for each in row.adoption.get("also", ())),
        representative_paper=row.is_representative_paper,
        text=words.get(told["key"], ""),
    )


def papers(rows: Iterable[Material]) -> Iterator[facts.Paper]:
    for row in rows:
        yield facts.Paper(**_same(row, "slot", "part", "piece", "issuer", "issuer_type"), digest=row.file.sha256)


def _same(row: Model, *names: str) -> dict[str, Any]:
    """What the core calls by the same names."""
    return {name: getattr(row, name) for name in names}


def _item(row: Experience | Achievement | Publication, section: Section) -> dict[str, Any]:
    """What every entry of the three lists tells."""
    told = _same(row, "title", "rank", "clause", "specialty")
    return told | {
        "section": section.value,
        "key": _key(section, row.pk),
        "representative": row.is_representative,
    }


def _key(section: Section, pk: int) -> str:
    return entry_key(section.value, pk)


def _shared(source: str) -> bool:
    return source == Source.SHARED

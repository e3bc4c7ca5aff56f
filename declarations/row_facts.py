"""Rows of a dossier as plain facts, one function a kind of row."""

from collections.abc import Iterable, Iterator, Mapping

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
    return facts.Schooling(
        key=_key(Section.EDUCATION, row.pk),
        level=row.level,
        school=row.school,
        graduated_on=row.graduated_on,
        degree_code=row.degree_code,
        degree_field=row.degree_field,
        overseas=row.overseas,
        shared=_shared(row.source),
    )


def title(row: HeldTitle) -> facts.Title:
    return facts.Title(
        key=_key(Section.TITLES, row.pk),
        kind=row.kind,
        name=row.name,
        rank=row.rank,
        grade=row.qualification if row.kind == "qualification" else row.grade,
        series=row.series,
        granted_on=row.granted_on,
        declared_until=row.declared_until,
        origin=row.origin,
        reconfirmed_on=row.reconfirmed_on,
        verified_online=row.verified_online,
        converted_from=row.converted_from,
        area=row.area,
        is_base=row.is_base,
        shared=_shared(row.source),
    )


def course(row: Training) -> facts.Course:
    return facts.Course(year=row.year, category=row.category, passed=row.passed, shared=_shared(row.source))


def paid_month(row: InsuranceMonth) -> facts.PaidMonth:
    return facts.PaidMonth(month=row.month, payer=row.payer, by_unit=row.by_unit, shared=_shared(row.source))


def job(row: ResumeLine) -> facts.Job:
    key = _key(Section.RESUME, row.pk)
    return facts.Job(key=key, started_on=row.started_on, ended_on=row.ended_on, unit=row.unit)


def experience(row: Experience) -> facts.Entry:
    return facts.Entry(
        section=Section.EXPERIENCE.value,
        key=_key(Section.EXPERIENCE, row.pk),
        title=row.title,
        rank=row.rank,
        clause=row.clause,
        specialty=row.specialty,
        on=row.ended_on,
        started_on=row.started_on,
        representative=row.is_representative,
    )


def achievement(row: Achievement) -> facts.Entry:
    return facts.Entry(
        section=Section.ACHIEVEMENTS.value,
        key=_key(Section.ACHIEVEMENTS, row.pk),
        title=row.title,
        rank=row.rank,
        kind=row.kind,
        clause=row.clause,
        specialty=row.specialty,
        on=row.achieved_on,
        representative=row.is_representative,
        pending=row.pending_kind,
        works=tuple(row.works),
        designated=row.designated_work,
    )


def publication(row: Publication, words: Mapping[str, str]) -> facts.Entry:
    key = _key(Section.PUBLICATIONS, row.pk)
    return facts.Entry(
        section=Section.PUBLICATIONS.value,
        key=key,
        title=row.title,
        rank=row.rank,
        kind=row.kind,
        clause=row.clause,
        specialty=row.specialty,
        on=row.published_on,
        representative=row.is_representative,
        pending=row.pending_kind,
        not_for_degree=row.not_for_degree or row.kind == ItemKind.DECISION_INFO,
        risk=row.risk,
        risk_answer=row.risk_answer,
        catalogued=row.catalogued,
        adoption={name: said for name, said in row.adoption.items() if isinstance(said, str)},
        also_adopted=tuple(facts.Adoption(**each) for each in row.adoption.get("also", ())),
        representative_paper=row.is_representative_paper,
        journal_class=row.journal_class,
        url=row.url,
        indexed_by=row.indexed_by,
        chinese_title=row.chinese_title,
        chinese_abstract=row.chinese_abstract,
        text=words.get(key, ""),
        report_kind=row.report_kind,
        signed_sealed=row.signed_sealed,
    )


def papers(rows: Iterable[Material]) -> Iterator[facts.Paper]:
    for row in rows:
        told = {name: getattr(row, name) for name in ("slot", "part", "piece", "issuer", "issuer_type")}
        yield facts.Paper(**told, digest=row.file.sha256)


def _key(section: Section, pk: int) -> str:
    return entry_key(section.value, pk)


def _shared(source: str) -> bool:
    return source == Source.SHARED

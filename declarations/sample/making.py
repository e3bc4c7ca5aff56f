"""The dossier of an offering; every file slot it has is filled."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config.lib.period import add_months
from declarations.eligibility.dossier import (
    Appraisal,
    Body,
    Course,
    Dossier,
    Entry,
    Job,
    PaidMonth,
    Paper,
    Person,
    Request,
)
from declarations.eligibility.facts import PUBLIC
from declarations.eligibility.people import INDUSTRY, SPECIAL_COURSE
from declarations.eligibility.seniority import conditions_of
from declarations.eligibility.slots import OTHER, Slot, slots_of
from declarations.parts import Section
from declarations.sample.asked import EARLY, FIRST_TIME, HEAD, SINCE, TALENTS, UNIT, UNVOTED, WORDS, Offering
from declarations.sample.checking import kind_of
from declarations.sample.people import PEOPLE
from declarations.sample.rows import schooling_of, titles_of
from declarations.states import ItemKind, TalentBasis
from notices.rules import Terms
from notices.rules.people import Direct
from notices.states import DeclarationKind

APPRAISAL = Appraisal(expert="韦示例（演示）", unit="示例大学（演示）", title="教授", opinion="同意鉴定（演示）。")


def sample(asked: Offering) -> Dossier:
    """The dossier of somebody who lacks nothing."""
    dossier = Dossier(
        request=_request(asked),
        person=_person(asked),
        unit=_unit(asked),
        schooling=(schooling_of(asked),),
        titles=titles_of(asked),
        courses=_courses(asked),
        paid_months=_paid(asked),
        jobs=(Job(key="resume:1", started_on=SINCE, unit=UNIT),),
        summary=_summary(asked),
    )
    dossier = PEOPLE[asked.person].change(dossier, asked)
    dossier = _with_committee(dossier, asked)
    if asked.path not in UNVOTED:
        dossier = _with_entries(dossier, asked)
    return with_papers(dossier, asked.terms)


def with_papers(dossier: Dossier, terms: Terms) -> Dossier:
    """The same with a file in every slot it has."""
    return replace(dossier, papers=_papers(dossier, terms))


# ── what is asked for ──────────────────────────────────────────────────────────────────────────────────────────────
def _request(asked: Offering) -> Request:
    terms, path = asked.terms, asked.path
    option = "direct" if path == FIRST_TIME else path
    request = Request(
        level=asked.level.code,
        specialty=asked.specialty.code,
        kind=kind_of(path),
        options=frozenset({option} if option in {"direct", "exceptional", "high_skill"} else ()),
        menu=terms.achievement_menus[0].code if terms.achievement_menus else "",
        early_one_year=path == EARLY,
    )
    if path == "conversion":
        since = add_months(asked.today, -terms.conversion.min_months_in_new_work - 1)
        return replace(request, new_work_since=since.replace(day=1))  # asked by month
    if path == "direct":
        return replace(request, direct_basis=_basis(terms), **_approved(asked))
    if path == "exceptional":
        return replace(request, relaxes=("资历",), exception_reason=WORDS, **_approved(asked))
    return replace(request, **_of_special_way(asked))


def _with_committee(dossier: Dossier, asked: Offering) -> Dossier:
    """The committee competent for the unit the person works at (CHAN-02)."""
    if asked.path in UNVOTED:
        return dossier
    own = "special_direct" if asked.path in TALENTS else "ordinary"
    found = asked.terms.committee_for(asked.level.code, dossier.workplace.affiliation, own)
    return replace(dossier, request=replace(dossier.request, committee=found.name if found else ""))


def _of_special_way(asked: Offering) -> dict[str, Any]:
    """What a special way asks for (PATH-22, PATH-23, PATH-20…28)."""
    path = asked.path
    if path == FIRST_TIME:
        return {"direct_basis": asked.terms.rules.first_time_direct[0]}
    if path in TALENTS:
        return {"talent_basis": path, **_talent(asked)}
    if path == DeclarationKind.CONFIRMATION_OF_APPROVAL:
        passed = asked.today - timedelta(days=400)
        told = {"former_committee": "示例评审委员会（演示）", "former_on": passed}
        return told | {"former_no": f"示例〔{passed.year}〕1号"}
    return {}


def _talent(asked: Offering) -> dict[str, Any]:
    """What the way asks for besides the tick (PATH-24, PATH-27)."""
    if asked.path == TalentBasis.SMALL_GIANT:
        return {"recommended_by": HEAD, "recommended_on": asked.today - timedelta(days=10), "team_leader": True}
    if asked.path == TalentBasis.TALENT_PROJECT:
        targets = asked.terms.rules.talent_projects.items()
        project = next(name for name, target in targets if target == asked.level.name)
        return {"project_level": project, "project_name": "示例人才项目（演示）", "project_year": asked.today.year - 1}
    return {}


def _basis(terms: Terms) -> str:
    law = terms.direct or Direct()
    return next((each for each in law.bases if not law.is_by_years(each)), law.bases[0] if law.bases else "")


def _approved(asked: Offering) -> dict[str, object]:
    law = asked.terms.exception
    if law is None or law.approval_mode != "pre_approval":
        return {}
    return {"approval_no": f"示例〔{asked.terms.year}〕1号", "approval_on": asked.today - timedelta(days=30)}


# ── who asks ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _unit(asked: Offering) -> Body:
    law = asked.terms.eligibility
    place = law.alternative.unit_registered_in if law.alternative and law.alternative.unit_registered_in else "南宁市"
    return Body(
        name=UNIT,
        affiliation=asked.affiliation,
        place=f"广西{place}",
        zone=law.registered_area or "",
        **_giant(asked),
    )


def _giant(asked: Offering) -> dict[str, Any]:
    if asked.path != TalentBasis.SMALL_GIANT:
        return {}
    year = timedelta(days=365)
    listed = {"small_giant_from": asked.today - year, "small_giant_until": asked.today + year}
    return {"legal_representative": HEAD, **listed}


def _person(asked: Offering) -> Person:
    return Person(
        name="韦秀兰",
        sex="女",
        born_on=date(SINCE.year - 22, 3, 8),
        has_photo=True,
        photo_pixels=(590, 826),
        unit_nature=asked.nature,
        work_since=SINCE,
        specialty_since=SINCE,
        employed_since=SINCE,
    )


def _courses(asked: Offering) -> tuple[Course, ...]:
    law = asked.terms.ce
    if law is None:
        return ()
    asked_for = [(law.public_course_year, PUBLIC), (law.reference_year, PUBLIC), (law.reference_year, SPECIAL_COURSE)]
    if industry := law.industry.get(asked.specialty.group):
        asked_for.append((industry.year, INDUSTRY))
    return tuple(Course(year=year, category=category, passed=True) for year, category in asked_for if year)


def _paid(asked: Offering) -> tuple[PaidMonth, ...]:
    law = asked.terms.social_insurance
    this = asked.today.replace(day=1)
    return tuple(PaidMonth(month=add_months(this, -back), payer=UNIT) for back in range(law.months + 1)) if law else ()


def _summary(asked: Offering) -> str:
    least = asked.terms.summary.min_chars or 0
    return WORDS * (-(-least // len(WORDS)))


# ── experiences, achievements, publications ────────────────────────────────────────────────────────────────────────
def _with_entries(dossier: Dossier, asked: Offering) -> Dossier:
    since = max((each.granted_on for each in dossier.titles), default=SINCE)
    recent = max(since, asked.today - timedelta(days=400))
    of_group = {group: _clauses(dossier, asked, group) for group in ("经历", "业绩", "学术")}
    experiences = [
        _entry(Section.EXPERIENCE, number, clause, started_on=recent)
        for number, clause in enumerate(of_group["经历"] or [""], 1)
    ]
    day = max(since, asked.today - timedelta(days=90))
    achievements = [
        _entry(Section.ACHIEVEMENTS, number, clause, on=day, kind=ItemKind.WORK.value, representative=number == 1)
        for number, clause in enumerate(of_group["业绩"] or [""], 1)
    ]
    publications = [
        _entry(
            Section.PUBLICATIONS,
            number,
            clause,
            on=day,
            kind=ItemKind.PAPER.value,
            not_for_degree=True,
            representative_paper=number == 1,
            url="https://example.org/paper",
        )
        for number, clause in enumerate(of_group["学术"], 1)
    ]
    return replace(
        dossier,
        experiences=tuple(experiences),
        achievements=tuple(achievements),
        publications=tuple(publications),
        appraisals=(APPRAISAL,) if asked.terms.expert_appraisal.required else (),
    )


def _clauses(dossier: Dossier, asked: Offering, group: str) -> list[str]:
    """As many clauses of the group as the conditions want, at least one where there are any: a clause for each work.

    Those that ask for the fewest works go first.
    """
    conditions = conditions_of(dossier, asked.terms)
    if conditions is None:
        return []
    found = sorted((each for each in conditions.clauses if each.group == group), key=lambda each: each.count)
    chosen = found[: max(1, conditions.required.get(group, 1))]
    return [each.code for each in chosen for _ in range(each.count)]


def _entry(section: Section, number: int, clause: str, **facts: object) -> Entry:
    title = f"示例{section.label}{number}（演示）"
    told = {"section": section.value, "key": f"{section.value}:{number}", "title": title, "rank": number}
    return Entry(**told, clause=clause, **facts)  # type: ignore[arg-type]


def _papers(dossier: Dossier, terms: Terms) -> tuple[Paper, ...]:
    """A file for every slot: its must pieces, or the first of its ways."""
    made = []
    for slot in slots_of(dossier, terms):
        if slot.code == OTHER.code:
            continue
        names = slot.ways[0] if slot.ways else _musts(slot)
        made += [Paper(slot=slot.code, part=slot.part, piece=name) for name in names]
    return tuple(made)


def _musts(slot: Slot) -> tuple[str, ...]:
    """What has to be there: of pieces that stand for each other, the first."""
    first: dict[str, str] = {}
    for piece in slot.pieces:
        if not piece.optional:
            first.setdefault(piece.group or piece.name, piece.name)
    return tuple(first.values()) or ("",)

"""A complete, valid dossier for any offering of any notice, made from the notice's own terms.

For trying a notice out (``manage.py sampledossier``) and for its proof: what is made here can be handed in, and each
piece left out is missed. It knows kinds of rules only, so a notice of next year has its samples at once.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from committees.states import Rank
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
    Schooling,
    Title,
)
from declarations.eligibility.kinds import special_committees, talent_bases
from declarations.eligibility.paths import OVER_YEARS
from declarations.eligibility.people import INDUSTRY, PUBLIC, SPECIAL_COURSE
from declarations.eligibility.seniority import ANY_EDUCATION, GRADES, WORK, conditions_of, cutoff, level_below
from declarations.eligibility.slots import OTHER, slots_of
from declarations.parts import Section
from declarations.states import ItemKind, Special, TalentBasis
from notices.rules import Level, SeniorityRow, SpecialtyTerms, Terms
from notices.rules.terms import REGION_UNITS
from notices.states import DeclarationKind

UNIT = "八桂示例技术有限公司（演示）"
HEAD = "陆振邦"  # its legal representative
FIRST_TIME = "first_time"  # 海外归国, 党政机关交流, 部队转业 (PATH-22)
TALENTS = tuple(TalentBasis.values)
UNVOTED = tuple(DeclarationKind.unvoted)
PATHS = ("ordinary", "direct", "exceptional", "high_skill", "conversion", FIRST_TIME, *TALENTS, *UNVOTED)
SINCE = date(2005, 7, 1)  # work and specialty; long enough for every row
APPRAISAL = Appraisal(expert="韦示例（演示）", unit="示例大学（演示）", title="教授", opinion="同意鉴定（演示）。")
WORDS = "主持完成技术方案的制定、组织实施和总结评价，解决关键技术难题并形成可推广的做法。"
FULL_NAMES = {"高级工": "高级工（三级）", "技师": "技师（二级）", "高级技师": "高级技师（一级）"}


class NoSuchOffering(LookupError):
    """The notice has no such level, specialty or path; the text says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Offering:
    """What is asked for."""

    terms: Terms
    level: Level
    specialty: SpecialtyTerms
    path: str
    today: date


def offering(terms: Terms, *, today: date, level: str = "", specialty: str = "", path: str = "ordinary") -> Offering:
    """Level and specialty by code or name; by default the first. Raises ``NoSuchOffering``."""
    levels = [each for each in terms.levels if level in {"", each.code, each.name}]
    if not levels:
        raise NoSuchOffering(f"本通知没有级别“{level}”：{'、'.join(each.name for each in terms.levels)}。")
    for chosen in levels:
        open_now = [each for each in terms.specialties_for(chosen.code) if specialty in {"", each.code, each.name}]
        if open_now:
            return _checked(Offering(terms, chosen, open_now[0], path, today))
    raise NoSuchOffering(f"该级别没有开评专业“{specialty}”。")


def _checked(asked: Offering) -> Offering:
    terms, path = asked.terms, asked.path
    if path not in PATHS:
        raise NoSuchOffering(f"没有申报途径“{path}”：{'、'.join(PATHS)}。")
    if path in {"direct", "exceptional", "high_skill"} and terms.option(path) is None:
        raise NoSuchOffering("本通知不开放该特殊选项。")
    if path == "direct" and terms.direct and terms.direct.levels and asked.level.code not in terms.direct.levels:
        raise NoSuchOffering("所选级别不适用直接申报。")
    if path == "high_skill" and _skill_row(asked) is None:
        raise NoSuchOffering("所选级别没有以技能等级申报的条件。")
    if path == "exceptional" and level_below(asked.level.code, terms) is None:
        raise NoSuchOffering("破格不适用于最低级别。")
    if not _is_taken(asked):
        raise NoSuchOffering("本通知不受理该级别的这一途径。")
    return asked


def _is_taken(asked: Offering) -> bool:
    """Whether the notice has this special way for this level (PATH-14, PATH-20…31)."""
    terms, path, level = asked.terms, asked.path, asked.level
    rank, rules = Rank(level.rank).label, terms.rules
    law = terms.initial_determination
    if path in TALENTS and (path not in talent_bases(terms) or not special_committees(terms, level.code)):
        return False
    return {
        FIRST_TIME: bool(rules.first_time_direct and terms.option(Special.DIRECT)),
        TalentBasis.TALENT_PROJECT: level.name in rules.talent_projects.values(),
        TalentBasis.SKILL_MASTER: rules.skill_masters is not None and rules.skill_masters.target == rank,
        DeclarationKind.INITIAL_DETERMINATION: law is not None and rank in law.levels,
        DeclarationKind.RECONFIRMATION: rules.reconfirmation is not None,
        DeclarationKind.CONFIRMATION_OF_APPROVAL: rules.unconfirmed_result is not None,
    }.get(path, True)


def kind_of(path: str) -> str:
    """The kind of declaration a path is."""
    if path in TALENTS:
        return DeclarationKind.SPECIAL_DIRECT
    return path if path in UNVOTED or path == "conversion" else DeclarationKind.ORDINARY


def sample(asked: Offering) -> Dossier:
    """The dossier; every file slot it has is filled."""
    dossier = Dossier(
        request=_request(asked),
        person=_person(asked),
        unit=_unit(asked),
        schooling=(
            Schooling(key="education:1", level=_education(asked), school="示例学院（演示）", graduated_on=SINCE),
        ),
        titles=_titles(asked),
        courses=_courses(asked),
        paid_months=_paid(asked),
        jobs=(Job(key="resume:1", started_on=SINCE, unit=UNIT),),
        summary=_summary(asked),
    )
    if asked.path not in UNVOTED:
        dossier = _with_entries(dossier, asked)
    return replace(dossier, papers=_papers(dossier, asked.terms))


def _request(asked: Offering) -> Request:
    terms, path = asked.terms, asked.path
    kind = kind_of(path)
    own = "special_direct" if path in TALENTS else "ordinary"
    committee = None if path in UNVOTED else terms.committee_for(asked.level.code, _affiliation(asked), own)
    option = "direct" if path == FIRST_TIME else path
    request = Request(
        level=asked.level.code,
        specialty=asked.specialty.code,
        committee=committee.name if committee else "",
        kind=kind,
        options=frozenset({option} if option in {"direct", "exceptional", "high_skill"} else ()),
        menu=terms.achievement_menus[0].code if terms.achievement_menus else "",
    )
    if path == "conversion":
        return replace(request, new_work_since=add_months(asked.today, -terms.conversion.min_months_in_new_work - 1))
    if path == "direct":
        return replace(request, direct_basis=_basis(terms), **_approved(asked))
    if path == "exceptional":
        return replace(request, relaxes=("资历",), exception_reason=WORDS, **_approved(asked))
    return replace(request, **_of_special_way(asked))


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
    bases = terms.direct.bases if terms.direct else ()
    return next((each for each in bases if OVER_YEARS not in each), bases[0] if bases else "")


def _approved(asked: Offering) -> dict[str, object]:
    law = asked.terms.exception
    if law is None or law.approval_mode != "pre_approval":
        return {}
    return {"approval_no": f"示例〔{asked.terms.year}〕1号", "approval_on": asked.today - timedelta(days=30)}


def _affiliation(asked: Offering) -> str:
    scopes = {each.scope for each in asked.terms.committees_for(asked.level.code)}
    return "region" if REGION_UNITS in scopes else "city"


def _unit(asked: Offering) -> Body:
    law = asked.terms.eligibility
    place = law.alternative.unit_registered_in if law.alternative and law.alternative.unit_registered_in else "南宁市"
    return Body(
        name=UNIT,
        affiliation=_affiliation(asked),
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
        unit_nature="state_enterprise",
        work_since=SINCE,
        specialty_since=SINCE,
        employed_since=SINCE,
    )


# ── education and title ────────────────────────────────────────────────────────────────────────────────────────────
def _rows(asked: Offering) -> tuple[SeniorityRow, ...]:
    bare = Dossier(request=Request(level=asked.level.code, specialty=asked.specialty.code))
    conditions = conditions_of(bare, asked.terms)
    return conditions.rows if conditions else ()


def _skill_row(asked: Offering) -> SeniorityRow | None:
    return next((row for row in _rows(asked) if row.base in GRADES), None)


def _ordinary_row(asked: Offering) -> SeniorityRow | None:
    """By the next lower title where there is such a row, else by years of work."""
    below = level_below(asked.level.code, asked.terms)
    wanted = [below.code] if below else []
    rows = [row for base in [*wanted, WORK] for row in _rows(asked) if row.base == base]
    return rows[0] if rows else None


def _education(asked: Offering) -> str:
    if asked.path == "direct" and asked.terms.direct and asked.terms.direct.thresholds:
        return next(iter(asked.terms.direct.thresholds))
    row = _skill_row(asked) if asked.path == "high_skill" else _ordinary_row(asked)
    return row.education if row and row.education != ANY_EDUCATION else "本科"


def _titles(asked: Offering) -> tuple[Title, ...]:
    below = level_below(asked.level.code, asked.terms)
    if asked.path == "high_skill":
        row = _skill_row(asked)
        assert row, "checked when the offering was chosen"
        return (_certificate(row, asked),)
    if asked.path == TalentBasis.SKILL_MASTER:
        assert asked.terms.rules.skill_masters, "checked when the offering was chosen"
        return (_skill(asked.terms.rules.skill_masters.grades[0], add_months(asked.today, -25), is_base=False),)
    if asked.path == DeclarationKind.RECONFIRMATION:
        return (_outside(asked),)
    if below is None or asked.path in {"direct", FIRST_TIME, *TALENTS, *UNVOTED}:
        return ()
    row = _ordinary_row(asked)
    months = row.months if row and row.base == below.code else 60
    held = 18 if asked.path == "exceptional" else months + 1
    since = max(SINCE, add_months(cutoff(asked.terms, asked.today), -held))
    return (
        Title(
            key="titles:1",
            name=below.name,
            rank=below.rank,
            series=asked.terms.series,
            granted_on=since,
            declared_until=since,
            verified_online=True,
            is_base=True,
        ),
    )


def _certificate(row: SeniorityRow, asked: Offering) -> Title:
    since = add_months(cutoff(asked.terms, asked.today), -row.months - 1)
    return _skill(row.base, since, is_base=True)


def _skill(base: str, since: date, *, is_base: bool) -> Title:
    grade = FULL_NAMES.get(base, base)
    return Title(key="titles:1", kind="skill", name="示例工种（演示）", grade=grade, granted_on=since, is_base=is_base)


def _outside(asked: Offering) -> Title:
    """The title to be reconfirmed: of this series and level, from outside the region (PATH-14)."""
    return Title(
        key="titles:1",
        name=asked.level.name,
        rank=asked.level.rank,
        series=asked.terms.series,
        granted_on=add_months(asked.today, -37),
        origin="outside",
        is_base=True,
    )


# ── hours, insurance, summary ──────────────────────────────────────────────────────────────────────────────────────
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
    """As many clauses of the group as the conditions want, at least one where there are any."""
    conditions = conditions_of(dossier, asked.terms)
    if conditions is None:
        return []
    codes = [clause.code for clause in conditions.clauses if clause.group == group]
    return codes[: max(1, conditions.required.get(group, 1))]


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
        musts = [piece.name for piece in slot.pieces if not piece.optional] or [""]
        made += [Paper(slot=slot.code, part=slot.part, piece=name) for name in (slot.ways[0] if slot.ways else musts)]
    return tuple(made)

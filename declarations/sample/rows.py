"""By which row of the notice's matrix somebody declares, and the title or certificate that fulfils it."""

from dataclasses import replace
from datetime import date

from committees.states import Rank
from config.lib.period import add_months
from declarations.eligibility.dossier import Dossier, Person, Request, Schooling, Title
from declarations.eligibility.seniority import ANY_EDUCATION, GRADES, WORK, conditions_of, cutoff, level_below
from declarations.sample.asked import EARLY, FIRST_TIME, SINCE, TALENTS, UNTITLED, UNVOTED, Offering
from declarations.states import TalentBasis
from notices.rules import Level, SeniorityRow
from notices.states import DeclarationKind

FULL_NAMES = {"高级工": "高级工（三级）", "技师": "技师（二级）", "高级技师": "高级技师（一级）"}
MASTER = "硕士"
ELSEWHERE = "会计"  # a series of another notice
YEAR = 12


def skill_row(asked: Offering) -> SeniorityRow | None:
    """The row of people with a skill certificate (PATH-01)."""
    return next((row for row in _rows(asked) if row.base in GRADES), None)


def row_of(asked: Offering) -> SeniorityRow | None:
    """By the next lower title where there is such a row, else by years of work; untitled people by those alone."""
    below = level_below(asked.level.code, asked.terms)
    wanted = [below.code] if below and asked.person != UNTITLED else []
    rows = [row for base in [*wanted, WORK] for row in _rows(asked) if row.base == base]
    if asked.path == EARLY:
        rows = [row for row in rows if row.education == MASTER and row.months >= YEAR]
    return rows[0] if rows else None


def schooling_of(asked: Offering) -> Schooling:
    """An education that fits the row, with the degree a year early is declared by (PATH-06)."""
    law = asked.terms.exception.early_one_year if asked.path == EARLY and asked.terms.exception else None
    degree = law.degree_codes[0] if law else ""
    school = "示例学院（演示）"
    return Schooling(key="education:1", level=_education(asked), school=school, graduated_on=SINCE, degree_code=degree)


def titles_of(asked: Offering) -> tuple[Title, ...]:
    """What the path declares on: a title of the next lower level, a certificate, an outside title, or nothing."""
    if asked.path == "high_skill":
        row = skill_row(asked)
        assert row, "checked when the offering was chosen"
        return (_certificate(row, asked),)
    if asked.path == TalentBasis.SKILL_MASTER:
        assert asked.terms.rules.skill_masters, "checked when the offering was chosen"
        return (_skill(asked.terms.rules.skill_masters.grades[0], add_months(asked.today, -25), is_base=False),)
    if asked.path == DeclarationKind.RECONFIRMATION:
        return (_outside(asked),)
    if asked.path == DeclarationKind.CONVERSION:
        return _to_convert(asked)
    untitled = asked.person == UNTITLED or asked.path in {"direct", FIRST_TIME, *TALENTS, *UNVOTED}
    return () if untitled else _lower(asked)


def _rows(asked: Offering) -> tuple[SeniorityRow, ...]:
    bare = Dossier(
        request=Request(level=asked.level.code, specialty=asked.specialty.code),
        person=Person(unit_nature=asked.nature),
    )
    conditions = conditions_of(bare, asked.terms)
    return conditions.rows if conditions else ()


def _education(asked: Offering) -> str:
    if asked.path == "direct" and asked.terms.direct and asked.terms.direct.thresholds:
        return next(iter(asked.terms.direct.thresholds))
    row = skill_row(asked) if asked.path == "high_skill" else row_of(asked)
    return row.education if row and row.education != ANY_EDUCATION else "本科"


def _lower(asked: Offering) -> tuple[Title, ...]:
    below = level_below(asked.level.code, asked.terms)
    if below is None:
        return ()
    since = max(SINCE, add_months(cutoff(asked.terms, asked.today), -_held(asked, below.code)))
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


def _to_convert(asked: Offering) -> tuple[Title, ...]:
    """The titles of another series: the one of this level that is converted, and the lower one years count from."""
    below, two_years = level_below(asked.level.code, asked.terms), add_months(asked.today, -24)
    lower = tuple(replace(each, name=_elsewhere(below), series=ELSEWHERE) for each in _lower(asked) if below)
    old = Title(
        key="titles:2",
        name=_elsewhere(asked.level),
        rank=asked.level.rank,
        series=ELSEWHERE,
        granted_on=max((two_years, *(each.granted_on for each in lower))),
        is_base=not lower,
    )
    return (*lower, old)


def _elsewhere(level: Level | None) -> str:
    """A level's name in the other series; 员 and 助理 are told apart by it (G-28)."""
    assert level, "asked of a level that is there"
    return "会计员" if level.name.endswith("员") else f"{Rank(level.rank).label}会计职称（演示）"


def _held(asked: Offering, below: str) -> int:
    """Months the lower title was held: enough, or too few where that is what is relaxed."""
    if asked.path == "exceptional":
        return 18
    row = row_of(asked)
    months = row.months if row and row.base == below else 60
    return months + 1 - (YEAR if asked.path == EARLY else 0)


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

"""Which offerings a notice has: level, specialty, path and person, refused with the reason."""

from dataclasses import replace
from datetime import date

from committees.states import Rank
from declarations.eligibility.kinds import special_committees, talent_bases
from declarations.eligibility.seniority import WORK, level_below
from declarations.sample.asked import EARLY, FIRST_TIME, PATHS, STAFF, TALENTS, UNVOTED, NoSuchOffering, Offering
from declarations.sample.people import PEOPLE, is_admitted
from declarations.sample.rows import row_of, skill_row
from declarations.states import Special, TalentBasis
from notices.rules import Terms
from notices.states import DeclarationKind


def offering(
    terms: Terms, *, today: date, level: str = "", specialty: str = "", path: str = "ordinary", person: str = STAFF
) -> Offering:
    """Level and specialty by code or name, by default the first that takes it. Raises ``NoSuchOffering``."""
    levels = [each for each in terms.levels if level in {"", each.code, each.name}]
    if not levels:
        raise NoSuchOffering(f"本通知没有级别“{level}”：{'、'.join(each.name for each in terms.levels)}。")
    if path not in PATHS:
        raise NoSuchOffering(f"没有申报途径“{path}”：{'、'.join(PATHS)}。")
    if person not in PEOPLE:
        raise NoSuchOffering(f"没有人员类别“{person}”：{'、'.join(PEOPLE)}。")
    why = f"该级别没有开评专业“{specialty}”。"
    for chosen in levels:
        open_now = [each for each in terms.specialties_for(chosen.code) if specialty in {"", each.code, each.name}]
        if not open_now:
            continue
        asked = Offering(terms, chosen, open_now[0], path, today, person, nature=PEOPLE[person].nature)
        why = _refused_because(asked)
        if not why:
            return asked
    raise NoSuchOffering(why)


def kind_of(path: str) -> str:
    """The kind of declaration a path is."""
    if path in TALENTS:
        return DeclarationKind.SPECIAL_DIRECT
    return path if path in UNVOTED or path == "conversion" else DeclarationKind.ORDINARY


def _refused_because(asked: Offering) -> str:
    """Why the notice has no such offering; empty: it has."""
    terms, path = asked.terms, asked.path
    if path in {"direct", "exceptional", "high_skill"} and terms.option(path) is None:
        return "本通知不开放该特殊选项。"
    if path == "direct" and terms.direct and terms.direct.levels and asked.level.code not in terms.direct.levels:
        return "所选级别不适用直接申报。"
    if path == "high_skill" and skill_row(asked) is None:
        return "所选级别没有以技能等级申报的条件。"
    if path == "exceptional" and level_below(asked.level.code, terms) is None:
        return "破格不适用于最低级别。"
    if not _is_taken(asked):
        return "本通知不受理该级别的这一途径。"
    return "" if is_admitted(asked) else f"本通知的该级别不受理以这一途径申报的人员：{PEOPLE[asked.person].label}。"


def _is_taken(asked: Offering) -> bool:
    """Whether the notice has this special way for this level (PATH-05, PATH-14, PATH-20…31)."""
    terms, path, level = asked.terms, asked.path, asked.level
    rank, rules = Rank(level.rank).label, terms.rules
    law = terms.initial_determination
    if path in TALENTS and (path not in talent_bases(terms) or not special_committees(terms, level.code)):
        return False
    return {
        EARLY: _has_early(asked),
        FIRST_TIME: bool(rules.first_time_direct and terms.option(Special.DIRECT)),
        TalentBasis.TALENT_PROJECT: level.name in rules.talent_projects.values(),
        TalentBasis.SKILL_MASTER: rules.skill_masters is not None and rules.skill_masters.target == rank,
        DeclarationKind.INITIAL_DETERMINATION: law is not None and rank in law.levels,
        DeclarationKind.RECONFIRMATION: rules.reconfirmation is not None,
        DeclarationKind.CONFIRMATION_OF_APPROVAL: rules.unconfirmed_result is not None,
    }.get(path, True)


def _has_early(asked: Offering) -> bool:
    """A year early: the notice knows it, and a master's row counts years from a title (PATH-05)."""
    law = asked.terms.exception
    row = row_of(replace(asked, path=EARLY))
    return bool(law and law.early_one_year and row and row.base != WORK)

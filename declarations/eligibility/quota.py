"""How many an enterprise may recommend directly in a year (004 四; PATH-25, PATH-26, G-13). Plain arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass

from committees.states import Rank
from notices.rules import Terms
from notices.rules.switches import SmallGiant


@dataclass(frozen=True, slots=True)
class Place:
    """What one recommendation takes."""

    zhenggao: bool
    ai: bool


def place_for(terms: Terms, law: SmallGiant, level: str, specialty: str) -> Place:
    """The place a declaration of this level and specialty takes."""
    return Place(zhenggao=terms.level(level).rank == Rank.ZHENGGAO.value, ai=is_ai(terms, law, specialty))


def is_ai(terms: Terms, law: SmallGiant, specialty: str) -> bool:
    """Whether a specialty is one of 人工智能: as the notice marks it; where it marks none, by the rules' words."""
    if any(each.ai for each in terms.specialties):
        return any(each.ai for each in terms.specialties if each.code == specialty)
    names = [f"{each.name} {each.group}" for each in terms.specialties if each.code == specialty]
    return any(word in name for name in names for word in law.ai_words)


def fits(places: Iterable[Place], law: SmallGiant) -> bool:
    """Whether these recommendations can stand together.

    人工智能 takes the extra places first (PATH-26); only who finds none there takes one of the base, a 副高 before a
    正高. Whatever can stand together can also with one of it gone: no admission is undone by a withdrawal.
    """
    taken = list(places)
    ai = [each for each in taken if each.ai]
    spilled = max(0, len(ai) - law.ai_extra)
    base = len(taken) - len(ai) + spilled
    high = sum(each.zhenggao for each in taken if not each.ai)
    high_ai = sum(each.zhenggao for each in ai)
    spilled_high = max(0, spilled - (len(ai) - high_ai))
    counted = high + (high_ai if law.ai_within_zhenggao_max else spilled_high)
    return base <= law.direct_senior_max and counted <= law.zhenggao_max

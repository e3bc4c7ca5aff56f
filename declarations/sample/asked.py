"""What a sample is asked for: notice, level, specialty, path, and who declares."""

from dataclasses import dataclass
from datetime import date

from declarations.states import TalentBasis
from notices.rules import Level, SpecialtyTerms, Terms
from notices.rules.terms import REGION_UNITS
from notices.states import DeclarationKind

UNIT = "八桂示例技术有限公司（演示）"
HEAD = "陆振邦"  # its legal representative
SINCE = date(2005, 7, 1)  # work and specialty; long enough for every row
WORDS = "主持完成技术方案的制定、组织实施和总结评价，解决关键技术难题并形成可推广的做法。"
FIRST_TIME = "first_time"  # 海外归国, 党政机关交流, 部队转业 (PATH-22)
EARLY = "early_one_year"  # 提前1年 with a professional degree of engineering (PATH-05, MAT-25)
TALENTS = tuple(TalentBasis.values)
UNVOTED = tuple(DeclarationKind.unvoted)
PATHS = ("ordinary", "direct", "exceptional", "high_skill", "conversion", EARLY, FIRST_TIME, *TALENTS, *UNVOTED)

STAFF, UNTITLED = "staff", "untitled"
PRIVATE = "private_enterprise"


class NoSuchOffering(LookupError):
    """The notice has no such level, specialty, path or person; the text says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Offering:
    """What is asked for."""

    terms: Terms
    level: Level
    specialty: SpecialtyTerms
    path: str
    today: date
    person: str = STAFF
    nature: str = "state_enterprise"  # of the unit the person works at

    @property
    def affiliation(self) -> str:
        """Of a unit whose people the notice's committee for this level takes."""
        scopes = {each.scope for each in self.terms.committees_for(self.level.code)}
        return "region" if REGION_UNITS in scopes else "city"

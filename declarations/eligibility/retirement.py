"""Statutory retirement age under the gradual reform (NPCSC decision of 2024-09-13, in force 2025-01-01)."""

from dataclasses import dataclass
from datetime import date

from config.lib.period import add_months


@dataclass(frozen=True, slots=True)
class Bracket:
    """People born from ``first`` on retire one month later per ``step`` birth months, at most ``most`` months."""

    years: int
    first: tuple[int, int]  # year and month of birth
    step: int
    most: int


BRACKETS = {
    "male": Bracket(60, (1965, 1), 4, 36),
    "female55": Bracket(55, (1970, 1), 4, 36),
    "female50": Bracket(50, (1975, 1), 2, 60),
    "female_senior60": Bracket(60, (1965, 1), 4, 36),  # 组通字〔2015〕14号: the men's age, if she does not choose 55
}
WORDS = {
    "male": "男职工",
    "female55": "女干部（管理、技术岗位）",
    "female50": "女工人",
    "female_senior60": "高级职称女性专业技术人员",
}


def category_of(sex: str, chosen: str) -> str:
    """The bracket of a person; professionals hold management or technical posts, so women stand in the 55 bracket."""
    return chosen or ("female55" if sex == "女" else "male")


def statutory_months(born_on: date, category: str) -> int:
    """Age in months at which this person retires by law. The day of birth does not matter for the bracket."""
    bracket = BRACKETS[category]
    born = born_on.year * 12 + born_on.month - 1
    first = bracket.first[0] * 12 + bracket.first[1] - 1
    delay = 0 if born < first else min(bracket.most, (born - first) // bracket.step + 1)
    return bracket.years * 12 + delay


def retires_on(born_on: date, category: str) -> date:
    """The day this person reaches the statutory age."""
    return add_months(born_on, statutory_months(born_on, category))


def age_words(months: int) -> str:
    """60周岁, 60周岁1个月."""
    years, rest = divmod(months, 12)
    return f"{years}周岁{f'{rest}个月' if rest else ''}"

"""Statutory retirement age by birth month, sex and category, from the notice's table (ELIG-03; domain §5)."""

from datetime import date

from config.lib.period import add_months
from notices.rules.retirement import RetirementAges


def category_of(sex: str, chosen: str) -> str:
    """The row of a person; professionals hold management or technical posts, so women stand in the 55 row."""
    return chosen or ("female55" if sex == "女" else "male")


def statutory_months(born_on: date, category: str, ages: RetirementAges) -> int:
    """Age in months at which this person retires by law. The day of birth does not matter for the row."""
    row = ages.of(category)
    return row.years * 12 + _delay(born_on, category, ages)


def _delay(born_on: date, category: str, ages: RetirementAges) -> int:
    row = ages.of(category)
    if row.first_born is None or _month(born_on) < _month(row.first_born):
        return 0
    return min(row.most, (_month(born_on) - _month(row.first_born)) // row.step + 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def retires_on(born_on: date, category: str, ages: RetirementAges) -> date:
    """The day this person reaches the statutory age."""
    return add_months(born_on, statutory_months(born_on, category, ages))


def age_line(born_on: date, category: str, ages: RetirementAges) -> str:
    """男职工，1965-05-15 出生，法定退休年龄 60周岁2个月 → 2025-07-15; a delayed age names the law it is delayed by."""
    months, day = statutory_months(born_on, category, ages), retires_on(born_on, category, ages)
    law = f"（{ages.source}）" if _delay(born_on, category, ages) else ""
    return f"{ages.of(category).label}，{born_on} 出生，法定退休年龄 {age_words(months)}{law} → {day}"


def age_words(months: int) -> str:
    """60周岁, 60周岁1个月."""
    years, rest = divmod(months, 12)
    return f"{years}周岁{f'{rest}个月' if rest else ''}"

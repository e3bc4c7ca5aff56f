"""Small words for findings."""

from datetime import date
from functools import partial

from config.lib.text import quoted
from declarations.eligibility.findings import Finding, Severity

block = partial(Finding, severity=Severity.BLOCK)
warn = partial(Finding, severity=Severity.WARN)
human = partial(Finding, severity=Severity.HUMAN)
ONE_BASE = "非直接申报人员必须且只能勾选一个资格证书作为申报资格。"  # E222, as the catalogue says it
fulfilled = partial(Finding, code="", severity=Severity.OK)


def lacking(what: str) -> str:
    """E201, as the catalogue says it, of one material or of a list (MAT-03, MAT-04)."""
    return f"缺少不可缺少的硬件材料：{what}，不得提交单位审核推荐。"


def about(text: str, title: str) -> str:
    """A sentence of the catalogue and the entry it is about: in a list of what lacks it does not stand beside it."""
    return f"{text}条目：{quoted(title)}。"


def span_words(months: int) -> str:
    """5年1个月; whole years without the months."""
    years, rest = divmod(months, 12)
    if not months:
        return "0个月"
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")


def years_and_months(months: int) -> str:
    """6年11月, 7年0月: as the catalogue counts in E210."""
    years, rest = divmod(months, 12)
    return f"{years}年{rest}月"


def day_words(day: date) -> str:
    """2019-11-05."""
    return day.isoformat()


def yet_to_come(day: date | None, today: date) -> tuple[str, ...]:
    """2030-01-01 > 2024-08-05: what is told as done lies after today; empty where it does not."""
    return (f"{day} 晚于今天（{today}）",) if day and day > today else ()


def month_words(day: date) -> str:
    """2024-07."""
    return f"{day:%Y-%m}"

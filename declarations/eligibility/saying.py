"""Small words for findings."""

from datetime import date
from functools import partial

from declarations.eligibility.findings import Finding, Severity

block = partial(Finding, severity=Severity.BLOCK)
warn = partial(Finding, severity=Severity.WARN)
human = partial(Finding, severity=Severity.HUMAN)
fulfilled = partial(Finding, code="", severity=Severity.OK)


def span_words(months: int) -> str:
    """5年1个月; whole years without the months."""
    years, rest = divmod(months, 12)
    if not months:
        return "0个月"
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")


def day_words(day: date) -> str:
    """2019-11-05."""
    return day.isoformat()


def month_words(day: date) -> str:
    """2024-07."""
    return f"{day:%Y-%m}"

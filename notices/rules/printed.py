"""Days that the printed text of a notice names, held against the days it decides by (24-1)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from config.lib.reason import Reason, Severity
from notices.states import window_label

if TYPE_CHECKING:
    from notices.rules.terms import Terms

DAY = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
OF_EVERY_YEAR = {(1, 1), (12, 31)}  # 当年1月1日至12月31日: the calendar's, not the round's
NOT_THE_ROUND = {"body", "rules"}  # the text itself, and the rule set's own days


def forgotten_days(terms: "Terms") -> Iterator[Reason]:
    """What a draft made from last year's easily leaves as it was: reminders, which keep nothing back."""
    yield from _cutoff_of_another_year(terms)
    yield from strange_days(terms)


def windows_gone(terms: "Terms", now: datetime) -> Iterator[Reason]:
    """Over before anybody could begin: a notice published late, or with days left as they were."""
    gone = [name for name, span in terms.windows().items() if span.closes_at and span.closes_at < now]
    if gone:
        text = f"{'、'.join(f'“{window_label(name)}”' for name in gone)}此刻已经截止，发布后无法办理。"
        yield Reason("W133", text, f"windows.{gone[0]}", Severity.WARN)


def _cutoff_of_another_year(terms: "Terms") -> Iterator[Reason]:
    """G-35: a day of the law is never moved by a copy; left as it was it would take years from everybody."""
    day = terms.seniority.cutoff_date
    if day and day.year != terms.year:
        text = f"资历截止日是{day}，不在{terms.year}年度内；任职年限按这一天计算，请核对。"
        yield Reason("W132", text, "seniority.cutoff_date", Severity.WARN)


def strange_days(terms: "Terms") -> Iterator[Reason]:
    """A day in the text that is none of the notice's: a copy or an amendment moved it, and the text was forgotten."""
    known = OF_EVERY_YEAR | set(_days(terms))
    for number, clause in enumerate(terms.body):
        strange = [found[0] for found in DAY.finditer(clause.text) if month_and_day(found) not in known]
        if strange:
            told = "、".join(dict.fromkeys(strange))
            text = f"通知全文第{number + 1}段写有{told}，各环节的时间里没有这一天，请核对。"
            yield Reason("W131", text, f"body[{number}].text", Severity.WARN)


def month_and_day(found: "re.Match[str]") -> tuple[int, int]:
    """What a printed day says."""
    return int(found["month"]), int(found["day"])


def _days(value: Any) -> Iterator[tuple[int, int]]:
    """Every day and moment anywhere in a section."""
    if is_dataclass(value):
        for each in fields(value):
            if each.name not in NOT_THE_ROUND:
                yield from _days(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _days(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _days(each)
    elif isinstance(value, datetime):
        yield from _days(timezone.localtime(value).date())
    elif isinstance(value, date):
        yield value.month, value.day

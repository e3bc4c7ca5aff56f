"""Where the notice's own text still prints what an amendment changes: the public reads both (GEN-10)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notices.drafting.comparing import Difference

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
ROW = re.compile(r"：(\d+(?:\.\d+)?)(?=；|$)")  # of a table: 正高级工艺美术师：450；…
ONE_DIGIT = 1  # 5 stands everywhere; longer figures are looked for
SHORTEST, LONGEST = 4, 60  # characters of a wording that is looked for
AROUND = 16


@dataclass(frozen=True, slots=True)
class Printed:
    """One occurrence: of what, in which part of the text, with the words around it."""

    label: str
    words: str
    number: str  # of the part, as it is cited
    before: str
    after: str
    place: str  # where it is edited


def printed_still(
    differences: Iterable[Difference], body: Iterable[Mapping[str, Any]], numbers: Iterable[str]
) -> list[Printed]:
    """Every occurrence of an earlier value in the text as it is to be published, in the order of the text."""
    outside = [each for each in differences if each.top != "body"]
    sought = [(each.label, pattern) for each in outside for pattern in _patterns(each.before, each.after)]
    return [
        Printed(label, found[0], number or "首段、落款", _left(text, found), _right(text, found), f"body/{place}")
        for place, (part, number) in enumerate(zip(body, numbers, strict=True))
        for text in (f"{part.get('title', '')}\n{part.get('text', '')}",)
        for label, pattern in sought
        for found in pattern.finditer(text)
    ]


def _patterns(before: str, after: str) -> Iterator["re.Pattern[str]"]:
    """A day as the text writes it, a figure that stands alone, a wording; of a table what is another now."""
    for day in dict.fromkeys(each for each in DAY.findall(before) if each not in DAY.findall(after)):
        yield re.compile(rf"(?<!\d){int(day[1])}月{int(day[2])}日")
    rest = before.strip()
    figures = (
        [rest] if FIGURE.fullmatch(rest) else [each for each in ROW.findall(rest) if each not in ROW.findall(after)]
    )
    for figure in dict.fromkeys(each for each in figures if len(each) > ONE_DIGIT):
        yield re.compile(rf"(?<![\d.]){re.escape(figure)}(?![\d.])")
    if not figures and not DAY.search(rest) and SHORTEST <= len(rest) <= LONGEST:
        yield re.compile(re.escape(rest))


def _left(text: str, found: "re.Match[str]") -> str:
    return text[max(0, found.start() - AROUND) : found.start()].rpartition("\n")[2]


def _right(text: str, found: "re.Match[str]") -> str:
    return text[found.end() : found.end() + AROUND].partition("\n")[0]

"""The table of statutory retirement ages: law with a source and a day, stated like any other key (ELIG-03)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from notices.exceptions import Fault, TermsRefused
from notices.rules.reading import key, read_mapping
from notices.rules.text import read_yaml

FILE = Path(__file__).parents[1] / "data" / "law" / "retirement.yaml"
ROOT = "retirement_ages"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementAge:
    """Who was born from ``first_born`` on retires one month later per ``step`` birth months, at most ``most`` later."""

    label: str = key("人员类别")
    years: int = key("原法定退休年龄（周岁）")
    first_born: date | None = key("自该月起出生的人员开始延迟；null＝不延迟", None)
    step: int = key("出生月份每晚几个月，延迟1个月", 1)
    most: int = key("最多延迟月数", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementAges:
    """One row a category of people; which category somebody is of, the person says."""

    source: str = key("依据")
    issued_on: date | None = key("公布日期，此前的申报不按它推算；null＝未载明", None)
    effective_from: date | None = key("施行日期；null＝未载明", None)
    male: RetirementAge = key("男职工")
    female55: RetirementAge = key("女干部（管理、技术岗位）")
    female50: RetirementAge = key("女工人")
    female_senior60: RetirementAge = key("高级职称女性专业技术人员（自愿）")

    def of(self, category: str) -> RetirementAge:
        """Raises ``KeyError`` for a category the table does not have."""
        return self.rows()[category]

    def rows(self) -> dict[str, RetirementAge]:
        """Category → its row."""
        return {
            "male": self.male,
            "female55": self.female55,
            "female50": self.female50,
            "female_senior60": self.female_senior60,
        }

    def known_on(self, day: date) -> "RetirementAges":
        """The table as it stood on a day: until the law was issued nobody's retirement was put off."""
        if self.issued_on is None or day >= self.issued_on:
            return self
        undelayed: dict[str, Any] = {name: replace(row, first_born=None) for name, row in self.rows().items()}
        return replace(self, **undelayed)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Category and what is wrong with its row; months per month of delay and ages are positive numbers."""
        for name, row in self.rows().items():
            if row.years <= 0 or row.step <= 0 or row.most < 0:
                yield name, f"{row.label}的退休年龄、延迟步长须为正数，最多延迟月数不能为负数。"


def read_ages(text: str) -> RetirementAges:
    """The table of a file with the one key ``retirement_ages``. Raises ``TermsRefused``, each fault at its line."""
    return read_yaml(text, partial(_under, ROOT))


def _under(root: str, raw: Any) -> RetirementAges:
    if not isinstance(raw, Mapping) or set(raw) != {root}:
        raise TermsRefused([Fault("", f"文件应只有一个键 {root}")])
    try:
        return read_mapping(RetirementAges, raw[root])
    except TermsRefused as refusal:
        raise TermsRefused([Fault(f"{root}.{each.path}", each.text) for each in refusal.faults]) from refusal


SHIPPED = read_ages(FILE.read_text(encoding="utf-8"))

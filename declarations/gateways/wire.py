"""A fact of a person as it travels, and as a row of ours; the same words in a sheet and over HTTP.

    education  level degree school major form started_on graduated_on certificate_no
    title      name rank series specialty granted_on certificate_no authority
    skill      name grade granted_on certificate_no authority
    training   year category hours passed
    insurance  payer first last by_unit            months, 2024-01 or 2024-01-01

Days are 2024-01-31. What is not known is left out. Unknown keys are passed over, a value that does not fit is refused:
a half-read fact is worse than none.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from committees.states import Rank
from config.lib.csvfile import day_in
from declarations.states import SharedKind

MOST_ROWS = 200
MOST_HOURS = 9999
EDUCATIONS = ("博士", "硕士", "第二学士", "本科", "大专", "中专", "高中", "初中及以下")
FORMS = ("全日制", "非全日制")
GRADES = ("高级工（三级）", "技师（二级）", "高级技师（一级）", "特级技师", "首席技师")
CATEGORIES = ("公需", "专业", "行业")
MONTH = len("2024-01")
YES, NO = ("是", "true", "1"), ("否", "false", "0", "")

Read = Callable[[Any], Any]


class WireBroken(ValueError):
    """A fact that cannot be read; the sentence names every field at fault."""


def read_fact(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one fact. Raises ``WireBroken`` with everything that is wrong with it."""
    fields = FACTS[SharedKind(kind)]
    if not isinstance(raw, Mapping):
        raise WireBroken("应为一组键值。")
    told, faults = {}, []
    for name, (label, read, _) in fields.items():
        try:
            told[name] = read(raw.get(name, ""))
        except (ValueError, TypeError, InvalidOperation):
            faults.append(f"{label}“{raw.get(name)}”无法识别")
    missing = [label for name, (label, _, needed) in fields.items() if needed and told.get(name, label) in ("", None)]
    if missing:
        faults.append(f"缺少{'、'.join(missing)}")
    if kind == SharedKind.INSURANCE and not faults and told["last"] < told["first"]:
        faults.append("结束月份早于开始月份")
    if faults:
        raise WireBroken(f"{'；'.join(faults)}。")
    return told


def columns_of(kind: str) -> dict[str, str]:
    """Chinese column → key, for a sheet of this kind."""
    return {label: name for name, (label, _, _) in FACTS[SharedKind(kind)].items()}


def _text(most: int) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value.strip()) > most:
            raise ValueError
        return value.strip()

    return read


def _one_of(words: tuple[str, ...]) -> Read:
    def read(value: Any) -> str:
        if value not in ("", *words):
            raise ValueError
        return str(value)

    return read


def _rank(value: Any) -> str:
    labels = {rank.label: rank.value for rank in Rank}
    return str(_one_of(tuple(Rank.values))(labels.get(value, value)))


def _day(value: Any) -> date | None:
    return day_in(_text(10)(value))


def _month(value: Any) -> date | None:
    text = _text(10)(value).replace("/", "-")
    day = day_in(f"{text}-01" if len(text) <= MONTH and text else text)
    return day.replace(day=1) if day else None


def _year(value: Any) -> int:
    year = int(value)
    if not 1990 <= year <= 2100:  # noqa: PLR2004 - 继续教育 was not counted before
        raise ValueError
    return year


def _hours(value: Any) -> Decimal:
    hours = Decimal(str(value or 0))
    if not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
        raise ValueError
    return hours.quantize(Decimal("0.1"))


def _flag(value: Any) -> bool:
    text = str(value).lower()
    if text not in (*YES, *NO):
        raise ValueError
    return text in YES


_SHORT, _LONG = _text(60), _text(80)
FACTS: dict[SharedKind, dict[str, tuple[str, Read, bool]]] = {
    SharedKind.EDUCATION: {
        "level": ("学历", _one_of(EDUCATIONS), True),
        "degree": ("学位", _text(20), False),
        "school": ("毕业院校", _LONG, True),
        "major": ("所学专业", _LONG, False),
        "form": ("学习形式", _one_of(FORMS), True),
        "started_on": ("入学时间", _day, False),
        "graduated_on": ("毕业时间", _day, True),
        "certificate_no": ("证书编号", _SHORT, False),
    },
    SharedKind.TITLE: {
        "name": ("名称", _SHORT, True),
        "rank": ("层级", _rank, True),
        "series": ("系列", _text(40), False),
        "specialty": ("专业", _LONG, False),
        "granted_on": ("取得时间", _day, True),
        "certificate_no": ("证书编号", _SHORT, False),
        "authority": ("发证机关", _LONG, False),
    },
    SharedKind.SKILL: {
        "name": ("名称", _SHORT, True),
        "grade": ("技能等级", _one_of(GRADES), True),
        "granted_on": ("取得时间", _day, True),
        "certificate_no": ("证书编号", _SHORT, False),
        "authority": ("发证机关", _LONG, False),
    },
    SharedKind.TRAINING: {
        "year": ("年度", _year, True),
        "category": ("类别", _one_of(CATEGORIES), True),
        "hours": ("学时", _hours, False),
        "passed": ("合格", _flag, False),
    },
    SharedKind.INSURANCE: {
        "payer": ("缴费单位", _text(120), True),
        "first": ("起始月份", _month, True),
        "last": ("截止月份", _month, True),
        "by_unit": ("单位缴纳", _flag, False),
    },
}

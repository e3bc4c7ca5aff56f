"""What was changed in a row, when and by whom: its history as lines for people (the ``timeline`` piece).

Reads rows that django-simple-history wrote; each is compared with the one before it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Field, ForeignKey, JSONField, Model, QuerySet
from django.utils.timezone import localtime

RECENT = 50
LONGEST = 80
NOTHING = "（空）"
EMPTY: tuple[Any, ...] = (None, "", [])
WORDS = {"+": "新增", "~": "修改", "-": "删除"}
TONES = {"+": "ok", "~": "", "-": "bad"}
Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    at: datetime
    title: str
    who: str
    detail: str
    tone: str


def history_lines(
    kept: QuerySet[Any],
    *,
    without: Collection[str] = (),
    said: Mapping[str, Say] | None = None,
    names: Mapping[int, str] | None = None,
    subject: str = "",
    named: Callable[[Any], str] | None = None,
    reasons: bool = False,
    most: int = RECENT,
) -> list[Told]:
    """The latest changes, newest first. ``without`` leaves fields out; ``said`` words the values of a field.

    ``names`` are the people of a table that keeps their numbers only; ``named`` tells several rows apart, whose first
    values are told, too; with ``reasons`` a line may be nothing but one. One statement, and one more for every table
    that a changed field points into.
    """
    fields = _fields_of(kept.model, without)
    tied = [each.name for each in kept.model._meta.fields if each.name == "history_user" and each.is_relation]
    rows = list(kept.select_related(*tied).order_by("-history_date", "-history_id")[: most + 1])
    pairs = [(row, _earlier(row, rows[number + 1 :])) for number, row in enumerate(rows)][:most]
    changes = [(row, list(_changed(row, before, fields, first=bool(named)))) for row, before in pairs]
    pointed = _pointed_at(changes)
    words = _Words(said or {}, pointed)
    return [
        Told(
            row.history_date,
            f"{WORDS[row.history_type]}{subject}{f'：{named(row)}' if named else ''}",
            _who(row, names),
            _detail(row, changed, words),
            TONES[row.history_type],
        )
        for row, changed in changes
        if changed or row.history_type != "~" or (reasons and row.history_change_reason)
    ]


def _fields_of(model: type[Model], without: Collection[str]) -> "list[Field[Any, Any]]":
    left_out = {"id", *without}
    fields = model._meta.fields
    return [each for each in fields if each.name not in left_out and not each.name.startswith("history_")]


def _earlier(row: Any, rest: Iterable[Any]) -> Any:
    """The state of the same row before; a history may be that of several rows, as terms of one committee."""
    key = row.instance_type._meta.pk.attname
    return next((each for each in rest if getattr(each, key) == getattr(row, key)), None)


Change = tuple[Any, Any, Any]  # the field, what it said, what it says


def _changed(row: Any, before: Any, fields: "Iterable[Field[Any, Any]]", *, first: bool) -> Iterable[Change]:
    told = row.history_type == "~" and before is not None
    begun = first and before is None and row.history_type != "-"
    for field in fields if told or begun else ():
        new = getattr(row, field.attname)
        old = getattr(before, field.attname) if told else None
        if new != old and (told or new not in EMPTY):
            yield field, old, new


def _pointed_at(changes: Iterable[tuple[Any, list[Change]]]) -> dict[type[Model], dict[Any, str]]:
    wanted: dict[type[Model], set[Any]] = {}
    for _, changed in changes:
        for field, old, new in changed:
            if isinstance(field, ForeignKey):
                wanted.setdefault(field.related_model, set()).update({old, new} - {None})
    return {
        model: {key: str(each) for key, each in model._default_manager.in_bulk(list(keys)).items()}
        for model, keys in wanted.items()
    }


@dataclass(frozen=True, slots=True)
class _Words:
    said: Mapping[str, Say]
    pointed: Mapping[type[Model], Mapping[Any, str]]

    def of(self, field: "Field[Any, Any]", value: Any) -> str:
        if field.name in self.said:
            told = self.said[field.name](value)
        elif isinstance(field, ForeignKey) and value is not None:
            told = self.pointed[field.related_model].get(value, f"已删除（{value}）")
        else:
            told = _plain(field, value)
        return (told[:LONGEST] + "……" if len(told) > LONGEST else told) or NOTHING


def _plain(field: "Field[Any, Any]", value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, JSONField) and isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _detail(row: Any, changed: Iterable[Change], words: _Words) -> str:
    lines = [_line(field, old, new, words, is_first=old is None) for field, old, new in changed]
    reason = [f"说明：{row.history_change_reason}"] if row.history_change_reason else []
    return "\n".join([*lines, *reason])


def _line(field: Any, old: Any, new: Any, words: _Words, *, is_first: bool) -> str:
    was = "" if is_first else f"{words.of(field, old)} → "
    return f"{field.verbose_name}：{was}{words.of(field, new)}"


def _who(row: Any, names: Mapping[int, str] | None) -> str:
    if names is not None:
        return names.get(row.history_user_id, "系统")
    return str(row.history_user.name) if row.history_user else "系统"


def sign(row: Model, actor: Any, reason: str = "") -> None:
    """Say whose the next ``save`` is, and why: a worker has no request to take it from. The clock acts for nobody."""
    setattr(row, "_history_user", actor if actor.pk is not None else None)  # noqa: B010 - simple-history's own name
    setattr(row, "_change_reason", reason[:100] or None)  # noqa: B010 - as above

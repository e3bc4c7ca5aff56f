"""What a field says, in words: for pages that are read and not filled in, and for what was there before (11-2)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from config.lib.uiwhen import is_asked
from config.lib.widgets import MonthField

NOTHING: tuple[Any, ...] = (None, "", [], ())
YES, NO = "是", "否"
NONE = "无"


def reading_of(fields: Iterable[BoundField]) -> list[tuple[str, str]]:
    """Labels and values of a page that is read: what no answer asks for is left out, what may be empty reads 无."""
    asked = [bound for bound in fields if not hasattr(bound.field, "when") or is_asked(bound)]
    return [(str(bound.label), said_in(bound) or ("" if _is_due(bound) else NONE)) for bound in asked]


def _is_due(bound: BoundField) -> bool:
    return bound.field.required or hasattr(bound.field, "when")


def said_in(bound: BoundField) -> str:
    """The value of a bound field as its reader would say it; empty for none."""
    return words_of(bound.field, bound.value())


def words_of(field: forms.Field, value: Any) -> str:
    """A value in the words of the field's own choices, dates as the house writes them; an unticked box says 否."""
    if isinstance(field, forms.BooleanField) or isinstance(value, bool):
        return YES if value in (True, "on", "True", "1") else NO
    if value in NOTHING:
        return ""
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _chosen(field, value if isinstance(value, list | tuple | set) else [value])
    if isinstance(value, list | tuple):
        return "、".join(str(each) for each in value if each)
    if isinstance(field, MonthField):
        return f"{value:%Y-%m}" if isinstance(value, date) else str(value)[:7]
    return value.isoformat() if isinstance(value, date) else str(value)


def _chosen(field: Any, values: Iterable[Any]) -> str:
    words = dict(_flat(field.choices))
    return "、".join(words.get(str(value), str(value)) for value in values)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)

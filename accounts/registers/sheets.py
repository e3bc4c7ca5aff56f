"""Lines of a register's sheet: told from its rows, and read back through its form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.registers.forms import NamesField
from config.lib import widgets
from config.lib.csvfile import Cells, day_in, names_in
from config.lib.tables import Faults

YES_NO = {"是": True, "否": False}
EMPTY = ("", None)


def columns_of(fields: Mapping[str, forms.Field]) -> dict[str, str]:
    """Titles of the sheet's columns by the form's own labels; files do not travel in a cell."""
    return {str(field.label): name for name, field in fields.items() if not isinstance(field, forms.FileField)}


def cell_of(field: forms.Field, value: Any) -> str:
    """A value as the sheet writes it and reads it again."""
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if value in EMPTY:
        return ""
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = _labels(field)
        several = value if isinstance(value, list) else [value]
        return "；".join(labels.get(str(each), str(each)) for each in several)
    if isinstance(value, list):
        return "；".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def data_of(fields: Mapping[str, forms.Field], cells: Cells, faults: Faults) -> dict[str, Any]:
    """The form as a line fills it in: only columns that the sheet has; what cannot be read is told and left out."""
    told: dict[str, Any] = {}
    for title, name in columns_of(fields).items():
        if title in cells:
            with faults.at(title):
                told[name] = _read(fields[name], cells[title])
    return told


def refuse_faults(form: forms.Form, faults: Faults | None = None) -> None:
    """“文号”：… Raises ``ValidationError`` where reading or the form found anything, columns named."""
    faults = faults or Faults()
    faults.form(form, {name: title for title, name in columns_of(form.fields).items()})
    faults.refuse()


def _read(field: forms.Field, cell: str) -> Any:
    if isinstance(field, forms.BooleanField):
        return _word(YES_NO, cell) if cell else bool(field.initial)
    if isinstance(field, widgets.DayField):
        return day_in(cell) or ""
    if isinstance(field, forms.ModelChoiceField):
        return _word(_named(field, cell), cell) if cell else ""
    if isinstance(field, forms.MultipleChoiceField):
        codes = {label: value for value, label in _labels(field).items()} | {each: each for each in _labels(field)}
        return [_word(codes, each) for each in names_in(cell)]
    if isinstance(field, forms.ChoiceField):
        codes = {label: value for value, label in _labels(field).items() if value}
        return _word(codes, cell) if cell else ""
    return "\n".join(names_in(cell)) if isinstance(field, NamesField) else cell


def _word(known: Mapping[str, Any], word: str) -> Any:
    if word not in known:
        raise ValidationError(f"没有“{word}”，或不在您维护的范围内。")
    return known[word]


def _named(field: Any, cell: str) -> dict[str, Any]:
    """Rows that are called so; some are written with more than their name: 目录名称 版次."""
    words = cell.split(" ")
    begun = {" ".join(words[:number]) for number in range(1, len(words) + 1)}
    return {str(each): each.pk for each in field.queryset.filter(name__in=begun)}


def _labels(field: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in field.choices}

"""The form of a register's row; the same shape judges every line of its sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from accounts.models import User
from config.lib.reason import Reason
from config.lib.seen import state_of, told_at


class NamesField(forms.CharField):
    """Several names, one a line; in a cell of a sheet divided by semicolons."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As it is edited."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """As it is kept."""
        lines = str(value or "").replace("；", "\n").replace(";", "\n").splitlines()
        return [line.strip() for line in lines if line.strip()]


class RowForm(forms.Form):
    """A row as it stands, and what it shall say."""

    model: type[Model]
    beside: tuple[str, ...] = ()  # fields that are none of the row's columns

    def __init__(self, *args: Any, user: User, row: Model | None = None, **kwargs: Any) -> None:
        self.user, self.row = user, row
        shown = {name: _shown(row, name) for name in self.kept()} if row else None
        super().__init__(*args, initial=shown, **kwargs)
        self.seen = state_of(row, self.kept())

    @classmethod
    def kept(cls) -> list[str]:
        """The columns it fills in."""
        return [name for name in cls.base_fields if name not in cls.beside]

    @property
    def entry(self) -> dict[str, Any]:
        """What a valid form says of the row."""
        return {name: self.cleaned_data[name] for name in self.kept()}

    def refuse_backwards(self, first: str, last: str, words: str) -> None:
        """The end does not come before the beginning."""
        begun, ended = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begun and ended and ended < begun:
            self.add_error(last, words)

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, told_at(self, reason))


def _shown(row: Model, name: str) -> Any:
    field = row._meta.get_field(name)
    return getattr(row, getattr(field, "attname", name))

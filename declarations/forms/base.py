"""What the forms of the dossier have in common: the notice's terms, months, and what was typed but not saved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from config.lib import clock
from config.lib.text import control_characters_in
from config.lib.widgets import DayField, MonthField
from declarations.models import Declaration
from declarations.services.autosave import SENSITIVE
from notices.rules import Terms, terms_of

FIRST_YEAR = 1955


class DossierForm(forms.ModelForm):
    """A ModelForm that judges shape and saves nothing: the view hands ``cleaned_data`` to a service."""

    months: tuple[str, ...] = ()  # dates of which only year and month are asked
    days: tuple[str, ...] = ()
    past: tuple[str, ...] = ()  # those of the days that have come

    def __init__(
        self,
        data: Any = None,
        *,
        declaration: Declaration,
        patch: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.declaration = declaration
        self.terms: Terms = terms_of(declaration.edition)
        self.today = clock.local_date(clock.law())
        super().__init__(data, **kwargs)
        if patch and data is None and "kind" in patch:
            self.initial["kind"] = patch["kind"]  # decides which fields there are
        for name in self.months:
            self.fields[name] = self._month(name)
        for name in self.days:
            self.fields[name] = self._day(name)
        self.build()
        if patch and data is None:
            self.initial |= typed(self, patch)

    def build(self) -> None:
        """Choices, hints and limits that follow from the notice."""

    def _month(self, name: str) -> MonthField:
        old = self.fields[name]
        return MonthField(
            first_year=FIRST_YEAR,
            last_year=self.today.year,
            label=old.label,
            required=old.required,
            help_text=old.help_text,
        )

    def _day(self, name: str) -> DayField:
        old = self.fields[name]
        told = {"label": old.label, "required": old.required, "help_text": old.help_text}
        return DayField(past=name in self.past, **told)

    def hint(self, **texts: str) -> None:
        """Words between label and control."""
        for name, text in texts.items():
            if name in self.fields:
                self.fields[name].help_text = text

    def keep(self, asked: bool, *names: str) -> None:  # noqa: FBT001
        """Fields which are there only where the notice asks."""
        if not asked:
            for name in names:
                del self.fields[name]

    def require(self, *names: str) -> None:
        """Fields which the model lets be empty and this page does not."""
        for name in names:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):  # an error takes its value away
            if isinstance(value, str) and control_characters_in(value):
                self.add_error(name, "内容中有看不见的控制字符，请删除后重新输入。")
            elif name in self.months and value and value > self.today:
                self.add_error(name, "时间不能在今天之后。")
        return cleaned

    def validate_unique(self) -> None:
        """Services know the declaration and judge; a form alone cannot."""

    def validate_constraints(self) -> None:
        """As ``validate_unique``."""


def typed(form: forms.BaseForm, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Raw values of a draft patch as initial values of this form; what a patch never keeps stays as it was saved."""
    data = QueryDict(mutable=True)
    for name, value in patch.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.disabled and name not in SENSITIVE
    }


def qualification_words(code: str) -> str:
    """初级（二级） of the notice's 初级_二级 (COND-09)."""
    rank, _, grade = code.partition("_")
    return f"{rank}（{grade}）" if grade else rank

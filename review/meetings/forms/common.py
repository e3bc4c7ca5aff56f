"""What the forms of rounds and meetings share: refusals of a command stand at their fields."""

from collections.abc import Iterable
from typing import Any

from django import forms

from config.lib.reason import Reason

LOCAL_MINUTE = "%Y-%m-%dT%H:%M"


class RefusableForm(forms.Form):
    """Shape is judged here, truth by the command; what it refuses is shown here as well."""

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


class Asked:
    """A field that may be left empty here without being called optional: a draft, a list nobody is on yet."""

    def validate(self, value: Any) -> None:
        """Only what was entered is judged."""
        if value not in self.empty_values:
            super().validate(value)


class AskedText(Asked, forms.CharField):
    """A text."""


class AskedNumber(Asked, forms.IntegerField):
    """A whole number."""


class AskedChoice(Asked, forms.TypedChoiceField):
    """One of several."""


class AskedTicks(Asked, forms.TypedMultipleChoiceField):
    """Some of several, or none."""


class ConfirmForm(RefusableForm):
    """Nothing but the button."""


class WhyForm(RefusableForm):
    """A decision with its reason."""

    why = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(RefusableForm):
    """Closing a vote: the reason is asked while votes are missing."""

    why = forms.CharField(label="仍要关闭的理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, missing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["why"].help_text = f"还有 {missing} 票未投。理由印在表决结果统计表上，不记是谁。"
        else:
            del self.fields["why"]


def moment_field(label: str, **told: Any) -> forms.DateTimeField:
    """A moment, by the browser's own control."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MINUTE)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[LOCAL_MINUTE, "%Y-%m-%d %H:%M"], **told)


def tick_boxes(
    label: str,
    choices: Iterable[tuple[int, str]],
    *,
    kind: type[forms.TypedMultipleChoiceField] = forms.TypedMultipleChoiceField,
    **told: Any,
) -> forms.TypedMultipleChoiceField:
    """Several of a list, as a row of ticks; ids in, ids out."""
    return kind(label=label, choices=list(choices), coerce=int, widget=forms.CheckboxSelectMultiple, **told)

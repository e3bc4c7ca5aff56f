"""What the forms of results have in common."""

from collections.abc import Iterable

from django import forms

from config.lib.reason import Reason


class OutcomeForm(forms.Form):
    """A form that shows what a service refused."""

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


def long_text(label, *, rows=4, most=1000, **kwargs):
    """A text of several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

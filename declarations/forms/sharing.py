from django import forms

from config.lib.widgets import LongText


class DisputeForm(forms.Form):
    """What is wrong with what was shared (MAT-10)."""

    use_required_attribute = False
    reason = forms.CharField(
        label="哪里不对，应当是什么",
        max_length=300,
        widget=LongText(most=300, rows=3),
        help_text="单位和职改办会看到您的说明。",
    )

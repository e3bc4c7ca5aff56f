"""专家鉴定意见: who appraised, of which unit, what they found (MAT-69)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from config.lib.widgets import LongText

MOST = 5  # experts on one page


class AppraisalForm(forms.Form):
    """One expert; a form left empty is no expert."""

    use_required_attribute = False
    expert = forms.CharField(label="专家姓名", max_length=60, required=False)
    unit = forms.CharField(label="专家所在单位", max_length=120, required=False)
    title = forms.CharField(label="专家职称", max_length=60, required=False)
    opinion = forms.CharField(label="鉴定意见", max_length=1000, required=False, widget=LongText(most=1000, rows=3))


def appraisal_forms(data: Any, known: Sequence[dict[str, str]]) -> list[AppraisalForm]:
    """Those that are known, and one more."""
    count = min(max(len(known) + 1, 1), MOST)
    rows = [*known, *[{}] * count][:count]
    return [AppraisalForm(data, prefix=f"e{number}", initial=row) for number, row in enumerate(rows, 1)]

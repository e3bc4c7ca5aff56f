"""What an expert fills in: the pledge, an opinion, a ballot."""

from typing import Any

from django import forms

from config.lib.widgets import BallotCards
from review.meetings.forms.common import AskedChoice, AskedNumber, AskedText, RefusableForm
from review.meetings.states import Choice, Dimension

ANCHORS = {
    Dimension.PERFORMANCE: "90–100 在省内有示范作用；80–89 成绩突出；60–79 胜任本职；60 以下 未达条件",
    Dimension.INNOVATION: "90–100 有重大创新并获推广；80–89 创新明显；60–79 有所改进；60 以下 未达条件",
    Dimension.SOLVING: "90–100 解决行业疑难；80–89 解决关键问题；60–79 能独立处理一般问题；60 以下 未达条件",
    Dimension.REPRESENTATIVE: "90–100 达到省内领先；80–89 水平较高；60–79 符合条件；60 以下 未达条件",
}


class PledgeForm(RefusableForm):
    agreed = forms.BooleanField(label="我已阅读并承诺遵守评审工作纪律")


class OpinionForm(RefusableForm):
    comment = AskedText(label="评审意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    recommends = AskedChoice(
        label="建议",
        choices=[("1", "建议通过"), ("0", "建议不通过")],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(
        label="个人备注",
        max_length=2000,
        required=False,
        help_text="只有您自己能看到",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for dimension in Dimension:
            self.fields[dimension.value] = AskedNumber(
                label=f"{dimension.label}（0–100 分）",
                help_text=ANCHORS[dimension],
                min_value=0,
                max_value=100,
            )
        self.order_fields([dimension.value for dimension in Dimension])

    def told(self) -> dict[str, Any]:
        """As the command takes it: a dimension without a score is not there."""
        given = self.cleaned_data
        scores = {each.value: given[each.value] for each in Dimension if given[each.value] is not None}
        return {"scores": scores, "comment": given["comment"], "recommends": given["recommends"]}


class BallotForm(forms.Form):
    """Three equal choices, none beforehand."""

    choice = forms.ChoiceField(
        label="请选择",
        choices=Choice,
        widget=BallotCards,
        error_messages={"required": "请选择同意、不同意或弃权。", "invalid_choice": "请选择同意、不同意或弃权。"},
    )

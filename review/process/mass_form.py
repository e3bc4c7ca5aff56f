"""What a message to many says and to whom; and the second word before it goes."""

from typing import Any

from django import forms

from review.process.audiences import AUDIENCES
from review.process.mass import faults_of

LONGEST_TITLE, LONGEST = 60, 400


class MassForm(forms.Form):
    """Unknown variables and too long a text are told at the field."""

    audience = forms.ChoiceField(label="发给谁", choices=[(each.code, each.label) for each in AUDIENCES.values()])
    title = forms.CharField(label="标题", max_length=LONGEST_TITLE)
    text = forms.CharField(
        label="内容",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="可用变量：{name} 姓名、{unit} 单位；发给申报人的还有 {number} 申报编号、{level} 申报的职称。",
    )
    with_sms = forms.BooleanField(
        label="同时发短信", required=False, help_text="站内消息每人都有；短信计费，夜间写的早上发送。"
    )

    def __init__(self, data: Any = None, *, signature: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.signature = signature

    def clean_text(self) -> str:
        """One paragraph: a text knows no others."""
        return " ".join(str(self.cleaned_data["text"]).split())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "text" in said and "audience" in said:
            asked = {"signature": self.signature, "with_sms": said.get("with_sms", False)}
            for fault in faults_of(said["text"], said["audience"], **asked):
                self.add_error("text", fault)
        return said


class ConfirmForm(forms.Form):
    """The number of people, typed by whoever looked at it."""

    number = forms.IntegerField(
        label="输入人数以确认发送", min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    seen = forms.CharField(widget=forms.HiddenInput)

"""What is asked of whoever gives a window more time."""

from typing import Any

from django import forms
from django.utils import timezone

from config.lib.widgets import MomentInput
from notices.exceptions import NoticeRefused, TermsRefused
from notices.rules import Span
from notices.states import window_label


class ExtendForm(forms.Form):
    """Which window, until when, why, and on what ground; then once more, with what it reaches."""

    window = forms.ChoiceField(label="办理环节")
    closes_at = forms.DateTimeField(label="新的截止时间（含该时刻）", widget=MomentInput)
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="依据", max_length=300, help_text="文号或批准文件")
    banner = forms.BooleanField(
        label="同时显示横幅，到新的截止时间自动消失",
        required=False,
        initial=True,
        help_text="显示在首页、本通知和本通知下各申报的页面，以及有关单位、职改办的工作台；与本通知无关的人和页面不显示。",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)  # ``key`` of what was shown once more

    def __init__(self, data: Any = None, *, windows: dict[str, Span]) -> None:
        super().__init__(data)
        self.windows = {name: span for name, span in windows.items() if span.closes_at}
        self.fields["window"].choices = [(name, _words(name, span)) for name, span in self.windows.items()]

    @property
    def key(self) -> str:
        """What is asked, so that a page confirms what it showed and nothing else."""
        return f"{self.cleaned_data['window']}|{self.cleaned_data['closes_at'].isoformat()}"

    @property
    def is_confirmed(self) -> bool:
        """The very thing that was shown."""
        return bool(self.cleaned_data["confirmed"] == self.key)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        span, closes_at = self.windows.get(told.get("window", "")), told.get("closes_at")
        if span and closes_at and closes_at <= span.closes_at:
            self.add_error(
                "closes_at",
                f"应晚于现在的截止时间 {timezone.localtime(span.closes_at):%Y-%m-%d %H:%M}；提前截止请走修订。",
            )
        return told

    def show(self, refusal: NoticeRefused | TermsRefused) -> None:
        """What the command refuses, at its field where the form has it."""
        told = refusal.reasons if isinstance(refusal, NoticeRefused) else ()
        for each in told:
            self.add_error(each.field if each.field in self.fields else None, each.text)
        if isinstance(refusal, TermsRefused):
            self.add_error(None, str(refusal))


def _words(name: str, span: Span) -> str:
    return f"{window_label(name)}（现截止 {timezone.localtime(span.closes_at):%Y-%m-%d %H:%M}）"

"""The words of one text, and whose case it is looked at with."""

from collections.abc import Sequence
from typing import Any

from django import forms

from declarations.models import Declaration
from notices.exceptions import NoticeRefused, TermsRefused
from notices.rules.saying import Saying, faults_of
from review.process.sayings import case_words

SAMPLE = ("", "样例数据")


class SayingForm(forms.Form):
    """One text; unknown variables and too long a text are told at the field."""

    text = forms.CharField(
        label="短信文字",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="变量写在花括号里，发送时换成实际内容；签名由系统加在最前面。",
    )
    case = forms.ChoiceField(label="用哪份申报预览", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        saying: Saying,
        signature: str,
        text: str,
        seen: str,
        cases: Sequence[Declaration],
        fixed: bool,
    ) -> None:
        super().__init__(data, initial={"text": text, "seen": seen})
        self.saying, self.signature = saying, signature
        self.cases = {str(each.ref): each for each in cases}
        self.fields["case"].choices = [SAMPLE, *((ref, case_words(each)) for ref, each in self.cases.items())]
        self.fields["text"].disabled = fixed  # published: changed by an amendment alone (GEN-10)
        self.fields["text"].required = not fixed

    @property
    def chosen(self) -> Declaration | None:
        """The case to look at the text with; None for sample words."""
        return self.cases.get(self.cleaned_data.get("case", "")) if self.is_bound else None

    def clean_text(self) -> str:
        """One line: a text knows no others."""
        text = " ".join(str(self.cleaned_data["text"]).split())
        for _, fault in faults_of(self.saying, text, signature=self.signature):
            self.add_error("text", fault)
        return text

    def show(self, refusal: NoticeRefused | TermsRefused) -> None:
        """What the command refuses, above the form."""
        said = refusal.faults if isinstance(refusal, TermsRefused) else [each.text for each in refusal.reasons]
        for each in said:
            self.add_error(None, str(each))

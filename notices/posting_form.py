"""Shape of an entry of 公示公告."""

from typing import Any

from django import forms

from config.lib import widgets
from config.lib.files import UploadRefused
from notices.enclosure_form import LARGE
from notices.exceptions import NoticeRefused
from notices.services.attachments import Upload
from notices.services.posting import MOST_FILES
from notices.states import PostingKind

FILES = tuple(f"file{number}" for number in range(1, MOST_FILES + 1))


class PostingForm(forms.Form):
    """Title, kind, text, from and to, files."""

    kind = forms.ChoiceField(label="类别", choices=PostingKind.choices)
    title = forms.CharField(label="标题", max_length=160)
    body = forms.CharField(
        label="正文",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="空一行即分段，“- ”开头的行是列表。不要写身份证号码、手机号码。",
    )
    first_day = widgets.DayField(label="开始日期")
    last_day = widgets.DayField(label="截止日期", required=False, help_text="公示必须填写；截止日之后不再公开。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(FILES, 1):
            note = "PDF、XLSX、JPG、PNG，不超过50MB" if number == 1 else ""
            self.fields[name] = forms.FileField(label=f"附件{number}", required=False, help_text=note)

    def clean(self) -> dict[str, Any]:
        """Sizes only; what is inside is looked at in a child process by the command."""
        told = super().clean() or {}
        for name in FILES:
            if (sent := told.get(name)) and sent.size > LARGE:
                self.add_error(name, "文件超过50MB，请压缩后再上传。")
        return told

    @property
    def said(self) -> dict[str, Any]:
        """What the command asks for."""
        told = self.cleaned_data
        sent = [told[name] for name in FILES if told.get(name)]
        plain = {name: told[name] for name in ("kind", "title", "body", "first_day", "last_day")}
        return plain | {"uploads": [Upload(each.read(), each.name) for each in sent]}

    def show(self, refusal: NoticeRefused | UploadRefused) -> None:
        """At its field where the form has it; what is wrong with a file, at the first one."""
        if isinstance(refusal, UploadRefused):
            self.add_error(FILES[0], refusal.reason.text)
            return
        for each in refusal.reasons:
            self.add_error(each.field if each.field in self.fields else None, each.text)


class WithdrawForm(forms.Form):
    """Why an entry comes down."""

    why = forms.CharField(label="撤下原因", max_length=200)

"""One attachment of a draft: what it is called, and where its content comes from."""

from collections.abc import Mapping
from typing import Any

from django import forms

from config.lib.files import UploadRefused
from notices.exceptions import NoticeRefused, TermsRefused
from notices.services.attachments import Upload

# What the system itself prints or shows for a form of the notice (requirements B.2); anything else is a file.
MADE = (
    ("FORM-01", "属地评审授权函（系统生成空白表）"),
    ("FORM-02", "委托评审函（系统生成空白表）"),
    ("FORM-03", "申报材料清单（见通知页面）"),
    ("FORM-04", "破格申报职称审批表（申报时按填写内容生成）"),
    ("FORM-05", "直接申报职称审批表（申报时按填写内容生成）"),
    ("FORM-06", "破格申报审批表（单位审批，申报时生成）"),
    ("FORM-07", "自评表（申报时按填写内容生成）"),
    ("FORM-08", "政策专栏平台一览表（见政策专栏）"),
    ("FORM-09", "专业目录（见通知页面）"),
)
LARGE = 50 * 2**20


class EnclosureForm(forms.Form):
    """Title, template or file. What the command or the inspection refuses is shown at its field."""

    title = forms.CharField(label="标题", max_length=120)
    form = forms.ChoiceField(label="内容来源", required=False)
    upload = forms.FileField(label="文件（PDF、XLSX、JPG、PNG，不超过50MB）", required=False)
    drop_file = forms.BooleanField(label="去掉现在的文件", required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Mapping[str, Any], seen: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"title": row.get("title"), "form": row.get("form"), "seen": seen}, **kwargs)
        made, now = dict(MADE), row.get("form", "")
        others = {now: f"{now}（上传文件）"} if now and now not in made else {}
        self.fields["form"].choices = [("", "上传文件"), *({**made, **others}).items()]
        if not row.get("file"):
            del self.fields["drop_file"]

    def clean_upload(self) -> Upload | None:
        """Size only; what is inside is looked at in a child process by the command."""
        sent = self.cleaned_data["upload"]
        if sent is None:
            return None
        if sent.size > LARGE:
            raise forms.ValidationError("文件超过50MB，请压缩后再上传。")
        return Upload(sent.read(), sent.name)

    def show(self, refusal: NoticeRefused | TermsRefused | UploadRefused) -> None:
        """A bad file at its field; the rest above the form, or at the field it names."""
        if isinstance(refusal, UploadRefused):
            self.add_error("upload", refusal.reason.text)
        elif isinstance(refusal, TermsRefused):
            for fault in refusal.faults:
                self.add_error(None, str(fault))
        else:
            for each in refusal.reasons:
                self.add_error(each.field if each.field in self.fields else None, each.text)

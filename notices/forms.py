"""Shapes of the admin: a draft as YAML, an attachment as an upload."""

from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from config.lib.files import PDF, SCANS, XLSX, UploadRefused, inspect_upload
from notices.exceptions import TermsRefused
from notices.models import Attachment, Notice, NoticeEdition
from notices.rules import complete_terms, read_text, stated_in
from notices.selectors import Draft
from notices.services import refuse_without_office

WIDTH = 150
FORMATS = SCANS | {PDF, XLSX}


class DraftForm(forms.ModelForm):
    """YAML in, terms out, every fault named with its path."""

    text = forms.CharField(
        label="通知（YAML）",
        help_text="键、类型、缺省值和含义见 manage.py noticeschema",
        widget=forms.Textarea(attrs={"rows": 50, "cols": WIDTH, "spellcheck": "false"}),
    )

    class Meta:
        model = Notice
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            plain = stated_in(self.instance.draft)  # in the order of the schema; a database keeps none
            self.initial["text"] = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=WIDTH)

    def clean_text(self) -> dict[str, Any]:
        try:
            stated = read_text(self.cleaned_data["text"])
            refuse_without_office(complete_terms(stated))
        except TermsRefused as refusal:
            raise ValidationError([str(fault) for fault in refusal.faults]) from refusal
        self._refuse_another_code(stated["code"])
        return stated

    def _refuse_another_code(self, code: str) -> None:
        taken = Notice.objects.filter(code=code).exists()
        if self.instance.pk and code != self.instance.code:
            raise ValidationError(f"代码应为 {self.instance.code}；另一份通知请新建。")
        if not self.instance.pk and taken:
            raise ValidationError(f"已有代码为 {code} 的通知。")


class PublishForm(forms.Form):
    """Publishes what was looked at: ``seen`` is its digest. Reminders pass with an explanation, which is kept."""

    seen = forms.CharField(widget=forms.HiddenInput)
    explained = forms.CharField(
        label="有提醒事项仍要发布的理由",
        max_length=NoticeEdition._meta.get_field("explanation").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        error_messages={"required": "请写明有提醒事项仍要发布的理由。"},
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": draft.digest}, **kwargs)
        self.draft = draft
        if not draft.reminders:
            del self.fields["explained"]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.draft.digest:
            raise ValidationError("草稿在您核对期间有改动，请重新核对后再发布。")
        return seen


class AttachmentForm(forms.ModelForm):
    upload = forms.FileField(label="文件（PDF、XLSX、JPG、PNG）")

    class Meta:
        model = Attachment
        fields = ["notice", "num"]

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        try:
            inspect_upload(upload.read(), allowed=FORMATS)
        except UploadRefused as refusal:
            raise ValidationError(refusal.reason.text) from refusal
        upload.seek(0)
        return upload

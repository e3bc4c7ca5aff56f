"""Shapes of the admin: a draft as YAML, an attachment as an upload."""

from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from config.lib.files import PDF, SCANS, XLSX, UploadRefused, inspect_upload
from notices.exceptions import TermsRefused
from notices.models import Attachment, Notice
from notices.rules import Terms, dump_terms, parse_terms

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
            plain = dump_terms(parse_terms(self.instance.draft), brief=True)
            self.initial["text"] = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=WIDTH)

    def clean_text(self) -> Terms:
        try:
            terms = parse_terms(yaml.safe_load(self.cleaned_data["text"]))
        except yaml.YAMLError as fault:
            raise ValidationError(f"不是正确的 YAML：{fault}") from fault
        except TermsRefused as refusal:
            raise ValidationError([str(fault) for fault in refusal.faults]) from refusal
        self._refuse_another_code(terms)
        return terms

    def _refuse_another_code(self, terms: Terms) -> None:
        taken = Notice.objects.filter(code=terms.code).exists()
        if self.instance.pk and terms.code != self.instance.code:
            raise ValidationError(f"代码应为 {self.instance.code}；另一份通知请新建。")
        if not self.instance.pk and taken:
            raise ValidationError(f"已有代码为 {terms.code} 的通知。")


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

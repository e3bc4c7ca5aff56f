"""Forms of the pages that need no account."""

from django import forms

from config.lib.widgets import code_input
from review.outcomes.forms.base import OutcomeForm


class ProgressForm(OutcomeForm):
    number = forms.CharField(label="申报编号", max_length=40, help_text="形如 2024-000123，在申报页面和受理短信中")
    tail = forms.RegexField(
        r"^\d{4}$",
        label="手机号后四位",
        max_length=4,
        help_text="申报时填写的手机号",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "请填写 4 位数字。"},
    )


class CodeForm(OutcomeForm):
    ticket = forms.CharField(max_length=2000, widget=forms.HiddenInput)
    code = forms.CharField(label="短信验证码", max_length=6, widget=code_input())


class VerifyForm(OutcomeForm):
    number = forms.CharField(label="证书编号", max_length=40)
    name = forms.CharField(label="持证人姓名", max_length=60)


class DocumentCodeForm(OutcomeForm):
    document_code = forms.CharField(label="验证码", max_length=40, help_text="印在文书二维码旁边，区分大小写")


class TrackForm(OutcomeForm):
    code = forms.CharField(
        label="查询码", max_length=40, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )

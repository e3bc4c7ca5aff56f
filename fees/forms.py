"""The shape of what this floor asks; whether it may be done is for the services to say."""

from collections.abc import Iterable

from django import forms
from django.http import HttpRequest

from config.lib import money
from config.lib.files import MIB
from config.lib.reason import Reason
from config.lib.text import control_characters_in
from config.lib.widgets import DayInput, MomentInput, text_input

MOST_LIST = 20 * MIB
MOST_SCAN = 10 * MIB


class FeeForm(forms.Form):
    """A form that can show what a service answered."""

    @classmethod
    def of(cls, request: HttpRequest, **kwargs):
        """Bound to what was posted; blank for a look."""
        if request.method != "POST":
            return cls(**kwargs)
        return cls(request.POST, request.FILES, **kwargs)

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


class YuanField(forms.CharField):
    """Yuan as people write them, as whole fen."""

    default_error_messages = {"amount": "请填写金额，如 450.00。"}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", text_input(inputmode="decimal", autocomplete="off"))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            return money.fen(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["amount"], code="amount") from error


class PlainField(forms.CharField):
    """One line of visible text."""

    default_error_messages = {"invisible": "含有不可见字符，请重新输入。"}

    def clean(self, value):
        text = super().clean(value)
        if control_characters_in(text):
            raise forms.ValidationError(self.error_messages["invisible"], code="invisible")
        return text


class VoucherForm(FeeForm):
    """One payment that came another way."""

    amount = YuanField(label="到账金额（元）")
    paid_on = forms.DateField(label="缴费日期", widget=DayInput)
    voucher_no = PlainField(label="凭证号", max_length=60, help_text="银行回单号、收据号等，同一凭证只能登记一次。")
    voucher = forms.FileField(label="凭证扫描件", required=False, help_text="PDF、JPG 或 PNG，不超过 10 MB。")
    remark = PlainField(label="备注", max_length=200, required=False, help_text="金额不符、超过缴费时间等情况须说明。")

    def clean_voucher(self):
        return _not_larger(self.cleaned_data["voucher"], MOST_SCAN)


class ListForm(FeeForm):
    """A list as XLSX."""

    list = forms.FileField(label="名单文件（XLSX）", help_text="请使用下载的模板；最多 5000 行，不超过 20 MB。")

    def clean_list(self):
        return _not_larger(self.cleaned_data["list"], MOST_LIST)


class ListRemarkForm(FeeForm):
    """Why lines are entered although their money will not count as it is; ``hints_seen`` says which were looked at."""

    hints_seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    remark = PlainField(
        label="有提醒的各行仍要登记的说明", max_length=200, help_text="写进这些行的备注，复核人可以看到。"
    )


class ReasonForm(FeeForm):
    """Why."""

    reason = PlainField(label="原因", max_length=150)


class RefundForm(FeeForm):
    """How it was given back, where the provider does not do it."""

    reference = PlainField(
        label="退款凭证号",
        max_length=80,
        required=False,
        help_text="线下缴费须填写；网上缴费留空则由缴费平台原路退回，已另行退回的填写凭证号。",
    )


class ReceiptForm(FeeForm):
    """What the receipt shall say (FEE-05)."""

    title = PlainField(label="抬头", max_length=120, help_text="本人姓名，或单位全称。")
    tax_no = PlainField(
        label="统一社会信用代码（税号）",
        max_length=20,
        required=False,
        help_text="抬头是单位的必填。",
        widget=text_input(autocomplete="off", spellcheck="false"),
    )
    email = forms.EmailField(
        label="接收邮箱",
        max_length=120,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="电子票据开具后发送到此邮箱。",
    )


class IssueForm(FeeForm):
    """What the treasury's system made."""

    receipt_code = PlainField(
        label="票据代码（8位）", max_length=8, required=False, widget=text_input(inputmode="numeric")
    )
    receipt_no = PlainField(
        label="票据号码（10位）", max_length=10, required=False, widget=text_input(inputmode="numeric")
    )
    check_code = PlainField(label="校验码", max_length=12, required=False)
    file = forms.FileField(label="票据文件", required=False, help_text="PDF，不超过 10 MB。代码号码与文件至少填一种。")

    def clean_file(self):
        return _not_larger(self.cleaned_data["file"], MOST_SCAN)


class WindowForm(FeeForm):
    """From when until when (G-06): both ends, always."""

    opens_at = forms.DateTimeField(label="缴费开始", widget=MomentInput)
    closes_at = forms.DateTimeField(label="缴费截止（含该时刻）", widget=MomentInput)


def _not_larger(upload, most: int):
    if upload and upload.size > most:
        raise forms.ValidationError(f"文件超过 {most // MIB} MB，请压缩或拆分后上传。")
    return upload

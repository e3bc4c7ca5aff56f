"""The house's own sentences for what every form may find wrong, in the place of Django's.

One table by kind of field: a field that says it better keeps its own words. ``speak`` is called once, before any form
is declared (``records`` is the first of our apps).
"""

from typing import Any

from django import forms
from django.core import validators
from django.db.models import fields

CHOOSE = "请选择"
NOT_OFFERED = "这个选项现在不能选，请从列表中重新选择。"

FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "请填写这一项。"},
    forms.IntegerField: {"invalid": "请填写整数，例如 12。"},
    forms.FloatField: {"invalid": "请填写数字，例如 12.5。"},
    forms.DecimalField: {"invalid": "请填写数字，例如 12.50。"},
    forms.DateField: {"invalid": "请填写日期，例如 2024-08-15。"},
    forms.TimeField: {"invalid": "请填写时间，例如 14:30。"},
    forms.DateTimeField: {"invalid": "请填写日期和时间，例如 2024-08-15 14:30。"},
    forms.URLField: {"invalid": "请填写完整的网址，例如 https://www.example.cn。"},
    forms.UUIDField: {"invalid": "编号不正确，请核对后重新填写。"},
    forms.JSONField: {"invalid": "内容的格式不正确。"},
    forms.ChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {"invalid_choice": NOT_OFFERED, "invalid_list": NOT_OFFERED},
    forms.ModelChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
        "invalid_pk_value": NOT_OFFERED,
    },
    forms.FileField: {
        "missing": "请上传文件。",
        "invalid": "文件没有传上来，请重新选择。",
        "empty": "这个文件是空的，请换一个文件。",
        "max_length": "文件名太长，请改短后再上传。",
        "contradiction": "上传新文件和清除原文件只能选一样。",
    },
    forms.ImageField: {"invalid_image": "这张图片打不开，请换一张。"},
}
VALIDATORS: dict[type[Any], str] = {
    validators.RegexValidator: "填写的格式不正确，请核对。",
    validators.EmailValidator: "请填写正确的电子邮箱，例如 name@example.cn。",
    validators.URLValidator: "请填写完整的网址，例如 https://www.example.cn。",
    validators.MaxLengthValidator: "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    validators.MinLengthValidator: "至少 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s。",
    validators.MinValueValidator: "不能小于 %(limit_value)s。",
    validators.StepValueValidator: "须是 %(limit_value)s 的倍数。",
    validators.ProhibitNullCharactersValidator: "含有不能识别的字符，请删除后重新填写。",
}
DIGITS = {
    "invalid": "请填写数字，例如 12.50。",
    "max_digits": "数字太长，最多 %(max)s 位。",
    "max_decimal_places": "小数最多 %(max)s 位。",
    "max_whole_digits": "整数部分最多 %(max)s 位。",
}


def speak() -> None:
    """Put our sentences in the place of Django's defaults."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **words}
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence
    validators.DecimalValidator.messages = DIGITS
    # The empty option of a select: of a model's choices, and of a list of rows.
    fields.BLANK_CHOICE_DASH[:] = [("", CHOOSE)]
    assert forms.ModelChoiceField.__init__.__kwdefaults__, "Django names its empty label by keyword"
    forms.ModelChoiceField.__init__.__kwdefaults__["empty_label"] = CHOOSE

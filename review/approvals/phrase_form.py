"""One 常用语, as entered."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation
from review.approvals.desk_form import DeskForm


class PhraseForm(DeskForm):
    label = forms.CharField(label="名称", max_length=12, help_text="按钮上显示的几个字。")
    text = forms.CharField(label="内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    organisation = forms.ModelChoiceField(
        label="给谁用",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="只给自己用",
        help_text="选择本单位的，同一单位的经办人都能使用和删除。",
    )

    def __init__(self, data: Any = None, *, desks: QuerySet[Organisation]) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = desks

"""Shapes of the registries of policies."""

from typing import Any

from django import forms

from committees.models import Series
from config.lib import widgets
from config.lib.seen import state_of
from notices.forms import DeskForm
from notices.models import PolicyColumn, PolicyDocument

FILL = {"required": "请填写。"}


class RowForm(DeskForm):
    """A row of a registry, shown as it stands."""

    def __init__(self, *args: Any, row: PolicyDocument | PolicyColumn | None = None, **kwargs: Any) -> None:
        shown = {name: getattr(row, name) for name in self.base_fields} if row else None
        super().__init__(*args, initial=shown, **kwargs)
        self.seen = state_of(row, self.base_fields)


def address_field() -> forms.URLField:
    """Where it is published."""
    return forms.URLField(
        label="网址",
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": "请填写完整的网址，如 https://rst.gxzf.gov.cn/。"},
    )


class DocumentForm(RowForm):
    """A document that notices, rules and forms refer to (GEN-14)."""

    title = forms.CharField(label="名称", max_length=200, required=False)
    doc_no = forms.CharField(label="文号", max_length=80, required=False)
    issuer = forms.CharField(label="发文单位", max_length=120, required=False)
    issued_on = widgets.DayField(label="发文日期", required=False)
    in_force_from = widgets.DayField(label="施行日期", required=False)
    in_force_to = widgets.DayField(label="失效日期", required=False)
    cited_articles = forms.CharField(label="引用条款", max_length=200, required=False)
    url = address_field()

    def clean(self) -> dict[str, Any]:
        """It has a name or a number, and ends after it began."""
        said = super().clean() or {}
        if not said.get("title") and not said.get("doc_no") and not {"title", "doc_no"} & set(self.errors):
            self.add_error("title", "名称和文号至少填写一项。")
        begun, ended = said.get("in_force_from"), said.get("in_force_to")
        if begun and ended and ended < begun:
            self.add_error("in_force_to", "失效日期不能早于施行日期。")
        return said


class ColumnForm(RowForm):
    """A platform on which a series publishes its policies (GEN-15)."""

    series = forms.ModelChoiceField(
        label="系列", queryset=Series.objects.all(), required=False, empty_label="各系列通用"
    )
    name = forms.CharField(label="平台名称", max_length=120, error_messages=FILL)
    owner = forms.CharField(label="主办单位", max_length=120, error_messages=FILL)
    url = address_field()
    position = forms.IntegerField(label="排列次序", min_value=0, max_value=999, initial=10, help_text="小的在前。")
    is_shown = forms.BooleanField(label="对外显示", required=False, initial=True)

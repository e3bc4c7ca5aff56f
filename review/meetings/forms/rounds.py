"""Putting a round together."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from committees.models import Committee, Expert
from config.lib.widgets import SearchSelect
from notices.models import Notice
from review.meetings.forms.common import RefusableForm, moment_field, tick_boxes
from review.meetings.models import Panel, RoundEntry, RoundExpert
from review.meetings.states import RecusalReason
from review.meetings.targeted import is_targeted


class ChangeRoundForm(RefusableForm):
    name = forms.CharField(label="批次名称", max_length=80, help_text="序号用汉字，如：第一批（正副高级）")
    readers_each = forms.IntegerField(label="每份材料评审专家数", min_value=1, max_value=15, initial=3)
    ends_at = moment_field("专家评审截止时间", required=False)


class OpenRoundForm(ChangeRoundForm):
    notice = forms.ModelChoiceField(label="年度通知", queryset=Notice.objects.none(), empty_label="请选择")
    committee = forms.ModelChoiceField(label="评委会", queryset=Committee.objects.none(), empty_label="请选择")
    targeted = forms.BooleanField(
        label="双定向批次（单独评审）", required=False, help_text="只收“双定向”申报；双定向评委会的批次都是。"
    )
    field_order = ["notice", "committee", "name", "readers_each", "ends_at", "targeted"]

    def __init__(self, *args: Any, notices: QuerySet[Notice], committees: QuerySet[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].queryset = notices
        self.fields["committee"].queryset = committees


class PanelForm(RefusableForm):
    name = forms.CharField(label="学科组名称", max_length=60)
    specialties = forms.MultipleChoiceField(label="评审专业", widget=forms.CheckboxSelectMultiple)
    targeted = forms.BooleanField(
        label="双定向学科组", required=False, help_text="“双定向”申报单独分组的勾选，不与普通申报同组。"
    )

    def __init__(self, *args: Any, specialties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specialties"].choices = specialties


class PlaceForm(RefusableForm):
    panel = forms.ModelChoiceField(label="移到学科组", queryset=Panel.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, panels: QuerySet[Panel], entries: list[RoundEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"] = tick_boxes("申报", [(each.pk, entry_words(each)) for each in entries])
        self.fields["panel"].queryset = panels


class SeatForm(RefusableForm):
    expert = forms.ModelChoiceField(
        label="专家", queryset=Expert.objects.none(), empty_label="请选择", widget=SearchSelect
    )
    panel = forms.ModelChoiceField(
        label="学科组", queryset=Panel.objects.none(), required=False, empty_label="不分组（各组均可评审）"
    )
    is_chair = forms.BooleanField(label="担任主任委员", required=False)

    def __init__(self, *args: Any, experts: QuerySet[Expert], panels: QuerySet[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = experts
        self.fields["expert"].label_from_instance = expert_words
        self.fields["panel"].queryset = panels


class ReaderForm(RefusableForm):
    seat = forms.ModelChoiceField(label="评审专家", queryset=RoundExpert.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, seats: QuerySet[RoundExpert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats


class RecusalForm(RefusableForm):
    seat = forms.ModelChoiceField(
        label="回避专家", queryset=RoundExpert.objects.none(), empty_label="请选择", widget=SearchSelect
    )
    entry = forms.TypedChoiceField(label="回避的申报", coerce=int, widget=SearchSelect)
    why = forms.ChoiceField(label="回避事由", choices=RecusalReason, widget=forms.RadioSelect)
    detail = forms.CharField(label="说明", max_length=120, required=False)

    def __init__(self, *args: Any, seats: QuerySet[RoundExpert], entries: list[RoundEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats
        self.fields["entry"].choices = [("", "请选择"), *((each.pk, entry_words(each)) for each in entries)]

    def reason(self) -> str:
        """Why, in one line."""
        why, detail = self.cleaned_data["why"], self.cleaned_data["detail"]
        return f"{why}（{detail}）" if detail else why


def entry_words(entry: RoundEntry) -> str:
    """第 3 号 韦秀兰 高级工艺美术师; 双定向 is marked (COMM-18)."""
    mark = "　双定向" if is_targeted(entry.declaration) else ""
    return f"{entry}　{entry.declaration.applicant.name}　{entry.declaration.level_name}{mark}"


def expert_words(expert: Expert) -> str:
    """覃桂英　正高级工艺美术师　广西…研究所."""
    return "　".join(filter(None, [expert.name, expert.title, expert.place_of_work]))

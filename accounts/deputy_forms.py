"""Who stands in for whom, and who takes over: the shape of what a manager enters."""

from typing import Any

from django import forms

from accounts.forms import AccountForm
from accounts.models import Membership, User
from accounts.selectors import substitutes_for
from accounts.services import successors_of
from config.lib.widgets import DayInput


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}　{obj.masked_phone}"


class DeputyForm(AccountForm):
    """Who stands in at this desk, and when; not who is away, nor who holds the same desk and needs no other."""

    person = PersonField(
        label="由谁代办",
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="本组织其他岗位的经办人，或已确认人事关系的人员。代办人以自己的名义办理，办理记录注明“代”谁。",
    )
    first_day = forms.DateField(label="从哪天起", widget=DayInput)
    last_day = forms.DateField(label="到哪天止", widget=DayInput, help_text="当天有效，次日自动结束。")
    reason = forms.CharField(label="事由", max_length=120, help_text="如：出差、休假、学习。")

    def __init__(self, *args: Any, seat: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = substitutes_for(seat)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = "请填写。"
        self.fields["person"].error_messages["invalid_choice"] = "请在列出的人员中选择。"


class LeaveForm(AccountForm):
    """Where what lies open goes: to a colleague of the same desk, or back to its queue."""

    successor = PersonField(
        label="未办完的工作交给谁",
        queryset=User.objects.none(),
        required=False,
        empty_label="退回待办，由其他经办人领取",
        help_text="只能交给同一岗位的经办人，不含代办人；须回避的申报不移交，退回待办。",
    )

    def __init__(self, *args: Any, seat: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors_of(seat)  # type: ignore[attr-defined]

"""Calling a meeting and running it."""

import re
from typing import Any

from django import forms

from review.meetings.forms.common import AskedTicks, RefusableForm, moment_field, tick_boxes
from review.meetings.models import Attendance, RoundEntry


class ConveneForm(RefusableForm):
    held_at = moment_field("开会时间")
    place = forms.CharField(label="地点", max_length=120)
    members = forms.IntegerField(
        label="评委会组成人数（应到）",
        min_value=1,
        max_value=200,
        required=False,
        help_text="不填时按评委会任期名册或本批次专家人数",
    )
    scrutineers = forms.CharField(label="监票、计票人", max_length=120, required=False, help_text="用顿号分开")

    def clean_scrutineers(self) -> list[str]:
        return [name for name in re.split(r"[、，,\s]+", self.cleaned_data["scrutineers"]) if name]


class AttendanceForm(RefusableForm):
    """Who signed in."""

    def __init__(self, *args: Any, attendances: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.expert_id, each.expert.expert.name) for each in attendances if not each.expert.removed_at]
        here = [each.expert_id for each in attendances if each.present]
        self.fields["seats"] = tick_boxes("到会委员", choices, kind=AskedTicks, initial=here)


class CandidatesForm(RefusableForm):
    """Who is voted on next."""

    def __init__(self, *args: Any, entries: list[RoundEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"] = tick_boxes(
            "本次表决的申报",
            [(each.pk, str(each)) for each in entries],
            error_messages={"required": "请选择本次表决的申报。"},
        )


class MinutesForm(RefusableForm):
    minutes = forms.CharField(
        label="会议纪要", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class SealForm(RefusableForm):
    """The chair reads the results, and signs by writing their name."""

    minutes = forms.CharField(
        label="会议纪要", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    chair_seal = forms.CharField(label="主任委员签名（填写本人姓名）", max_length=60)
    read = forms.BooleanField(label="我已核对以上表决结果，同意签章；签章后结果锁定，不能更改")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_chair_seal(self) -> str:
        written = self.cleaned_data["chair_seal"].strip()
        if written != self.name:
            raise forms.ValidationError("签名须与本人姓名一致。")
        return written

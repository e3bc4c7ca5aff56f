"""Shapes of the catalogue and of the procedure of conditions."""

from typing import Any

from django import forms

from committees.conditions import FILES, Step
from committees.forms import CHOOSE, FILL, CommitteeForm
from committees.models import ConditionSet, Series, Specialty
from config.lib import widgets
from config.lib.seen import state_of

ENTRY = ("series", "code", "industry", "name", "valid_from", "valid_to", "approval_doc_no")


class SpecialtyForm(CommitteeForm):
    """An entry of the catalogue (GEN-09); the same shape judges every line of a sheet."""

    series = forms.ModelChoiceField(
        label="系列", queryset=Series.objects.all(), empty_label="请选择", error_messages=CHOOSE
    )
    code = forms.SlugField(
        label="代码",
        max_length=40,
        help_text="小写字母、数字和连字符，通知和申报按它引用。",
        error_messages={**FILL, "invalid": "代码只能用字母、数字、连字符和下划线。"},
    )
    industry = forms.CharField(label="行业（专业组）", max_length=60, required=False)
    name = forms.CharField(label="专业", max_length=80, error_messages=FILL)
    valid_from = widgets.DayField(label="启用日期", required=False)
    valid_to = widgets.DayField(label="停用日期", required=False, help_text="停用后不能再选；已经申报的不受影响。")
    approval_doc_no = forms.CharField(
        label="批准文号", max_length=80, required=False, help_text="自治区人社部门批准增设、调整或停用的文件。"
    )

    def __init__(self, *args: Any, specialty: Specialty | None = None, **kwargs: Any) -> None:
        shown = {name: getattr(specialty, name) for name in ENTRY} if specialty else None
        super().__init__(*args, initial=shown, **kwargs)
        self.seen = state_of(specialty, ENTRY)

    @property
    def entry(self) -> dict[str, Any]:
        """What a valid form says."""
        return {name: self.cleaned_data[name] for name in ENTRY}


class DemandForm(CommitteeForm):
    """What has to change in the conditions, said by the series' department."""

    series = forms.ModelChoiceField(
        label="系列", queryset=Series.objects.all(), empty_label="请选择", error_messages=CHOOSE
    )
    name = forms.CharField(
        label="名称",
        max_length=120,
        help_text="如：广西壮族自治区工艺美术系列高级职称评审条件。与已有的同名，即为它的新版本。",
        error_messages=FILL,
    )
    proposed_by = forms.CharField(label="提出部门", max_length=120, error_messages=FILL)
    need = forms.CharField(label="修订需求", max_length=4000, widget=forms.Textarea({"rows": 5}), error_messages=FILL)


class VersionForm(CommitteeForm):
    """A version as a line of the sheet: a need, or one that was issued before this system kept it."""

    series = DemandForm.base_fields["series"]
    name = DemandForm.base_fields["name"]
    version = forms.IntegerField(label="版本", min_value=1, max_value=999, required=False)
    proposed_by = DemandForm.base_fields["proposed_by"]
    need = forms.CharField(label="修订需求", max_length=4000, required=False)
    doc_no = forms.CharField(label="文号", max_length=80, required=False)
    co_issuers = forms.CharField(label="联合印发单位", max_length=200, required=False)
    issued_on = widgets.DayField(label="印发日期", required=False)
    effective_from = widgets.DayField(label="施行日期", required=False)
    effective_to = widgets.DayField(label="废止日期", required=False)

    def clean(self) -> dict[str, Any]:
        """One that was issued says by whom and when; its days run forward."""
        said = super().clean() or {}
        issued = ("doc_no", "co_issuers", "issued_on")
        for name in issued if any(said.get(each) for each in (*issued, "effective_from", "effective_to")) else ():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, "已印发的版本须填写。")
        if said.get("effective_to") and not said.get("effective_from"):
            self.add_error("effective_from", "有废止日期的，须填写施行日期。")
        self.refuse_backwards("issued_on", "effective_from")
        self.refuse_backwards("effective_from", "effective_to")
        return said


class DraftForm(CommitteeForm):
    """A draft with its three files."""

    proposed_by = DemandForm.base_fields["proposed_by"]
    need = DemandForm.base_fields["need"]
    text = forms.FileField(label="正文（PDF）", required=False)
    explanation = forms.FileField(label="起草说明（PDF）", required=False)
    opinions = forms.FileField(label="征求意见采纳情况（PDF）", required=False)

    def __init__(self, *args: Any, held: ConditionSet, **kwargs: Any) -> None:
        initial = {"proposed_by": held.proposed_by, "need": held.need}
        super().__init__(*args, initial=initial, **kwargs)
        for name in FILES:
            self.fields[name].widget = forms.FileInput({"accept": ".pdf"})
            if getattr(held, f"{name}_id"):
                self.fields[name].help_text = "已上传；再选一份即替换。"

    @property
    def uploads(self) -> dict[str, tuple[bytes, str]]:
        """The files that came with it."""
        sent = {name: self.cleaned_data[name] for name in FILES if self.cleaned_data.get(name)}
        return {name: (upload.read(), upload.name) for name, upload in sent.items()}


class StepForm(CommitteeForm):
    """What a step asks."""

    doc_no = forms.CharField(label="文号", max_length=80, error_messages=FILL)
    co_issuers = forms.CharField(
        label="联合印发单位", max_length=200, help_text="几个单位之间用顿号隔开。", error_messages=FILL
    )
    issued_on = widgets.DayField(label="印发日期", error_messages=FILL)
    effective_from = widgets.DayField(label="施行日期", error_messages=FILL)
    effective_to = widgets.DayField(label="废止日期", error_messages=FILL)
    reason = forms.CharField(label="说明", max_length=100, help_text="记入历史。", error_messages=FILL)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, prefix=step.name, **kwargs)
        for name in set(self.fields) - set(step.asks):
            del self.fields[name]

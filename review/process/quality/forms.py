"""The shape of what is entered on a case of the ratios; whether it may be is for the services to say."""

from typing import Any

from django import forms

from config.lib.widgets import DayInput, LongText
from review.approvals.desk_form import DeskForm
from review.process.models import QualityCase
from review.process.quality.services import may_be_asked


class AskForm(DeskForm):
    """Whom the office asks, until when; or that nothing follows."""

    addressees = forms.ModelMultipleChoiceField(
        label="由谁说明", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label="说明期限", widget=DayInput, required=False, help_text="要求说明的，必须填写。")
    reason = forms.CharField(
        label="理由", max_length=500, widget=LongText(most=500, rows=3), help_text="要求说明或不予处理，都要写明理由。"
    )

    def __init__(self, data: Any = None, *, case: QualityCase) -> None:
        allowed = may_be_asked(case)
        behind = [each.pk for each in allowed if each.pk != case.subject_id] or [case.subject_id]
        super().__init__(data, initial={"addressees": behind})
        self.fields["addressees"].queryset = type(case.subject).objects.filter(pk__in=[each.pk for each in allowed])
        for name in ("addressees", "due_on"):
            self.fields[name].asked_in_the_end = True  # whoever asks has to give both: the service waits for them


class ExplainForm(DeskForm):
    """The addressee's words; a department's figure asks for a plan, too (DEPT-02)."""

    explanation = forms.CharField(label="情况说明和原因", max_length=3000, widget=LongText(most=3000, rows=6))
    plan = forms.CharField(
        label="书面整改方案",
        max_length=3000,
        required=False,
        widget=LongText(most=3000, rows=6),
        help_text="写明整改措施、责任人和完成时间。",
    )

    def __init__(self, data: Any = None, *, case: QualityCase, asks_plan: bool) -> None:
        super().__init__(data, initial={"explanation": case.explanation, "plan": case.plan})
        if not asks_plan:
            del self.fields["plan"]


class CircularForm(DeskForm):
    """通报: text, day, to whom (DEPT-03)."""

    circular = forms.CharField(label="通报内容", max_length=3000, widget=LongText(most=3000, rows=6))
    circular_on = forms.DateField(label="通报日期", widget=DayInput)
    recipients = forms.CharField(label="通报范围", max_length=300)


class SuspendForm(DeskForm):
    """暂停下一年度推荐申报 (DEPT-02)."""

    document_no = forms.CharField(label="决定文号", max_length=80)
    reason = forms.CharField(label="暂停理由", max_length=500, widget=LongText(most=500, rows=3))


class LiftForm(DeskForm):
    """解除暂停: the unit may recommend again (DEPT-02, G-20)."""

    lift_reason = forms.CharField(label="解除理由", max_length=500, widget=LongText(most=500, rows=3))
    lift_document_no = forms.CharField(label="解除文号", max_length=80, required=False)


class UnqualifiedForm(DeskForm):
    """Of who failed: for which condition (G-20)."""

    declaration = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="不符合的条件", max_length=300)

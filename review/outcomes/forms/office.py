"""Forms of the offices' pages of results."""

from django import forms

from config.lib import clock
from config.lib.widgets import DayInput
from notices.rules import terms_of
from notices.selectors import current_edition
from review.outcomes.forms.base import OutcomeForm, long_text
from review.outcomes.states import ReviewMatter


class PublishForm(OutcomeForm):
    """Who goes on the list, and who takes objections."""

    contact = forms.CharField(label="异议受理单位和电话", max_length=160)
    people = forms.TypedMultipleChoiceField(
        label="公示人员",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要公示的人员。"},
    )

    def __init__(self, *args, rows, notice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        self.fields["people"].choices = [(pk, str(row)) for pk, row in self.rows.items()]
        self.fields["contact"].initial = contact_of(notice)

    @property
    def chosen(self):
        """The declarations ticked."""
        return [self.rows[pk] for pk in self.cleaned_data["people"]]


def contact_of(notice) -> str:
    """The notice's own office and telephone, as printed."""
    contacts = terms_of(current_edition(notice.pk, now=clock.law())).contacts
    return "　".join(filter(None, [contacts.office or notice.office.name, "、".join(contacts.phones)]))[:160]


class ConfirmationForm(OutcomeForm):
    """The head of a 结果确认 document."""

    authority = forms.ModelChoiceField(label="确认机关", queryset=None, empty_label=None)
    doc_no = forms.CharField(label="文号", max_length=80, help_text="例如 桂职办〔2024〕98号")
    dated = forms.DateField(label="日期", widget=DayInput)

    def __init__(self, *args, authorities, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities


class ApprovalForm(OutcomeForm):
    """The head of a 批复."""

    title = forms.CharField(label="标题", max_length=160)
    issuer = forms.CharField(label="发文机关", max_length=120)
    legal_person = forms.BooleanField(label="发文机关具有法人资格", required=False, initial=True)
    explanation = long_text("不具有法人资格的情况说明", rows=2, most=300, required=False)
    doc_no = forms.CharField(label="文号", max_length=80)
    dated = forms.DateField(label="发文日期", widget=DayInput)
    effective_on = forms.DateField(label="职称取得日期", widget=DayInput, help_text="印在证书上")


class ReplyForm(OutcomeForm):
    reply = long_text("答复异议人", most=500, help_text="异议人凭查询码可以看到；不要写其他人的信息。")


class RefuseReviewForm(OutcomeForm):
    checked = long_text("核查情况")
    answer = long_text("答复", help_text="告知申请人，并印在复查答复上。")


class AskReviewForm(OutcomeForm):
    """复查申请 (FORM-49)."""

    matters = forms.MultipleChoiceField(
        label="复查事项", choices=ReviewMatter.choices, widget=forms.CheckboxSelectMultiple,
        help_text="只核查程序、计票、身份和材料是否有误，不重新评价专家的学术意见。",
        error_messages={"required": "请选择复查事项。"},
    )  # fmt: skip
    facts = long_text("事实和理由", rows=6)
    signed_name = forms.CharField(label="签名（填写本人姓名）", max_length=60)

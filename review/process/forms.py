"""The shape of what a move asks; whether it may be done is for the guards to say."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import SYSTEM, User
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from config.lib.widgets import SignatureField
from declarations import guards as dg
from declarations.eligibility.paths import is_exceptional
from declarations.states import EndReason, State
from notices.rules import terms_of
from review.approvals.guards.recommendation import recommendation_has_substance
from review.meetings.selectors import rounds_open_to
from review.outcomes.selectors import approval_choices, confirmation_choices
from review.outcomes.states import Finding
from review.process.items_form import CorrectionForm, ItemsForm
from review.process.move_form import MoveForm
from review.process.points import POINTS, point_fields
from review.process.quality.ticking import is_ticked_for
from review.process.resubmit_form import ResubmitForm

ALL_CHECKED = "请逐项自行检查核实，并全部勾选。"


class PledgeForm(MoveForm):
    """MAT-02: five self-checks, the commitment, a signature."""

    signing = (dg.signed_by_the_applicant, dg.signature_given)
    CHECKS = [(text, text) for text in ("学历", "资历", "专业技术工作经历", "业绩成果", "学术成果")]

    checked = forms.MultipleChoiceField(
        label="我已自行检查核实以下材料",
        choices=CHECKS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": ALL_CHECKED},
    )
    pledge = forms.BooleanField(
        label="我已阅读并同意上述承诺", error_messages={"required": "请阅读承诺书，同意后勾选。"}
    )
    signed_name = forms.CharField(
        label="签名（填写本人姓名）", max_length=60, error_messages={"required": "请填写本人姓名作为签名。"}
    )
    signature = SignatureField(label="手写签名", required=False)

    def clean_checked(self) -> list[str]:
        """All five, one by one (MAT-02)."""
        checked: list[str] = self.cleaned_data["checked"]
        if len(checked) < len(self.CHECKS):
            raise forms.ValidationError(ALL_CHECKED)
        return checked


class ReasonForm(MoveForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class CountedForm(MoveForm):
    """Whether the case counts in the ratio of problems, where the notice knows one; 程序、真实性、条件 do (G-19)."""

    counts = forms.BooleanField(
        label="计入问题率",
        required=False,
        initial=True,
        help_text="程序、真实性、基本条件、硬件材料缺失的计入；逾期、清晰度、格式、补充说明的不计入。",
    )

    def build(self) -> None:
        super().build()
        if not is_ticked_for(self.declaration):
            del self.fields["counts"]


class CountedReasonForm(CountedForm, ReasonForm):
    field_order = ["reason", "counts"]


class RefusalForm(CountedForm, ReasonForm):
    code = forms.ChoiceField(
        label="不予受理的情形",
        choices=[("", "请选择")]
        + [(code, EndReason(code).label) for code in ("late", "wrong_procedure", "false_materials", "excluded_person")],
        error_messages={"required": "请选择不予受理的情形。"},
    )
    field_order = ["code", "reason", "counts"]

    def build(self) -> None:
        super().build()
        if "counts" in self.fields:
            self.fields["counts"].help_text = f"“{EndReason.LATE.label}”一律不计入，勾选也不算；其他三种情形计入。"

    def clean(self) -> dict[str, Any]:
        """What the case is refused for decides before the tick: 逾期不计入 (G-19)."""
        told = super().clean() or self.cleaned_data
        if told.get("code") == EndReason.LATE and "counts" in told:
            told["counts"] = False
        return told


class CheckForm(MoveForm):
    kept_at = "check"
    meets_conditions = forms.BooleanField(label="申报人符合评审条件", required=False)
    photo_ok = forms.BooleanField(label="证件照近期、清晰、不变形", required=False)
    responsible = forms.CharField(label="审核责任人", max_length=60)
    opinion = forms.CharField(
        label="审核意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def build(self) -> None:
        """Points to tick one by one, where the notice or the way has any (ELIG-19, PATH-24, PATH-28)."""
        self.fields |= point_fields(self.declaration)
        self.order_fields(["meets_conditions", "photo_ok", *POINTS, "responsible", "opinion"])


class PublicityForm(MoveForm):
    place = forms.CharField(label="公示地点", max_length=120)
    contact = forms.CharField(label="异议受理人和电话", max_length=120)

    def build(self) -> None:
        self.fields["place"].initial = f"{self.declaration.unit.name}公示栏"

    def page_context(self, actor: User, action: str) -> dict[str, Any]:
        """Who puts the sheet up is whom one objects to, unless they name somebody else (UNIT-13)."""
        if not self.is_bound:
            self.initial["contact"] = f"{actor.name} {self.declaration.unit.contact_phone}".strip()
        return super().page_context(actor, action)


class RecommendationForm(MoveForm):
    """One text an aspect the notice names (UNIT-15)."""

    kept_at = "recommend"
    agree = forms.TypedChoiceField(
        label="推荐结论",
        choices=[("1", "同意推荐"), ("0", "不同意推荐")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    exception_note = forms.CharField(
        label="破格情况说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    post_note = forms.CharField(
        label="岗位结构比例及空缺考虑",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    responsible = forms.CharField(label="审核责任人", max_length=60)
    head = forms.CharField(label="人事（职改）部门负责人", max_length=60)

    def build(self) -> None:
        names = [f"aspect_{number}" for number in range(len(self.aspects))]
        for name, aspect in zip(names, self.aspects, strict=True):
            self.fields[name] = forms.CharField(label=aspect, max_length=800, widget=forms.Textarea(attrs={"rows": 3}))
        if not is_exceptional(self.declaration.options, terms_of(self.declaration.edition)):
            del self.fields["exception_note"]
        self.order_fields(names)
        self._require_what_is_asked()

    def _require_what_is_asked(self) -> None:
        """The guard is asked what it misses in an empty form, so that the labels are true and all is named at once."""
        empty = Asked({"aspects": {}})
        for reason in recommendation_has_substance(self.declaration, empty, actor=SYSTEM, now=clock.law()):
            field = self.fields[self._place_of(reason.field)]
            field.required = True
            field.error_messages["required"] = reason.text

    @property
    def aspects(self) -> tuple[str, ...]:
        return terms_of(self.declaration.edition).unit_flow.recommendation.aspects

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        given["aspects"] = {aspect: given.pop(f"aspect_{number}") for number, aspect in enumerate(self.aspects)}
        return given

    def show(self, reasons: Iterable[Reason]) -> None:
        """A warning is explained when nothing else is left to mend."""
        told = list(reasons)
        plain = [each for each in told if each.severity is not Severity.WARN]
        super().show(Reason(each.code, each.text, self._place_of(each.field), each.severity) for each in plain or told)

    def _place_of(self, field: str) -> str:
        """The form's field for what the guard names: an aspect by its words, else as it stands."""
        placed = {aspect: f"aspect_{number}" for number, aspect in enumerate(self.aspects)}
        return placed.get(field, field)


class LateForm(ReasonForm):
    due_at = forms.DateTimeField(
        label="新的办理时限", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class ReopeningForm(ReasonForm):
    """A slip is opened again: a desk gives a reason, the office may give another time (T38)."""

    due_at = forms.DateTimeField(
        label="新的办理时限",
        required=False,
        help_text="留空：按原来的时限继续办理，本环节须仍在办理时间内。另给时限由评委会所在职改办办理。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class RecheckForm(MoveForm):
    opinion = forms.CharField(label="复核意见", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FailedRecheckForm(CountedForm, RecheckForm):
    findings = forms.MultipleChoiceField(
        label="发现的问题", choices=Finding.choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["findings", "opinion", "counts"]


class FreezeForm(ReasonForm):
    objection = forms.CharField(label="异议查询码", max_length=24, required=False)
    field_order = ["objection", "reason"]


class ConfirmationForm(MoveForm):
    """A decision stands in a document that was drawn up before (COMM-07)."""

    document = forms.TypedChoiceField(label="结果确认文件", coerce=int, empty_value=None)

    def build(self) -> None:
        self.fields["document"].choices = confirmation_choices(self.declaration)


class RefusedConfirmationForm(ReasonForm):
    """不予确认 may be entered in the authority's document too."""

    document = forms.TypedChoiceField(label="列入结果确认文件", coerce=int, empty_value=None, required=False)
    field_order = ["reason", "document"]

    def build(self) -> None:
        self.fields["document"].choices = [("", "不列入"), *confirmation_choices(self.declaration)]


class ApprovalForm(MoveForm):
    document = forms.TypedChoiceField(label="批复文件", coerce=int, empty_value=None)

    def build(self) -> None:
        self.fields["document"].choices = approval_choices(self.declaration)


class ReviewAgainForm(ReasonForm):
    """The answer to a 复查申请 that is upheld (FORM-49)."""

    checked = forms.CharField(label="核查情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    road = forms.ChoiceField(
        label="处理方式",
        choices=[(State.RECHECK.value, "退回复核"), (State.VOTING.value, "由新的评审会重新表决")],
    )
    field_order = ["checked", "reason", "road"]


class RoundForm(MoveForm):
    round = forms.TypedChoiceField(label="评审批次", coerce=int)

    def build(self) -> None:
        self.fields["round"].choices = rounds_open_to(self.declaration)


FORMS: dict[str, type[MoveForm]] = {
    "": MoveForm,
    "pledge": PledgeForm,
    "reason": ReasonForm,
    "counted_reason": CountedReasonForm,
    "refusal": RefusalForm,
    "items": ItemsForm,
    "correction": CorrectionForm,
    "resubmit": ResubmitForm,
    "check": CheckForm,
    "publicity": PublicityForm,
    "recommendation": RecommendationForm,
    "late": LateForm,
    "reopening": ReopeningForm,
    "recheck": RecheckForm,
    "failed_recheck": FailedRecheckForm,
    "freeze": FreezeForm,
    "confirmation": ConfirmationForm,
    "refused_confirmation": RefusedConfirmationForm,
    "approval": ApprovalForm,
    "review_again": ReviewAgainForm,
    "round": RoundForm,
}

"""The chooser: what, and through whom (S04)."""

from typing import Any

from django import forms

from config.lib.widgets import DayField, MonthField, OpenChoices, SearchSelect
from declarations.choosing import Known
from declarations.eligibility.seniority import EDUCATION_ORDER
from declarations.forms.bodies import BodyField
from declarations.openings import Openings
from declarations.states import Channel, LetterKind
from notices.rules import Terms
from notices.states import DeclarationKind

KINDS = {
    DeclarationKind.ORDINARY: "正常申报（逐级晋升、首次申报、直接申报、破格申报）",
    DeclarationKind.CONVERSION: "转评（改行后申报同级职称）",
    DeclarationKind.SPECIAL_DIRECT: "高层次直评（由高层次直评评委会受理，直接申报高级职称）",
    DeclarationKind.INITIAL_DETERMINATION: "认定（中级、初级，不经评委会评审）",
    DeclarationKind.RECONFIRMATION: "重新确认（在区外取得的本系列职称）",
    DeclarationKind.CONFIRMATION_OF_APPROVAL: "核准确认（机关交流人员已评审通过、尚未确认的职称）",
}


def specialty_choices(terms: Terms, industry: str) -> list[tuple[str, Any]]:
    """All specialties; those that go with the industry of the person's unit first (CHAN-01)."""
    fitting = terms.groups_of(industry)
    first = [(each.code, each.name) for each in terms.specialties if each.group in fitting]
    rest = [(each.code, each.name) for each in terms.specialties if each.group not in fitting]
    return [(f"与单位行业（{industry}）相应", first), ("其他专业", rest)] if first and rest else [*first, *rest]


class ChoiceForm(forms.Form):
    """Level, specialty, kind, channel and the bodies that stand for them; the committee follows from these."""

    level = forms.ChoiceField(label="申报级别")
    specialty = forms.ChoiceField(label="申报专业", widget=SearchSelect())
    kind = forms.ChoiceField(label="申报类型", widget=OpenChoices)
    channel = forms.ChoiceField(
        label="通过谁申报", choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.UNIT.value
    )
    unit = BodyField(kinds="employers", label="所在单位", required=False)
    agency = BodyField(kinds="agents", label="人事代理机构或行业协会", required=False)
    freelancer = forms.BooleanField(label="我是自由职业者，没有工作单位", required=False)
    archive_hosted = forms.BooleanField(label="我的人事档案已委托人事代理机构存放", required=False)
    education = forms.ChoiceField(
        label="最高学历",
        choices=[("", "请选择"), *((each, each) for each in reversed(EDUCATION_ORDER))],
        required=False,
    )
    lower_title_on = DayField(past=True, label="取得下一级职称的时间", required=False)
    letter_kind = forms.ChoiceField(
        label="中直驻桂、外省驻桂单位：授权或委托函的类型",
        choices=[("", "不是这类单位"), *LetterKind.choices],
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        terms: Terms,
        openings: Openings,
        industry: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.terms, self.openings = terms, openings
        self._offer_kinds()
        self._offer_committees()
        self.fields["unit"].required = not (self.data and self.data.get("freelancer"))
        self.fields["unit"].error_messages["required"] = "请选择所在单位；没有单位的，请勾选自由职业者。"
        self.fields["level"].choices = [("", "请选择"), *((each.code, each.name) for each in terms.levels)]
        self.fields["specialty"].choices = [("", "请选择"), *specialty_choices(terms, industry)]
        self.fields["unit"].help_text = "人事劳动关系所在单位；单位须已在本系统注册。"
        self.fields["agency"].help_text = "通过人事代理机构或行业协会申报的选择。"
        self.fields["specialty_since"] = MonthField(
            first_year=1955, last_year=terms.year, label="从事本专业技术工作的起始时间", required=False
        )
        self.fields["archive_hosted"].help_text = "档案已委托存放的自由职业者，由人事代理机构办理。"

    def _offer_kinds(self) -> None:
        """Those taken now; a closed one stays in sight with its dates and why (S04)."""
        field, opened = self.fields["kind"], self.openings.open
        field.choices = [(kind, KINDS[DeclarationKind(kind)]) for kind in self.openings.kinds]
        field.widget.closed = self.openings.closed
        if self.initial.get("kind") not in opened:
            self.initial["kind"] = next(iter(opened), None)

    def _offer_committees(self) -> None:
        """The committee is derived; where the notice has several for a level, another competent one may be chosen."""
        levels = [each.code for each in self.terms.levels]
        if not any(len(self.terms.committees_for(level)) > 1 for level in levels):
            return
        listed = [(each.name, f"{each.name}（受理{each.scope or '本通知范围'}）") for each in self.terms.committees]
        self.fields["committee"] = forms.ChoiceField(
            label="评委会",
            choices=[("", "由系统按级别和单位确定"), *listed],
            required=False,
            help_text="有两个以上评委会有权受理的，可以改选；没有权限的不能选。",
        )

    @property
    def choice(self) -> dict[str, Any]:
        """What begins a draft: the body of the unit's step, and the employer when that is another."""
        given = self.cleaned_data
        unit, agency = given["unit"], given["agency"]
        direct = given["channel"] == Channel.UNIT
        told = ("level", "specialty", "kind", "channel", "freelancer", "archive_hosted", "letter_kind")
        bodies = {"unit": unit if direct else agency, "employer": None if direct else unit}
        return {name: given[name] for name in told} | bodies | {"committee": given.get("committee", "")}

    @property
    def known(self) -> Known:
        """What the person told for the instant answer."""
        given = self.cleaned_data
        return Known(given["education"], given["lower_title_on"], given["specialty_since"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if reason := self.openings.why(cleaned.get("kind", ""), cleaned.get("level", "")):
            self.add_error("kind", reason.text)
        channel = cleaned.get("channel")
        if channel != Channel.UNIT and not cleaned.get("agency"):
            self.add_error("agency", "请选择为您办理的人事代理机构或行业协会。")
        if cleaned.get("freelancer") and channel == Channel.UNIT:
            self.add_error("channel", "自由职业者请选择人事代理机构或行业协会。")
        return cleaned

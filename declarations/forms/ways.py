"""What the special ways ask on the page of 特殊选项 (PATH-20…28), and exams where a notice has them (COND-15)."""

from typing import Any

from django import forms

from config.lib.widgets import DayField
from declarations.eligibility.identity import EXAMS
from declarations.eligibility.kinds import talent_bases
from declarations.models import Declaration
from declarations.quota import recommended
from notices.rules import Terms
from notices.states import DeclarationKind


def year_of_project(last: int) -> forms.TypedChoiceField:
    """In which of the thirty years up to ``last`` somebody was chosen for a talent project (PATH-27)."""
    years = [("", "请选择"), *((year, f"{year} 年") for year in range(last, last - 31, -1))]
    return forms.TypedChoiceField(label="入选年度", choices=years, coerce=int, empty_value=None, required=False)


class AsksOfWays:
    """Fields of the special ways, for a form that knows its declaration and the notice's terms."""

    declaration: Declaration
    terms: Terms
    fields: dict[str, Any]

    def ask_of_the_kind(self) -> None:
        """What the special committee or a deciding authority wants to know (PATH-20…28, PATH-23)."""
        kind = self.declaration.kind
        if kind == DeclarationKind.SPECIAL_DIRECT:
            bases = talent_bases(self.terms)
            self.fields["talent_basis"] = forms.ChoiceField(
                label="高层次直评的依据",
                choices=[(basis.value, basis.label) for basis in bases],
                widget=forms.RadioSelect,
                error_messages={"required": "请选择高层次直评的依据。"},
            )
            self._ask_of_giants()
            self._ask_of_projects()
        elif kind == DeclarationKind.CONFIRMATION_OF_APPROVAL:
            for name, label, most in (("former_committee", "原评审机构", 120), ("former_no", "原评审结果文件", 80)):
                self.fields[name] = forms.CharField(label=label, max_length=most, required=False)
            self.fields["former_on"] = DayField(past=True, label="原评审通过时间", required=False)

    def _ask_of_giants(self) -> None:
        law = self.terms.rules.small_giant
        if law is None:
            return
        self.fields["recommended_by"] = forms.CharField(
            label=f"署名推荐的{law.signature}姓名",
            max_length=60,
            required=False,
            help_text=(
                f"由“小巨人”企业推荐的填写。每家企业每年可推荐 {law.direct_senior_max} 人，"
                f"其中正高级 {law.zhenggao_max} 人；人工智能专业另加 {law.ai_extra} 人。"
                f"您所在的企业本年度已有 {recommended(self.declaration).count()} 人提交。"
            ),
        )
        self.fields["recommended_on"] = DayField(past=True, label="推荐书日期", required=False)
        self.fields["team_leader"] = forms.BooleanField(
            label=f"本人是{law.role}", required=False, help_text="由“小巨人”企业推荐的勾选，审核时由单位证明。"
        )

    def _ask_of_projects(self) -> None:
        law = self.terms.rules.talent_projects
        if not law:
            return
        levels = [("", "请选择"), *((name, f"{name}（直接申报{target}）") for name, target in law.items())]
        self.fields["project_level"] = forms.ChoiceField(
            label="人才项目的层级", choices=levels, required=False, help_text="入选人才项目的填写。"
        )
        self.fields["project_name"] = forms.CharField(label="人才项目名称", max_length=120, required=False)
        self.fields["project_year"] = year_of_project(self.terms.year)

    def ask_before_declaring(self) -> None:
        """What an exception brings with it: a year early, or an approval given beforehand (PATH-05, PATH-17)."""
        law = self.terms.exception
        if law and law.early_one_year:
            self.fields["early_one_year"] = forms.BooleanField(
                label="提前1年申报（工程类专业学位硕士）",
                required=False,
                help_text=f"仅限使用{law.early_one_year.times}次；请在学历中填写专业学位代码。",
            )
        if law and law.approval_mode == "pre_approval":
            self.fields["approval_no"] = forms.CharField(
                label="申报前审批同意的批文文号", required=False, max_length=60
            )
            self.fields["approval_on"] = DayField(past=True, label="批文日期", required=False)

    def ask_exams(self) -> None:
        """Not asked for, there is no field (COND-15)."""
        for law, name, label in EXAMS:
            if getattr(self.terms.exams, law) == "required":
                self.fields[name] = forms.CharField(
                    label=f"{label}成绩或免试情况", max_length=120, required=False, help_text="免试的写明依据。"
                )

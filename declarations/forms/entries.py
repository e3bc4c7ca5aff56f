"""学历, 现职称, 继续教育, 工作简历, and which form a section's rows have."""

from typing import Any

from django import forms

from config.lib.uiwhen import ask_when
from declarations.forms.base import DossierForm, qualification_words
from declarations.forms.items import AchievementForm, ExperienceForm, PublicationForm
from declarations.models import (
    Education,
    HeldTitle,
    ResumeLine,
    Training,
)
from declarations.parts import Section

BEFORE_A_TRADE = ("高中", "初中及以下")  # schooling that has no subject and no form of study to choose
SERIES = [
    "工艺美术",
    "工程",
    "经济",
    "会计",
    "农业",
    "艺术",
    "文博",
    "教师",
    "新闻",
    "出版",
    "档案",
    "图书资料",
    "其他",
]


class EducationForm(DossierForm):
    months = ("started_on", "graduated_on")

    class Meta:
        model = Education
        fields = (
            "level",
            "form",
            "school",
            "major",
            "degree",
            "started_on",
            "graduated_on",
            "certificate_no",
            "is_highest",
            "degree_code",
            "degree_field",
            "overseas",
        )

    def build(self) -> None:
        taught = tuple(
            level for level, _ in Education._meta.get_field("level").flatchoices if level not in BEFORE_A_TRADE
        )
        for name in ("major", "form"):
            self.fields[name].required = False
        ask_when(self, "level", taught, f"{'、'.join(BEFORE_A_TRADE)}不填", "major", "form")
        ask_when(self, "level", taught, "没有学位的不填", "degree")
        self.hint(certificate_no="毕业证书上的编号。", degree="如 学士、硕士。")
        early = self.terms.exception.early_one_year if self.terms.exception else None
        self.keep(early is not None, "degree_code", "degree_field")
        self.keep(any("overseas_degree" in item.when for item in self.terms.checklist), "overseas")
        if early:
            self.hint(
                degree_code=f"拟提前1年申报的填写：{'、'.join(early.degree_codes)}；没有的不填。",
                degree_field="专业学位代码为 0852 的填写领域。",
            )

    def clean(self) -> dict[str, Any]:
        """A subject and a form of study from a vocational school upward (MAT-16)."""
        cleaned = super().clean()
        if cleaned.get("level") in BEFORE_A_TRADE:
            return cleaned | {"major": "", "form": "", "degree": ""}
        for name, words in (("major", "请填写所学专业。"), ("form", "请选择学习形式。")):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, words)
        return cleaned


class TitleForm(DossierForm):
    days = ("granted_on", "reconfirmed_on", "declared_until", "converted_from")
    past = days

    class Meta:
        model = HeldTitle
        fields = (
            "kind",
            "name",
            "rank",
            "grade",
            "series",
            "specialty",
            "granted_on",
            "certificate_no",
            "authority",
            "origin",
            "reconfirmed_on",
            "qualification",
            "declared_until",
            "converted_from",
            "area",
        )

    def build(self) -> None:
        self._offer_kinds()
        self._ask_what_counts()
        series = [("", "请选择"), *((each, each) for each in dict.fromkeys([self.terms.series, *SERIES]))]
        self.fields["series"] = forms.ChoiceField(label="系列", choices=series, required=False)
        self.require("certificate_no", "authority")
        self.hint(
            name="证书上的职称名称或工种，如 工艺美术师、陶瓷工艺品制作师。",
            granted_on="证书上的取得时间；经历、业绩、学术成果从下一级职称取得之日起算。",
            reconfirmed_on="还没有办理重新确认的不填。",
        )
        ask_when(self, "kind", ("title",), "职称证书填写", "rank", "series")
        ask_when(self, "kind", ("skill",), "职业资格或职业技能等级证书填写", "grade")
        ask_when(self, "kind", ("qualification",), "专业技术人员职业资格证书填写", "qualification")
        ask_when(self, "origin", ("outside",), "在区外取得的填写", "reconfirmed_on")

    def _offer_kinds(self) -> None:
        grades = self.terms.qualification_equivalence
        kinds = [each for each in HeldTitle.KINDS if grades or each[0] != "qualification"]
        asked = {"label": "证书类别", "choices": kinds, "initial": "title"}
        self.fields["kind"] = forms.ChoiceField(widget=forms.RadioSelect, **asked)
        self.keep(bool(grades), "qualification")
        if grades:
            told = [(name, qualification_words(name)) for name in grades]
            self.fields["qualification"] = forms.ChoiceField(
                label="职业资格级别", choices=[("", "请选择"), *told], required=False
            )
            self.hint(qualification="不分级别的选“未分级”。")

    def _ask_what_counts(self) -> None:
        """Dates that matter only where the notice counts from them (COND-12, PATH-08, PATH-13)."""
        by_cutoff = self.terms.achievement_window.start == "current_title_declaration_cutoff"
        before = self.terms.conversion.count_from == "lower_title_before_conversion"
        self.keep(by_cutoff, "declared_until")
        self.keep(before, "converted_from")
        self.keep(self.terms.targeted_eval.area_limited, "area")
        self.hint(
            declared_until="申报取得该职称那一年的申报截止日期；不清楚的不填，从取得之日起算。",
            converted_from="该职称由其他系列转评取得的，填写转评前职称的取得时间。",
            area="“双定向”评价取得的职称，填写证书上的有效区域，如 靖西市。",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == "qualification":
            if not cleaned.get("qualification"):
                self.add_error("qualification", "请选择职业资格的级别。")
            cleaned["rank"] = cleaned["grade"] = ""
        elif cleaned.get("kind") == "title":
            for name, words in (("rank", "请选择职称的层级。"), ("series", "请选择职称的系列。")):
                if not cleaned.get(name):
                    self.add_error(name, words)
            cleaned["grade"] = ""
        elif not cleaned.get("grade"):
            self.add_error("grade", "请选择证书的等级。")
        else:
            cleaned["rank"] = ""
        until, granted = cleaned.get("declared_until"), cleaned.get("granted_on")
        if until and granted and until > granted:
            self.add_error("declared_until", "申报截止日期不能晚于该职称的取得时间，请核对。")  # COND-12
        return cleaned


class TrainingForm(DossierForm):
    class Meta:
        model = Training
        fields = ("year", "category", "hours", "passed")

    def build(self) -> None:
        years = range(self.terms.year, self.terms.year - 6, -1)
        self.fields["year"] = forms.TypedChoiceField(
            label="年度", choices=[(year, f"{year} 年度") for year in years], coerce=int
        )
        self.fields["hours"].min_value = 0
        self.fields["hours"].widget.attrs["inputmode"] = "decimal"
        self.hint(passed="公需科目以学习考试合格为准。")


class ResumeForm(DossierForm):
    months = ("started_on", "ended_on")

    class Meta:
        model = ResumeLine
        fields = ("started_on", "ended_on", "unit", "duty")

    def build(self) -> None:
        self.hint(ended_on="至今的不填。")


FORMS: dict[str, type[DossierForm]] = {
    Section.EDUCATION: EducationForm,
    Section.TITLES: TitleForm,
    Section.TRAINING: TrainingForm,
    Section.RESUME: ResumeForm,
    Section.EXPERIENCE: ExperienceForm,
    Section.ACHIEVEMENTS: AchievementForm,
    Section.PUBLICATIONS: PublicationForm,
}

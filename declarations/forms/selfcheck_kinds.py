"""What 我能报吗 asks of one kind or way only: 破格, 直接申报, 高层次直评, 核准确认 (S04; PATH-02, PATH-20…28)."""

from datetime import date
from typing import Any

from django import forms

from committees.states import Rank
from config.lib.widgets import DayField
from declarations.eligibility.kinds import direct_bases, talent_bases
from declarations.eligibility.seniority import level_below
from declarations.forms.ways import year_of_project
from declarations.states import Special, TalentBasis
from notices.rules import Terms
from notices.states import DeclarationKind

OF_KINDS = (
    *("way", "talent_basis", "giant_until", "project_level", "project_name", "project_year"),
    *("former_committee", "former_no", "former_on"),
)
MOST = 120


class AsksOfKinds:
    """Fields of one kind, for a form that knows the kind and the notice's terms."""

    kind: str
    level: str
    terms: Terms
    today: date
    fields: dict[str, Any]
    add_error: Any

    def ask_of_the_kind(self) -> None:
        """Each kind its own questions; a kind without any asks nothing."""
        asks = {
            DeclarationKind.ORDINARY: self._ask_way,
            DeclarationKind.CONVERSION: self._ask_lower,
            DeclarationKind.SPECIAL_DIRECT: self._ask_talent,
            DeclarationKind.CONFIRMATION_OF_APPROVAL: self._ask_former,
        }
        asks.get(DeclarationKind(self.kind), lambda: None)()

    def told_of_the_kind(self) -> list[tuple[str, str]]:
        """Situations to tick that only one kind has (PATH-24)."""
        law = self.terms.rules.small_giant
        asked = self.kind == DeclarationKind.SPECIAL_DIRECT and law is not None
        return [("team_leader", f"我是所在“小巨人”企业的{law.role}")] if asked and law else []

    def _ask_way(self) -> None:
        """破格 and 直接申报 are options of the ordinary review, the latter by one of the notice's bases."""
        ways = [("", "逐级申报")]
        if self.terms.exception and (option := self.terms.option(Special.EXCEPTIONAL)):
            ways.append((Special.EXCEPTIONAL.value, option.label))
        if option := self.terms.option(Special.DIRECT):
            bases = direct_bases(self.terms)
            ways += [(f"{Special.DIRECT.value}:{each}", f"{option.label}（{each}）") for each in bases]
        if len(ways) > 1:
            self.fields["way"] = forms.ChoiceField(
                label="按哪种方式？", choices=ways, required=False, widget=forms.RadioSelect, initial=""
            )

    def _ask_talent(self) -> None:
        bases, rules = talent_bases(self.terms), self.terms.rules
        self.fields["talent_basis"] = forms.ChoiceField(
            label="按什么直接申报高级职称？",
            choices=[(basis.value, basis.label) for basis in bases],
            widget=forms.RadioSelect,
        )
        if rules.small_giant:
            self.fields["giant_until"] = DayField(
                label="所在企业的国家级专精特新“小巨人”认定有效期到哪一天？",
                required=False,
                help_text="由“小巨人”企业推荐的填写；不在名单内的不填。",
            )
        if rules.talent_projects:
            self._ask_project()

    def _ask_project(self) -> None:
        listed = self.terms.rules.talent_projects.items()
        self.fields["project_level"] = forms.ChoiceField(
            label="入选的人才项目是哪一级？",
            choices=[("", "没有入选"), *((name, f"{name}（直接申报{target}）") for name, target in listed)],
            required=False,
        )
        self.fields["project_name"] = forms.CharField(label="人才项目名称", max_length=MOST, required=False)
        self.fields["project_year"] = year_of_project(self.today.year)

    def _ask_lower(self) -> None:
        """Of a 转评 years and results count from the next lower title, of whatever series (PATH-09)."""
        below = level_below(self.level, self.terms) if self.level in {each.code for each in self.terms.levels} else None
        if below is None:
            return
        label = Rank(below.rank).label
        self.fields["lower_on"] = DayField(
            past=True,
            label=f"更早的下一级职称（{label}）是哪一天取得的？",
            required=False,
            help_text="转评的资历、业绩从下一级职称起算，哪个系列的都可以；没有取得过的不填。",
        )

    def _lower_agrees(self, cleaned: dict[str, Any]) -> None:
        """The lower title came first, and work in the new profession cannot be older than the new work (PATH-09)."""
        lower, granted = cleaned.get("lower_on"), cleaned.get("granted_on")
        if lower and granted and lower > granted:
            self.add_error("lower_on", "下一级职称应早于要转评的职称，请核对。")
        new, since = cleaned.get("new_work_since"), cleaned.get("specialty_since")
        if self.kind == DeclarationKind.CONVERSION and new and since and since < new:
            told = f"上面填的是从{since.year}年{since.month}月起从事所申报的专业，改做现在的工作却在这之后，请核对。"
            self.add_error("new_work_since", told)

    def _ask_former(self) -> None:
        """The result passed in a state organ (PATH-23); what is not at hand is entered in the declaration."""
        later = "现在不清楚的可以不填，申报时再填。"
        self.fields["former_committee"] = forms.CharField(
            label="原来由哪个评审机构评审通过？", max_length=MOST, required=False, help_text=later
        )
        self.fields["former_no"] = forms.CharField(label="评审结果的文件文号", max_length=80, required=False)
        self.fields["former_on"] = DayField(past=True, label="哪一天评审通过的？", required=False)

    def kind_is_whole(self, cleaned: dict[str, Any]) -> None:
        """A basis that needs a fact of its own is asked for it here, at its field."""
        basis = cleaned.get("talent_basis")
        if basis == TalentBasis.TALENT_PROJECT and "project_level" in self.fields and not cleaned.get("project_level"):
            self.add_error("project_level", "请选择人才项目的层级。")
        self._lower_agrees(cleaned)

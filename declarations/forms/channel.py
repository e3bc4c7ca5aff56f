"""What the channel asks on the page of 特殊选项: the route's bodies, letters of outside units (CHAN-11…20, CHAN-25)."""

from typing import Any

from django import forms

from accounts.states import Affiliation
from config.lib.widgets import DayField
from declarations.dossier import counting_body
from declarations.eligibility.facts import is_outside
from declarations.forms.bodies import BodyField
from declarations.models import Declaration
from declarations.states import LetterKind
from notices.rules import Terms


class AsksOfChannels:
    """Fields of the channel, for a form that knows its declaration and the notice's terms."""

    declaration: Declaration
    terms: Terms
    fields: dict[str, Any]

    def ask_of_the_channel(self) -> None:
        """Letters and filing of outside units, menus, and the body the file goes to after the employer."""
        unit = counting_body(self.declaration, self.terms)
        if is_outside(unit, self.terms):
            self._ask_of_an_outside_unit(unit.affiliation)
        self._ask_for_the_route()
        self._ask_for_the_talent_market()

    def _ask_of_an_outside_unit(self, affiliation: str) -> None:
        """The letter where one is asked for or a commission needs it, its filing, why not the own channel."""
        commissioned = self._is_commissioned(affiliation)
        if self.terms.outside_units.letter_required or commissioned:
            self._ask_letter()
        elif self.terms.outside_units.written_opinion:
            self._ask_issuer("书面意见出具单位", required=False)
        self._ask_filing()
        self.fields["outside_reason"] = forms.CharField(
            label="确需在我区参评的原因",
            required=False,
            max_length=300,
            widget=forms.Textarea({"rows": 3}),
            help_text="中直驻桂、外省驻桂单位应首先通过本系统统一渠道申报。",
        )
        if commissioned:
            self._ask_agreement()

    def _ask_for_the_route(self) -> None:
        """成果多选菜单, and the body the file goes to after the employer (COND-05, CHAN-20, CHAN-26)."""
        level, nodes = self.declaration.level, {stop.node for stop in self.terms.route}
        menus = [each for each in self.terms.achievement_menus if not each.levels or level in each.levels]
        if menus:
            self.fields["menu"] = forms.ChoiceField(
                label="成果多选菜单",
                choices=[(each.code, each.label) for each in menus],
                widget=forms.RadioSelect,
                error_messages={"required": "请选择成果多选菜单。"},
            )
        if self.terms.eligibility.dispatch:
            self.fields["dispatched"] = forms.BooleanField(
                label="我是劳务派遣人员", required=False, help_text="由实际工作单位审核后，推送至派遣单位，再逐级上报。"
            )
        if nodes & {"dispatch_unit", "paying_unit"}:
            self.fields["relay"] = BodyField(
                kinds="all",
                but=(self.declaration.unit_id, self.declaration.employer_id),
                label="派遣单位或社保缴纳单位",
                required=False,
                help_text="派遣人员选择派遣单位；社保由其他单位缴纳的，选择该单位。单位须已在本系统注册。"
                "实际工作单位就是社保缴纳单位的，留空。",
            )

    def _ask_for_the_talent_market(self) -> None:
        """Whose archive lies at a talent market may declare through it, after the unit's own opinion (CHAN-17)."""
        if not any(stop.node == "talent_market" for stop in self.terms.route):
            return
        self.fields["archive_hosted"] = forms.BooleanField(
            label="人事档案存放在人才市场（人事代理机构）",
            required=False,
            help_text="可以由所在单位出具考核推荐意见后，通过人才市场报送；单位和人才市场各自核验所存材料。",
        )
        self.fields["relay"] = BodyField(
            kinds="archives",
            but=(self.declaration.unit_id,),
            label="存放档案的人才市场",
            required=False,
            help_text="不通过人才市场、由所在单位直接上报的，留空。",
        )

    def _is_commissioned(self, affiliation: str) -> bool:
        """外省人员申报高级 go by commission, where the notice says so (CHAN-15)."""
        law = self.terms.outside_units.other_province_senior
        senior = any(level.senior for level in self.terms.levels if level.code == self.declaration.level)
        return law is not None and affiliation == Affiliation.OTHER_PROVINCE and senior

    def _ask_agreement(self) -> None:
        """A commission is agreed to by the authority the notice names (CHAN-15)."""
        law = self.terms.outside_units.other_province_senior
        assert law, "asked of those who come by commission"
        self.fields["commission_approval_no"] = forms.CharField(
            label=f"{law.approve}同意函文号",
            max_length=60,
            required=False,
            help_text=f"凭{law.letter}的委托评审函办理。",
        )
        self.fields["commission_approval_on"] = DayField(past=True, label="同意函日期", required=False)

    def _ask_letter(self) -> None:
        self.fields["letter_kind"] = forms.ChoiceField(
            label="授权或委托函的类型",
            choices=[("", "请选择"), *LetterKind.choices],
            help_text="属地评审：在我区评审并发证；委托评审：在我区评审，由原单位（省）发证。",
        )
        self._ask_issuer("函件出具单位", required=True)

    def _ask_issuer(self, label: str, *, required: bool) -> None:
        """Whose word it is: one of those the notice names (CHAN-11, FORM-11)."""
        named = self.terms.outside_units.issuers
        issuers = [("", "请选择"), *((each, each) for each in named)]
        self.fields["letter_issuer"] = (
            forms.ChoiceField(label=label, choices=issuers, required=required)
            if named
            else forms.CharField(label=label, max_length=80, required=required)
        )

    def _ask_filing(self) -> None:
        """Where the letter, or the opinion on the channel, is filed before anything is handed in (CHAN-13, CHAN-14)."""
        law = self.terms.outside_units
        if not law.prior_filing:
            return
        what = "授权或委托函" if law.letter_required else "申报渠道书面意见"
        self.fields["letter_filed_on"] = DayField(
            past=True,
            label="函件备案日期" if law.letter_required else "书面意见备案日期",
            required=False,
            help_text=f"{what}须先报{law.prior_filing.office}备案，填写备案日期。",
        )
        self.fields["letter_filed_no"] = forms.CharField(
            label="备案号", required=False, max_length=60, help_text="备案回执或盖章件上的编号；没有编号的不填。"
        )

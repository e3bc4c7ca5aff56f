"""基本信息, 特殊选项, 社保."""

from datetime import date
from typing import Any

from django import forms

from config.lib import clock
from config.lib.text import normalise_name, normalise_phone, phone_problem
from config.lib.uiwhen import ANY, ask_when
from config.lib.widgets import LongText, MonthField, SearchSelect, phone_input
from declarations.dossier import bare_dossier
from declarations.eligibility.facts import registered_nature
from declarations.eligibility.identity import BASES
from declarations.eligibility.kinds import direct_bases
from declarations.eligibility.paths import is_exceptional
from declarations.fields import BASIC_FIELDS
from declarations.forms.base import FIRST_YEAR, DossierForm
from declarations.forms.channel import AsksOfChannels
from declarations.forms.ways import AsksOfWays
from declarations.models import BasicInfo, Declaration
from declarations.states import Special, TalentBasis
from notices.rules import terms_of
from notices.states import DeclarationKind

ETHNICITIES = [
    "汉族",
    "壮族",
    "瑶族",
    "苗族",
    "侗族",
    "仫佬族",
    "毛南族",
    "回族",
    "京族",
    "彝族",
    "水族",
    "仡佬族",
    "蒙古族",
    "藏族",
    "维吾尔族",
    "布依族",
    "朝鲜族",
    "满族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "羌族",
    "布朗族",
    "撒拉族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
]
POLITICS = ("中共党员", "中共预备党员", "共青团员", "民革党员", "民盟盟员", "民建会员", "民进会员", "农工党党员")
OTHER_POLITICS = ("致公党党员", "九三学社社员", "台盟盟员", "无党派人士", "群众")
HEALTH = ("健康", "良好", "一般", "有慢性病", "残疾")
INHERITORS = ("国家级", "自治区级", "市级", "县级")
DISCIPLINE = ("discipline_by", "discipline_on", "discipline_months", "discipline_until")
# The fields each exclusion of a notice is judged by (ELIG-02…07).
EXCLUDED_BY = {
    "civil_servant": ("is_civil_servant", "transition_until"),
    "retired": ("is_retired", "retired_on", "extension_no", "extension_until", "retirement_category"),
    "discipline_jiguo_plus": ("discipline", *DISCIPLINE),
    "investigation_or_sanction": ("under_investigation", "sanction_until"),
}


def _options(words: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [("", "请选择"), *((word, word) for word in words)]


class BasicForm(DossierForm):
    months = ("work_since", "specialty_since")
    days = (
        *("transition_until", "retired_on", "extension_until", "discipline_on"),
        *("discipline_until", "sanction_until"),
        *("employed_since", "archive_since"),
    )
    past = ("retired_on", "discipline_on", "employed_since", "archive_since")
    belonging = ("employed_since", "works_outside", "household_inside", "archive_agency", "archive_since")
    honours = ("inheritor_level", "master_title")
    groups = (
        ("身份", ("former_name", "ethnicity", "politics", "native_place", "health", "name_differs")),
        ("联系方式", ("phone", "email")),
        (
            "工作",
            (
                "unit_nature",
                "nature_note",
                "post",
                "work_since",
                "specialty_since",
                "inheritor_level",
                "master_title",
                "epidemic_service",
            ),
        ),
        ("人事关系和档案", belonging),
        (
            "是否有不得申报的情形",
            BASIC_FIELDS[BASIC_FIELDS.index("is_civil_servant") : BASIC_FIELDS.index("epidemic_service")],
        ),
    )

    class Meta:
        model = BasicInfo
        fields = BASIC_FIELDS
        widgets = {"phone": phone_input(), "nature_note": LongText(most=1000, rows=4)}

    def build(self) -> None:
        self.fields["ethnicity"] = forms.ChoiceField(label="民族", choices=_options(ETHNICITIES), widget=SearchSelect())
        self.fields["politics"] = forms.ChoiceField(label="政治面貌", choices=_options([*POLITICS, *OTHER_POLITICS]))
        self.fields["health"] = forms.ChoiceField(label="健康状况", choices=_options(HEALTH), required=False)
        level = forms.ChoiceField(label="非遗传承人级别", choices=_options(INHERITORS), required=False)
        self.fields["inheritor_level"] = level
        self.require("phone", "post", "work_since", "specialty_since")
        self._ask_nature()
        self.hint(
            phone="答辩、代表性成果等通知发到这个号码。",
            work_since="第一次参加工作的年月。",
            specialty_since="从事所申报专业技术工作的年月，用于计算年限。",
            is_civil_servant=self._exception(),
            retired_on="以批准退休的日期为准。",
            extension_until="已按规定办理延长退休手续的填写。",
            extension_no="已按规定办理延长退休手续的填写。",
            retirement_category=self._usual_ages(),
            name_differs="学历、职称等材料上的姓名或身份证号码与现在不同的勾选，并上传户籍证明。",
            discipline="事业单位工作人员受处分的填写，已期满的也写。",
            discipline_until="不清楚的，填写处分期（月），由系统推算。",
            sanction_until="处分、处罚的影响期还没有结束的填写，没有被立案的也写；没有的不填。",
        )

        self._ask_belonging()
        self._ask_exclusions()
        self.keep(self.terms.eligibility.epidemic_priority.enabled, "epidemic_service")
        self._fold()

    def _fold(self) -> None:
        """What only somebody with another answer has to say (S06)."""
        ask_when(self, "is_civil_servant", ("on",), "公务员填写", "transition_until")
        ask_when(self, "is_retired", ("on",), "已办理离退休手续的填写", "retired_on")
        ask_when(self, "discipline", (ANY,), "受处分的填写", *DISCIPLINE)
        ask_when(self, "archive_agency", (ANY,), "人事档案已托管的填写", "archive_since")

    def _ask_nature(self) -> None:
        """What the unit is registered as counts and is only shown; asked where it is registered as nothing (MAT-15)."""
        field, basis = self.fields["unit_nature"], BASES[self.terms.eligibility.identity_basis]
        registered = registered_nature(bare_dossier(self.declaration), self.terms)
        field.required = not self.declaration.freelancer
        field.help_text = f"身份性质，以{basis}为准。"
        if registered:
            field.disabled, self.initial["unit_nature"] = True, registered
            field.help_text = f"身份性质，以{basis}登记的单位性质为准；有误的，请单位在单位信息中更正。"
        proofs = self.terms.social_insurance.unit_nature_proof if self.terms.social_insurance else ()
        self.keep(bool(proofs), "nature_note")
        self.hint(nature_note=f"按通知须提供{'或'.join(proofs)}而没有的，写明原因；其他情形不填。")

    def _ask_exclusions(self) -> None:
        """What bars nobody under this notice is not asked; the day of retiring only where it decides (ELIG-05…07)."""
        law = self.terms.eligibility
        for name, fields in EXCLUDED_BY.items():
            self.keep(name in law.exclusions, *fields)
        if "retired_on" in self.fields:
            self.keep(law.retirement.day is not None, "retired_on")

    def _ask_belonging(self) -> None:
        """Only where the notice takes people by relation, household or archive (ELIG-10…13)."""
        law = self.terms.eligibility
        other = law.alternative
        elsewhere = bool(other and other.outside_guangxi)
        self.keep(bool(law.employment_min_months), "employed_since")
        self.keep(elsewhere, "works_outside")
        self.keep(bool(other and other.hukou_in_guangxi), "household_inside")
        self.keep(bool(other), "archive_agency", "archive_since")
        if other and other.archive_agency:
            agencies = [("", "没有托管"), (other.archive_agency, other.archive_agency), ("其他机构", "其他机构")]
            self.fields["archive_agency"] = forms.ChoiceField(
                label="人事档案托管机构", choices=agencies, required=False
            )
        self.hint(
            employed_since="劳动合同或聘用合同上的起始日期。",
            archive_agency="" if other and other.archive_agency else "人事档案已托管的，填写托管机构的全称。",
            archive_since="托管合同或存档证明上的起始日期。",
        )

    def _usual_ages(self) -> str:
        ages = self.terms.retirement_ages
        return f"不填写的，男性按{ages.male.years}周岁、女性按{ages.female55.years}周岁（渐进式延迟）计算。"

    def _exception(self) -> str:
        exception = self.terms.eligibility.civil_servant.exception
        return f"{exception}可以申报，请填写过渡期截止日期。" if exception else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("is_retired"):
            cleaned |= {"retired_on": None} if "retired_on" in self.fields else {}
        if not cleaned.get("discipline") and "discipline" in self.fields:
            cleaned |= {"discipline_by": "", "discipline_on": None, "discipline_months": None}
        elif (start := cleaned.get("discipline_on")) and (end := cleaned.get("discipline_until")) and end < start:
            self.add_error("discipline_until", "期满日期早于生效日期，请核对。")
        return cleaned

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        return phone

    def clean_former_name(self) -> str:
        return normalise_name(self.cleaned_data["former_name"])

    @property
    def fieldsets(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Groups of bound fields, for the page."""
        told = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.groups]
        return [(title, fields) for title, fields in told if fields]


class OptionsForm(AsksOfChannels, AsksOfWays, forms.Form):
    """特殊选项 and what each of them asks for."""

    options = forms.MultipleChoiceField(label="特殊选项", required=False, widget=forms.CheckboxSelectMultiple)
    direct_basis = forms.ChoiceField(label="直接申报的依据", required=False)
    relaxes = forms.MultipleChoiceField(label="破格放宽的条件", required=False, widget=forms.CheckboxSelectMultiple)
    exception_reason = forms.CharField(
        label="符合破格条件的情况", required=False, max_length=1000, widget=LongText(most=1000, rows=5)
    )

    def __init__(self, data: Any = None, *, declaration: Declaration, **kwargs: Any) -> None:
        self.declaration = declaration
        self.terms = terms_of(declaration.edition)
        super().__init__(data, **kwargs)
        self._offer()
        self.ask_of_the_channel()
        self.ask_before_declaring()
        self.ask_of_the_kind()
        self.ask_exams()
        self._fold()
        if declaration.kind == DeclarationKind.CONVERSION:
            self.fields["new_work_since"] = MonthField(
                first_year=FIRST_YEAR, last_year=self.terms.year, label="从事现专业技术工作的起始时间", required=False
            )

    def _fold(self) -> None:
        """What a tick asks for; without it nobody has to read it."""
        ask_when(self, "options", (Special.DIRECT,), "直接申报的填写", "direct_basis")
        ask_when(self, "options", (Special.EXCEPTIONAL,), "破格申报的填写", "relaxes", "exception_reason")
        approved = [each for each in Special if is_exceptional((each.value,), self.terms)]
        named = {each.code: each.label for each in self.terms.special_options}
        words = f"{'、'.join(named.get(each, each.label) for each in approved)}的填写"
        ask_when(self, "options", tuple(approved), words, "approval_no", "approval_on")
        giant = ("recommended_by", "recommended_on", "team_leader")
        ask_when(self, "talent_basis", (TalentBasis.SMALL_GIANT,), "“小巨人”企业推荐的填写", *giant)
        project = ("project_level", "project_name", "project_year")
        ask_when(self, "talent_basis", (TalentBasis.TALENT_PROJECT,), "人才项目入选者填写", *project)

    def _offer(self) -> None:
        exception = self.terms.exception
        self.fields["options"].choices = [
            (each.code, each.label) for each in self.terms.special_options if each.enabled
        ]
        self.fields["options"].help_text = "符合条件的才勾选；都不是的不用勾选，直接保存。"
        bases = direct_bases(self.terms)
        self.fields["direct_basis"].choices = _options(bases)
        if self.terms.rules.first_time_direct:
            told = f"{'、'.join(self.terms.rules.first_time_direct)}只适用于首次申报职称。"
            self.fields["direct_basis"].help_text = told
        self.fields["relaxes"].choices = [(word, word) for word in (exception.relaxes if exception else ())]
        for name, option in (
            ("direct_basis", "direct"),
            ("relaxes", "exceptional"),
            ("exception_reason", "exceptional"),
        ):
            if self.terms.option(option) is None or (name == "direct_basis" and not bases):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("options", [])
        has_bases = bool(direct_bases(self.terms))
        if Special.DIRECT in chosen and has_bases and not cleaned.get("direct_basis"):
            self.add_error("direct_basis", "请选择直接申报的依据。")
        if Special.EXCEPTIONAL in chosen and not cleaned.get("relaxes"):
            self.add_error("relaxes", "请选择破格放宽的条件。")
        return cleaned


class RequestForm(forms.Form):
    """Another level or specialty, before the declaration is handed in."""

    level = forms.ChoiceField(label="申报级别")
    specialty = forms.ChoiceField(label="申报专业", widget=SearchSelect())

    def __init__(self, data: Any = None, *, declaration: Declaration, **kwargs: Any) -> None:
        terms = terms_of(declaration.edition)
        super().__init__(data, **kwargs)
        self.fields["level"].choices = [(each.code, each.name) for each in terms.levels]
        self.fields["specialty"].choices = [(each.code, each.name) for each in terms.specialties]


class InsuranceForm(forms.Form):
    """A span of paid months."""

    payer = forms.CharField(label="缴费单位", max_length=120)
    by_unit = forms.TypedChoiceField(
        label="缴费方式",
        choices=[("1", "由单位缴纳"), ("0", "以灵活就业人员身份个人缴纳")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = clock.local_date(clock.law())
        this_year = self.today.year
        self.fields["first"] = MonthField(first_year=1990, last_year=this_year, label="从哪个月")
        self.fields["last"] = MonthField(first_year=1990, last_year=this_year, label="到哪个月（含）")
        self.order_fields(["payer", "first", "last", "by_unit"])

    def clean_last(self) -> date:
        """Nobody has paid the months to come yet (MAT-31)."""
        last: date = self.cleaned_data["last"]
        if last > self.today:
            raise forms.ValidationError("缴费月份不能晚于本月。")
        return last


class SummaryForm(forms.Form):
    """专业技术工作总结 (MAT-52); kept at any length, judged with the rest."""

    summary = forms.CharField(
        label="专业技术工作总结", max_length=20_000, required=False, widget=LongText(most=20_000, rows=18)
    )

    def __init__(self, data: Any = None, *, least: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["summary"].widget.least = least  # 还需 n 字, while it is written (06-5)
        self.fields[
            "summary"
        ].help_text = f"写专业技术工作经历和主要业绩，不少于 {least} 字（空格、换行不计）。可以先保存，分几次写完。"


class InsuranceGapForm(forms.Form):
    """情况说明 (MAT-31)."""

    insurance_gap = forms.CharField(
        label="情况说明",
        max_length=1000,
        required=False,
        widget=LongText(most=1000, rows=5),
        help_text="6个月内有单位变动等情况的，写明原因、起止时间和原单位，并在下面上传证明材料。",
    )

"""我能报吗: the questions of one notice, asked of anybody (S04). Which there are follows from its terms alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from accounts.states import Affiliation, UnitNature
from committees.states import Rank
from config.lib.widgets import DayField, MonthField, SearchSelect
from declarations.eligibility.kinds import kinds_of
from declarations.eligibility.seniority import EDUCATION_ORDER
from declarations.forms.base import FIRST_YEAR, qualification_words
from declarations.forms.entries import SERIES
from declarations.forms.selfcheck_kinds import OF_KINDS, AsksOfKinds
from declarations.forms.start import KINDS
from declarations.models import HeldTitle
from declarations.selfcheck.answers import FREELANCER, NOTHING_HELD, Answers
from notices.rules import Terms
from notices.rules.people import EXCLUSIONS
from notices.states import DeclarationKind

CHOOSE, ELSEWHERE = ("", "请选择"), "elsewhere"
BARS = {  # by the notice's names for its exclusions (ELIG-02…07); the integrity archive is asked, not the person
    "civil_servant": (("civil_servant", "我是公务员或参照公务员法管理单位人员"),),
    "retired": (("retired", "我已办理离退休手续"),),
    "discipline_jiguo_plus": (("discipline", "我受过记过以上处分，处分期未满（或还不清楚）"),),
    "investigation_or_sanction": (
        ("investigation", "我正被立案审查调查"),
        ("sanction", "我在处分、处罚影响期内"),
    ),
}
FUTURE = "时间不能在今天之后。"


class SubjectForm(forms.Form):
    """What is declared: nothing personal, so that it may stand in an address."""

    level = forms.ChoiceField(label="您想申报哪一级？", widget=forms.RadioSelect)
    specialty = forms.ChoiceField(label="申报哪个专业？", widget=SearchSelect())
    kind = forms.ChoiceField(
        label="怎么申报？",
        widget=forms.RadioSelect,
        initial=DeclarationKind.ORDINARY.value,
    )

    def __init__(self, data: Any = None, *, terms: Terms, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"].choices = [(kind, KINDS[DeclarationKind(kind)]) for kind in kinds_of(terms)]
        self.fields["level"].choices = [(each.code, each.name) for each in terms.levels]
        self.fields["level"].error_messages["required"] = "请选择申报级别。"
        self.fields["specialty"].choices = [CHOOSE, *((each.code, each.name) for each in terms.specialties)]
        self.fields["specialty"].error_messages["required"] = "请选择申报专业。"

    @property
    def summed(self) -> list[str]:
        """高级工艺美术师 · 织锦（壮锦）, of a valid form."""
        told = self.cleaned_data
        chosen = [dict(self.fields[name].choices)[told[name]] for name in ("level", "specialty")]
        other = told["kind"] != DeclarationKind.ORDINARY
        return [*chosen, *([DeclarationKind(told["kind"]).label] if other else [])]


class QuestionsForm(AsksOfKinds, forms.Form):
    """Six groups of plain questions; the first six fields are everybody's, the rest are there where the notice asks."""

    sex = forms.ChoiceField(label="您的性别", choices=[("男", "男"), ("女", "女")], widget=forms.RadioSelect)
    education = forms.ChoiceField(
        label="您的最高学历", choices=[CHOOSE, *((each, each) for each in reversed(EDUCATION_ORDER))]
    )
    held = forms.ChoiceField(label="您现有的最高职称或证书（用来申报的一个）")
    series = forms.ChoiceField(label="这个职称属于哪个系列？", required=False, help_text="没有职称的不选。")
    granted_on = DayField(past=True, label="取得日期", required=False, help_text="证书上写的日期；没有的不填。")
    origin = forms.ChoiceField(label="在哪里取得的？", choices=HeldTitle._meta.get_field("origin").choices)
    nature = forms.ChoiceField(label="您的单位性质")
    affiliation = forms.ChoiceField(
        label="单位的隶属关系",
        choices=[CHOOSE, *Affiliation.choices],
        help_text="决定由哪个评委会受理；自由职业者选档案托管机构的隶属关系。",
    )
    city = forms.ChoiceField(label="单位在哪里？", required=False)
    situations = forms.MultipleChoiceField(
        label="您有下面的情况吗？（没有的不用勾）", required=False, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label="处分期或影响期到哪一天？", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        terms: Terms,
        today: date,
        kind: str = "",
        level: str = "",
        cities: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.terms, self.today, self.level = terms, today, level
        self.kind = kind or DeclarationKind.ORDINARY.value
        self.ask_of_the_kind()
        self._ask_months(kind)
        self._ask_title()
        self._ask_unit(cities)
        self._ask_situations()
        for field in self.fields.values():
            field.error_messages["required"] = "请回答这个问题。"

    # ── what there is to ask ───────────────────────────────────────────────────────────────────────────────────────
    def _month(self, label: str, *, required: bool = True, help_text: str = "") -> MonthField:
        return MonthField(
            first_year=FIRST_YEAR - 20, last_year=self.today.year, label=label, required=required, help_text=help_text
        )

    def _ask_months(self, kind: str) -> None:
        self.fields["born_on"] = self._month("您是哪年哪月出生的？", help_text="只问年月，按当月1日计算。")
        self.fields["graduated_on"] = self._month("哪年哪月毕业？")
        self.fields["specialty_since"] = self._month(
            "从哪年哪月起从事所申报专业的技术工作？", help_text="中断过的，按实际从事的时间向前推算。"
        )
        if kind == DeclarationKind.CONVERSION:
            self.fields["new_work_since"] = self._month("从哪年哪月起从事现在的专业技术工作？")
        if self.terms.eligibility.employment_min_months:
            label = "哪一天与现单位建立人事（劳动）关系？"
            self.fields["employed_since"] = DayField(past=True, label=label, required=False)

    def _ask_title(self) -> None:
        self.fields["held"].choices = [CHOOSE, (NOTHING_HELD, "没有职称，也没有资格证书"), *_held(self.terms)]
        if self.kind == DeclarationKind.CONVERSION:
            self.fields["held"].label = "您要转评的职称（与申报级别同级，其他系列的）"
        listed = dict.fromkeys([self.terms.series, *SERIES])
        self.fields["series"].choices = [CHOOSE, *((each, each) for each in listed)]
        early = self.terms.exception.early_one_year if self.terms.exception else None
        if early:
            codes = [("", "没有"), *((each, each) for each in early.degree_codes)]
            self.fields["degree_code"] = forms.ChoiceField(
                label="工程类专业学位硕士的学位代码", choices=codes, required=False, help_text="看能不能提前1年申报。"
            )
            self.fields["degree_field"] = forms.CharField(
                label="学位领域", required=False, max_length=40, help_text="代码为 0852 的填写。"
            )

    def _ask_unit(self, cities: Iterable[str]) -> None:
        law = self.terms.eligibility
        natures = [*UnitNature.choices, (FREELANCER, "自由职业者，没有工作单位")]
        self.fields["nature"].choices = [CHOOSE, *natures]
        self._ask_place(dict.fromkeys([*self._named_places(), *cities]))
        if law.registered_area:
            zones = [(law.registered_area, f"注册在{law.registered_area}"), (ELSEWHERE, "不在")]
            self.fields["zone"] = forms.ChoiceField(
                label=f"单位注册在{law.registered_area}吗？", choices=zones, widget=forms.RadioSelect
            )
        if law.alternative:
            agency = law.alternative.archive_agency or "广西的人才交流服务机构"
            self.fields["archive_since"] = DayField(
                past=True, label=f"人事档案从哪一天起在{agency}托管？", required=False, help_text="没有的不填。"
            )

    def _named_places(self) -> list[str]:
        other = self.terms.eligibility.alternative
        return [other.unit_registered_in] if other and other.unit_registered_in else []

    def _ask_place(self, places: Iterable[str]) -> None:
        listed = list(places)
        self.fields["city"].choices = [CHOOSE, *((each, each) for each in listed), (ELSEWHERE, "其他地方")]
        if not listed:
            del self.fields["city"]

    def _ask_situations(self) -> None:
        law, units = self.terms.eligibility, self.terms.unit_rules
        named = [each for each in EXCLUSIONS if each in law.exclusions]
        told = [pair for each in named for pair in BARS.get(each, ())]
        if units.legal_person_required:
            exempt = f"（{'、'.join(units.exempt_branch_types)}的除外）" if units.exempt_branch_types else ""
            told.append(("branch", f"我的单位是不具有独立法人资格的分支机构{exempt}"))
        if law.dispatch:
            told.append(("dispatched", "我是劳务派遣人员"))
        if law.alternative and law.alternative.outside_guangxi:
            told += [("works_outside", "我不在广西工作"), ("household_inside", "我的户口在广西")]
        told += self.told_of_the_kind()
        told.append(("archive_hosted", "我是自由职业者，人事档案已委托人事代理机构存放"))
        self.fields["situations"].choices = told
        self._ask_days({code for code, _ in told})

    def _ask_days(self, told: set[str]) -> None:
        law = self.terms.eligibility
        if not told & {"discipline", "sanction"}:
            del self.fields["until"]
        if "retired" in told and law.retirement.day:
            label = "哪一天办理了离退休手续？"
            self.fields["retired_on"] = DayField(past=True, label=label, required=False)
        if "retired" in told and law.retirement.extension_exempt:
            label = "已批准延长退休的，延长到哪一天？"
            self.fields["extension_until"] = DayField(label=label, required=False)
        if "civil_servant" in told and law.civil_servant.exception:
            label = f"{law.civil_servant.exception}：过渡期到哪一天？"
            self.fields["transition_until"] = DayField(label=label, required=False)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions in the order a person thinks of them."""
        return [
            (title, found)
            for title, names in GROUPS
            if (found := [self[name] for name in names if name in self.fields])
        ]

    @property
    def rare(self) -> list[forms.BoundField]:
        """Days that only few people have to tell."""
        return [self[name] for name in RARE if name in self.fields]

    @property
    def has_rare(self) -> bool:
        """Whether any of them was told, or must be."""
        return any(field.value() or field.errors for field in self.rare)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The raw answers, to travel on to the next page and nowhere else."""
        names = {self.add_prefix(name): field.widget for name, field in self.fields.items()}
        parts = [f"{name}{end}" for name in names for end in ("", "_year", "_month")]
        return [(name, value) for name in parts for value in self.data.getlist(name) if value]

    # ── shape ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and value > self.today and name not in (*RARE, *ASKS_FUTURE):
                self.add_error(name, FUTURE)
        self._title_is_whole(cleaned)
        self.kind_is_whole(cleaned)
        self._dates_agree(cleaned)
        self._bar_has_its_end(cleaned)
        if "employed_since" in self.fields and not cleaned.get("employed_since") and self._has_employer(cleaned):
            self.add_error("employed_since", "请填写与现单位建立人事（劳动）关系的日期。")
        return cleaned

    def _title_is_whole(self, cleaned: dict[str, Any]) -> None:
        held = cleaned.get("held", "")
        if held in {"", NOTHING_HELD}:
            return
        if not cleaned.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", "请填写证书上的取得日期。")
        if held.startswith(("level:", "rank:")) and not cleaned.get("series"):
            self.add_error("series", "请选择这个职称的系列。")

    def _bar_has_its_end(self, cleaned: dict[str, Any]) -> None:
        if "sanction" in cleaned.get("situations", ()) and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "请填写影响期到哪一天。")
        retired, day = "retired" in cleaned.get("situations", ()), cleaned.get("retired_on")
        if retired and "retired_on" in self.fields and not day and "retired_on" not in self.errors:
            self.add_error("retired_on", "请填写办理离退休手续的日期。")
        if day and day > self.today:
            self.add_error("retired_on", FUTURE)

    def _dates_agree(self, cleaned: dict[str, Any]) -> None:
        born = cleaned.get("born_on")
        for name in ("graduated_on", "granted_on", "specialty_since"):
            if born and (day := cleaned.get(name)) and day <= born:
                self.add_error(name, "不能早于出生年月，请核对。")

    def _has_employer(self, cleaned: dict[str, Any]) -> bool:
        told = cleaned.get("situations", ())
        return cleaned.get("nature") != FREELANCER and "works_outside" not in told

    def answers(self, subject: dict[str, Any]) -> Answers:
        """The answer sheet of a valid form, for what is declared."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "situations"}
        told |= {name: "" for name in ("zone", "city") if told.get(name) == ELSEWHERE}
        if told["held"] == NOTHING_HELD:
            told |= {"series": "", "granted_on": None}
        if told.get("archive_since") and self.terms.eligibility.alternative:
            told["archive_agency"] = self.terms.eligibility.alternative.archive_agency or ""
        return Answers(**subject, **told, situations=frozenset(self.cleaned_data["situations"]))


ASKS_FUTURE = ("giant_until",)  # may lie ahead, too
RARE = ("until", "retired_on", "extension_until", "transition_until")  # may lie ahead
GROUPS = (
    ("申报方式", OF_KINDS),
    ("出生和性别", ("born_on", "sex")),
    ("学历", ("education", "graduated_on", "degree_code", "degree_field")),
    ("现有职称或证书", ("held", "series", "granted_on", "origin", "lower_on")),
    ("工作年限", ("specialty_since", "new_work_since")),
    ("单位", ("nature", "affiliation", "city", "zone", "employed_since", "archive_since")),
    ("特殊情况", ("situations",)),
)


def _held(terms: Terms) -> list[tuple[str, Any]]:
    """Titles by the notice's own levels, certificates it knows how to count."""
    titles = [(f"level:{each.code}", _level_words(each)) for each in terms.levels]
    known = {each.rank for each in terms.levels}
    above = [(f"rank:{each.value}", f"{each.label}职称") for each in Rank if each.value not in known]
    grades = [(f"skill:{value}", value) for value, _ in HeldTitle._meta.get_field("grade").choices or ()]
    qualified = [(f"qualification:{each}", qualification_words(each)) for each in terms.qualification_equivalence]
    kinds = [("职称（含其他系列的同级职称）", [*above, *titles]), ("职业资格、职业技能等级证书", grades)]
    return [*kinds, *([("专业技术人员职业资格证书", qualified)] if qualified else [])]


def _level_words(level: Any) -> str:
    """中级：工艺美术师，或其他系列同级职称: an engineer finds the rank, whatever the series calls it."""
    label = Rank(level.rank).label
    return level.name if level.name == label else f"{label}：{level.name}，或其他系列的同级职称"

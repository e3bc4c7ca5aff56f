"""Who may declare, through whom, and by which special ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from notices.rules.natures import Population
from notices.rules.reading import EMPTY, End, key
from notices.states import DeclarationKind

# Of editions published before the keys were there: the words their bases cannot do without.
YEARS, STATE_ORGAN = "年限", ("机关", "公务员")
EXCLUSIONS = ("civil_servant", "retired", "discipline_jiguo_plus", "investigation_or_sanction", "integrity")
RECHECKS = ("automatic", "office_decides", "skip")
# G-10: whoever reaches retirement age after declaring is put before the office, the rest fall out by rule (ELIG-09).
RECHECK_ALL = MappingProxyType({code: "office_decides" if code == "retired" else "automatic" for code in EXCLUSIONS})


def read_recheck(raw: Any) -> Mapping[str, str]:
    """``true``: all exclusions as in G-10; ``false``: none; or a table code → automatic | office_decides | skip."""
    if raw is True:
        return RECHECK_ALL
    if raw is False:
        return MappingProxyType(dict.fromkeys(EXCLUSIONS, "skip"))
    if not isinstance(raw, Mapping) or not set(raw) <= set(EXCLUSIONS) or not set(raw.values()) <= set(RECHECKS):
        raise ValueError(f"应为 true、false，或 {' | '.join(EXCLUSIONS)} → {' | '.join(RECHECKS)}")
    return MappingProxyType(dict(RECHECK_ALL) | dict(raw))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Ways in for people outside the ordinary circle (ELIG-10 … ELIG-13)."""

    outside_guangxi: bool = key("在区外工作者", default=False)
    hukou_in_guangxi: bool = key("户籍在广西", default=False)
    or_archive_hosted_months: int | None = key("或档案在广西托管满月数", None)
    unit_registered_in: str | None = key("单位注册地", None)
    archive_agency: str | None = key("档案托管机构", None)
    months: int | None = key("托管满月数", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    route_extra: str = key("路线中加入的环节")
    contract: tuple[str, ...] = key("须提供的合同", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilServant:
    barred: bool = key("公务员（含参公）不得申报（ELIG-02）", default=True)
    exception: str | None = key("例外人员", None)
    source: str | None = key("依据另有出处时写明；general＝全区一般规定", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    reference: Literal["at_submission", "fixed_date"] = key("以申报之日或固定日期判断", "at_submission")
    barred_if_by: date | None = key("在此日前（含）已达退休年龄者不得申报", None)
    year_allowed: tuple[date, date] | None = key("在此期间达到退休年龄者仍可申报", None)
    extension_exempt: bool = key("已办延长退休手续者除外（ELIG-03）", default=True)

    @property
    def day(self) -> date | None:
        """The fixed day by which somebody had retired or reached the age; None: the day of declaring counts."""
        return self.barred_if_by if self.reference == "fixed_date" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpidemicPriority:
    enabled: bool = key("参与疫情防控者优先", default=False)
    proof: str | None = key("证明出具单位", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    populations: tuple[str, ...] = key("申报范围（ELIG-01）", ())
    population_natures: Mapping[str, tuple[Population, ...]] = key(
        "申报范围的用词 → 单位性质代码，自由职业者为 freelancer；没有写的，按通常的用词", EMPTY
    )
    registered_area: str | None = key("单位注册区域", None)
    employment_min_months: int | None = key("在现单位工作满月数", None)
    alternative: Alternative | None = key("户籍或档案托管途径", None)
    identity_basis: Literal["actual_unit", "personnel_unit"] = key("以实际工作单位或人事关系单位申报", "personnel_unit")
    dispatch: Dispatch | None = key("劳务派遣", None)
    civil_servant: CivilServant = key("公务员", CivilServant())
    retirement: Retirement = key("退休", Retirement())
    exclusions: tuple[
        Literal["civil_servant", "retired", "discipline_jiguo_plus", "investigation_or_sanction", "integrity"], ...
    ] = key("不得申报情形（ELIG-02 … ELIG-08）", EXCLUSIONS)
    recheck_at_confirmation: Mapping[str, str] = key(
        "结果确认时再查（ELIG-09）：true、false 或 情形 → automatic | office_decides | skip",
        RECHECK_ALL,
        read=read_recheck,
    )
    epidemic_priority: EpidemicPriority = key("疫情防控人员优先", EpidemicPriority())


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePerYear:
    scope: Literal["same_level", "any_level"] = key("同级别一次，或不论级别一次（ELIG-16、ELIG-17）", "same_level")
    on_violation: Literal["all_results_of_year_invalid"] = key("违反后果", "all_results_of_year_invalid")
    kinds_counted: tuple[str, ...] = key(
        "计入的申报类型（G-09）",
        (
            DeclarationKind.ORDINARY.value,
            DeclarationKind.CONVERSION.value,
            DeclarationKind.COMMISSIONED.value,
            DeclarationKind.TARGETED.value,
            DeclarationKind.SPECIAL_DIRECT.value,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStop:
    node: Literal[
        "applicant",
        "unit",
        "dispatch_unit",
        "paying_unit",
        "talent_market",
        "department",
        "county_office",
        "city_office",
        "committee_office",
        "committee",
    ] = key("环节")
    when: Literal[
        "always",
        "dispatched",
        "paying_unit_differs",
        "archive_hosted",
        "has_department",
        "county_unit",
        "city_unit",
        "region_unit",
    ] = key("何时经过：上级有市县职改办的为市县单位，没有的或区直的为区直单位（CHAN-21）", "always")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRules:
    legal_person_required: bool = key("申报单位须有独立法人资格（CHAN-07）", default=True)
    exempt_branch_types: tuple[str, ...] = key("例外的分支机构", ())
    agency_by_commission: bool = key("受单位委托可由人事代理机构办理（CHAN-09）", default=False)
    freelancer_via: tuple[str, ...] = key("自由职业者途径（CHAN-10）", ())
    talent_market_with_unit_opinion: bool = key("档案在人才市场者凭单位意见由人才市场申报（CHAN-17）", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorFiling:
    office: str = key("申报前备案的职改办（CHAN-13）")
    paper: bool = key("须交纸质", default=False)
    phone: str | None = key("电话", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProvinceSenior:
    letter: str = key("出函部门")
    approve: str = key("同意部门（CHAN-15）")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideUnits:
    """中直驻桂、外省驻桂 (CHAN-11 … CHAN-15)."""

    letter_required: bool = key("须有授权或委托函", default=False)
    includes: tuple[str, ...] = key("哪些单位", ())
    issuers: tuple[str, ...] = key("可出函部门", ())
    templates: Mapping[str, int] = key("函件类型 → 附件号", EMPTY)
    prior_filing: PriorFiling | None = key("申报前备案", None)
    multi_channel: Literal["allowed", "forbidden"] = key("同时保留多个渠道", "allowed")
    written_opinion: bool = key("须有申报渠道书面意见（CHAN-14）", default=False)
    other_province_senior: OtherProvinceSenior | None = key("外省委托评审高级", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyOneYear:
    times: int = key("可用次数（PATH-05）", 1)
    degree_codes: tuple[str, ...] = key("专业学位代码", ())
    excluded_0852_fields: tuple[str, ...] = key("0852 中不适用的领域（G-17）", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """破格 (PATH-15 … PATH-18)."""

    approval_mode: Literal["pre_approval", "office_in_flow", "unit_stamp_only"] = key(
        "申报前批、流程中由职改办批、单位盖章"
    )
    form: str | None = key("审批表名称", None)
    attachment: int | None = key("附件号", None)
    option: str | None = key("选项名称", None)
    relaxes: tuple[Literal["学历", "资历"], ...] = key("可放宽的条件", ("学历", "资历"))
    covers: tuple[str, ...] = key("还适用于", ())
    early_one_year: EarlyOneYear | None = key("提前1年", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """直接申报 (PATH-02 … PATH-04)."""

    kind: str | None = key("本通知的叫法", None)
    bases: tuple[str, ...] = key("依据", ())
    levels: tuple[str, ...] = key("可直接申报的级别代码；空＝全部", ())
    over_years: int = key("超过规定年限的年数", 0)
    over_years_basis: str | None = key("按年限计算的依据，照 bases 中的文字；不写的，是含有“年限”的依据", None)
    state_organ_bases: tuple[str, ...] = key(
        "机关流动人员的依据，照 bases 中的文字；不写的，是含有“机关”或“公务员”的依据（PATH-19）", ()
    )
    thresholds: Mapping[str, int] = key("学历 → 须满年数", EMPTY)
    groups: tuple[str, ...] = key("适用的评审条件文号", ())
    form: str | None = key("审批表名称", None)
    attachment: int | None = key("附件号", None)
    approval: str | None = key("审批方式", None)
    years_proof: tuple[str, ...] = key("年限证明", ())
    min_education_doc: str | None = key("最低学历依据（COND-17）", None)
    state_organ_transfer_max: str | None = key("机关流动人员最高可报", None)
    article: str | None = key("条款", None)
    doc_no: str | None = key("文号", None)

    def is_by_years(self, basis: str) -> bool:
        """Whether this basis is computed from years of work (PATH-03, PATH-04)."""
        return basis == self.over_years_basis if self.over_years_basis else YEARS in basis

    def is_from_state_organs(self, basis: str) -> bool:
        """Whether people of this basis come from state organs (PATH-19)."""
        if self.state_organ_bases:
            return basis in self.state_organ_bases
        return any(word in basis for word in STATE_ORGAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDirect:
    """高层次急需紧缺特殊人才 (TIME-10)."""

    committee: str | None = key("受理评委会", None)
    doc_no: str = key("文号")
    deadline: End | None = key("申报截止", None)
    trial: bool = key("试行", default=False)
    quotas: Mapping[str, int] = key("名额", EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutLowerTitle:
    lowest_level: str = key("申报最低级别：none＝不设起点", "none")
    high_skill: str = key("高技能人才", "skill_certificate_date")
    direct: str = key("直接申报", "start_of_professional_work")


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementWindow:
    start: Literal["lower_title_date", "current_title_declaration_cutoff"] = key(
        "成果起算：取得下一级职称之日，或现职称申报截止（COND-11、COND-12）", "lower_title_date"
    )
    exclude_degree_work: bool = key("为完成学历教育或取得学位的论著不计", default=True)
    without_lower_title: WithoutLowerTitle = key("无下一级职称者（G-34）", WithoutLowerTitle())


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    min_months_in_new_work: int = key("转评者从事新工作满月数（PATH-09）", 12)
    count_from: Literal["next_lower_title", "lower_title_before_conversion"] = key("资历起算", "next_lower_title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seniority:
    start: Literal["grant_date", "month_after_grant"] = key("资历起点", "grant_date")
    unit: Literal["full_years", "full_months"] = key("足年或足月", "full_years")
    cutoff_date: date | None = key("资历截止日（G-35；2026 年起必填）", None)
    note: str | None = key("说明", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSeriesUp:
    mode: Literal["allowed_with_unit_verification", "convert_first"] = key("跨系列申报上一级：单位核实即可，或先转评")
    national_exceptions: tuple[str, ...] = key("国家另有规定的系列", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetedEval:
    """双定向 (PATH-08)."""

    enabled: bool = key("本年度开展", default=False)
    note: str = key("说明", "")
    modes: tuple[str, ...] = key("单独评委会、单独分组、单独评审", ())
    area_limited: bool = key("职称限本区域有效", default=False)
    counties: tuple[str, ...] = key("重点帮扶县", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseQualification:
    exactly_one_unless_direct: bool = key("须且只能勾选一个资格证书（E222）", default=False)
    manual_skill_certificate_tick_one: bool = key("手填技能证书并勾选一个为申报资格", default=False)
    out_of_city_in_region: str | None = key("区内市外取得的职称须提供", None)

"""The terms of one notice as a typed, frozen value, and the questions other floors ask it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, TypeVar

from accounts.states import Affiliation
from notices.rules.material import (
    AchievementMenu,
    ChecklistItem,
    ContinuingEducation,
    DecisionInfo,
    Education,
    Exams,
    ExpertAppraisal,
    IdMismatch,
    JournalRisk,
    Limits,
    PendingSupplement,
    Photo,
    Representative,
    SelfAssessment,
    SocialInsurance,
    Summary,
)
from notices.rules.offer import (
    Clause,
    CommitteeTerms,
    ConditionSet,
    Level,
    SpecialOption,
    SpecialtyTerms,
    Texts,
    Uploads,
)
from notices.rules.outcome import (
    AttachmentTerms,
    Certificate,
    CommitteeDefense,
    Contacts,
    CrossReview,
    Determining,
    ExpertTraining,
    InitialDetermination,
    Integrity,
    Messages,
    PolicyColumn,
    PostRatio,
    Question,
    Recheck,
    Reminders,
    Result,
    Terminology,
    Voting,
)
from notices.rules.people import (
    AchievementWindow,
    BaseQualification,
    Conversion,
    CrossSeriesUp,
    Direct,
    Eligibility,
    Exceptional,
    OnePerYear,
    OutsideUnits,
    RouteStop,
    Seniority,
    SpecialDirect,
    TargetedEval,
    UnitRules,
)
from notices.rules.procedure import (
    BatchDocument,
    Correction,
    Deliberation,
    Fees,
    Invoice,
    LatePolicy,
    QualityThresholds,
    Stage,
    UnitFlow,
)
from notices.rules.reading import EMPTY, LAW_ZONE, key
from notices.rules.retirement import SHIPPED, RetirementAges
from notices.rules.switches import Switches
from notices.states import DeclarationKind, Window

WHOLE_REGION = "全区"
REGION_UNITS = "区直"
TARGETED = "targeted"  # the option, the kind of committee and the scope of conditions of 双定向 (PATH-07, PATH-08)
FROZEN = "rules"  # the one key that editions have and files do not


Coded = TypeVar("Coded", Level, SpecialtyTerms, ChecklistItem)


@dataclass(frozen=True, slots=True)
class Span:
    """One window: open from ``opens_at`` to ``closes_at``, both inclusive; no end, no closing."""

    opens_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Every key of requirements D.1, and the switches of its rule set. None means: feature off, or not stated."""

    code: str = key("代码，唯一；随系统附带的文件以它为文件名")
    title: str = key("标题")
    doc_no: str | None = key("文号", None)
    series: str = key("系列，如 工艺美术、工程")
    year: int = key("申报年度")
    issuer: str = key("发文单位")
    issuer_legal_person: bool = key("发文单位具有法人资格（GEN-07）", default=True)
    issued_on: date = key("发文日期")
    is_public: bool = key("此件公开发布", default=True)
    cc: tuple[str, ...] = key("抄送", ())
    addressees: tuple[str, ...] = key("主送，照原文分行", ())
    legal_bases: tuple[str, ...] = key("依据文件（GEN-14）", ())
    ruleset: str = key("规则集（GEN-06）：notices/data/rulesets/ 中文件的名称")
    rules: Switches = key("所用规则集的规定，发布时写入；通知文件不写", Switches())
    terminology: Terminology = key("用语", Terminology())
    filing_mode: Literal["online", "offline"] = key("申报方式", "online")
    body: tuple[Clause, ...] = key("通知全文，照印发文字", ())
    levels: tuple[Level, ...] = key("本通知受理的级别")
    special_options: tuple[SpecialOption, ...] = key("特殊选项勾选", ())
    condition_sets: tuple[ConditionSet, ...] = key("评审条件", ())
    specialties: tuple[SpecialtyTerms, ...] = key("本年度开评专业（GEN-17）", ())
    industries: Mapping[str, tuple[str, ...]] = key("专业组 → 单位所属行业，选专业时先列（CHAN-01）；空＝不分", EMPTY)
    texts: Texts = key("承诺与提示文字", Texts())
    uploads: Uploads = key("上传限制", Uploads())
    committees: tuple[CommitteeTerms, ...] = key("评委会（CHAN-02 … CHAN-05）")
    eligibility: Eligibility = key("申报范围与不得申报情形", Eligibility())
    retirement_ages: RetirementAges = key("法定退休年龄表（ELIG-03）；不写＝law/retirement.yaml", SHIPPED)
    one_per_year: OnePerYear = key("一年一次", OnePerYear())
    route: tuple[RouteStop, ...] = key("报送路线，依次")
    unit_rules: UnitRules = key("申报单位", UnitRules())
    outside_units: OutsideUnits = key("中直驻桂、外省单位", OutsideUnits())
    exception: Exceptional | None = key("破格申报；null＝不设", None)
    direct: Direct | None = key("直接申报；null＝不设", None)
    special_direct: SpecialDirect | None = key("高层次急需紧缺特殊人才；null＝不设", None)
    achievement_window: AchievementWindow = key("成果起算时间", AchievementWindow())
    conversion: Conversion = key("转评", Conversion())
    seniority: Seniority = key("资历计算", Seniority())
    cross_series_up: CrossSeriesUp | None = key("跨系列申报上一级；null＝未规定", None)
    targeted_eval: TargetedEval = key("双定向", TargetedEval())
    achievement_menus: tuple[AchievementMenu, ...] = key("成果多选菜单；空＝不设", ())
    qualification_equivalence: Mapping[str, str] = key("职业资格等级 → 职称级别（COND-09）", EMPTY)
    base_qualification: BaseQualification = key("申报资格证书", BaseQualification())
    limits: Limits = key("条数限制", Limits())
    exams: Exams = key("外语、计算机", Exams())
    ce: ContinuingEducation | None = key("继续教育；null＝不要求", None)
    social_insurance: SocialInsurance | None = key("社保；null＝不要求", None)
    education: Education = key("学历", Education())
    id_mismatch: IdMismatch = key("姓名、身份证号不一致", IdMismatch())
    photo: Photo = key("照片", Photo())
    checklist: tuple[ChecklistItem, ...] = key("申报材料清单", ())
    representative: Representative | None = key("代表性成果；null＝不设", None)
    self_assessment: SelfAssessment | None = key("自评表；null＝不设", None)
    summary: Summary = key("专业技术工作总结", Summary())
    expert_appraisal: ExpertAppraisal = key("专家鉴定", ExpertAppraisal())
    decision_info: DecisionInfo | None = key("决策咨询类信息；null＝不设", None)
    journal_risk: JournalRisk = key("学术风险预警", JournalRisk())
    pending_supplement: PendingSupplement | None = key("等待期材料；null＝不设", None)
    unit_flow: UnitFlow = key("单位步骤", UnitFlow())
    deliberation: Deliberation = key("审议推荐小组", Deliberation())
    stages: Mapping[str, Stage] = key("各阶段起止；<键> 为环节名", EMPTY)
    correction: Correction = key("补正", Correction())
    late_policy: LatePolicy = key("逾期", LatePolicy())
    batch_documents: tuple[BatchDocument, ...] = key("批量报送文件", ())
    fees: Fees = key("评审费", Fees())
    invoice: Invoice | None = key("票据；null＝未规定", None)
    expert_training: ExpertTraining | None = key("专家培训；null＝未规定", None)
    committee_defense: CommitteeDefense = key("专业答辩", CommitteeDefense())
    voting: Voting = key("表决", Voting())
    cross_review: CrossReview = key("异地交叉评审", CrossReview())
    recheck: Recheck | None = key("复核；null＝不设", None)
    result: Result | None = key("二次公示与结果；null＝未规定（不作二次公示）", Result())
    certificate: Certificate = key("证书", Certificate())
    post_ratio: PostRatio = key("岗位结构比例", PostRatio())
    quality_thresholds: QualityThresholds | None = key("质量问题比例；null＝不设", None)
    initial_determination: InitialDetermination | None = key("认定；null＝不设", None)
    determining: Determining = key("不经评委会的申报类型由谁办理、经过哪些环节", Determining())
    reminders: Reminders = key("提醒", Reminders())
    messages: Messages = key("短信与站内消息", Messages())
    labels: Mapping[str, str] = key("用语替换：<词> → 本通知的叫法", EMPTY)
    integrity: Integrity = key("诚信档案", Integrity())
    contacts: Contacts = key("联系方式", Contacts())
    faq: tuple[Question, ...] = key("常见问题", ())
    policy_columns: tuple[PolicyColumn, ...] = key("政策专栏（GEN-15）", ())
    attachments: tuple[AttachmentTerms, ...] = key("附件", ())

    def term(self, name: str, default: str = "") -> str:
        """This notice's word for a thing (GEN-16): ``labels`` first; ``title`` is 职称 or 专业技术资格."""
        if name in self.labels:
            return self.labels[name]
        return self.terminology.title if name == "title" else default or name

    def level(self, code: str) -> Level:
        """Raises ``KeyError`` for a level this notice does not offer."""
        return _by_code(self.levels, code)

    def option(self, code: str) -> SpecialOption | None:
        """A special option, if it is open this year; 双定向 waits for its own document, too (PATH-07)."""
        if code == TARGETED and not self.targeted_eval.enabled:
            return None
        return next((option for option in self.special_options if option.code == code and option.enabled), None)

    def specialty(self, code: str) -> SpecialtyTerms:
        """Raises ``KeyError`` for a specialty this notice does not open."""
        return _by_code(self.specialties, code)

    def specialties_for(self, level: str) -> tuple[SpecialtyTerms, ...]:
        """Specialties reviewed at this level."""
        return tuple(specialty for specialty in self.specialties if specialty.is_open_for(level))

    def groups_of(self, industry: str) -> frozenset[str]:
        """The specialty groups that go with a unit's industry (CHAN-01)."""
        return frozenset(group for group, industries in self.industries.items() if industry in industries)

    def checklist_item(self, code: str) -> ChecklistItem:
        """Raises ``KeyError`` for a slot the checklist does not have."""
        return _by_code(self.checklist, code)

    def condition_set(
        self, level: str, *, group: str = "", identity: str = "", targeted: bool = False
    ) -> ConditionSet | None:
        """The conditions for this level: by identity (COND-02), by specialty group (COND-04), else the general ones.

        双定向 has conditions of its own (PATH-08); until they are made, the ordinary ones hold for it.
        """
        own = next((each for each in self.condition_sets if each.scope == TARGETED and each.covers(level)), None)
        if targeted and own:
            return own
        sets = [each for each in self.condition_sets if each.covers(level) and each.scope != TARGETED]
        for scope in (identity, group, "all"):
            if found := next((each for each in sets if scope and each.scope == scope), None):
                return found
        groups = {specialty.group for specialty in self.specialties}
        return next((each for each in sets if each.scope not in groups), None)

    def fee_yuan(self, level: str) -> int:
        """Raises ``KeyError`` where no fee is set; publishing refuses such a notice (FEE-01)."""
        return self.fees.amounts[level]

    def slot_key(self, level: str, kind: str = DeclarationKind.ORDINARY) -> str:
        """The one-per-year slot this declaration takes; empty for kinds that take none (ELIG-16, G-09, G-28)."""
        if kind not in self.one_per_year.kinds_counted:
            return ""
        return f"{self.year}:{'any' if self.one_per_year.scope == 'any_level' else self.level(level).rank}"

    def committees_for(self, level: str, kind: str = "ordinary") -> tuple[CommitteeTerms, ...]:
        """Committees of this notice that take the level."""
        return tuple(each for each in self.committees if level in each.levels and each.kind == kind)

    def committee_for(self, level: str, affiliation: str, kind: str = "ordinary") -> CommitteeTerms | None:
        """The committee for a unit of this affiliation; None: another office's notice is competent (E109, CHAN-03)."""
        found = (each for each in self.committees_for(level, kind) if takes(each.scope, affiliation))
        return next(found, None)

    def committee(self, name: str) -> CommitteeTerms:
        """Raises ``KeyError`` for a committee the notice does not name."""
        return _by_name(self.committees, name)

    def attachment(self, num: int) -> AttachmentTerms | None:
        """An attachment by its printed number."""
        return next((each for each in self.attachments if each.num == num), None)

    def clause_numbers(self) -> tuple[str, ...]:
        """How each part of the body is cited, in order: 三（一）2（1）."""
        return tuple(_cited(self.body))

    @property
    def issued_at(self) -> datetime:
        """First moment of the day of issue: windows without a printed start open then."""
        return datetime.combine(self.issued_on, time(), LAW_ZONE)

    def windows(self) -> dict[str, Span]:
        """Every window that gets a gate, by name: the stages, and those that other sections date."""
        return {name: self._span(start, end) for name, (start, end) in self._dated().items()}

    def level_windows(self) -> dict[tuple[str, str], Span]:
        """The stages that run otherwise for one level, by name and code of the level (TIME-06)."""
        return {
            (name, level): self._span(own.start or stage.start, own.end or stage.end)
            for name, stage in self.stages.items()
            for level, own in stage.by_level.items()
        }

    def _span(self, start: datetime | None, end: datetime | None) -> Span:
        return Span(start or self.issued_at, end)

    def _dated(self) -> dict[str, tuple[datetime | None, datetime | None]]:
        dated = {name: (stage.start, stage.end) for name, stage in self.stages.items()}
        if self.correction.enabled:
            dated[Window.CORRECTION] = (self.correction.start, self.correction.end)
            dated[Window.RECHECK] = (self.correction.start, self.correction.recheck_until or self.correction.end)
        if self.fees.window == "fixed" and self.fees.end:
            dated[Window.FEES] = (self.fees.start, self.fees.end)
        if self.pending_supplement:
            dated[Window.PENDING_SUPPLEMENT] = (None, self.pending_supplement.deadline)
        if self.special_direct and self.special_direct.deadline:
            dated[Window.SPECIAL_DIRECT] = (None, self.special_direct.deadline)
        if self.invoice and self.invoice.request_end:
            dated[Window.INVOICE] = (self.fees.start, _end_of(self.invoice.request_end))
        return {str(name): span for name, span in dated.items()}


def takes(scope: str | None, affiliation: str) -> bool:
    """Whether a committee of this scope is for units of this affiliation; an area's committee looks at the place."""
    return scope != REGION_UNITS or affiliation == Affiliation.REGION


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), LAW_ZONE)  # G-08


def _by_code(things: tuple[Coded, ...], code: str) -> Coded:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)


def _by_name(things: tuple[CommitteeTerms, ...], name: str) -> CommitteeTerms:
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)


def _cited(body: tuple[Clause, ...]) -> list[str]:
    heads, cited = ["", "", "", ""], []
    for clause in body:
        depth = clause.depth
        heads[depth:] = [clause.num, *[""] * (3 - depth)]
        cited.append("".join(heads).replace("、", "").replace(".", "") if clause.num else "")
    return cited

"""What the rules look at: one dossier as plain frozen facts. No database stands behind them.

Places are part keys (``declarations.parts``). Everything has a default, so that a precheck may know only a part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.lib.period import add_months
from declarations.eligibility import words
from declarations.parts import Section
from declarations.states import Channel, ItemKind, Special
from notices.rules.reading import EMPTY
from notices.rules.reading import key as fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """基本信息 and the facts that may bar somebody."""

    name: str = fact("姓名", "")
    former_name: str = fact("曾用名（MAT-61）", "")
    other_numbers: int = fact("本人另有的身份证号码数，15位升18位的不算（MAT-60、MAT-61）", 0)
    shared_names: tuple[str, ...] = fact("以其他姓名登记而没有取用的共享数据，写来源（MAT-59）", ())
    sex: words.Sex = fact("性别：男、女", "")
    born_on: words.Day | None = fact("出生日期", None)
    unfilled: tuple[str, ...] = fact("基本信息中还没有填写的必填项", ())
    has_photo: bool = fact("有证件照", default=False)
    photo_pixels: tuple[int, int] = fact("证件照像素 [宽, 高]", (0, 0))
    photo_doubts: tuple[str, ...] = fact("证件照疑点：grey 黑白、blurred 模糊", ())
    unit_nature: words.Nature = fact("单位性质代码（ELIG-01）", "")
    nature_note: str = fact("没有单位性质证明的情况说明（MAT-33）", "")
    work_since: words.Day | None = fact("参加工作时间", None)
    specialty_since: words.Day | None = fact("从事本专业工作时间", None)
    is_civil_servant: bool = fact("公务员（含参公）（ELIG-02）", default=False)
    transition_until: words.Day | None = fact("退出参公管理过渡期截止", None)
    is_retired: bool = fact("已办理离退休手续（ELIG-03）", default=False)
    retired_on: words.Day | None = fact("办理离退休手续的日期（ELIG-05）", None)
    extension_no: str = fact("延长退休批准文号（ELIG-03）", "")
    extension_until: words.Day | None = fact("延长退休至", None)
    retirement_category: words.RetirementCategory = fact("退休类别：male、female55、female50、female_senior60", "")
    discipline: words.Discipline = fact("处分（ELIG-06）", "")
    discipline_by: str = fact("作出处分的单位（ELIG-06）", "")
    discipline_on: words.Day | None = fact("处分生效日期（ELIG-06）", None)
    discipline_months: int | None = fact("处分期的月数；写了期满日期的，按期满日期", None)
    discipline_until: words.Day | None = fact("处分期满", None)
    under_investigation: bool = fact("正被立案审查调查（ELIG-07）", default=False)
    sanction_until: words.Day | None = fact("处分处罚影响期截止", None)
    epidemic_service: bool = fact("参与疫情防控（ELIG-18）", default=False)
    name_differs: bool = fact("材料所用姓名或身份证号码不一致（MAT-59）", default=False)
    employed_since: words.Day | None = fact("与现单位建立人事（劳动）关系的时间（ELIG-10）", None)
    works_outside: bool = fact("在区外工作（ELIG-11）", default=False)
    household_inside: bool = fact("户口在广西", default=False)
    archive_agency: str = fact("人事档案托管机构（ELIG-11、ELIG-13）", "")
    archive_since: words.Day | None = fact("档案托管起始", None)

    @property
    def discipline_ends(self) -> date | None:
        """The last day of the sanction: as told, or reckoned from its start and length; None: unknown (ELIG-06)."""
        if self.discipline_until or not (self.discipline_on and self.discipline_months):
            return self.discipline_until
        return add_months(self.discipline_on, self.discipline_months) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A unit as the channel rules see it."""

    name: str = fact("名称", "")
    kind: words.BodyKind = fact("类别：unit、agency、association", "unit")
    affiliation: words.BodyAffiliation = fact("隶属关系：region、city、county、central、other_province", "")
    legal_person: bool = fact("具有独立法人资格（CHAN-07）", default=True)
    branch_type: str = fact("分支机构类型", "")
    nature: words.Nature = fact("登记的单位性质代码（ELIG-15）", "")
    legal_representative: str = fact("法定代表人（PATH-24）", "")
    small_giant_from: words.Day | None = fact("国家级专精特新“小巨人”认定起（PATH-24）", None)
    small_giant_until: words.Day | None = fact("国家级专精特新“小巨人”认定有效期至", None)
    city_office: str = fact("所在市职改办（E109）", "")
    place: str = fact("注册地", "")
    has_licence: bool = fact("账户中有营业执照（MAT-63）", default=False)
    zone: str = fact("注册所在园区（ELIG-12）", "")

    @property
    def is_outside(self) -> bool:
        return self.affiliation in {"central", "other_province"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCommittee:
    """A competent committee outside this notice, and the notice it works under where one is loaded (CHAN-03, 04)."""

    name: str = fact("评委会")
    notice: str = fact("通知标题；空＝没有载入", "")
    url: str = fact("通知网址", "")

    @property
    def words(self) -> str:
        return f"{self.name}（《{self.notice}》）" if self.notice else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, and through whom."""

    level: str = fact("申报级别代码")
    specialty: str = fact("申报专业代码", "")
    kind: words.Kind = fact("申报类型：ordinary、conversion 等", "ordinary")
    options: frozenset[words.Option] = fact("特殊选项：high_skill、direct、exceptional、targeted", frozenset())
    committee: str = fact("评委会；空＝没有有权限的", "")
    competent: tuple[OtherCommittee, ...] = fact("其他有权限的评委会和它的通知（E109）", ())
    channel: words.ChannelWord = fact("申报渠道：unit、agency、association", Channel.UNIT)
    freelancer: bool = fact("自由职业者", default=False)
    archive_hosted: bool = fact("档案已委托存放", default=False)
    employment_confirmed: bool = fact("单位已确认本人属于本单位（CHAN-06）", default=True)
    letter_kind: words.Letter = fact("授权或委托函：local、commissioned", "")
    letter_issuer: str = fact("函件出具单位", "")
    outside_reason: str = fact("确需在我区参评的原因（CHAN-25）", "")
    direct_basis: str = fact("直接申报依据，照通知文字", "")
    relaxes: tuple[str, ...] = fact("破格放宽：学历、资历", ())
    exception_reason: str = fact("符合破格条件的情况", "")
    new_work_since: words.Day | None = fact("转评：从事现专业技术工作起始", None)
    insurance_gap: str = fact("养老保险情况说明（MAT-31）", "")
    declared_on: words.Day | None = fact("首次提交之日；补正不改变申报当月", None)
    menu: str = fact("成果多选菜单代码（COND-05）", "")
    dispatched: bool = fact("劳务派遣（ELIG-14）", default=False)
    relay: str = fact("派遣单位或社保缴纳单位（CHAN-20、CHAN-26）", "")
    early_one_year: bool = fact("提前1年申报（PATH-05）", default=False)
    early_used: int = fact("以前已提前申报的次数", 0)
    approval_no: str = fact("申报前审批批文文号（PATH-17）", "")
    approval_on: words.Day | None = fact("批文日期", None)
    letter_filed_on: words.Day | None = fact("函件备案日期（CHAN-13）", None)
    letter_filed_no: str = fact("函件备案号（FORM-11）", "")
    talent_basis: words.Basis = fact(
        "高层次直评依据：special_talent、small_giant、talent_project、skill_master（PATH-20…28）", ""
    )
    recommended_by: str = fact("署名推荐的法定代表人（PATH-24）", "")
    recommended_on: words.Day | None = fact("推荐书日期", None)
    team_leader: bool = fact("研发团队带头人", default=False)
    project_level: str = fact("人才项目层级，照规则集文字（PATH-27）", "")
    project_name: str = fact("人才项目名称", "")
    project_year: int | None = fact("入选年度", None)
    titled_before: bool = fact("以前在本系统申报取得过职称（PATH-22）", default=False)
    former_committee: str = fact("核准确认：原评审机构（PATH-23）", "")
    former_no: str = fact("核准确认：原评审结果文件", "")
    former_on: words.Day | None = fact("核准确认：原评审通过时间", None)
    commissioned_by: str = fact("委托本评委会评审的地区或部门及文号（CHAN-16）", "")
    parallel: tuple[str, ...] = fact("本人正在办理的其他申报（CHAN-14）", ())
    commission_approval_no: str = fact("外省委托评审：自治区职改办同意函文号（CHAN-15）", "")
    commission_approval_on: words.Day | None = fact("外省委托评审：同意函日期", None)
    relay_is_agency: bool = fact("relay 是存放档案的人才市场（CHAN-17）", default=False)
    foreign_exam: str = fact("职称外语成绩或免试情况（COND-15）", "")
    computer_exam: str = fact("计算机应用能力成绩或免试情况", "")

    def opted(self, option: Special) -> bool:
        return option.value in self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Schooling:
    key: str = fact("编号", Section.EDUCATION.value)
    level: words.Level = fact("学历")
    school: str = fact("毕业院校", "")
    graduated_on: words.Day | None = fact("毕业时间", None)
    degree_code: str = fact("专业学位代码（PATH-06）", "")
    degree_field: str = fact("专业学位领域", "")
    overseas: bool = fact("国（境）外学历", default=False)
    shared: bool = fact("通过数据共享获取（MAT-10）", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title, professional qualification or skill certificate held."""

    key: str = fact("编号", Section.TITLES.value)
    kind: words.TitleKind = fact("类别：title 职称、qualification 职业资格、skill 技能等级", "title")
    name: str = fact("名称", "")
    rank: words.TitleRank = fact("层级：zhenggao、fugao、zhong、chu", "")
    grade: str = fact("技能等级，或职业资格级别", "")
    series: str = fact("系列", "")
    granted_on: words.Day = fact("取得时间")
    declared_until: words.Day | None = fact("当时的申报截止日期（COND-12）", None)
    origin: words.Origin = fact("取得地：local、region、outside", "local")
    reconfirmed_on: words.Day | None = fact("重新确认时间（PATH-10）", None)
    verified_online: bool = fact("已在线审验（MAT-18）", default=False)
    converted_from: words.Day | None = fact("转评前职称的取得时间（PATH-13）", None)
    area: str = fact("定向评价区域（PATH-08）", "")
    is_base: bool = fact("以该资格申报（MAT-22）", default=False)
    shared: bool = fact("通过数据共享获取", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One year's hours of one category of 继续教育."""

    year: int = fact("年度")
    category: words.Category = fact("类别：公需、专业、行业")
    passed: bool = fact("合格", default=False)
    shared: bool = fact("通过数据共享获取", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidMonth:
    month: words.Day = fact("月份，写作当月一日")
    payer: str = fact("缴费单位", "")
    by_unit: bool = fact("由单位缴纳", default=True)
    shared: bool = fact("通过数据共享获取", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    key: str = fact("编号", Section.RESUME.value)
    started_on: words.Day = fact("开始")
    ended_on: words.Day | None = fact("结束；null＝至今", None)
    unit: str = fact("单位", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One way in which a decision information was adopted (DECN-06)."""

    publication: str = fact("采用的信息刊物")
    adoption: str = fact("采用方式：单篇、综合")
    instruction: str = fact("批示；none＝没有", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An experience, achievement or publication."""

    section: words.ItemSection = fact("所在部分：experience、achievement、publication")
    key: str = fact("编号，如 achievement:1，材料引用它")
    title: str = fact("名称", "")
    rank: int = fact("排序", 1)
    kind: words.Item = fact("类型代码", "")
    clause: str = fact("对应的评审条件代码（COND-10）", "")
    on: words.Day | None = fact("取得时间；经历为结束时间，null＝至今", None)
    started_on: words.Day | None = fact("经历的开始时间", None)
    specialty: str = fact("该项所属专业（ELIG-19）", "")
    representative: bool = fact("代表性成果（MAT-53）", default=False)
    pending: words.Pending = fact("等待期：课题结题、论文发表（MAT-38）", "")
    not_for_degree: bool = fact("非为学历、学位而发表（MAT-41）", default=False)
    risk: str = fact("风险刊物提示（RISK-01）", "")
    risk_method: str = fact("风险刊物的核验方式（RISK-02）", "")
    risk_answer: str = fact("风险刊物的核验结果（RISK-02）", "")
    catalogued: str = fact("收录该刊的核心期刊目录及版次（A-19）", "")
    works: tuple[str, ...] = fact("实物作品名称（MAT-55）", ())
    designated: int | None = fact("指定作品，从 1 数起", None)
    adoption: Mapping[str, str] = fact("采用情况：publication、adoption、instruction、issuer（DECN）", EMPTY)
    also_adopted: tuple[Adoption, ...] = fact("同一篇的其他采用、批示情况；按最高标准计（DECN-06）", ())
    representative_paper: bool = fact("代表作（MAT-42）", default=False)
    journal_class: words.Journal = fact("刊物类别：core、foreign（MAT-45、MAT-46）", "")
    url: str = fact("论文查询网址（MAT-44）", "")
    indexed_by: words.Index = fact("收录：EI、SCI", "")
    chinese_title: str = fact("中文标题", "")
    chinese_abstract: str = fact("中文摘要", "")
    text: str = fact("未发表报告的文字（MAT-51）", "")
    report_kind: words.Report = fact("未发表材料的种类：summary、survey、project_study（MAT-50）", "")
    signed_sealed: bool = fact("未发表材料已个人署名、单位盖章（MAT-50）", default=False)

    @property
    def is_award_work(self) -> bool:
        return self.kind == ItemKind.AWARD_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file in a slot."""

    slot: str = fact("材料清单代码")
    part: str = fact("所证明的条目编号；空＝整份申报", "")
    piece: str = fact("份内的件，如 封面", "")
    issuer: str = fact("出具单位（MAT-11）", "")
    issuer_type: str = fact("出具单位类型（A-33）", "")
    digest: str = fact("文件的 SHA-256（MAT-51）", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Barring:
    """An entry of the integrity archive that is in force, handed in as a fact (ELIG-08)."""

    until: words.Day = fact("记录期至")
    decision: str = fact("决定文号", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What an expert said of what was not printed (MAT-69)."""

    expert: str = fact("专家姓名", "")
    unit: str = fact("专家所在单位", "")
    title: str = fact("专家职称", "")
    opinion: str = fact("鉴定意见", "")

    def asked(self) -> tuple[tuple[str, str], ...]:
        """Everything that has to be said, by name."""
        return (
            ("专家姓名", self.expert),
            ("专家所在单位", self.unit),
            ("专家职称", self.title),
            ("鉴定意见", self.opinion),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What was shared and the person says is wrong (MAT-10)."""

    section: words.SharedSection = fact("所在部分：education、titles、training、insurance")
    said: str = fact("共享数据的内容")
    origin: str = fact("数据来源", "")
    reason: str = fact("异议", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything a person declares under one notice."""

    request: Request = fact("申报什么、通过谁")
    person: Person = fact("基本信息", Person())
    unit: Body = fact("办理单位环节的单位", Body())
    employer: Body | None = fact("所在单位；与办理单位相同的不写", None)
    personnel_unit: Body | None = fact("人事（劳动）关系所在单位；与所在单位相同的不写（ELIG-15）", None)
    schooling: tuple[Schooling, ...] = fact("学历", ())
    titles: tuple[Title, ...] = fact("现职称与资格证书", ())
    courses: tuple[Course, ...] = fact("继续教育", ())
    paid_months: tuple[PaidMonth, ...] = fact("养老保险缴费月份", ())
    jobs: tuple[Job, ...] = fact("工作简历", ())
    experiences: tuple[Entry, ...] = fact("专业技术工作经历", ())
    achievements: tuple[Entry, ...] = fact("业绩成果", ())
    publications: tuple[Entry, ...] = fact("学术成果", ())
    papers: tuple[Paper, ...] = fact("材料", ())
    appraisals: tuple[Appraisal, ...] = fact("专家鉴定意见（MAT-69）", ())
    disputes: tuple[Dispute, ...] = fact("对共享数据的异议；其内容改为手工填写（MAT-10）", ())
    barrings: tuple[Barring, ...] = fact("记录期内的诚信记录（ELIG-08）", ())
    summary: str = fact("专业技术工作总结（MAT-52）", "")

    def declared_by(self, today: date) -> date:
        """The day that counts as the day of declaring: of the first submission, before it today."""
        return self.request.declared_on or today

    @property
    def workplace(self) -> Body:
        """The unit whose nature, channel and insurance count: an agency only carries out the step (CHAN-09)."""
        return self.employer or self.unit

    @property
    def bases(self) -> tuple[Title, ...]:
        """What is ticked as 以该资格申报."""
        return tuple(title for title in self.titles if title.is_base)

    @property
    def base(self) -> Title | None:
        """The one base qualification, when it is one."""
        return self.bases[0] if len(self.bases) == 1 else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.experiences, *self.achievements, *self.publications)

    @property
    def representatives(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.representative)

    def papers_in(self, slot: str, part: str = "") -> tuple[Paper, ...]:
        """Files in a slot; with ``part`` only those that prove this entry."""
        return tuple(paper for paper in self.papers if paper.slot == slot and part in {"", paper.part})

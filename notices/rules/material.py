"""What must be filled in and handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from notices.rules.natures import Nature
from notices.rules.reading import EMPTY, End, key
from notices.states import IssuerType


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuRule:
    performance: int = key("业绩成果条件至少条数", 0)
    academic: int = key("论文、著作条件至少条数", 0)
    performance_clauses: int = key("须满足的不同业绩条款数", 0)
    no_reuse: bool = key("同一业绩成果不能重复使用", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementMenu:
    """成果多选菜单 (COND-05 … COND-07)."""

    code: str = key("代码")
    label: str = key("名称")
    rule: MenuRule = key("规则", MenuRule())
    levels: tuple[str, ...] = key("适用级别代码；空＝全部", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    performance: int | None = key("业绩成果条数上限（MAT-40）", None)
    academic: int | None = key("学术成果条数上限（MAT-41）", None)
    representative: int = key("代表性成果数（MAT-53）", 1)
    representative_paper: int | None = key("代表作数（MAT-42）", None)
    items_name_specialty: bool = key("经历、业绩、学术逐条写明专业，须与拟评专业相符（ELIG-19）", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exams:
    foreign_language: Literal["not_required", "required"] = key("职称外语", "not_required")
    computer: Literal["not_required", "required"] = key("计算机应用能力", "not_required")
    doc_no: str | None = key("文号", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryEducation:
    year: int = key("年度")
    site: str = key("学习网站")
    slot: str = key("上传位置")
    doc_no: str = key("文号")
    proof: str = key("证明名称")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuingEducation:
    """继续教育 (MAT-26 … MAT-30)."""

    mode: Literal["industry_or_public", "public_before_submit"] = key(
        "公需科目申报前完成，或行业、公需任一", "public_before_submit"
    )
    public_course_year: int = key("公需科目年度")
    public_course_title: str | None = key("公需科目名称", None)
    must_pass_before_submit: bool = key("未合格不得提交（E202）", default=False)
    reference_year: int | None = key("作为参考的学时年度（W102）", None)
    url: str | None = key("学习网站", None)
    industry: Mapping[str, IndustryEducation] = key("行业组 → 行业内继续教育", EMPTY)
    proof_upload: bool = key("须上传证明", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialInsurance:
    """社保 (MAT-31 … MAT-35)."""

    applies_to: tuple[str, ...] = key("适用单位；all＝全部", ())
    natures: tuple[Nature, ...] = key("适用单位的性质代码；不写的，按 applies_to 的通常用词", ())
    months: int = key("连续缴费月数", 6)
    exclude_current_month: bool = key("不含申报当月", default=True)
    mode: Literal["warn_with_explanation"] = key("不足时提醒并要求说明（W101）", "warn_with_explanation")
    freelancer_none_months: int = key("自由职业者往前无单位参保的月数（E217）；0＝不查", 0)
    freelancer_include_current_month: bool = key("含申报当月（G-30）", default=True)
    unit_nature_proof: tuple[str, ...] = key("单位性质证明", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    mode: str = key(
        "学历材料怎样取得：share_else_one_of＝共享不到时提供任一；share_else＝共享不到时按 accepted；upload＝上传",
        "upload",
    )
    accepted: tuple[str, ...] = key("可接受的材料", ())
    note: str | None = key("说明", None)
    state_owned: str | None = key("国有单位人员", None)
    non_public: str | None = key("非公单位人员", None)
    overseas: str | None = key("国（境）外学历", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdMismatch:
    proof: tuple[str, ...] = key("姓名、身份证号不一致时的证明", ())
    counts: tuple[Literal["former_name", "id_change"], ...] = key("本身即须证明的情形：曾用名、证号变更（MAT-61）", ())
    slot: str = key("上传位置", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    size: str | None = key("尺寸", None)
    color: bool = key("彩色", default=False)
    front: bool = key("正面", default=False)
    hatless: bool = key("免冠", default=True)
    recent: bool = key("近期", default=True)
    clear: bool = key("清晰", default=True)
    forbidden: tuple[str, ...] = key("不得使用", ())
    min_px: tuple[int, int] | None = key("最小像素 [宽, 高]（W112）", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One row of the 申报材料清单 (FORM-03)."""

    code: str = key("代码，材料引用它")
    label: str = key("名称")
    hard: bool = key("不可缺少的硬件材料（MAT-03）", default=False)
    when: str = key("适用情形：always，或以 and、or、not 连接的情形", "always")
    formats: tuple[str, ...] = key("格式", ("pdf", "jpg", "png"))
    max_files: int = key("文件数上限；0＝只需勾选", 10)
    issuers: tuple[str, ...] = key(
        f"由哪类单位出具（A-33）：{'、'.join(IssuerType.values)}；一类＝自动记录，几类＝上传时选择，空＝不问", ()
    )
    # What blocks is said by these three; an older row that has none of them is taken at the words of its name.
    pieces: tuple[str, ...] = key("必须提供的件，如 版权页；空＝以名称写明的为准（MAT-44、MAT-47、MAT-48）", ())
    url: bool = key("须填写查询网址（MAT-44）；名称写明“网址”的也须填写", default=False)
    signed: bool = key("须个人署名、单位盖章后扫描（MAT-50）；名称写明“署名”的也须如此", default=False)

    def names(self, piece: str) -> bool:
        """Whether this piece must be handed in."""
        return piece in self.pieces if self.pieces else piece in self.label

    @property
    def wants_url(self) -> bool:
        """Whether the address is asked where a thing is found."""
        return self.url or "网址" in self.label

    @property
    def wants_signature(self) -> bool:
        """Whether it is signed by the person and sealed by the unit before it is scanned."""
        return self.signed or "署名" in self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardWork:
    """获奖作品作为代表性成果 (MAT-55)."""

    levels: tuple[str, ...] = key("适用级别代码")
    works: int = key("实物作品数", 3)
    designated: int = key("指定为代表的件数", 1)
    video: bool = key("须有制作视频", default=True)
    due: Literal["secretariat_event", "at_submit"] = key("何时备齐", "secretariat_event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    count: int = key("代表性成果数", 1)
    sms: bool = key("提交时间、方式、地点由会务组短信通知", default=False)
    award_work: AwardWork | None = key("获奖作品", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment:
    title: str = key("自评表名称（FORM-07）")
    slot: str = key("扫描件上传位置")
    attachment: int | None = key("附件号", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    min_chars: int | None = key("专业技术工作总结最少字数（E208）", None)
    similar_percent: int | None = key(
        "未发表成果与专业技术工作总结文字相同达到多少时提示（百分数，MAT-51）；null＝不比", 80
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertAppraisal:
    required: bool = key("学术成果须专家鉴定（FORM-28）", default=False)
    seal: str = key("盖章单位", "")
    slot: str = key("上传位置", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionInfoRow:
    publication: str = key("信息刊物")
    adoption: Literal["单篇", "综合"] = key("采用方式")
    instruction: str = key("批示领导；none＝无批示")
    category: str = key("视为的期刊类别")
    value: Decimal = key("折算篇数")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionInfo:
    """决策咨询类信息折算论文 (DECN)."""

    issuers: tuple[str, ...] = key("采用告知单出具单位", ())
    accumulate: bool = key("同一篇累计", default=False)
    category_rank: tuple[str, ...] = key("类别由高到低", ())
    table: tuple[DecisionInfoRow, ...] = key("折算表", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRisk:
    """学术风险预警 (RISK-02, RISK-04)."""

    advice: str = key("学术成果页的提示", "")
    proof: bool = key("命中风险刊物名单的，除核验说明外还须上传核验材料", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSupplement:
    """等待期材料 (TIME-11, MAT-38)."""

    kinds: tuple[str, ...] = key("种类", ())
    interim: tuple[str, ...] = key("可先凭以申报的材料", ())
    deadline: End = key("补充报送截止")

"""How a declaration travels: the unit's steps, windows, corrections, money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from notices.rules.reading import EMPTY, End, Start, key


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPublicity:
    min_working_days: int | None = key("公示工作日数；null＝未定（UNIT-11）", 5)
    scope: Literal["proposed_only", "all_applicants"] = key("公示拟推荐人选或全部申报人", "proposed_only")
    supplementary: bool = key("公示后材料有变更须补充公示", default=True)
    supplementary_min_working_days: int = key("补充公示工作日数（G-31）", 5)
    count_start_day: bool = key("公示首日计入", default=False)
    source: str | None = key("依据", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    aspects: tuple[str, ...] = key("推荐意见应评价的方面", ())
    reject_bare_agree: bool = key("不接受只写“同意推荐”（G-39）", default=False)
    min_chars: int = key("每方面最少字数", 0)
    explain_exception: bool = key("破格须在意见中说明", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFlow:
    """The order of the unit's own steps (UNIT-25)."""

    steps: tuple[Literal["check", "defense", "deliberation", "publicity", "recommend"], ...] = key(
        "单位步骤的先后", ("check", "deliberation", "publicity", "recommend")
    )
    defense_levels: tuple[str, ...] = key("单位须组织答辩的级别代码（UNIT-06）", ())
    publicity: UnitPublicity = key("单位内部公示", UnitPublicity())
    recommendation: Recommendation = key("单位推荐意见", Recommendation())


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberation:
    """审议推荐小组 (UNIT-07)."""

    sizes: tuple[int, ...] = key("一般人数（W105）", (5, 7))
    professional_ratio: Fraction = key("专业技术人才最低比例（E302）", Fraction(2, 3))
    title_level: Literal["not_below_applied"] = key("成员职称不低于申报级别（E303）", "not_below_applied")
    external_allowed: bool = key("可邀请外单位专家", default=True)
    aspects: tuple[str, ...] = key("审议意见应评价的方面", ())
    source: str | None = key("依据", None)

    def professionals_needed(self, members: int) -> int:
        """Smallest whole number that is not below the ratio: of 5 four, of 7 five."""
        ratio = self.professional_ratio
        return -(-members * ratio.numerator // ratio.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTimes:
    start: Start | None = key("开始（不填同本阶段）", None)
    end: End | None = key("截止（含该时刻，不填同本阶段）", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    start: Start | None = key("开始", None)
    end: End | None = key("截止（含该时刻，TIME-17）", None)
    end_to_end: bool = key("截止前须到达评委会所在职改办（TIME-06）", default=False)
    warn_from: date | None = key("自此日起提醒", None)
    by_level: Mapping[str, LevelTimes] = key("另定起止的级别；<键> 为级别代码（TIME-06）", EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    enabled: bool = key("是否允许补正", default=False)
    start: Start | None = key("补正开始", None)
    end: End | None = key("补正截止", None)
    recheck_until: End | None = key("补正材料复审截止（G-04）", None)
    one_time_notice: bool = key("一次性告知（OFFICE-04）", default=True)
    overdue: Literal["abandoned"] = key("逾期未补正", "abandoned")
    resubmit: Literal["from_addressee", "whole_route"] = key("补正后从谁起重新报送", "from_addressee")
    supplementary_publicity: bool = key("涉及公示内容须补充公示", default=True)
    after_committee: Literal["forbidden", "by_window"] = key("到达评委会职改办后能否补正", "by_window")
    source: str | None = key("依据；general＝全区一般规定", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    not_by_time_or_procedure: Literal["not_accepted"] = key("未按时间或程序上报", "not_accepted")
    after_deadline: Literal["not_accepted", "abandoned", "abandoned_for_year"] = key("逾期后果", "not_accepted")
    holder_late: Literal["office_decides", "automatic"] = key(
        "单位、部门或职改办逾期：职改办决定或自动（G-07）", "office_decides"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDocument:
    title: str = key("批量报送文件")
    copies: int = key("份数", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    doc_no: str | None = key("收费文号", None)
    amounts: Mapping[str, int] = key("级别代码 → 元/人次；每个级别必填（E703）", EMPTY)
    method: Literal["online", "offline_with_delivery"] = key("网上缴费或报送时缴纳", "online")
    window: Literal["fixed", "announced"] = key("时间固定，或另行通知（G-06）", "fixed")
    start: Start | None = key("缴费开始", None)
    end: End | None = key("缴费截止", None)
    usually_after: str = key("另行通知时通常在何时之后", "")
    trigger: Literal["on_office_acceptance", "on_reach_office"] = key("何时开缴费单（G-05）", "on_office_acceptance")
    unpaid: Literal["abandoned"] = key("逾期未缴", "abandoned")
    time: str = key("缴费时间的文字说明", "")
    payer_unit_allowed: bool = key("可由单位代缴", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    type: Literal["电子票据"] = key("票据种类", "电子票据")
    request_email: str = key("开票信息发送邮箱", "")
    request_end: date | None = key("申请截止（E502）", None)
    issue_about: date | None = key("预计开具时间", None)
    end: date | None = key("开具截止", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityThresholds:
    """G-19, G-20."""

    unit_problem_ratio: Decimal = key("单位问题率（达到即触发）", Decimal("0.10"))
    department_unqualified_ratio: Decimal = key("主管部门不符合率（达到即触发）", Decimal("0.20"))
    comparison: Literal[">="] = key("比较", ">=")
    small_sample_below: int = key("少于此数标明样本少", 5)

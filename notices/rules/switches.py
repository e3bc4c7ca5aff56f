"""What a rule set alone says (GEN-06): duties and ways in of a year's general rules, frozen with every edition.

The keys of a notice file (``notices.rules.terms``) are not here: a rule set may give those, too, in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notices.rules.reading import EMPTY, key

Optional = Literal["optional", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlySeniority:
    cutoff_date: Literal["set_yearly_by_自治区人社"] | None = key(
        "资历截止日由自治区人社部门逐年规定：通知须写明（E709、TIME-15）", None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallGiant:
    """国家级专精特新“小巨人”企业 (PATH-24 … PATH-26)."""

    direct_senior_max: int = key("每企业每年可推荐直接申报高级的人数")
    zhenggao_max: int = key("其中正高级人数")
    ai_extra: int = key("人工智能专业另加人数", 0)
    ai_within_zhenggao_max: bool = key("正高级人数上限也管人工智能另加名额（G-13）", default=False)
    ai_words: tuple[str, ...] = key("人工智能专业：专业或专业组的名称含有这些文字", ("人工智能",))
    signature: str = key("谁署名推荐")
    role: str = key("被推荐人的身份")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMasters:
    """PATH-28."""

    grades: tuple[str, ...] = key("职业技能等级")
    target: str = key("可直接申报的级别")
    attests: tuple[str, ...] = key("须由单位证明的事项", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlan:
    """PATH-33."""

    within_structure: Literal["warn", "none"] = key("一般在核定的岗位结构比例内评审（W106）", "none")
    absorb_years: tuple[int, int] | None = key("消化存量的年数 [最少, 最多]", None)
    plan_approval: str | None = key("实施方案由谁核准", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReviewScope:
    """COMM-08."""

    senior_series: tuple[str, ...] = key("高级实行异地交叉评审的系列", ())
    city_mid_junior: Optional = key("各市中初级可探索", "none")
    universities: Optional = key("自主评审高校可开展", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertPool:
    """COMM-09."""

    shared: bool = key("系列（行业）专家库共享", default=False)
    assessment: bool = key("履职考核", default=False)
    credit: bool = key("信用记录", default=False)
    exit: bool = key("退出惩戒", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorRecheck:
    """COMM-10, COMM-11."""

    senior_by: str | None = key("高级评审结果由谁复核", None)
    focus: tuple[str, ...] = key("重点复核的问题", ())
    sanction_doc: str | None = key("问题较多的评委会的处理依据", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDuties:
    national_upload: bool = key("证书数据上传全国平台", default=False)
    ce_interface: bool = key("继续教育学时经接口归集", default=False)
    achievement_archive: bool = key("业绩档案库", default=False)
    integrity_of_unit: bool = key("查验用人单位诚信", default=False)
    e_archive_backup: bool = key("电子档案备份", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """The keys only a rule set knows. ``Terms.rules`` keeps them with the edition; no notice file may state them."""

    document: str = key("规则文件，作为依据显示", "")
    effective_from: date | None = key("施行日期；null＝未载明", None)
    effective_to: date | None = key("适用至；null＝未定", None)
    overrides_conflicting: bool = key("通知与本规则集不一致的，以本规则集为准", default=False)
    issuer_must_be_legal_person: Literal["warn", "none"] = key("发文主体原则上须有法人资格（W110、GEN-07）", "none")
    seniority: YearlySeniority = key("资历计算", YearlySeniority())
    first_time_direct: tuple[str, ...] = key("首次申报可直接申报相应职称的人员（PATH-22）", ())
    unconfirmed_result: str | None = key("交流人员原已评审、未确认的结果如何办理（PATH-23）", None)
    small_giant: SmallGiant | None = key("“小巨人”企业推荐；null＝不设", None)
    talent_projects: Mapping[str, str] = key("人才项目层级 → 可直接申报的职称（PATH-27）", EMPTY)
    skill_masters: SkillMasters | None = key("高技能领军人才；null＝不设", None)
    reconfirmation: str | None = key("区外职称重新确认的依据；null＝未规定（PATH-14）", None)
    direct_doc: str | None = key("以上直接申报的程序依据（PATH-29）", None)
    post_ratio: PostPlan = key("岗位结构比例", PostPlan())
    cross_review: CrossReviewScope = key("异地交叉评审", CrossReviewScope())
    expert_pool: ExpertPool | None = key("专家库；null＝未规定", None)
    recheck: SeniorRecheck = key("复核", SeniorRecheck())
    data: DataDuties = key("数据", DataDuties())

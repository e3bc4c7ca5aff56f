"""Where a declaration stands (requirements C.1), who holds it there, and the words for it."""

from dataclasses import dataclass
from enum import nonmember

from django.db.models import TextChoices


class State(TextChoices):
    """In the order it walks."""

    DRAFT = "draft", "草稿"
    UNIT_CHECK = "unit_check", "单位审核（原件核验）"
    UNIT_DEFENSE = "unit_defense", "单位答辩考评"
    UNIT_DELIBERATION = "unit_deliberation", "审议推荐小组审议"
    UNIT_PUBLICITY = "unit_publicity", "单位内部公示"
    UNIT_RECOMMEND = "unit_recommend", "出具单位推荐意见"
    UNIT_SUPP_PUBLICITY = "unit_supp_publicity", "补充公示"
    RELAY_REVIEW = "relay_review", "派遣/社保缴纳单位审核"
    DEPT_REVIEW = "dept_review", "主管部门审核"
    LOCAL_OFFICE_REVIEW = "local_office_review", "县/市职改办审核"
    OFFICE_REVIEW = "office_review", "评委会所在职改办接收审核"
    OVERDUE_HELD = "overdue_held", "逾期未报送"
    CORRECTION = "correction", "退回补正"
    ACCEPTED = "accepted", "审核通过、待缴费"
    REPORTED = "reported", "缴费完成、报送成功"
    IN_ROUND = "in_round", "入评审批次"
    EXPERT_REVIEW = "expert_review", "专家评审"
    DEFENSE = "defense", "专业答辩"
    VOTING = "voting", "评委会表决"
    RECHECK = "recheck", "复核"
    SECOND_PUBLICITY = "second_publicity", "二次公示"
    OBJECTION = "objection", "异议/投诉核查"
    CONFIRM_PENDING = "confirm_pending", "结果确认报批"
    CONFIRMED = "confirmed", "已确认"
    APPROVED = "approved", "已批复"
    CERTIFIED = "certified", "电子证书已发"
    COMMISSION_RETURNED = "commission_returned", "委托评审结果已反馈"
    NOT_RECOMMENDED = "not_recommended", "不予推荐"
    WITHDRAWN = "withdrawn", "撤回"
    ABANDONED = "abandoned", "视为放弃"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    FAILED = "failed", "评审未通过"
    NOT_CONFIRMED = "not_confirmed", "不予确认"
    RESULT_CANCELLED = "result_cancelled", "取消评审结果"
    RESULT_INVALID = "result_invalid", "全年结果无效"
    REVOKED = "revoked", "撤销职称"

    at_unit = nonmember(
        ("unit_check", "unit_defense", "unit_deliberation", "unit_publicity", "unit_recommend", "unit_supp_publicity")
    )
    on_the_way = nonmember(("relay_review", "dept_review", "local_office_review"))
    before_vote = nonmember(("reported", "in_round", "expert_review", "defense"))
    # Nobody has voted on it or ended it: an amendment may still reach it (design §4).
    undecided = nonmember(
        (
            "draft", "unit_check", "unit_defense", "unit_deliberation", "unit_publicity", "unit_recommend",
            "unit_supp_publicity", "relay_review", "dept_review", "local_office_review", "office_review",
            "overdue_held", "correction", "accepted", "reported", "in_round", "expert_review", "defense",
        )
    )  # fmt: skip
    in_review = nonmember(("in_round", "expert_review", "defense", "voting"))
    settled = nonmember(
        (
            "approved", "certified", "commission_returned", "not_recommended", "withdrawn", "abandoned", "not_accepted",
            "failed", "not_confirmed", "result_cancelled", "result_invalid", "revoked",
        )
    )  # fmt: skip
    # A committee has decided on it, whatever it said (RISK-06).
    reviewed = nonmember(
        (
            "recheck", "second_publicity", "objection", "confirm_pending", "confirmed", "approved", "certified",
            "commission_returned", "failed", "not_confirmed", "result_cancelled", "result_invalid", "revoked",
        )
    )  # fmt: skip
    # Every other end is final for the notice and year (ELIG-16, OFFICE-07).
    frees_slot = nonmember(("draft", "withdrawn"))


class EndReason(TextChoices):
    """Why it lapsed or was not accepted (C.1)."""

    FIRST_DEADLINE = "first_deadline", "未在申报期内提交"
    CORRECTION_OVERDUE = "correction_overdue", "逾期未补正"
    UNPAID = "unpaid", "逾期未缴费"
    LATE = "late", "未按规定时间上报"
    WRONG_PROCEDURE = "wrong_procedure", "未按规定程序上报"
    FALSE_MATERIALS = "false_materials", "材料虚假"
    EXCLUDED_PERSON = "excluded_person", "属于不得申报情形"


class RouteNode(TextChoices):
    """The kinds of stops a notice may name (requirements D.1 ``route``)."""

    APPLICANT = "applicant", "申报人"
    UNIT = "unit", "用人单位"
    DISPATCH_UNIT = "dispatch_unit", "派遣单位"
    PAYING_UNIT = "paying_unit", "社保缴纳单位"
    TALENT_MARKET = "talent_market", "人才市场"
    DEPARTMENT = "department", "主管部门"
    COUNTY_OFFICE = "county_office", "县（市、区）职改办"
    CITY_OFFICE = "city_office", "市职改办"
    REGION_OFFICE = "region_office", "自治区职改办（外省委托评审）"  # CHAN-15; no notice names it, the case does
    COMMITTEE_OFFICE = "committee_office", "评委会所在职改办"
    COMMITTEE = "committee", "评委会"

    relays = nonmember(("dispatch_unit", "paying_unit", "talent_market"))
    chain_offices = nonmember(("county_office", "city_office", "region_office"))


class Channel(TextChoices):
    """Who carries out the unit's step (CHAN-06…10)."""

    UNIT = "unit", "本人所在单位"
    AGENCY = "agency", "档案托管的人事代理机构"
    ASSOCIATION = "association", "行业协会"


class LetterKind(TextChoices):
    """Letters of outside units (CHAN-11, CHAN-23)."""

    LOCAL = "local", "属地评审"
    COMMISSIONED = "commissioned", "委托评审"


class Special(TextChoices):
    """特殊选项 (PATH-32)."""

    HIGH_SKILL = "high_skill", "高技能人才申报"
    TARGETED = "targeted", "“双定向”职称申报"
    DIRECT = "direct", "直接申报"
    EXCEPTIONAL = "exceptional", "破格申报"


class TalentBasis(TextChoices):
    """By what a senior title is declared directly to the special committee (PATH-20, PATH-24…28)."""

    SPECIAL_TALENT = "special_talent", "高层次急需紧缺特殊人才"
    SMALL_GIANT = "small_giant", "国家级专精特新“小巨人”企业推荐"
    TALENT_PROJECT = "talent_project", "人才项目入选者"
    SKILL_MASTER = "skill_master", "首席技师、特级技师"


class Source(TextChoices):
    """Where a piece of data came from (MAT-10)."""

    MANUAL = "manual", "本人填写"
    SHARED = "shared", "数据共享"


class SharedKind(TextChoices):
    """What other authorities know of a person (A-12, A-14 … A-17)."""

    EDUCATION = "education", "学历"
    TITLE = "title", "职称"
    SKILL = "skill", "职业资格、职业技能等级"
    TRAINING = "training", "继续教育"
    INSURANCE = "insurance", "养老保险"


class FetchState(TextChoices):
    """How an asking of data sharing stands; what failed leads to the manual way."""

    ASKED = "asked", "正在获取"
    DONE = "done", "已取得"
    NOTHING = "nothing", "没有查到"
    DOWN = "down", "暂时取不到"
    LATE = "late", "没有写入"


class ItemKind(TextChoices):
    """What an achievement or publication is; decides its slots (MAT-40, MAT-41, MAT-43, MAT-47, MAT-49)."""

    AWARD_WORK = "award_work", "获奖作品"
    WORK = "work", "作品"
    PROJECT = "project", "项目（课题）"
    PATENT = "patent", "专利"
    STANDARD = "standard", "标准规范"
    OTHER_ACHIEVEMENT = "other_achievement", "其他业绩"
    PAPER = "paper", "期刊论文"
    BOOK = "book", "专著"
    WORK_REPORT = "work_report", "技术工作总结"
    DECISION_INFO = "decision_info", "决策咨询类信息"

    achievements = nonmember(("award_work", "work", "project", "patent", "standard", "other_achievement"))
    publications = nonmember(("paper", "book", "work_report", "decision_info"))


class JournalClass(TextChoices):
    """Classes of journals that bring proofs of their own (MAT-45, MAT-46)."""

    CORE = "core", "核心期刊"
    FOREIGN = "foreign", "国外期刊"


class ReportKind(TextChoices):
    """Unpublished material that may stand for a paper, signed and sealed (MAT-50)."""

    SUMMARY = "summary", "技术工作总结"
    SURVEY = "survey", "专项调查（分析）报告"
    PROJECT_STUDY = "project_study", "项目立项研究报告"


class PendingKind(TextChoices):
    """Items that may be declared before they are finished (MAT-38)."""

    PROJECT_CLOSING = "课题结题", "课题结题"
    PUBLICATION = "论文发表", "论文发表"


class PackageWay(TextChoices):
    """A 电子档案 leaves, or comes in (MAT-70)."""

    OUT = "out", "导出"
    IN = "in", "导入"


class PackageState(TextChoices):
    """How far a 电子档案 is, or a PDF of photos (08-6)."""

    WAITING = "waiting", "排队中"
    WORKING = "working", "处理中"
    READY = "ready", "已生成"  # made, or looked at and waiting for its owner's word
    TAKEN = "taken", "已导入"
    REFUSED = "refused", "不能导入"
    FAILED = "failed", "失败"

    under_way = nonmember(frozenset({"waiting", "working"}))  # a worker has it or will have it


class NumberKind(TextChoices):
    """Numbers that one person's achievement has and nobody else's should (RISK-06)."""

    PATENT = "patent", "专利号"
    AWARD = "award", "获奖（成果）编号"
    CERTIFICATE = "certificate", "证书编号"


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: tone class, icon, and what the applicant reads (ux §4.3)."""

    tone: str
    icon: str
    words: str

    @property
    def label(self) -> str:
        """The badge's text."""
        return self.words


def _looks(tone: str, icon: str, **words: str) -> dict[str, Look]:
    return {state: Look(tone, icon, text) for state, text in words.items()}


LOOKS: dict[str, Look] = {
    **_looks("draft", "file-text", draft="填写中"),
    **_looks(
        "flow",
        "clock",
        unit_check="单位审核中",
        unit_defense="单位答辩考评",
        unit_deliberation="单位审议中",
        unit_recommend="单位出具推荐意见中",
        relay_review="派遣/缴费单位审核中",
        dept_review="主管部门审核中",
        local_office_review="职改办审核中",
        office_review="职改办审查中",
        reported="已报送，等待评审",
        in_round="已列入评审批次",
        recheck="复核中",
        confirm_pending="结果报批中",
    ),
    **_looks("todo", "undo-2", correction="退回补正，请修改"),
    **_looks("todo", "banknote", accepted="待缴费"),
    **_looks(
        "pub", "eye", unit_publicity="单位公示中", unit_supp_publicity="补充公示中", second_publicity="结果公示中"
    ),
    **_looks("expert", "gavel", expert_review="专家评审中", defense="请参加答辩", voting="评委会评审中"),
    **_looks("hold", "circle-alert", objection="异议核查中，结果确认暂停", overdue_held="逾期未报送，等待职改办决定"),
    **_looks("ok", "badge-check", confirmed="已确认", approved="已批复", commission_returned="结果已反馈委托单位"),
    **_looks("ok", "award", certified="已发证"),
    **_looks(
        "no",
        "x",
        not_recommended="单位不予推荐",
        withdrawn="已撤回",
        abandoned="视为放弃",
        not_accepted="不予受理",
        failed="未通过",
        not_confirmed="不予确认",
    ),
    **_looks("bad", "circle-alert", result_cancelled="已取消", result_invalid="全年结果无效", revoked="已撤销"),
}

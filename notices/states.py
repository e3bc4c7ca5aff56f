"""Words of a notice: its life, the windows the code knows by name, the facts a checklist row may ask for."""

from enum import nonmember

from django.db.models import TextChoices


class NoticeState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    CLOSED = "closed", "已结束"


class NoticeAction(TextChoices):
    PUBLISH = "publish", "发布"
    AMEND = "amend", "修订"
    CLOSE = "close", "结束"
    REOPEN = "reopen", "重新开启"


ENDED = "结束本轮："  # how the entry of a notice's history begins that says why its round ended


class Window(TextChoices):
    """Windows the code asks for by name, in the order of a round; others that a notice names are data, shown only."""

    PREPARATION = "preparation", "个人准备材料"
    PERSONAL_UNIT = "personal_unit", "个人申报及所在单位审核推荐"
    UNIT_CITY = "unit_city", "单位、市（厅局）审核报送"
    OFFICE_DEPARTMENT = "office_department", "各级职改办、主管部门审核推荐"
    FIRST_SUBMISSION = "first_submission", "首次提交（逐级报送至职改办）"
    COMMITTEE_OFFICE = "committee_office", "评委会所在职改办接收审核"
    CORRECTION = "correction", "补正材料"
    RECHECK = "recheck", "补正材料复审"
    FEES = "fees", "网上缴费"
    REVIEW = "review", "组织评审、复核与二次公示"
    CONFIRM = "confirm", "结果确认及批复"
    PENDING_SUPPLEMENT = "pending_supplement", "等待期材料补充报送"
    SPECIAL_DIRECT = "special_direct", "高层次急需紧缺特殊人才申报"
    INVOICE = "invoice", "票据申请"


def window_label(name: str) -> str:
    """The window in words; a name of the notice's own stands as it is."""
    return Window(name).label if name in Window.values else name


class DeclarationKind(TextChoices):
    """What is asked for; G-09 says which of them take the one slot of the year."""

    ORDINARY = "ordinary", "正常评审"
    CONVERSION = "conversion", "转评"
    COMMISSIONED = "commissioned", "委托评审"
    TARGETED = "targeted", "双定向"
    SPECIAL_DIRECT = "special_direct", "高层次直评"
    INITIAL_DETERMINATION = "initial_determination", "认定"
    RECONFIRMATION = "reconfirmation", "重新确认"
    CONFIRMATION_OF_APPROVAL = "confirmation_of_approval", "核准确认"

    # Decided by an authority, no committee votes on them (PATH-14, PATH-23, PATH-30).
    unvoted = nonmember(("initial_determination", "reconfirmation", "confirmation_of_approval"))


class IssuerType(TextChoices):
    """Who issues a proof: recorded on uploads (requirements A-33)."""

    HEALTH = "health", "卫健部门"
    HOUSEHOLD = "household", "户籍管理部门"
    INSURANCE = "insurance", "社保缴纳机构"
    BUSINESS = "business", "工商部门"
    DEGREES = "degrees", "学历认证机构"
    ARCHIVE = "archive", "档案托管机构"
    EDUCATION = "education", "国家教育行政主管部门"
    OTHER = "other", "其他单位"


# What a checklist row may ask (requirements D.1 ``checklist.when``); ``group_<code>`` is true for that specialty group.
FACTS = {
    "always": "总是",
    "shared": "已通过数据共享获取",
    "direct": "直接申报",
    "exceptional": "破格申报",
    "early_one_year": "提前1年申报",
    "high_skill": "高技能人才申报",
    "targeted": "双定向申报",
    "conversion": "转评",
    "special_direct": "高层次直评",
    "special_talent": "高层次急需紧缺特殊人才",
    "small_giant": "“小巨人”企业推荐",
    "talent_project": "人才项目入选者",
    "skill_master": "首席技师、特级技师",
    "initial_determination": "认定",
    "reconfirmation": "重新确认",
    "confirmation_of_approval": "核准确认",
    "reviewed": "须经评委会评审",
    "lowest_level": "申报本系列最低级别",
    "senior": "申报高级职称",
    "private_enterprise": "民营企业",
    "non_public": "非公有制单位",
    "social_organisation": "社会组织",
    "state_owned": "国有单位",
    "freelancer": "自由职业者",
    "dispatched": "劳务派遣",
    "outside_unit": "中直驻桂或外省（外市）单位",
    "agency": "由人事代理机构办理",
    "unit_step": "单位审核环节",
    "paper": "有论文",
    "core_journal": "有核心期刊论文",
    "foreign_paper": "有国外期刊论文",
    "book": "有著作",
    "work_report": "有技术工作总结（报告）",
    "academic_item": "有学术成果",
    "award_work": "以获奖作品为代表性成果",
    "name_or_id_differs": "材料姓名或身份证号码不一致",
    "overseas_degree": "国（境）外学历",
    "issued_in_region_outside_city": "区内市外取得的职称",
    "years_relied_on": "以从业年限申报",
    "epidemic_priority": "参与疫情防控",
}
NOT_FACTS = {
    "reviewed": "不经评委会评审",
    "shared": "未通过数据共享获取",
    "lowest_level": "非申报最低级别",
    "name_or_id_differs": "材料姓名和身份证号码一致",
}
FACT_PREFIXES = ("group_",)


class HelpRole(TextChoices):
    """For whom an article of the help centre is, in the order of its index."""

    PUBLIC = "public", "公众"
    APPLICANT = "applicant", "申报人"
    UNIT = "unit", "用人单位"
    OFFICE = "office", "主管部门、职改办"
    EXPERT = "expert", "评审专家"
    SECRETARY = "secretary", "会务组"
    FINANCE = "finance", "财务"
    ADMIN = "admin", "通知管理员"


class Tone(TextChoices):
    """How loud an announcement is; the words of ``{% note %}``."""

    INFO = "info", "一般"
    WARN = "todo", "提醒"
    BAD = "bad", "紧急"


class PostingKind(TextChoices):
    """What an office publishes itself (ADMIN-07)."""

    PUBLICITY = "publicity", "公示"
    APPROVAL = "approval", "批复"
    OTHER = "other", "公告"

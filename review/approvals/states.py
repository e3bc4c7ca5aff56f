"""Words of the unit's and the offices' work."""

from enum import nonmember

from django.db.models import TextChoices


class Authenticity(TextChoices):
    """What the unit found on an item (UNIT-03), and on a flagged journal (RISK-03)."""

    TRUE = "true", "属实"
    DOUBTFUL = "doubtful", "存疑"
    REJECTED = "rejected", "不予采用"


class PublicityKind(TextChoices):
    UNIT = "unit", "单位内部公示"
    SUPPLEMENTARY = "supplementary", "补充公示"


class Addressee(TextChoices):
    """Who must answer an item of a correction notice (OFFICE-04)."""

    APPLICANT = "applicant", "申报人"
    UNIT = "unit", "用人单位"
    RELAY = "relay", "派遣/社保缴纳单位"
    DEPARTMENT = "department", "主管部门"
    LOCAL_OFFICE = "local_office", "市县职改办"

    # From the ground up: the lowest moves first, the others as the file passes them (T16).
    order = nonmember(("applicant", "unit", "relay", "department", "local_office"))


class DefectKind(TextChoices):
    """What kind of defect an item names; whether it counts in the unit's ratio follows, unless the office decides."""

    PROCEDURE = "procedure", "程序"
    TRUTH = "truth", "真实性"
    CONDITIONS = "conditions", "基本条件"
    MISSING = "missing", "缺少必备材料"
    CLARITY = "clarity", "清晰度"
    FORM = "form", "格式"
    REMARK = "remark", "补充说明"

    counted = nonmember(("procedure", "truth", "conditions", "missing"))  # G-19


class NoticeKind(TextChoices):
    """An ordinary return inside stage 1, or a formal one-time notice (T12, T12a, T15)."""

    RETURN = "return", "退回"
    CORRECTION = "correction", "一次性告知补正"


class NoticeState(TextChoices):
    OPEN = "open", "待补正"
    ANSWERED = "answered", "已补正待复核"
    CLOSED = "closed", "已办结"
    OVERDUE = "overdue", "已逾期"


class SupplementState(TextChoices):
    """Where the final proof of a pending item stands (MAT-38)."""

    ON_THE_WAY = "on_the_way", "逐级确认中"
    ACCEPTED = "accepted", "已采用"
    RETURNED = "returned", "已退回"


class FalsityState(TextChoices):
    """Where a doubt about the truth of materials stands that was fed back to the applicant (OFFICE-10)."""

    ASKED = "asked", "待申报人举证"
    ANSWERED = "answered", "已举证，待认定"
    CLEARED = "cleared", "举证成立"
    FALSE = "false", "认定为虚假"

    open = nonmember(("asked", "answered"))


class CheckRow(TextChoices):
    """What every desk above the unit judges (OFFICE-01)."""

    PROCEDURE = "procedure", "推荐程序"
    COMPLETENESS = "completeness", "材料完整性"
    FORM = "form", "材料规范性"
    CONDITIONS = "conditions", "推荐对象基本条件"
    OPINION = "opinion", "单位推荐意见明确"
    DIRECT_YEARS = "direct_years", "直接申报：专业技术工作年限及证明"  # OFFICE-03
    EXCEPTION = "exception", "破格申报：放宽的学历或资历条件及证明"  # OFFICE-03
    WAY = "way", "高层次直评、认定或确认：依据及证明"  # PATH-14, PATH-20…30
    SPECIALTY = "specialty", "经历、业绩、学术与拟评专业相符"  # ELIG-19
    RECONFIRMATION = (
        "reconfirmation",
        "区外取得的职称尚未重新确认，是否准予申报",
    )  # PATH-10
    EMPLOYMENT = "employment", "派遣合同、用工关系属实"  # CHAN-26
    EDUCATION = "education", "学历批量核验"  # UNIT-22
    # Of sheets signed before the archive's host verified item by item (CHAN-24); nobody is asked them any more.
    ARCHIVE_EDUCATION = "archive_education", "所存档案：学历材料属实"
    ARCHIVE_TITLES = "archive_titles", "所存档案：职称、资格材料属实"
    ARCHIVE_RESUME = "archive_resume", "所存档案：工作经历、考核材料属实"

    # Decided with a reason, whichever way ("原则上").
    reasoned = nonmember(("reconfirmation",))
    # What DEPT-01 and OFFICE-01 ask of every desk; the others only of some cases or of the office alone.
    everywhere = nonmember(("procedure", "completeness", "form", "conditions", "opinion"))


class Paper(TextChoices):
    """Official forms of this floor, issued under their numbers (requirements B.2)."""

    UNIT_PLEDGE = "FORM-15", "单位审核承诺书"
    DELIBERATION = "FORM-16", "审议推荐意见"
    PUBLICITY = "FORM-17", "单位内部公示"
    PUBLICITY_RECORD = "FORM-17-1", "单位公示结果记录"
    RECOMMENDATION = "FORM-18", "单位推荐意见"
    DEFENCE = "FORM-19", "单位答辩意见"
    MARKET_OPINION = "FORM-22", "基层单位考核推荐意见"
    CORRECTION = "FORM-25", "一次性告知补正通知书"
    REFUSAL = "FORM-26", "不予受理告知书"
    COPIES = "FORM-40", "“与原件一致”复印件签章页"
    SUPPLEMENT = "FORM-41", "等待期材料补充提交表"
    POSTS = "FORM-44", "岗位结构与空缺情况说明"

    of_applicant = nonmember(("FORM-25", "FORM-41"))  # which the applicant, too, may have made


class BatchForm(TextChoices):
    """What goes with a batch, by its number (requirements B.2); ``word`` is how a notice's own title is known."""

    LETTER = "FORM-23", "委托评审函件"
    ROSTER = "FORM-24", "名册表"

    @property
    def word(self) -> str:
        return {"FORM-23": "函", "FORM-24": "名册"}[self.value]

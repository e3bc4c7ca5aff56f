"""Words of rounds, meetings and ballots."""

from enum import nonmember

from django.db.models import TextChoices


class RoundState(TextChoices):
    PREPARING = "preparing", "准备中"
    READING = "reading", "专家评审中"
    MEETING = "meeting", "评审会"
    CLOSED = "closed", "已结束"


class MeetingState(TextChoices):
    CONVENED = "convened", "已召集"
    VOTING = "voting", "投票中"
    COUNTED = "counted", "已计票"
    SEALED = "sealed", "主任已签章"


class BoxState(TextChoices):
    OPEN = "open", "投票中"
    CLOSED = "closed", "已关闭"
    TALLIED = "tallied", "已计票"
    VOIDED = "voided", "已作废"

    running = nonmember(("open", "closed"))
    public = nonmember(("closed", "tallied"))


class Choice(TextChoices):
    """All three one byte long in a sealed ballot, so that their envelopes are alike."""

    AGREE = "1", "同意"
    AGAINST = "2", "不同意"
    ABSTAIN = "3", "弃权"


class Outcome(TextChoices):
    PASSED = "passed", "通过"
    FAILED = "failed", "未通过"


class OpinionState(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"


class Dimension(TextChoices):
    """The three core dimensions of the notices (000 四(二)), and the representative work on its own (COMM-14)."""

    PERFORMANCE = "performance", "工作绩效"
    INNOVATION = "innovation", "创新成果"
    SOLVING = "solving", "解决实际问题能力"
    REPRESENTATIVE = "representative", "代表性成果"


class RecusalReason(TextChoices):
    """Why an expert keeps away, beyond what the system sees by itself (COMM-13)."""

    RELATIVE = "亲属关系", "亲属关系"
    TEACHER = "师生关系", "师生关系"
    COOPERATION = "合作关系", "合作关系（共同完成成果）"
    OWN_WISH = "专家本人申请回避", "专家本人申请回避"
    OTHER = "其他可能影响公正评审的关系", "其他可能影响公正评审的关系"


class Paper(TextChoices):
    """Official forms of a meeting (FORM-30, FORM-48); the value is the kind of document."""

    TALLY = "FORM-30T", "表决结果统计表"
    REPORT = "FORM-30R", "评审结果报告"
    DEFENCE = "FORM-30D", "专业答辩记录"
    SIGN_IN = "FORM-48", "评审会签到表"

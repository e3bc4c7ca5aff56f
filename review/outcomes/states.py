"""Words of what comes after the vote."""

from enum import nonmember

from django.db.models import TextChoices


class ObjectionState(TextChoices):
    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "核查中"
    DISMISSED = "dismissed", "核查不成立"
    UPHELD = "upheld", "核查成立"
    REFUSED = "refused", "不予受理"

    open = nonmember(("received", "accepted"))  # not answered yet: the result does not go on (T29)


class Finding(TextChoices):
    """What a recheck looks for (COMM-10)."""

    HARD_CONDITION = "hard_condition", "硬件条件缺失"
    PROCEDURE = "procedure", "推荐评审程序不规范不完备"
    FALSE_MATERIALS = "false_materials", "申报材料不属实"


class CertificateState(TextChoices):
    VALID = "valid", "有效"
    VOID = "void", "已撤销"


class ReviewMatter(TextChoices):
    """What may be asked to be reviewed; the experts' opinion is not among it (G-26)."""

    PROCEDURE = "procedure", "评审程序"
    TALLY = "tally", "计票"
    IDENTITY = "identity", "身份信息"
    MATERIALS = "materials", "材料错漏、混淆"


class ReviewRequestState(TextChoices):
    RECEIVED = "received", "待答复"
    UPHELD = "upheld", "复查成立"
    REFUSED = "refused", "维持原结果"

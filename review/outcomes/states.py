"""Words of what comes after the vote."""

from django.db.models import TextChoices


class ObjectionState(TextChoices):
    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "核查中"
    DISMISSED = "dismissed", "不成立"
    UPHELD = "upheld", "成立"
    REFUSED = "refused", "不予受理"


class Finding(TextChoices):
    """What a recheck looks for (COMM-10)."""

    HARD_CONDITION = "hard_condition", "硬件条件缺失"
    PROCEDURE = "procedure", "推荐评审程序不规范不完备"
    FALSE_MATERIALS = "false_materials", "申报材料不属实"


class CertificateState(TextChoices):
    VALID = "valid", "有效"
    VOID = "void", "已撤销"

"""Which ratio, and where its case stands."""

from enum import nonmember

from django.db.models import TextChoices


class QualityRule(TextChoices):
    UNIT = "unit", "单位申报材料问题率"  # UNIT-18
    DEPARTMENT = "department", "主管部门推荐不符合率"  # DEPT-02


class QualityState(TextChoices):
    DRAFT = "draft", "待决定"
    ASKED = "asked", "待说明"
    ANSWERED = "answered", "已说明，待通报"
    CLOSED = "closed", "已通报"
    DROPPED = "dropped", "不予处理"

    told = nonmember(("asked", "answered", "closed"))  # the addressee and the department see it


TONES = {
    QualityState.DRAFT: "todo",
    QualityState.ASKED: "todo",
    QualityState.ANSWERED: "flow",
    QualityState.CLOSED: "done",
    QualityState.DROPPED: "no",
}

from django.db import models

from review.meetings.models.round import RoundEntry, RoundExpert
from review.meetings.states import OpinionState


class Assignment(models.Model):
    """An expert reads a declaration; the right to read is a dated grant in declarations."""

    entry = models.ForeignKey(RoundEntry, models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(RoundExpert, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("分配时间")
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    read_parts = models.JSONField("已读章节", default=list)
    notes = models.TextField("个人备注", blank=True)  # the expert's own; shown to nobody else

    class Meta:
        verbose_name = verbose_name_plural = "评审分配"
        constraints = [models.UniqueConstraint(fields=["entry", "expert"], name="one_assignment_per_expert_and_entry")]

    def __str__(self) -> str:
        return f"{self.entry} → {self.expert}"


class Opinion(models.Model):
    """An expert's scores and remarks (COMM-02). Others see it only when the phase is over."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="opinion")
    scores = models.JSONField("评分", default=dict)  # 工作绩效, 创新成果, 解决实际问题能力, 代表性成果
    total = models.DecimalField("总分", max_digits=5, decimal_places=1, null=True, blank=True)
    comment = models.TextField("评审意见", blank=True)
    recommends = models.BooleanField("建议通过", null=True)
    state = models.CharField("状态", max_length=12, choices=OpinionState, default=OpinionState.DRAFT)
    saved_at = models.DateTimeField("保存时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reopened_why = models.CharField("退回修改原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家评审意见"

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_state_display()}"

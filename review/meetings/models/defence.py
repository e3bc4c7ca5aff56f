from django.db import models

from accounts.models import User
from review.meetings.models.round import RoundEntry


class DefenceRecord(models.Model):
    """专业答辩 of a 正高 declaration: when and where, minutes used, opinion (COMM-04, COMM-05)."""

    entry = models.OneToOneField(RoundEntry, models.CASCADE, related_name="defence")
    starts_at = models.DateTimeField("答辩时间")
    place = models.CharField("答辩地点", max_length=120)
    prepare_limit = models.PositiveSmallIntegerField("准备时限（分钟）")
    answer_limit = models.PositiveSmallIntegerField("答辩时限（分钟）")
    told_at = models.DateTimeField("通知时间", null=True, blank=True)
    prepare_used = models.PositiveSmallIntegerField("准备用时", null=True, blank=True)
    answer_used = models.PositiveSmallIntegerField("答辩用时", null=True, blank=True)
    questions = models.TextField("提问", blank=True)
    opinion = models.TextField("答辩意见", blank=True)
    score = models.DecimalField("评分", max_digits=5, decimal_places=1, null=True, blank=True)
    absent = models.BooleanField("缺席", default=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专业答辩"

    def __str__(self) -> str:
        return f"{self.entry} {self.starts_at:%Y-%m-%d %H:%M}"

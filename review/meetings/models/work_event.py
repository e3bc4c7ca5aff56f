from django.db import models

from accounts.models import User
from review.meetings.models.round import RoundEntry


class WorkEvent(models.Model):
    """When, where and how a representative work is handed in, told by SMS (MAT-54, MAT-55, COMM-17)."""

    entry = models.OneToOneField(RoundEntry, models.CASCADE, related_name="work_event")
    due_at = models.DateTimeField("提交时间")
    place = models.CharField("地点", max_length=120)
    manner = models.CharField("方式", max_length=80)
    told_at = models.DateTimeField("通知时间", null=True, blank=True)
    received = models.JSONField("接收登记", default=dict, blank=True)  # works, certificates, video
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    returned_at = models.DateTimeField("归还时间", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "代表性成果提交"

    def __str__(self) -> str:
        return f"{self.entry} {self.due_at:%Y-%m-%d %H:%M}"

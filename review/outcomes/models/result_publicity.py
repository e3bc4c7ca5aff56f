import uuid

from django.db import models

from accounts.models import User
from declarations.models import Declaration
from notices.models import Notice


class ResultPublicity(models.Model):
    """二次公示: a list of passed people over counted working days (COMM-06). ``snapshot`` is what was public."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="result_publicities", verbose_name="通知")
    title = models.CharField("标题", max_length=160)
    site = models.CharField("公示网站", max_length=120, blank=True)
    contact = models.CharField("异议受理", max_length=160)
    first_day = models.DateField("首个计算日")
    last_day = models.DateField("截止日")
    working_days = models.PositiveSmallIntegerField("工作日数")
    days_certain = models.BooleanField("日历为官方日历", default=True)
    snapshot = models.JSONField("公示内容")
    digest = models.CharField(max_length=64)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField("发布时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "二次公示"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="result_publicity_forward"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        """2024-10-08 至 2024-10-14, both counted."""
        return f"{self.first_day} 至 {self.last_day}"


class ResultPublicityEntry(models.Model):
    publicity = models.ForeignKey(ResultPublicity, models.CASCADE, related_name="entries")
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="result_publicities")

    class Meta:
        verbose_name = verbose_name_plural = "二次公示人员"
        constraints = [models.UniqueConstraint(fields=["publicity", "declaration"], name="one_line_per_publicity")]

    def __str__(self) -> str:
        return str(self.declaration)

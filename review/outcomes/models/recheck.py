from django.db import models

from accounts.models import User
from declarations.models import Declaration


class Recheck(models.Model):
    """复核 of one result before it is publicised (COMM-06, COMM-10)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="rechecks")
    findings = models.JSONField("发现问题", default=list)  # Finding codes
    opinion = models.TextField("复核意见")
    passed = models.BooleanField("复核通过")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="复核人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.declaration} {'通过' if self.passed else '不通过'}"

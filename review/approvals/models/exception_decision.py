from django.db import models

from accounts.models import User
from declarations.models import Declaration


class ExceptionDecision(models.Model):
    """The office agrees to a 破格 declaration before review, or refuses it (PATH-16, OFFICE-12)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="exception_decision")
    agree = models.BooleanField("同意破格申报")
    relaxes = models.JSONField("放宽条件", default=list)  # 学历, 资历
    reason = models.TextField("理由")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "破格审批"

    def __str__(self) -> str:
        return f"{self.declaration} {'同意' if self.agree else '不同意'}"

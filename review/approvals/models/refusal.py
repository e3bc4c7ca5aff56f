from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration
from declarations.states import EndReason, State


class Refusal(models.Model):
    """不予受理 by an office, or 视为放弃 by the clock: what the paper says (OFFICE-05, OFFICE-06, FORM-26)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="refusals")
    state = models.CharField("结果", max_length=24, choices=State)
    code = models.CharField("情形", max_length=24, choices=EndReason, blank=True)
    reason = models.TextField("理由", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="作出单位")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")  # null: the clock
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "不予受理与放弃"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.declaration} {self.get_state_display()}"

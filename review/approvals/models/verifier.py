from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from declarations.models import Declaration


class NamedVerifier(models.Model):
    """Where a unit has nobody but the applicant, an office above names who carries out its step (G-32, E311)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="verifiers")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核验人")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="指定单位")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="指定人")
    at = models.DateTimeField("指定时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指定核验人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration"], condition=Q(ended_at=None), name="one_verifier_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.organisation}指定）"

from django.core.validators import URLValidator
from django.db import models
from simple_history.models import HistoricalRecords

from integrity.states import LinkKind


class VerificationLink(models.Model):
    """Where and how anybody verifies a paper or a book: one standard for applicants, units and offices (RISK-05)."""

    kind = models.CharField("查什么", max_length=12, choices=LinkKind)
    name = models.CharField("网站（平台）", max_length=60)
    url = models.CharField("网址", max_length=300, validators=[URLValidator(["http", "https"])])
    how = models.TextField("怎样查、怎样看结果", max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_shown = models.BooleanField("公开", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "论文著作核验途径"
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LinkKind.values), name="verification_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

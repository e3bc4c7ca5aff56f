from django.db import models

from accounts.models import Organisation, User


class Suspension(models.Model):
    """暂停下一年度推荐申报: in that year the unit recommends nobody; its clerks keep their desk (DEPT-02)."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="suspensions", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    reason = models.CharField("理由", max_length=500)
    document_no = models.CharField("决定文号", max_length=80)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "暂停推荐申报"
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_suspension_per_unit_and_year")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

from django.db import models

from accounts.models import Organisation, User


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> "SuspensionQuerySet":
        """Not lifted."""
        return self.filter(lifted_at=None)


class Suspension(models.Model):
    """暂停下一年度推荐申报: in that year the unit recommends nobody; its clerks keep their desk (DEPT-02).

    Lifted, it stays as what was decided, with who lifted it and why.
    """

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="suspensions", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    reason = models.CharField("理由", max_length=500)
    document_no = models.CharField("决定文号", max_length=80)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间")
    lift_reason = models.CharField("解除理由", max_length=500, blank=True)
    lift_document_no = models.CharField("解除文号", max_length=80, blank=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除决定人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂停推荐申报"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=models.Q(lifted_at=None),
                name="one_suspension_in_force_per_unit_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

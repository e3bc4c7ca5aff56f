from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.organisation import Organisation
from accounts.models.user import User
from config.lib import clock


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def open(self) -> Self:
        return self.filter(ended_at=None, refused_at=None)

    def waiting(self) -> Self:
        return self.open().filter(confirmed_at=None)

    def confirmed(self) -> Self:
        """The person belongs to the unit now, and the unit has said so."""
        return self.open().filter(confirmed_at__isnull=False)


class Employment(models.Model):
    """A person belongs to a unit; it counts once the unit has confirmed it (CHAN-06)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="employments", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", verbose_name="单位")
    since = models.DateField("到本单位时间", null=True, blank=True)
    asked_at = models.DateTimeField("申请时间", default=clock.law)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField("拒绝时间", null=True, blank=True)
    refusal = models.CharField("拒绝原因", max_length=200, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人事关系"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at=None, refused_at=None),
                name="one_open_employment_per_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"

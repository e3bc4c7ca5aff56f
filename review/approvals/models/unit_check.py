from django.db import models

from accounts.models import User
from declarations.models import Declaration


class UnitCheck(models.Model):
    """The unit's conclusion of its check, with the person responsible (UNIT-01, UNIT-26)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="unit_checks")
    round_trip = models.PositiveSmallIntegerField()
    meets_conditions = models.BooleanField("符合评审条件")
    photo_ok = models.BooleanField("证件照近期、清晰、不变形", default=True)  # MAT-12
    responsible = models.CharField("审核责任人", max_length=60)
    opinion = models.TextField("审核意见", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位审核"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.responsible} {self.at:%Y-%m-%d}"

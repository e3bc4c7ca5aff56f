from django.db import models

from declarations.models.declaration import Declaration
from declarations.states import NumberKind


class ClaimedNumber(models.Model):
    """A certificate, patent or award number somebody handed in, in one form, so that equal ones are found (RISK-06)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="claimed_numbers")
    part = models.CharField("条目", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=NumberKind)
    number = models.CharField("编号", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "申报的证书、专利、获奖编号"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "part", "number"], name="a_number_is_claimed_once_a_row")
        ]
        indexes = [models.Index(fields=["number"], name="claims_of_a_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

from django.db import models

from declarations.models.declaration import Declaration
from declarations.models.sourced import Sourced


class InsuranceMonth(Sourced):
    """养老保险: one paid month and who paid it (MAT-31, MAT-35). ``month`` is the first day of the month."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="insurance_months")
    month = models.DateField("缴费月份")
    payer = models.CharField("缴费单位", max_length=120)
    by_unit = models.BooleanField("由单位缴纳", default=True)  # False: as a flexible worker, in person

    class Meta:
        verbose_name = verbose_name_plural = "养老保险缴费月份"
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "month", "payer"], name="one_insurance_row_per_month_and_payer"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="insurance_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.payer}"

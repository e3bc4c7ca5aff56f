from django.db import models

from declarations.models.declaration import Declaration


class CarriedOver(models.Model):
    """This row of a draft was taken from that row of an earlier declaration of the same person (08-9, RISK-06)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="carried")
    part = models.CharField("条目", max_length=60)
    source = models.ForeignKey(Declaration, models.CASCADE, related_name="+")
    source_part = models.CharField("来源条目", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "从以往申报带入的条目"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "part"], name="a_row_is_carried_over_from_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.part} ← {self.source_part}"

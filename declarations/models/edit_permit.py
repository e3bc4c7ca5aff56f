from django.db import models
from django.db.models import Q

from declarations.models.declaration import Declaration


class EditPermit(models.Model):
    """One part the applicant may change again, granted by a correction from the floor above."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="permits")
    part = models.CharField("补正事项", max_length=60)  # a part key, see declarations.parts
    granted_at = models.DateTimeField()
    opens_at = models.DateTimeField()  # a return after stage 1 may be edited from the correction window on (G-03)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正修改许可"
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "part"], condition=Q(used_at=None), name="one_open_permit_per_part"
            )
        ]

    def __str__(self) -> str:
        return self.part

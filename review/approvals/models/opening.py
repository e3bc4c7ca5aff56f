from django.db import models

from accounts.models import User
from declarations.models import Declaration


class PartOpening(models.Model):
    """Somebody laid this part beside its original: only what was opened may be ticked all at once (S14)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="+")
    part = models.CharField("材料", max_length=60)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    content_digest = models.CharField(max_length=64)  # of the part as it was seen
    at = models.DateTimeField("打开时间")

    class Meta:
        verbose_name = verbose_name_plural = "材料查看记录"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "part", "person"], name="one_opening_per_part_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.part}"

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from declarations.models.declaration import Declaration


class Snapshot(models.Model):
    """The dossier as it was handed in: what everybody above decided on (AZ6). Personal numbers stand masked in it."""

    append_only: ClassVar = True

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="snapshots")
    round_trip = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=20)  # submit, resubmit, publicity
    taken_at = models.DateTimeField()
    data = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "申报材料存档"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.declaration} {self.taken_at:%Y-%m-%d %H:%M}"

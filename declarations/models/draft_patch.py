from django.db import models

from declarations.models.declaration import Declaration


class DraftPatch(models.Model):
    """What was typed and not yet saved: raw values of one form, even when invalid (ux §3.8)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="patches")
    part = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "part"], name="one_patch_per_part")]

    def __str__(self) -> str:
        return f"{self.part} {self.version}"

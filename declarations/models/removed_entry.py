from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from declarations.models.declaration import Declaration


class RemovedEntry(models.Model):
    """A row its applicant deleted, kept so that it can be brought back (ux 07-7).

    Written by the deletion alone: what a browser sends lies in ``DraftPatch``, and nothing of it is ever read as a row.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="removed_entries")
    part = models.CharField(max_length=60)  # the key it had: education:12
    title = models.CharField(max_length=500)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    files = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "part"], name="one_removed_entry_per_key")]

    def __str__(self) -> str:
        return self.title

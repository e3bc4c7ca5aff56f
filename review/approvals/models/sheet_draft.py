from django.db import models

from accounts.models import User
from declarations.models import Declaration


class SheetDraft(models.Model):
    """What a reviewer typed on a sheet and has not signed: raw values, each person their own (17-7, ux §3.8)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.CharField("页面", max_length=20)
    stop = models.PositiveSmallIntegerField()
    round_trip = models.PositiveSmallIntegerField()
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "未签署的审查内容"
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "person", "place", "stop", "round_trip"], name="one_draft_per_person_and_sheet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.place}"

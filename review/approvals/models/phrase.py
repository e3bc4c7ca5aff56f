from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User


class Phrase(models.Model):
    """常用语: a sentence a clerk puts into a remark with one click; their own, or their desk's for everybody (17-4)."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="phrases", verbose_name="建立人")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="phrases", verbose_name="共用单位"
    )
    label = models.CharField("名称", max_length=12)
    text = models.CharField("内容", max_length=300)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "label"], condition=Q(organisation=None), name="one_own_phrase_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["organisation", "label"],
                condition=Q(organisation__isnull=False),
                name="one_shared_phrase_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.label

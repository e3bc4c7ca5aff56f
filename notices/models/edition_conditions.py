"""Which version of 评审条件 an edition stands on, by its place in the terms (GEN-08)."""

from typing import ClassVar

from django.db import models

from committees.models import ConditionSet
from notices.models.notice import NoticeEdition


class EditionConditions(models.Model):
    """``condition_sets[place]`` of the edition is this registered version. Written when the edition is frozen."""

    append_only: ClassVar = True

    edition = models.ForeignKey(NoticeEdition, models.PROTECT, related_name="conditions", verbose_name="通知版本")
    place = models.PositiveSmallIntegerField("次序")
    conditions = models.ForeignKey(ConditionSet, models.PROTECT, related_name="editions", verbose_name="评审条件")

    class Meta:
        verbose_name = verbose_name_plural = "通知引用的评审条件"
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "place"], name="one_version_of_conditions_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.conditions}"

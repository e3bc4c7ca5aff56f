"""What experiences, achievements and publications have in common."""

from django.db import models

from declarations.models.declaration import Declaration


class Item(models.Model):
    """One entry of the main materials, in the applicant's order of importance, tied to a condition clause (COND-10)."""

    rank = models.PositiveSmallIntegerField("排序")
    title = models.CharField("名称", max_length=120)
    clause = models.CharField("对应评审条件", max_length=40, blank=True)  # a clause code of the edition
    specialty = models.CharField("所属专业", max_length=80, blank=True)  # where the notice asks it (ELIG-19)
    is_representative = models.BooleanField("代表性成果", default=False)

    class Meta:
        abstract = True
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.title


def owned(name: str) -> "models.ForeignKey[Declaration, Declaration]":
    return models.ForeignKey(Declaration, models.CASCADE, related_name=name)

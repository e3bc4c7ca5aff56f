from django.db import models

from accounts.models import User
from declarations.models import Declaration


class UnitDefence(models.Model):
    """单位答辩意见, before the group deliberates on a senior title (UNIT-06, FORM-19)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="unit_defence")
    held_on = models.DateField("答辩日期")
    place = models.CharField("地点", max_length=120, blank=True)
    panel = models.JSONField("答辩专家", default=list)  # [{name, title, unit}]
    questions = models.TextField("提问及回答情况")
    opinion = models.TextField("答辩意见")
    content_digest = models.CharField(max_length=64, blank=True)  # of what it rests on (T03)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位答辩"

    def __str__(self) -> str:
        return f"{self.declaration} {self.held_on}"

from django.db import models

from accounts.models import User
from declarations.models import Declaration


class Recommendation(models.Model):
    """单位推荐意见 (UNIT-15, FORM-18) with the unit's own commitment (UNIT-01, FORM-15)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="recommendations")
    round_trip = models.PositiveSmallIntegerField()
    aspects = models.JSONField("评价", default=dict)  # the notice's aspects → text
    agree = models.BooleanField("同意推荐")
    exception_note = models.TextField("破格情况说明", blank=True)
    post_note = models.TextField("岗位结构与空缺考虑", blank=True)  # UNIT-19
    responsible = models.CharField("审核责任人", max_length=60)
    head = models.CharField("人事（职改）部门负责人", max_length=60)
    pledge_text = models.TextField("承诺内容", blank=True)  # the words agreed to, as they were
    signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签署人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位推荐意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.declaration} {'同意' if self.agree else '不同意'}推荐"

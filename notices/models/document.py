"""政策文件库: documents that notices, rules and forms refer to (GEN-14)."""

from django.db import models
from simple_history.models import HistoricalRecords

from records.models import StoredFile


class PolicyDocument(models.Model):
    title = models.CharField("名称", max_length=200, blank=True)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    issuer = models.CharField("发文单位", max_length=120, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_to = models.DateField("失效日期", null=True, blank=True)
    cited_articles = models.CharField("引用条款", max_length=200, blank=True)
    url = models.URLField("网址", blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原文")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ["doc_no", "title"]
        constraints = [
            models.UniqueConstraint(fields=["title", "doc_no"], name="one_policy_document_per_title_and_number"),
            models.CheckConstraint(
                condition=~models.Q(title="", doc_no=""), name="a_policy_document_has_a_title_or_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.doc_no}）" if self.title and self.doc_no else self.title or self.doc_no

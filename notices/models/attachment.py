"""The file of an attachment printed in the notice (ADMIN-02); number and title stand in the terms."""

from django.db import models
from simple_history.models import HistoricalRecords

from notices.models.notice import Notice
from records.models import StoredFile


class Attachment(models.Model):
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments", verbose_name="通知")
    num = models.PositiveSmallIntegerField("附件号")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "通知附件"
        ordering = ["notice", "num"]
        constraints = [models.UniqueConstraint(fields=["notice", "num"], name="one_file_per_attachment")]

    def __str__(self) -> str:
        return f"{self.notice} 附件{self.num}"

from django.db import models
from django.utils.functional import cached_property

from accounts.models import Organisation, User
from declarations.models import Declaration
from notices.models import Notice
from records.models import StoredFile


class Batch(models.Model):
    """Cases an upper desk reports together, with its cover letter and the stamped roster (CHAN-22, DEPT-05, MAT-71)."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="通知")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送单位")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    made_at = models.DateTimeField("建立时间")
    sealed_at = models.DateTimeField("文件齐备时间", null=True, blank=True)  # every document is there, stamped

    class Meta:
        verbose_name = verbose_name_plural = "报送批次"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "sender"], condition=models.Q(sealed_at=None), name="one_open_batch_per_desk"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} 第{self.number}批"

    @cached_property
    def number(self) -> int:
        """Which of this desk's batches under the notice it is; lists fill it in themselves."""
        return Batch.objects.filter(notice=self.notice_id, sender=self.sender_id, pk__lte=self.pk).count()

    @property
    def is_stamped(self) -> bool:
        """A stamped paper names who is in it: from the first of them on nobody comes or goes (CHAN-22, MAT-71)."""
        return bool(self.papers.all())


class BatchEntry(models.Model):
    """A case in a batch; it is in one alone."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="entries")
    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="batch_entry")

    class Meta:
        verbose_name = verbose_name_plural = "批次内申报"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.batch} {self.declaration}"


class BatchPaper(models.Model):
    """One of the documents the notice names, stamped and scanned."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="papers")
    title = models.CharField("文件", max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "批次文件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "title"], name="one_paper_of_a_title_per_batch")]

    def __str__(self) -> str:
        return self.title

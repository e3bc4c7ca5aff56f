import uuid

from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration
from notices.models import Notice


class Confirmation(models.Model):
    """结果确认 by the confirming authority (COMM-07, FORM-31); ``chain_head`` is the audit chain's, printed on it."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="confirmations", verbose_name="通知")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="确认机关")
    doc_no = models.CharField("文号", max_length=80)
    dated = models.DateField("日期")
    chain_head = models.CharField("审计链摘要", max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "结果确认"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "doc_no"], name="one_confirmation_per_number_of_an_authority")
        ]

    def __str__(self) -> str:
        return self.doc_no


class ConfirmationEntry(models.Model):
    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="entries")
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="confirmation_entry")
    confirmed = models.BooleanField("予以确认")
    reason = models.CharField("不予确认原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "确认人员"

    def __str__(self) -> str:
        return str(self.declaration)


class Approval(models.Model):
    """批复 by the issuing body (COMM-07, FORM-32)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="approvals", verbose_name="通知")
    issuer = models.CharField("发文机关", max_length=120)
    legal_person = models.BooleanField("发文机关具有法人资格", default=True)  # GEN-07
    explanation = models.CharField("情况说明", max_length=300, blank=True)  # why without, in spite of W110
    doc_no = models.CharField("文号", max_length=80, unique=True)
    dated = models.DateField("发文日期")
    effective_on = models.DateField("职称取得日期")
    title = models.CharField("标题", max_length=160)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "批复"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.doc_no


class ApprovalEntry(models.Model):
    approval = models.ForeignKey(Approval, models.CASCADE, related_name="entries")
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="approval_entry")

    class Meta:
        verbose_name = verbose_name_plural = "批复人员"

    def __str__(self) -> str:
        return str(self.declaration)

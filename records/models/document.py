"""An official form that was issued: never changed, its hash and data's digest kept, checkable by its code."""

import secrets
from typing import ClassVar

from django.db import models

from records.models.stored_file import StoredFile


def new_code() -> str:
    """128 bits, printed as QR; nobody guesses one (AZ8)."""
    return secrets.token_urlsafe(16)


class Document(models.Model):
    append_only: ClassVar = True

    kind = models.CharField("表单", max_length=60)
    subject_kind = models.CharField("对象类型", max_length=60)
    subject_id = models.BigIntegerField("对象")
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="document")
    data_digest = models.CharField("数据摘要", max_length=64)  # of its words, which stay where they are sealed
    sha256 = models.CharField("文件摘要", max_length=64)
    code = models.CharField("验证码", max_length=32, unique=True, default=new_code)
    request_key = models.CharField("请求", max_length=80, unique=True, null=True)  # null: issued on the spot
    issued_at = models.DateTimeField("签发时间")
    issued_by_id = models.BigIntegerField("签发人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        indexes = [models.Index(fields=["subject_kind", "subject_id", "kind"], name="documents_of_a_thing")]

    def __str__(self) -> str:
        return self.title

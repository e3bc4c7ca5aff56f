"""A file somebody gave or the system made. The bytes lie under their own hash; a row is one giving of them."""

import uuid
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.lib.files import BLURRED, GREY, MP4, WIDTHS
from records.states import ScanState

A4 = (WIDTHS[0], 1754)  # 210 × 297


class StoredFile(models.Model):
    ref = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    pages = models.PositiveSmallIntegerField("页数", default=1)
    width = models.PositiveIntegerField("宽", default=0)  # pixels of the first page or picture; 0 where it has none
    height = models.PositiveIntegerField("高", default=0)
    original_name = models.CharField("原文件名", max_length=200)
    warnings = models.JSONField("提醒", default=list)  # sentences the uploader was shown
    scan_state = models.CharField("扫描", max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    pictured_at = models.DateTimeField("页面图像生成时间", null=True)
    uploaded_by = models.BigIntegerField("上传人", null=True)  # None: the system made it
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stored_file_is_not_empty"),
            models.CheckConstraint(condition=Q(scan_state__in=ScanState.values), name="scan_state_is_known"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(scan_state="unscanned"), name="files_to_scan")]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("records:file", args=[self.ref])

    @property
    def path(self) -> Path:
        """Where the bytes lie: ``PRIVATE_FILES/aa/bb/<sha256>``."""
        return blob_path(self.sha256)

    def drawing_url(self, label: str, *, anchor: str = "", rotation: int = 0) -> str:
        """Where a page asks for the pictures of this file while they are being drawn."""
        told = {"label": label, "anchor": anchor, "rotation": rotation or ""}
        return f"{reverse('records:drawing', args=[self.ref])}?{urlencode(told)}"

    @property
    def page_shape(self) -> tuple[int, int]:
        """Width and height of a page's picture, so that a screen keeps its place until it comes; A4 where unknown."""
        if not (self.width and self.height):
            return A4
        return WIDTHS[0], max(round(WIDTHS[0] * self.height / self.width), 1)

    @property
    def is_video(self) -> bool:
        """Played, not paged."""
        return self.media_type == MP4

    @property
    def is_grey(self) -> bool:
        """A picture or scan without any colour."""
        return GREY in self.warnings

    @property
    def is_blurred(self) -> bool:
        """A picture whose edges are soft: a doubt, never a refusal (08-8)."""
        return BLURRED in self.warnings

    @property
    def is_withheld(self) -> bool:
        """Infected, or not scanned yet though a scanner is set up: not for anybody's eyes (IN8)."""
        waiting = self.scan_state == ScanState.UNSCANNED and bool(getattr(settings, "CLAMD", ""))
        return waiting or self.scan_state == ScanState.INFECTED


class FileUse(models.Model):
    """Where a file is shown. Whoever may read one of its places may read the file (``records.rules``)."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="uses")
    subject_kind = models.CharField(max_length=60)  # names the gate its owner registered
    subject_id = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "文件用处"
        constraints = [
            models.UniqueConstraint(fields=["file", "subject_kind", "subject_id"], name="a_file_is_used_once_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


def blob_path(sha256: str) -> Path:
    """``PRIVATE_FILES/aa/bb/<sha256>``."""
    return Path(settings.PRIVATE_FILES) / sha256[:2] / sha256[2:4] / sha256


def picture_path(sha256: str, *, page: int, width: int) -> Path:
    """Where the picture of a page lies; pages count from 1."""
    return Path(settings.PRIVATE_FILES) / "pages" / sha256[:2] / sha256 / f"{page}-{width}.webp"

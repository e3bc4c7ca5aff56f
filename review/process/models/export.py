import uuid

from django.db import models

from accounts.models import User
from accounts.states import Role
from review.process.states import ExportFormat, ExportState

LONGEST_QUERY = 2000


class Export(models.Model):
    """A list somebody takes away: asked for with a reason, made by a worker, gone after a day (16-6, AZ7)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="exports")
    role = models.CharField("工作台", max_length=20, choices=Role)
    title = models.CharField("名称", max_length=60)
    listing = models.CharField(max_length=60, blank=True)  # a list of the directory by its address; empty: the desk's
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)  # the list it is of, as in its address
    chosen = models.JSONField(null=True, blank=True)  # ids of the ticked ones; null: the whole list
    reason = models.CharField("导出用途", max_length=120)
    file_format = models.CharField("格式", max_length=4, choices=ExportFormat, default=ExportFormat.XLSX)
    state = models.CharField("进度", max_length=8, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField("已写入", default=0)
    total = models.PositiveIntegerField("共", default=0)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    content = models.BinaryField(
        default=b""
    )  # in the database: taken away with its row, on whichever machine it was made
    # Of the machine's clock: how long a file lies about has nothing to do with the law's days.
    asked_at = models.DateTimeField("申请时间")
    ready_at = models.DateTimeField("生成时间", null=True, blank=True)
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "列表导出"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ExportState.values), name="export_state_is_known"),
            models.CheckConstraint(condition=models.Q(file_format__in=ExportFormat.values), name="format_is_known"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="exports_of_a_person")]

    def __str__(self) -> str:
        return f"{self.title} {self.asked_at:%Y-%m-%d %H:%M}"

"""What must leave the process, written in the transaction that caused it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from records.states import OutboxState


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def open(self) -> Self:
        return self.filter(state__in=(OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN))

    def due(self, now: datetime) -> Self:
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.open().filter(free, not_before__lte=now).order_by("not_before", "pk")

    def dead(self) -> Self:
        """Rows nothing will move any more unless a person looks."""
        return self.filter(state=OutboxState.FAILED)


class Outbox(models.Model):
    kind = models.CharField("类型", max_length=60)  # names the handler its owner registered
    key = models.CharField("键", max_length=160)
    about = models.CharField("事项", max_length=120, blank=True)  # lets a page find the rows of one thing
    payload = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=1, choices=OutboxState, default=OutboxState.PENDING)
    created_at = models.DateTimeField("写入时间")
    not_before = models.DateTimeField("不早于")
    expires_at = models.DateTimeField("有效期至", null=True)  # after it the message would only confuse
    lease_until = models.DateTimeField("租约至", null=True)  # a worker holds the row until then
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    provider_ref = models.CharField("对方编号", max_length=120, blank=True)
    error = models.TextField("错误", blank=True)
    done_at = models.DateTimeField("完成时间", null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发件箱"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_outbox_row_per_kind_and_key"),
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_state_is_known"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(state=OutboxState.DONE), name="only_done_outbox_rows_have_done_at"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state__in=("P", "S", "U")), name="outbox_waiting"),
            models.Index(fields=["kind", "state"], name="outbox_by_kind"),
            models.Index(fields=["about"], condition=~Q(about=""), name="outbox_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

"""The barrier of one window, for all editions of a notice."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from notices.models.notice import Notice
from notices.states import window_label


class GateQuerySet(models.QuerySet["Gate"]):
    def due(self, now: datetime) -> "GateQuerySet":
        """Past their stated instant and not closed yet."""
        return self.filter(closed_at=None, closes_at__lt=now)

    def ruling(self, *, notice: Any, window: Any, level: Any) -> "GateQuerySet":
        """The gate that rules a window for a level comes first: the level's own, else everybody's (TIME-06, TIME-02).

        One rule for everybody who asks. Takes values, or ``OuterRef``s for a subquery: then use its first row,
        ``[:1]``, and look at that one only, for everybody's gate says nothing where the level has its own.
        """
        return self.filter(Q(level="") | Q(level=level), notice=notice, window=window).order_by("-level")


class Gate(models.Model):
    """Amendments move ``opens_at`` and ``closes_at``; only the sweep sets ``closed_at``.

    ``level`` is empty for everybody's gate; a row for one level stands before it. Without ``closes_at`` it never ends.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="gates", verbose_name="通知")
    window = models.CharField("环节", max_length=40)  # a Window, or a stage that only this notice names
    level = models.CharField("级别代码", max_length=20, blank=True)
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("截止", null=True)
    closed_at = models.DateTimeField("关闭时间", null=True)  # from here on nothing passes; what passed can be counted

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理时间"
        ordering = ["notice", "opens_at", "window"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "window", "level"], name="one_gate_per_window_and_level"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at__lt=F("closes_at")), name="a_gate_closes_after_it_opens"
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="gates_to_close")]

    def __str__(self) -> str:
        return f"{self.notice} {self.label}"

    @property
    def label(self) -> str:
        """The window in words; a name of the notice's own stands as it is."""
        return window_label(self.window)

    def is_open(self, now: datetime) -> bool:
        """Both ends belong to the window (TIME-17): 18:00:00 passes, 18:00:01 does not."""
        in_time = self.closes_at is None or now <= self.closes_at
        return self.closed_at is None and self.opens_at <= now and in_time

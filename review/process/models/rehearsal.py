import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q

from accounts.models import User
from notices.models import Notice
from review.process.states import RehearsalScope, RehearsalState

SILENCE = timedelta(minutes=2)  # a worker that has said nothing for so long is gone


class Rehearsal(models.Model):
    """A notice's text lived through in a database of its own; what came of it."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="rehearsals")
    text = models.TextField("通知全文")  # YAML, as it was when the rehearsal was asked for
    digest = models.CharField(max_length=64)
    scope = models.CharField("范围", max_length=8, choices=RehearsalScope, default=RehearsalScope.BRIEF)
    state = models.CharField("状态", max_length=8, choices=RehearsalState, default=RehearsalState.QUEUED)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # Of the machine's clock: a worker's life, not the law's.
    asked_at = models.DateTimeField("申请时间")
    heard_at = models.DateTimeField(null=True, blank=True)  # the worker's last word
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    day = models.CharField(max_length=10, blank=True)  # which day of the notice is lived through
    report = models.JSONField(null=True, blank=True)
    fault = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知彩排"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RehearsalState.values), name="rehearsal_state_is_known"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state__in=("queued", "running")), name="one_open_rehearsal_a_notice"
            ),
            # A rehearsal holds a worker process for up to 45 minutes: two would hold the outbox and the sweeps.
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_rehearsal_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (RehearsalState.QUEUED, RehearsalState.RUNNING)

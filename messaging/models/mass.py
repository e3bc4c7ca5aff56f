import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from messaging.states import Look, MassState


class MassMessage(models.Model):
    """One message to many, written by one person, looked at, and confirmed a second time before it goes (27-2)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编写人")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="以谁的名义")
    notice_id = models.BigIntegerField("通知")
    audience = models.CharField("发给", max_length=30)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容", max_length=400)
    with_sms = models.BooleanField("同时发短信", default=False)
    state = models.CharField("状态", max_length=8, choices=MassState, default=MassState.DRAFT)
    people = models.PositiveIntegerField("人数", default=0)  # as confirmed
    seen = models.CharField(max_length=64, blank=True)  # digest of whom the confirming person was shown
    at = models.DateTimeField("编写时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    sent_at = models.DateTimeField("发完时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群发消息"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MassState.values), name="mass_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MassState.DRAFT) | Q(confirmed_at__isnull=False),
                name="nothing_goes_to_many_unconfirmed",
            ),
        ]
        indexes = [models.Index(fields=["notice_id", "-at", "-id"], name="mass_messages_of_a_notice")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_only_written(self) -> bool:
        """Nobody has confirmed it: it may be written anew or thrown away."""
        return self.state == MassState.DRAFT and self.confirmed_at is None

    @property
    def look(self) -> Look:
        return MassState(self.state).look

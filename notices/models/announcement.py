"""A banner above the pages: what everybody, or some roles, must know for a while (GEN-10)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from notices.models.notice import NoticeEdition
from notices.states import Tone


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def not_over(self, now: datetime) -> "AnnouncementQuerySet":
        """Shown now or later."""
        return self.filter(withdrawn_at=None, ends_at__gt=now)


class Announcement(models.Model):
    """Comes and goes by itself; ``roles`` empty is everybody, visitors too."""

    text = models.CharField("内容", max_length=300)
    tone = models.CharField("语气", max_length=8, choices=Tone, default=Tone.INFO)
    roles = models.JSONField("给谁看", default=list, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    button = models.CharField("链接文字", max_length=20, blank=True)
    starts_at = models.DateTimeField("开始显示")
    ends_at = models.DateTimeField("结束显示")
    office = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="announcements", verbose_name="发布单位"
    )
    edition = models.ForeignKey(
        NoticeEdition, models.PROTECT, null=True, blank=True, related_name="announcements", verbose_name="通知版本"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tone__in=Tone.values), name="announcement_tone_is_known"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="an_announcement_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(withdrawn_at=None), name="announcements_not_over"),
        ]

    def __str__(self) -> str:
        return self.text

    def is_shown(self, now: datetime) -> bool:
        """Both ends belong to it."""
        return self.withdrawn_at is None and self.starts_at <= now <= self.ends_at

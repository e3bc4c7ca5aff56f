import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from review.meetings.models.round import Round, RoundExpert
from review.meetings.states import MeetingState


class Meeting(models.Model):
    """评审会: who was there, and the rules its votes are counted by, copied from the edition when it was convened."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings", verbose_name="批次")
    held_at = models.DateTimeField("开会时间")
    place = models.CharField("地点", max_length=120)
    state = models.CharField("状态", max_length=12, choices=MeetingState, default=MeetingState.CONVENED)
    members = models.PositiveSmallIntegerField("评委会人数")  # 应到
    quorum_num = models.PositiveSmallIntegerField(default=2)
    quorum_den = models.PositiveSmallIntegerField(default=3)
    pass_num = models.PositiveSmallIntegerField(default=2)
    pass_den = models.PositiveSmallIntegerField(default=3)
    scrutineers = models.JSONField("监票、计票人", default=list)
    minutes = models.TextField("会议纪要", blank=True)
    chair_seal = models.CharField("主任签章", max_length=120, blank=True)
    sealed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sealed_at = models.DateTimeField("签章时间", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "评审会"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.round} {localtime(self.held_at):%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.ref])

    @property
    def is_sealed(self) -> bool:
        return self.state == MeetingState.SEALED


class Attendance(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    expert = models.ForeignKey(RoundExpert, models.PROTECT, related_name="attendances")
    present = models.BooleanField("到会", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        constraints = [models.UniqueConstraint(fields=["meeting", "expert"], name="one_attendance_per_expert")]

    def __str__(self) -> str:
        return f"{self.expert} {'到会' if self.present else '未到'}"

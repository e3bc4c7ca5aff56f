import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from committees.models import Committee, Expert
from declarations.models import Declaration
from declarations.states import State
from notices.models import Notice
from review.meetings.states import RoundState


class Round(models.Model):
    """评审批次: one committee's review of what was accepted and paid (COMM-16)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="rounds", verbose_name="通知")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="rounds", verbose_name="评委会")
    name = models.CharField("名称", max_length=80)
    state = models.CharField("状态", max_length=12, choices=RoundState, default=RoundState.PREPARING)
    targeted = models.BooleanField("双定向批次（单独评审）", default=False)  # COMM-18
    readers_each = models.PositiveSmallIntegerField("每份材料评审专家数", default=3)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间")
    ends_at = models.DateTimeField("评审截止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审批次"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known")]

    def __str__(self) -> str:
        return f"{self.name}（双定向）" if self.targeted else self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:round", args=[self.ref])

    @property
    def is_preparing(self) -> bool:
        return self.state == RoundState.PREPARING

    @property
    def is_reading(self) -> bool:
        return self.state == RoundState.READING

    @property
    def is_meeting(self) -> bool:
        return self.state == RoundState.MEETING

    @property
    def is_closed(self) -> bool:
        return self.state == RoundState.CLOSED


class Panel(models.Model):
    """学科组."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="panels", verbose_name="批次")
    name = models.CharField("名称", max_length=60)
    specialties = models.JSONField("专业", default=list)
    targeted = models.BooleanField("双定向学科组", default=False)  # COMM-18

    class Meta:
        verbose_name = verbose_name_plural = "学科组"
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_panel_per_name")]

    def __str__(self) -> str:
        return f"{self.name}（双定向）" if self.targeted else self.name


class RoundEntryQuerySet(models.QuerySet["RoundEntry"]):
    def in_review(self) -> "RoundEntryQuerySet":
        """Entries still on their way to a result; who was withdrawn, or voted on, is not."""
        return self.filter(declaration__state__in=State.in_review)


class RoundEntry(models.Model):
    """A declaration in a round; ``number`` is its place on the meeting's list."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name="批次")
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="entry", verbose_name="申报")
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="entries")
    number = models.PositiveIntegerField("序号")

    objects = RoundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批次申报"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_entry_per_number")]

    def __str__(self) -> str:
        return f"第 {self.number} 号"


class RoundExpert(models.Model):
    """An expert who serves in a round (COMM-03, COMM-13)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="experts", verbose_name="批次")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="rounds", verbose_name="专家")
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="experts")
    is_chair = models.BooleanField("主任委员", default=False)
    trained_on = models.DateField("培训完成日期", null=True, blank=True)
    pledged_at = models.DateTimeField("签署纪律承诺时间", null=True, blank=True)
    removed_at = models.DateTimeField("退出时间", null=True, blank=True)
    removed_why = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次专家"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "expert"], name="one_seat_per_expert_and_round"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(is_chair=True, removed_at=None), name="one_chair_per_round"
            ),
        ]

    def __str__(self) -> str:
        return str(self.expert)

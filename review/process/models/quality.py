import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from declarations.models import Declaration
from notices.models import Notice
from review.approvals.models import Suspension
from review.meetings.models import Round
from review.process.quality.states import TONES, QualityRule, QualityState


class Unqualified(models.Model):
    """Who did not pass because the conditions were not met, as the office says; a secret ballot does not (G-20)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="unqualified")
    reason = models.CharField("不符合的条件", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "不符合条件未通过"

    def __str__(self) -> str:
        return str(self.declaration)


class QualityCount(models.Model):
    """The ratios were counted formally when this round was closed (G-19)."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="quality_count")
    at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "问题率统计"

    def __str__(self) -> str:
        return str(self.round)


class QualityCase(models.Model):
    """A ratio that reached the notice's threshold, and what became of it: a person decides (UNIT-18, DEPT-02, DEPT-03).

    ``subject`` is whose ratio it is; ``addressee`` who explains, picked by the office where the notice leaves it open
    (G-33). The figures are those of the day it was drafted.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="quality_cases", verbose_name="通知")
    rule = models.CharField("依据", max_length=12, choices=QualityRule)
    subject = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    threshold = models.DecimalField("标准", max_digits=4, decimal_places=3)
    problems = models.PositiveIntegerField("问题份数")
    total = models.PositiveIntegerField("总份数")
    numbers = models.JSONField("涉及的申报编号", default=list)
    drafted_at = models.DateTimeField("统计时间")
    state = models.CharField("状态", max_length=12, choices=QualityState, default=QualityState.DRAFT)
    addressee = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁说明"
    )
    due_on = models.DateField("说明期限", null=True, blank=True)
    decision = models.CharField("决定理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField("单位说明", max_length=3000, blank=True)
    plan = models.TextField("整改方案", max_length=3000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    circular = models.TextField("通报内容", max_length=3000, blank=True)
    circular_on = models.DateField("通报日期", null=True, blank=True)
    recipients = models.CharField("通报范围", max_length=300, blank=True)
    circulated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    suspension = models.ForeignKey(Suspension, models.PROTECT, null=True, blank=True, related_name="+")  # the last
    suspensions = models.ManyToManyField(Suspension, related_name="+", verbose_name="历次暂停推荐申报")

    class Meta:
        verbose_name = verbose_name_plural = "问题率处理"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "rule", "subject", "addressee"], name="one_quality_case_per_addressee"
            ),
            models.UniqueConstraint(  # two, and no "nulls not distinct", which SQLite lacks
                fields=["notice", "rule", "subject"],
                condition=Q(addressee=None),
                name="one_quality_case_before_anybody_is_asked",
            ),
            models.CheckConstraint(condition=Q(state__in=QualityState.values), name="quality_state_is_known"),
            models.CheckConstraint(condition=Q(problems__lte=F("total")), name="problems_are_part_of_the_total"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.problems}/{self.total}"

    def get_absolute_url(self) -> str:
        return reverse("process:quality_case", args=[self.ref])

    @property
    def tone(self) -> str:
        """Of its badge."""
        return TONES[QualityState(self.state)]

    @property
    def percent(self) -> str:
        """12.5%, never rounded up to the threshold."""
        return percent(self.problems, self.total)

    @property
    def of_others(self) -> bool:
        """Asked of a unit over a department's ratio: ``numbers`` are the unit's own, the figures the department's."""
        return self.addressee_id is not None and self.addressee_id != self.subject_id

    @property
    def own_problems(self) -> int:
        """How many of the figure's cases are the addressee's."""
        return len(self.numbers)

    @property
    def limit(self) -> str:
        """10%"""
        return f"{(self.threshold * 100).normalize():f}%"


def percent(part: int, whole: int) -> str:
    """One decimal, cut and not rounded: 9.96 % must not read as 10 %."""
    if not whole:
        return "—"
    cut = Decimal(part * 1000 // whole) / 10
    return f"{cut.normalize():f}%"

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from integrity.models.integrity_record import IntegrityRecord
from integrity.states import Act, SubjectKind, SuspicionState


class Suspicion(models.Model):
    """线索: what somebody saw on a case. It bars nobody; an authority hears, finds and decides (INTEG-03, MAT-05)."""

    subject_kind = models.CharField("对象类别", max_length=20, choices=SubjectKind, default=SubjectKind.PERSON)
    identifier = models.CharField("对象标识", max_length=64, db_index=True)  # as of a record
    name = models.CharField("姓名或名称", max_length=120)
    case = models.UUIDField("申报", db_index=True)  # no key upward
    case_name = models.CharField("申报事项", max_length=200)
    place = models.CharField("所在材料", max_length=200, blank=True)
    act = models.CharField("涉嫌行为", max_length=30, choices=Act)
    facts = models.TextField("事实和证据")
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    reported_at = models.DateTimeField("登记时间")
    by_reader = models.BooleanField("由评审专家登记", default=False)  # whose name no desk reads (COMM-13)
    state = models.CharField("状态", max_length=12, choices=SuspicionState, default=SuspicionState.OPEN)
    defence = models.TextField("当事人陈述和申辩", blank=True)
    finding = models.TextField("认定结论和理由", blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    closed_at = models.DateTimeField("认定时间", null=True)
    record = models.OneToOneField(IntegrityRecord, models.PROTECT, null=True, verbose_name="诚信记录")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "诚信线索"
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SuspicionState.values), name="suspicion_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False), name="a_closed_suspicion_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state="established", record__isnull=False) | (~Q(state="established") & Q(record=None)),
                name="an_established_suspicion_has_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.get_act_display()}"

    @property
    def reporter(self) -> str:
        """Who saw it, as it is told on the pages of review: a reader by no name."""
        return "评审专家" if self.by_reader else self.reported_by.name

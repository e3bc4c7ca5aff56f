from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from integrity.states import Act, RecordState, SubjectKind


class IntegrityRecordQuerySet(models.QuerySet["IntegrityRecord"]):
    def in_force(self, today: date) -> "IntegrityRecordQuerySet":
        """Entered, and within the record period (both days included)."""
        return self.filter(state__in=RecordState.in_force, starts_on__lte=today, ends_on__gte=today)


class IntegrityRecord(models.Model):
    """诚信记录: while in force it bars its subject (ELIG-08): (kind, identifier, name), no key upward."""

    subject_kind = models.CharField("对象类别", max_length=20, choices=SubjectKind)
    identifier = models.CharField("对象标识", max_length=64, db_index=True)  # blind index of the ID number, or a USCC
    name = models.CharField("姓名或名称", max_length=120)
    act = models.CharField("行为", max_length=30, choices=Act)
    facts = models.TextField("事实")
    basis = models.CharField("处理依据", max_length=200)
    decision_no = models.CharField("认定文书", max_length=120)
    decided_on = models.DateField("认定日期")
    starts_on = models.DateField("记录期起")
    ends_on = models.DateField("记录期止")
    state = models.CharField("状态", max_length=12, choices=RecordState, default=RecordState.SUSPECTED)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revocation = models.CharField("撤销原因", max_length=200, blank=True)

    objects = IntegrityRecordQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "诚信记录"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="integrity_period_runs_forward"
            ),
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="integrity_state_is_known"),
            models.UniqueConstraint(
                fields=["subject_kind", "identifier", "decision_no"],
                condition=~Q(state="revoked"),
                name="one_integrity_record_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（记录期至 {self.ends_on}）"

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from committees.models.committee import Committee


class CommissionQuerySet(models.QuerySet["Commission"]):
    def accepted_on(self, day: date) -> Self:
        """In force on this day: accepted by the committee's side, begun and not over."""
        begun = Q(accepted_on__lte=day, valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))


class Commission(models.Model):
    """A region or department that has no committee of its own commissions one that has authority (CHAN-16)."""

    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="委托单位")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="commissions", verbose_name="受委托评委会")
    ranks = models.JSONField("委托评审的层级", default=list, blank=True, help_text="空＝该评委会受理的全部层级。")
    letter_no = models.CharField("委托函文号", max_length=80)
    letter_on = models.DateField("委托函日期")
    accepted_on = models.DateField("同意受理日期", null=True, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = CommissionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "委托评审"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="commission_period_runs_forward",
            ),
            models.UniqueConstraint(fields=["sender", "committee", "letter_no"], name="a_commission_is_written_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} 委托 {self.committee}（{self.letter_no}）"

"""评审条件 by version: proposed, drafted, submitted, jointly issued, in force, repealed (GEN-08, ADMIN-05)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from committees.models.catalogue import Series
from committees.states import ConditionState
from config.lib import clock
from records.models import StoredFile
from records.triggers import Frozen


class ConditionSet(models.Model):
    """One version. Once issued its words and files do not change any more: a revision is a new version."""

    frozen: ClassVar = Frozen(
        states=ConditionState.numbered,
        columns=(
            *("series_id", "name", "version", "proposed_by", "need"),
            *("text_id", "explanation_id", "opinions_id", "doc_no", "co_issuers", "issued_on"),
        ),
        once=("effective_from", "effective_to"),
    )

    series = models.ForeignKey(Series, models.PROTECT, related_name="condition_sets", verbose_name="系列")
    name = models.CharField("名称", max_length=120)
    version = models.PositiveSmallIntegerField("版本", default=1)
    proposed_by = models.CharField("提出部门", max_length=120)  # the series' competent department
    need = models.TextField("修订需求", blank=True)
    state = models.CharField("进度", max_length=20, choices=ConditionState, default=ConditionState.DEMAND)
    text = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="正文")
    explanation = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起草说明"
    )
    opinions = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="征求意见采纳情况"
    )
    doc_no = models.CharField("文号", max_length=80, blank=True)
    co_issuers = models.CharField("联合印发单位", max_length=200, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("废止日期", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评审条件"
        ordering = ["series", "name", "-version"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConditionState.values), name="condition_state_is_known"),
            models.UniqueConstraint(fields=["series", "name", "version"], name="one_condition_set_per_version"),
            models.UniqueConstraint(
                fields=["series", "name"],
                condition=Q(state=ConditionState.IN_FORCE),
                name="one_version_of_conditions_in_force",
            ),
            models.UniqueConstraint(
                fields=["series", "name"],
                condition=Q(state__in=("demand", "drafting", "submitted", "issued")),
                name="one_version_of_conditions_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ConditionState.numbered)
                | (~Q(doc_no="") & ~Q(co_issuers="") & Q(issued_on__isnull=False)),
                name="issued_conditions_have_a_number_and_issuers",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ConditionState.dated) | Q(effective_from__isnull=False),
                name="conditions_in_force_have_a_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_from=None) | Q(effective_to__gte=F("effective_from")),
                name="conditions_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    @property
    def is_editable(self) -> bool:
        return self.state in ConditionState.editable

    def state_on(self, day: date) -> ConditionState:
        """By its days, too: a version, or its end, is registered before the day comes (GEN-08)."""
        if self.state not in ConditionState.dated or self.effective_from is None:
            return ConditionState(self.state)
        if day < self.effective_from:
            return ConditionState.ISSUED
        lasts = self.effective_to is not None and day <= self.effective_to  # the last day counts
        return ConditionState.IN_FORCE if lasts or self.state == ConditionState.IN_FORCE else ConditionState.REPEALED

    @property
    def state_today(self) -> ConditionState:
        """Where it stands now; ``state`` is how far its procedure is."""
        return self.state_on(clock.local_date(clock.law()))

    @property
    def standing(self) -> str:
        """The same in words, with the day that is to come."""
        now = self.state_today
        if self.state in ConditionState.dated and now == ConditionState.ISSUED:
            return f"待施行（自{self.effective_from}起）"
        if self.state == ConditionState.REPEALED and now == ConditionState.IN_FORCE:
            return f"生效（至{self.effective_to}止）"
        return str(now.label)

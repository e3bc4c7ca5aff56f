"""A change of the working calendar that waits for a second person (ADMIN-10)."""

import uuid
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q

from records.states import ChangeState, DaySource


class Day(NamedTuple):
    """What a calendar shall say of one day."""

    date: date
    is_work: bool
    name: str


class CalendarChange(models.Model):
    """Days as somebody entered them from a notice; they count once somebody else has approved them."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("依据文件", max_length=200)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    source = models.CharField("来源", max_length=10, choices=DaySource)
    year = models.PositiveSmallIntegerField("年份")
    days = models.JSONField("日期")  # [["2027-01-01", false, "元旦"], …]; of an official notice, the named days only
    text = models.TextField("通知原文", blank=True)
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    # Plain numbers, not foreign keys: this floor stands below the people.
    by = models.BigIntegerField("提出人")
    at = models.DateTimeField("提出时间")
    decided_by = models.BigIntegerField("办理人", null=True, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    refusal = models.CharField("未批准原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历变更"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="calendar_change_state_is_known"),
            models.CheckConstraint(
                condition=Q(source__in=(DaySource.OFFICIAL, DaySource.REGIONAL)),
                name="calendar_change_has_an_announced_source",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ChangeState.APPROVED, ChangeState.REFUSED))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("by"))),
                name="calendar_change_is_decided_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=ChangeState.PROPOSED), name="one_open_calendar_change_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def named_days(self) -> list[Day]:
        """The days it names, in order."""
        return sorted(Day(date.fromisoformat(day), is_work, name) for day, is_work, name in self.days)

    def keep(self, days: list[Day]) -> None:
        """As JSON keeps them."""
        self.days = [_plain(each) for each in days]


def _plain(day: Day) -> list[Any]:
    return [day.date.isoformat(), day.is_work, day.name]

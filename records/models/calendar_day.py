"""One day of the working calendar (UNIT-11, ADMIN-10)."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from records.states import DaySource


class CalendarDay(models.Model):
    date = models.DateField("日期", primary_key=True)
    is_work = models.BooleanField("工作日")
    source = models.CharField("来源", max_length=10, choices=DaySource, default=DaySource.OFFICIAL)
    name = models.CharField("节日", max_length=40, blank=True)
    doc_no = models.CharField("文号", max_length=80, blank=True)

    # A plain number, not a foreign key: this floor stands below the people.
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=DaySource.values), name="calendar_day_source_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {'工作日' if self.is_work else '休息日'}"

"""政策专栏平台一览: where a series' policies are published (GEN-15, A-28)."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from committees.models import Series


class PolicyColumn(models.Model):
    """One platform; without a series it is of all of them."""

    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="policy_columns", verbose_name="系列"
    )
    name = models.CharField("平台名称", max_length=120)
    owner = models.CharField("主办单位", max_length=120)
    url = models.URLField("网址", blank=True)
    position = models.PositiveSmallIntegerField("排列次序", default=10)
    is_shown = models.BooleanField("对外显示", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "政策专栏"
        ordering = ["series__name", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["series", "name"], name="one_policy_column_per_series_and_name"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(series=None), name="one_policy_column_of_all_series_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

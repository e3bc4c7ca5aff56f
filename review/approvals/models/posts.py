from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from committees.states import Rank


class PostLevel(models.Model):
    """Posts of one level a unit has in a year: approved and filled (004 三; PATH-33, ADMIN-08)."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="post_levels", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    rank = models.CharField("级别", max_length=20, choices=Rank)
    approved = models.PositiveIntegerField("核定岗位数")
    filled = models.PositiveIntegerField("已聘人数")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "单位岗位结构"
        ordering = ["-year", "unit__name", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "rank"], name="one_row_of_posts_per_unit_year_and_rank")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.get_rank_display()}"

    @property
    def vacancies(self) -> int:
        """Never negative: a unit over its number has none."""
        return max(0, self.approved - self.filled)


class PostPlan(models.Model):
    """How a unit without vacancies absorbs its stock over some years while some still come, as approved (PATH-33)."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="post_plans", verbose_name="单位")
    first_year = models.PositiveSmallIntegerField("起始年度")
    last_year = models.PositiveSmallIntegerField("截止年度")
    rank = models.CharField("级别", max_length=20, choices=Rank)
    yearly = models.PositiveIntegerField("每年可推荐人数")
    document_no = models.CharField("核准文件", max_length=80)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "岗位存量消化方案"
        ordering = ["unit__name", "-first_year"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="post_plan_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.first_year}—{self.last_year}"

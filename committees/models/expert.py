"""专家库 (COMM-09) and the training that a senior round asks for (COMM-03)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from committees.models.catalogue import Series, Specialty
from committees.states import ExpertStatus, Rank


class ExpertQuerySet(models.QuerySet["Expert"]):
    def selectable(self) -> "ExpertQuerySet":
        """In the pool: neither a candidate still, nor suspended, nor gone."""
        return self.filter(status=ExpertStatus.LISTED)


class Expert(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="expert", verbose_name="账户"
    )
    name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="experts", verbose_name="单位"
    )
    unit_name = models.CharField("单位名称", max_length=120, blank=True)  # where the unit has no account here
    title = models.CharField("职称", max_length=60)
    rank = models.CharField("级别", max_length=20, choices=Rank)
    series = models.ManyToManyField(Series, blank=True, related_name="experts", verbose_name="系列")
    specialties = models.ManyToManyField(Specialty, blank=True, related_name="experts", verbose_name="专业")
    status = models.CharField("状态", max_length=20, choices=ExpertStatus, default=ExpertStatus.CANDIDATE)
    exit_reason = models.CharField("暂停或退出原因", max_length=200, blank=True)
    recommended_by = models.CharField("推荐单位", max_length=120, blank=True)
    listed_on = models.DateField("入库日期", null=True, blank=True)

    objects = ExpertQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ExpertStatus.values), name="expert_status_is_known"),
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="expert_rank_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_of_work(self) -> str:
        return self.unit.name if self.unit else self.unit_name


class ExpertTraining(models.Model):
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="trainings", verbose_name="专家")
    course = models.CharField("课程", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    completed_on = models.DateField("完成日期")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "专家培训"
        ordering = ["-year", "expert"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "course", "year"], name="one_training_per_expert_course_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.course}（{self.year}）"

"""全区职称评审专业目录: what may be declared for, versioned by validity (GEN-09)."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Series(models.Model):
    name = models.CharField("系列", max_length=40, unique=True)  # 工艺美术, 工程
    code = models.CharField("国家代码", max_length=10, blank=True)  # GB/T 8561: 270 工艺美术
    competent_body = models.CharField("主管部门", max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "职称系列"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Specialty(models.Model):
    """An entry is never deleted: ``valid_to`` ends it, and what was declared under it stays."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="specialties", verbose_name="系列")
    code = models.SlugField("代码", max_length=40)
    industry = models.CharField("行业（专业组）", max_length=60, blank=True)
    name = models.CharField("专业", max_length=80)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    approval_doc_no = models.CharField("批准文号", max_length=80, blank=True)
    sample = models.BooleanField("示例", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评审专业目录"
        ordering = ["series", "industry", "name"]
        constraints = [
            models.UniqueConstraint(fields=["series", "code"], name="one_specialty_per_code_in_a_series"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="a_specialty_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

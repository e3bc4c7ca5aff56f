from django.db import models

from declarations.models.declaration import Declaration


class ResumeLine(models.Model):
    """工作简历: from the first job on, in order of time (MAT-36)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="resume")
    started_on = models.DateField("开始时间")
    ended_on = models.DateField("结束时间", null=True, blank=True)  # null: until now
    unit = models.CharField("工作单位", max_length=120)
    duty = models.CharField("职务（从事工作）", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "工作简历"
        ordering = ["started_on", "pk"]

    def __str__(self) -> str:
        return f"{self.started_on:%Y-%m} {self.unit}"

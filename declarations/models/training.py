from django.db import models

from declarations.models.declaration import Declaration
from declarations.models.sourced import Sourced


class Training(Sourced):
    """继续教育: one year's hours of one category (MAT-26, MAT-27)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="trainings")
    year = models.PositiveSmallIntegerField("年度")
    category = models.CharField(
        "类别", max_length=10, choices=[("公需", "公需科目"), ("专业", "专业科目"), ("行业", "行业内继续教育")]
    )
    hours = models.DecimalField("学时", max_digits=6, decimal_places=1, default=0)
    passed = models.BooleanField("已完成（考试合格）", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "继续教育"
        ordering = ["-year", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "year", "category"], name="one_training_per_year_and_category"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_category_display()}"

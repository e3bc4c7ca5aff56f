from django.db import models

from declarations.models.declaration import Declaration
from declarations.models.sourced import Sourced


class Education(Sourced):
    """学历 (MAT-16)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="educations")
    level = models.CharField(
        "学历",
        max_length=20,
        choices=[(x, x) for x in ("博士", "硕士", "第二学士", "本科", "大专", "中专", "高中", "初中及以下")],
    )
    degree = models.CharField("学位", max_length=20, blank=True)
    degree_code = models.CharField("专业学位代码", max_length=4, blank=True)  # PATH-06
    degree_field = models.CharField("专业学位领域", max_length=40, blank=True)
    overseas = models.BooleanField("国（境）外学历", default=False)
    school = models.CharField("毕业院校", max_length=80)
    major = models.CharField("所学专业", max_length=80, blank=True)
    form = models.CharField(
        "学习形式",
        max_length=20,
        blank=True,  # of schooling up to 高中 nobody asks it
        choices=[("全日制", "全日制"), ("非全日制", "非全日制（自考、成人、网络、电大）")],
    )
    started_on = models.DateField("入学时间", null=True, blank=True)
    graduated_on = models.DateField("毕业时间")
    certificate_no = models.CharField("证书编号", max_length=60, blank=True)
    is_highest = models.BooleanField("最高学历", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "学历"
        ordering = ["graduated_on", "pk"]

    def __str__(self) -> str:
        return f"{self.level} {self.school}"

from django.db import models

from committees.states import Rank
from declarations.models.declaration import Declaration
from declarations.models.sourced import Sourced


class HeldTitle(Sourced):
    """A title or skill certificate the person holds; one of them is the base of the declaration (MAT-18…20, MAT-22)."""

    KINDS = (
        ("title", "职称证书"),
        ("skill", "职业资格或职业技能等级证书"),
        ("qualification", "专业技术人员职业资格证书"),
    )

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="titles")
    kind = models.CharField(
        "证书类别",
        max_length=20,
        choices=KINDS,
        default="title",
    )
    name = models.CharField("名称", max_length=60)
    rank = models.CharField("层级", max_length=20, choices=Rank, blank=True)  # of a title
    grade = models.CharField(
        "技能等级",
        max_length=20,
        blank=True,
        choices=[(x, x) for x in ("高级工（三级）", "技师（二级）", "高级技师（一级）", "特级技师", "首席技师")],
    )
    series = models.CharField("系列", max_length=40, blank=True)
    specialty = models.CharField("专业", max_length=80, blank=True)
    granted_on = models.DateField("取得时间")
    declared_until = models.DateField("当时的申报截止日期", null=True, blank=True)  # COND-12
    certificate_no = models.CharField("证书编号", max_length=60, blank=True)
    authority = models.CharField("发证（批准）机关", max_length=80, blank=True)
    origin = models.CharField(
        "取得地",
        max_length=20,
        choices=[("local", "本地"), ("region", "区内其他市"), ("outside", "区外（含中直、外省、部队）")],
        default="local",
    )
    qualification = models.CharField("职业资格级别", max_length=20, blank=True)  # by the notice's table (COND-09)
    converted_from = models.DateField("转评前职称的取得时间", null=True, blank=True)  # PATH-13
    area = models.CharField("定向评价区域", max_length=40, blank=True)  # PATH-08
    reconfirmed_on = models.DateField("重新确认时间", null=True, blank=True)  # PATH-10
    verified_online = models.BooleanField("已在线审验", default=False)
    is_base = models.BooleanField("以该资格申报", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "现职称与资格证书"
        ordering = ["granted_on", "pk"]

    def __str__(self) -> str:
        return self.name

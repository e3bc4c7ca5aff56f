from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation


class SmallGiant(models.Model):
    """An enterprise on the national list of 专精特新“小巨人”, while its certificate is in force (PATH-24)."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="small_giant", verbose_name="企业", limit_choices_to={"kind": "unit"}
    )
    certificate_no = models.CharField("认定文件或证书编号", max_length=80)
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "国家级专精特新“小巨人”企业"
        ordering = ["organisation__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="small_giant_certificate_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}（{self.valid_until} 止）"


class QuotaYear(models.Model):
    """One enterprise in one year: the row that is locked while its direct recommendations are counted (PATH-25)."""

    year = models.PositiveSmallIntegerField("年度")
    enterprise = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="企业")

    class Meta:
        verbose_name = verbose_name_plural = "企业年度推荐名额"
        constraints = [models.UniqueConstraint(fields=["year", "enterprise"], name="one_quota_per_enterprise_and_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.enterprise}"

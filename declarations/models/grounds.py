from django.db import models

from declarations.models.declaration import Declaration


class Grounds(models.Model):
    """What the person says in words of their own: to the ticks of 特殊选项, to a gap in the insurance, the summary."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="grounds")
    direct_basis = models.CharField("直接申报依据", max_length=120, blank=True)  # in the words of the notice (PATH-02)
    relaxes = models.JSONField("破格放宽的条件", default=list, blank=True)  # 学历, 资历 (PATH-15)
    exception_reason = models.TextField("符合破格条件的情况", max_length=1000, blank=True)  # FORM-04
    early_one_year = models.BooleanField("提前1年申报", default=False)  # PATH-05
    approval_no = models.CharField("申报前审批批文文号", max_length=60, blank=True)  # PATH-17
    approval_on = models.DateField("批文日期", null=True, blank=True)
    new_work_since = models.DateField("从事现专业技术工作起始时间", null=True, blank=True)  # of a conversion (PATH-09)
    summary = models.TextField("专业技术工作总结", max_length=20_000, blank=True)  # MAT-52
    insurance_gap = models.TextField("养老保险缴费情况说明", max_length=1000, blank=True)  # MAT-31

    class Meta:
        verbose_name = verbose_name_plural = "特殊情形说明"

    def __str__(self) -> str:
        return f"{self.declaration}"

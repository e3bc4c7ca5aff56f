from django.db import models

from declarations.models.declaration import Declaration
from declarations.states import TalentBasis


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
    # By what a senior title is declared directly: PATH-20, PATH-24…28.
    talent_basis = models.CharField("高层次直评依据", max_length=20, choices=TalentBasis, blank=True)
    recommended_by = models.CharField("署名推荐的法定代表人", max_length=60, blank=True)
    recommended_on = models.DateField("推荐书日期", null=True, blank=True)
    team_leader = models.BooleanField("研发团队带头人", default=False)
    project_level = models.CharField("人才项目层级", max_length=20, blank=True)
    project_name = models.CharField("人才项目名称", max_length=120, blank=True)
    project_year = models.PositiveSmallIntegerField("入选年度", null=True, blank=True)
    # What is to be confirmed without another review: PATH-23.
    former_committee = models.CharField("原评审机构", max_length=120, blank=True)
    former_no = models.CharField("原评审结果文件", max_length=80, blank=True)
    former_on = models.DateField("原评审通过时间", null=True, blank=True)
    # Where a notice asks for them: COND-15.
    foreign_exam = models.CharField("职称外语成绩或免试情况", max_length=120, blank=True)
    computer_exam = models.CharField("计算机应用能力成绩或免试情况", max_length=120, blank=True)
    summary = models.TextField("专业技术工作总结", max_length=20_000, blank=True)  # MAT-52
    insurance_gap = models.TextField("养老保险缴费情况说明", max_length=1000, blank=True)  # MAT-31

    commission_approval_no = models.CharField("自治区职改办同意函文号", max_length=60, blank=True)  # CHAN-15
    commission_approval_on = models.DateField("同意函日期", null=True, blank=True)
    appraisals = models.JSONField("专家鉴定意见", default=list, blank=True)  # expert, unit, title, opinion (MAT-69)
    # Objections to shared data: section, key, said, origin, reason, on (MAT-10); the person goes the manual way.
    disputes = models.JSONField("共享数据异议", default=list, blank=True)
    shared_names = models.JSONField("以其他姓名登记的共享数据", default=dict, blank=True)  # by section: whose (MAT-59)

    class Meta:
        verbose_name = verbose_name_plural = "特殊情形说明"

    def __str__(self) -> str:
        return f"{self.declaration}"

from django.db import models

from accounts.states import UnitNature
from config.lib.fields import EncryptedCharField, SealIdField
from declarations.models.declaration import Declaration
from records.models import StoredFile


class BasicInfo(models.Model):
    """基本信息: who the person is, and the facts that may bar them (ELIG-02…07)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="basic")
    seal_id = SealIdField()
    name = models.CharField("姓名", max_length=60)
    former_name = models.CharField("曾用名", max_length=60, blank=True)
    id_number = EncryptedCharField("身份证号码", max_length=18)
    sex = models.CharField("性别", max_length=2, choices=[("男", "男"), ("女", "女")], blank=True)
    born_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    politics = models.CharField("政治面貌", max_length=20, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    phone = EncryptedCharField("手机号", max_length=20)  # the number the secretariat writes to (MSG-13)
    email = models.EmailField("电子邮箱", blank=True)
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证件照"
    )
    unit_nature = models.CharField("单位性质", max_length=30, choices=UnitNature, blank=True)
    # Why neither licence nor registry extract is there, where a notice asks for one (MAT-33).
    nature_note = models.TextField("没有单位性质证明的情况说明", max_length=1000, blank=True)
    post = models.CharField("现任职务（岗位）", max_length=60, blank=True)
    work_since = models.DateField("参加工作时间", null=True, blank=True)
    specialty_since = models.DateField("从事本专业工作时间", null=True, blank=True)
    health = models.CharField("健康状况", max_length=20, blank=True)
    inheritor_level = models.CharField("非遗传承人级别", max_length=20, blank=True)
    master_title = models.CharField("工艺美术大师称号", max_length=60, blank=True)

    is_civil_servant = models.BooleanField("公务员（含参照公务员法管理单位人员）", default=False)  # ELIG-02
    transition_until = models.DateField("过渡期截止日期", null=True, blank=True)
    is_retired = models.BooleanField("已办理离退休手续", default=False)  # ELIG-03
    retired_on = models.DateField("办理离退休手续的日期", null=True, blank=True)  # ELIG-05
    extension_no = models.CharField("延长退休批准文号", max_length=60, blank=True)
    extension_until = models.DateField("延长退休至", null=True, blank=True)
    retirement_category = models.CharField(
        "退休类别",
        max_length=20,
        blank=True,
        choices=[
            ("male", "男职工"),
            ("female55", "女干部（管理、技术岗位）"),
            ("female50", "女工人"),
            ("female_senior60", "高级职称女性专业技术人员（自愿）"),
        ],
    )
    discipline = models.CharField(
        "处分",
        max_length=20,
        blank=True,
        choices=[("警告", "警告"), ("记过", "记过"), ("降低岗位等级", "降低岗位等级"), ("开除", "开除")],
    )
    discipline_by = models.CharField("作出处分的单位", max_length=120, blank=True)
    discipline_on = models.DateField("处分生效日期", null=True, blank=True)
    discipline_months = models.PositiveSmallIntegerField("处分期（月）", null=True, blank=True)
    discipline_until = models.DateField("处分期满日期", null=True, blank=True)  # ELIG-06
    under_investigation = models.BooleanField("正被立案审查调查", default=False)  # ELIG-07
    sanction_until = models.DateField("处分处罚影响期截止", null=True, blank=True)
    epidemic_service = models.BooleanField("参与疫情防控相关工作", default=False)  # ELIG-18
    employed_since = models.DateField("与现单位建立人事（劳动）关系的时间", null=True, blank=True)  # ELIG-10
    works_outside = models.BooleanField("在区外工作", default=False)  # ELIG-11
    household_inside = models.BooleanField("户口在广西", default=False)
    archive_agency = models.CharField("人事档案托管机构", max_length=80, blank=True)  # ELIG-11, ELIG-13
    archive_since = models.DateField("档案托管起始时间", null=True, blank=True)
    other_numbers = models.PositiveSmallIntegerField("另有的身份证号码数", default=0)  # of the account (MAT-60, MAT-61)
    name_differs = models.BooleanField("材料所用姓名或身份证号码与填写不一致", default=False)  # MAT-59

    class Meta:
        verbose_name = verbose_name_plural = "基本信息"

    def __str__(self) -> str:
        return self.name

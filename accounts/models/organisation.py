from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models.user import User
from accounts.states import Affiliation, OrganisationKind, OrganisationStatus, UnitNature
from config.lib.pinyin import initials


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(status=OrganisationStatus.ACTIVE)

    def units(self) -> "OrganisationQuerySet":
        return self.filter(kind__in=OrganisationKind.units)

    def named_like(self, words: str) -> "OrganisationQuerySet":
        """Name holds the words, pinyin initials hold the letters, or the credit code is exactly this (06-6)."""
        plain = words.strip()
        found = Q(name__contains=plain) | Q(uscc=plain.upper())
        return self.filter(found | Q(initials__contains=plain.lower())) if plain.isascii() else self.filter(found)


class Organisation(models.Model):
    """A body with a desk. ``parent`` is the next desk above it: unit → department → county → city → region."""

    name = models.CharField("名称", max_length=120)
    initials = models.CharField("拼音首字母", max_length=120, blank=True, editable=False)
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级（主管部门或职改办）"
    )
    status = models.CharField("状态", max_length=20, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, null=True, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    legal_person = models.BooleanField("具有独立法人资格", default=True)  # CHAN-07, GEN-07
    branch_type = models.CharField("分支机构类型", max_length=40, blank=True)  # 银行, 保险公司 … (CHAN-07)
    nature = models.CharField("单位性质", max_length=30, choices=UnitNature, blank=True)
    affiliation = models.CharField("隶属关系", max_length=20, choices=Affiliation, blank=True)
    industry = models.CharField("所属行业", max_length=60, blank=True)
    place = models.CharField("所在地", max_length=80, blank=True)
    zone = models.CharField("注册所在园区（开发区）", max_length=60, blank=True)  # ELIG-12
    address = models.CharField("通讯地址", max_length=160, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    licence_id = models.BigIntegerField("营业执照文件", null=True, blank=True)  # records.StoredFile
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField("注册时间", null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    refusal = models.CharField("未通过原因", max_length=200, blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "组织"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=OrganisationStatus.values), name="organisation_status_is_known"
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="no_organisation_above_itself"),
            # Notices name offices in full: two of one name could not be told apart.
            models.UniqueConstraint(
                fields=["name"], condition=Q(kind__in=OrganisationKind.offices), name="one_office_per_name"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status"], name="organisations_of_a_kind"),
            models.Index(fields=["initials"], name="organisations_by_initials"),  # the order of desks' lists (16-1)
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.initials = initials(self.name)[:120]
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = [*fields, "initials"]
        super().save(*args, **kwargs)

    def chain(self) -> Iterator["Organisation"]:
        """This organisation and all above it, nearest first. A circle, should one ever stand, is walked once."""
        link: Organisation | None = self
        passed: set[int | None] = set()
        while link and link.pk not in passed:
            passed.add(link.pk)
            yield link
            link = link.parent

    @property
    def is_outside(self) -> bool:
        """中直驻桂 or 外省驻桂: needs a letter (CHAN-11)."""
        return self.affiliation in Affiliation.outside

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, User
from committees.states import Rank
from declarations.models import Declaration
from notices.models import Notice
from records.models import StoredFile


class DeliberationGroup(models.Model):
    """职称审议推荐小组 of a unit for one notice (UNIT-07). ``host`` is another unit commissioned to hold it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="通知")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="groups", verbose_name="单位")
    name = models.CharField("名称", max_length=80, default="职称审议推荐小组")
    host = models.CharField("受委托单位", max_length=120, blank=True)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "审议推荐小组"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"


class GroupMember(models.Model):
    group = models.ForeignKey(DeliberationGroup, models.CASCADE, related_name="members")
    name = models.CharField("姓名", max_length=60)
    unit_name = models.CharField("单位", max_length=120)
    post = models.CharField("职务", max_length=60, blank=True)
    is_leader = models.BooleanField("组长", default=False)
    professional = models.BooleanField("专业技术人才", default=True)
    title = models.CharField("职称", max_length=60, blank=True)
    rank = models.CharField("职称层级", max_length=20, choices=Rank, blank=True)
    external = models.BooleanField("外单位专家", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "审议小组成员"
        ordering = ["-is_leader", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(is_leader=True), name="one_leader_per_group")
        ]

    def __str__(self) -> str:
        return self.name


class Deliberation(models.Model):
    """审议推荐意见 of one declaration (UNIT-08, UNIT-09, FORM-16). Scans stand in the dossier's slots."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="deliberation")
    group = models.ForeignKey(DeliberationGroup, models.PROTECT, related_name="deliberations", verbose_name="审议小组")
    members = models.JSONField("到会成员", default=list)  # as they were: [{name, unit_name, post, is_leader, …}]
    held_on = models.DateField("会议日期")
    place = models.CharField("会议地点", max_length=120)
    aspects = models.JSONField("评价", default=dict)  # the notice's aspects → text
    votes_for = models.PositiveSmallIntegerField("同意票")
    votes_against = models.PositiveSmallIntegerField("不同意票", default=0)
    votes_present = models.PositiveSmallIntegerField("到会人数")
    agree = models.BooleanField("同意推荐")
    content_digest = models.CharField(max_length=64, blank=True)  # of what it rests on (T03)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "审议推荐意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(votes_present__gte=F("votes_for") + F("votes_against")),
                name="no_more_deliberation_votes_than_present",
            )
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.held_on}"

"""The notice of one year. Admins edit its draft; its law stands in its editions."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import Membership, Organisation, User
from accounts.states import Role
from committees.models import Series
from notices.models.document import PolicyDocument
from notices.states import NoticeState


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self) -> "NoticeQuerySet":
        """Published, whether its round still runs or is closed."""
        return self.exclude(state=NoticeState.DRAFT)

    def public(self) -> "NoticeQuerySet":
        """What everybody may read without signing in (GEN-01)."""
        return self.published().filter(is_public=True)

    def from_year(self, year: int) -> "NoticeQuerySet":
        """Of this year; the next year's, already announced, too."""
        return self.filter(year__gte=year)

    def of_admin(self, user: User) -> "NoticeQuerySet":
        """Whose drafts and editions the person looks after: the notices of their own offices (SYS-02)."""
        seats = Membership.objects.of(user).filter(role=Role.ADMIN)
        return self.filter(office__in=seats.values("organisation"))

    def before_year(self, year: int) -> "NoticeQuerySet":
        """Of earlier years."""
        return self.filter(year__lt=year)


class Notice(models.Model):
    code = models.SlugField("代码", max_length=60, unique=True)
    title = models.CharField("标题", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    series = models.ForeignKey(Series, models.PROTECT, related_name="notices", verbose_name="系列")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="notices", verbose_name="评委会所在职改办")
    issued_on = models.DateField("发文日期")
    is_public = models.BooleanField("公开发布", default=True)
    state = models.CharField("状态", max_length=20, choices=NoticeState, default=NoticeState.DRAFT)
    draft = models.JSONField("草稿")  # the raw mapping; read only through notices.rules.parse_terms
    cloned_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="clones", verbose_name="由哪份通知复制"
    )
    amending = models.JSONField("修订稿", null=True, blank=True)  # whole, while somebody works on the next edition
    kept = models.JSONField("已核对的旧内容", default=dict, blank=True)  # path → mark of the value somebody kept
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="最后修改人"
    )
    legal_bases = models.ManyToManyField(PolicyDocument, blank=True, related_name="notices", verbose_name="依据文件")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "年度通知"
        ordering = ["-year", "-issued_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_is_known"),
        ]
        indexes = [models.Index(fields=["state", "-year"], name="notices_of_a_year")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:detail", args=[self.code])

    @property
    def is_amending(self) -> bool:
        """Whether somebody works on the next edition of a published notice."""
        return self.amending is not None

    @property
    def text(self) -> dict[str, Any]:
        """What the desk edits: the amendment where one is worked on, else the draft."""
        return self.draft if self.amending is None else self.amending

    @property
    def is_worked_on(self) -> bool:
        """Whether the desk has a text of it to edit: a draft, or an amendment not published yet."""
        return self.state == NoticeState.DRAFT or self.is_amending


class EditionQuerySet(models.QuerySet["NoticeEdition"]):
    def in_force(self, now: datetime) -> "EditionQuerySet":
        """Editions whose time has come; the first one is in force since it was published, whatever the clock says."""
        return self.filter(Q(effective_at__lte=now) | Q(number=1))

    def for_lists(self) -> "EditionQuerySet":
        """Without the terms: a process parses an edition once, whoever lists it (``notices.rules.terms_of``)."""
        return self.defer("terms").select_related("notice")


class NoticeEdition(models.Model):
    """What was published, word for word. Never changed; an amendment is the next edition (design §4)."""

    append_only: ClassVar = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="editions", verbose_name="通知")
    number = models.PositiveSmallIntegerField("版次")
    terms = models.JSONField("内容")  # complete, defaults written out; read only through notices.rules.terms_of
    digest = models.CharField("摘要", max_length=64)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField("生效时间")
    reason = models.CharField("修订原因", max_length=500, blank=True)
    basis = models.CharField("修订依据", max_length=300, blank=True)
    told = models.JSONField("告知对象", default=list)
    changes = models.JSONField("修订内容", default=list)  # [{path, before, after}]
    explanation = models.CharField("提醒事项说明", max_length=500, blank=True)  # why published in spite of a warning

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知版本"
        ordering = ["notice", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_edition_per_number"),
            models.CheckConstraint(
                condition=Q(number=1) | (~Q(reason="") & ~Q(basis="")), name="an_amendment_has_a_reason_and_a_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}（第{self.number}版）"

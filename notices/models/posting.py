"""An entry of 公示公告 that an office writes itself: lists and papers made elsewhere (ADMIN-07)."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from notices.states import PostingKind
from records.models import StoredFile


class PostingQuerySet(models.QuerySet["Posting"]):
    def hanging(self, today: date) -> "PostingQuerySet":
        """What anybody may read on this day; both ends belong to it."""
        begun = self.filter(withdrawn_at=None, first_day__lte=today)
        return begun.filter(Q(last_day=None) | Q(last_day__gte=today))


class Posting(models.Model):
    """What was public stays as it was: a mistake is withdrawn with its reason, and put up anew."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="postings", verbose_name="发布单位")
    kind = models.CharField("类别", max_length=12, choices=PostingKind)
    title = models.CharField("标题", max_length=160)
    body = models.TextField("正文")
    first_day = models.DateField("开始日期")
    last_day = models.DateField("截止日期", null=True, blank=True)  # 批复 stay
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人")
    at = models.DateTimeField("发布时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_why = models.CharField("撤下原因", max_length=200, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示公告"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PostingKind.values), name="posting_kind_is_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_posting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(kind=PostingKind.PUBLICITY, last_day=None), name="a_publicity_has_a_last_day"
            ),
        ]
        indexes = [models.Index(fields=["first_day"], condition=Q(withdrawn_at=None), name="postings_by_day")]

    def __str__(self) -> str:
        return self.title


class PostingFile(models.Model):
    """A file of an entry, in the order it was given."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="files")
    num = models.PositiveSmallIntegerField("序号")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "公示公告附件"
        ordering = ["num"]
        constraints = [models.UniqueConstraint(fields=["posting", "num"], name="one_file_per_number_of_a_posting")]

    def __str__(self) -> str:
        return self.file.original_name

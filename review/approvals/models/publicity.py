import secrets
import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from config.lib.fields import EncryptedCharField, SealIdField
from declarations.models import Declaration, Snapshot
from records.models import StoredFile
from review.approvals.states import PublicityKind


class PublicityQuerySet(models.QuerySet["Publicity"]):
    def running(self) -> "PublicityQuerySet":
        return self.filter(ended_at=None, voided_at=None)

    def ended(self) -> "PublicityQuerySet":
        """Hung to the end of its days and not taken back since."""
        return self.filter(ended_at__isnull=False, voided_at=None)

    def objected(self) -> "PublicityQuerySet":
        """Each told whether an objection to it is open: ``is_objected`` (UNIT-13)."""
        waiting = PublicityObjection.objects.filter(publicity=models.OuterRef("pk"), resolved_at=None)
        return self.annotate(is_objected=models.Exists(waiting))


class Publicity(models.Model):
    """单位内部公示 or 补充公示 of one declaration, over counted working days (UNIT-10…14)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="publicities")
    kind = models.CharField("类别", max_length=16, choices=PublicityKind, default=PublicityKind.UNIT)
    sheet = models.UUIDField("公示表", null=True, blank=True)  # people publicised together share a printed sheet
    first_day = models.DateField("首个计算日")
    last_day = models.DateField("截止日")
    working_days = models.PositiveSmallIntegerField("工作日数")
    days_certain = models.BooleanField("日历为官方日历", default=True)
    place = models.CharField("公示地点", max_length=120)
    contact = models.CharField("异议受理", max_length=120)
    content = models.JSONField("公示内容", default=dict)  # what hung there, part key → line (UNIT-12)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    changes = models.JSONField("变更内容", default=list, blank=True)  # of a supplementary one: part, before, after
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")  # UNIT-14
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    started_at = models.DateTimeField("发起时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位公示"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="publicity_runs_forward"),
            models.UniqueConstraint(
                fields=["declaration"], condition=Q(ended_at=None, voided_at=None), name="one_running_publicity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.first_day}—{self.last_day}"

    @property
    def photo_words(self) -> str:
        """What the photo of its board is called, wherever it is asked for (UNIT-14)."""
        return f"{self.get_kind_display()}现场照片"


def new_token() -> str:
    """128 bits: an address nobody guesses, short enough for a QR on paper."""
    return secrets.token_urlsafe(16)


class OnlineSheet(models.Model):
    """A printed sheet that the unit shows on a page as well, at an address that stands on the sheet (S15)."""

    sheet = models.UUIDField("公示表", unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="开通人")
    opened_at = models.DateTimeField("开通时间")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="关闭人")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上公示"

    def __str__(self) -> str:
        return f"{self.sheet}"


class PublicityObjection(models.Model):
    """An objection raised at the unit while the sheet hung there (UNIT-13)."""

    publicity = models.ForeignKey(Publicity, models.CASCADE, related_name="objections")
    raised_by = models.CharField("异议人", max_length=60, blank=True)
    text = models.TextField("异议内容")
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: raised online
    upheld = models.BooleanField("异议成立", null=True)
    finding = models.TextField("核查结论", blank=True)
    reply = models.TextField("答复", blank=True)  # read by whoever has the tracking code
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位公示异议"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.publicity} {self.received_at:%Y-%m-%d}"


class Objector(models.Model):
    """What came with an objection that was raised online; who raised it is sealed, or was never asked (S15)."""

    objection = models.OneToOneField(PublicityObjection, models.CASCADE, related_name="objector")
    request_key = models.CharField(max_length=64, unique=True, editable=False)  # a second click is no second one
    seal_id = SealIdField()
    name = EncryptedCharField("异议人", max_length=60, blank=True)
    phone = EncryptedCharField("联系电话", max_length=20, blank=True)
    named = models.BooleanField("实名")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    tracking_code = models.CharField("查询码", max_length=24, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上异议"

    def __str__(self) -> str:
        return self.tracking_code

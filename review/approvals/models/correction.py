from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from declarations.models import Declaration
from review.approvals.states import Addressee, DefectKind, NoticeKind, NoticeState


class CorrectionNoticeQuerySet(models.QuerySet["CorrectionNotice"]):
    def running(self) -> "CorrectionNoticeQuerySet":
        """Not done with: somebody still answers, or the noticing desk has not decided yet."""
        return self.filter(state__in=[NoticeState.OPEN, NoticeState.ANSWERED])


class ItemQuerySet(models.QuerySet["CorrectionItem"]):
    def unanswered(self) -> "ItemQuerySet":
        return self.filter(answered_at=None)


class CorrectionNotice(models.Model):
    """一次性告知 (OFFICE-04, FORM-25), or an ordinary return inside stage 1, which counts as one (T12a).

    While a correction of one desk is walked again a lower desk may send it back too: each keeps its own notice.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="corrections")
    kind = models.CharField("类别", max_length=12, choices=NoticeKind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="告知单位")
    stop = models.PositiveSmallIntegerField()  # of the noticing desk; where the file must be back
    round_trip = models.PositiveSmallIntegerField()  # before the walk it causes
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    issued_at = models.DateTimeField("告知时间")
    opens_at = models.DateTimeField("可修改时间")
    due_at = models.DateTimeField("补正时限", null=True, blank=True)  # null: a return under a window without an end
    override_reason = models.CharField("再次告知理由", max_length=300, blank=True)
    override_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("状态", max_length=12, choices=NoticeState, default=NoticeState.OPEN)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补正通知"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "stop"],
                condition=Q(state__in=[NoticeState.OPEN, NoticeState.ANSWERED]),
                name="one_running_notice_per_desk",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(due_at__gt=models.F("opens_at")), name="correction_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.get_kind_display()}"

    @property
    def is_running(self) -> bool:
        return self.state in {NoticeState.OPEN, NoticeState.ANSWERED}


class CorrectionItem(models.Model):
    """One defect: who must answer, where it is, what is wrong and what to do."""

    notice = models.ForeignKey(CorrectionNotice, models.CASCADE, related_name="items")
    addressee = models.CharField("由谁补正", max_length=16, choices=Addressee)
    part = models.CharField("位置", max_length=60)  # a part key; a unit's step for the unit's items
    defect = models.CharField("存在问题", max_length=300)
    todo = models.CharField("补正要求", max_length=300, blank=True)
    kind = models.CharField("问题类别", max_length=12, choices=DefectKind, blank=True)
    counts = models.BooleanField("计入问题率", default=True)  # G-19: preset by the kind, the office decides
    answer = models.CharField("补正说明", max_length=300, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补正事项"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(addressee__in=Addressee.values), name="correction_addressee_is_known")
        ]

    def __str__(self) -> str:
        return self.defect

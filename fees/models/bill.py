from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from declarations.models import Declaration
from fees.states import BILL_LOOKS, BillState, Look
from notices.models import Gate
from notices.states import Window


class BillQuerySet(models.QuerySet["Bill"]):
    def lock(self, declaration_id: int) -> "Bill":
        """Take this bill. Its declaration is locked before it, always (design §3)."""
        return self.select_for_update(of=("self",)).get(declaration=declaration_id)

    def payable(self) -> "BillQuerySet":
        return self.filter(state__in=BillState.payable)

    def for_lists(self) -> "BillQuerySet":
        """With everything a row shows, and the window as it stands now: amendments move gates, not bills."""
        due = Coalesce("declaration__due_at", Subquery(_gate().values("closes_at")[:1]))
        shown = (
            "declaration__edition__notice",
            "declaration__applicant",
            "declaration__unit",
            "declaration__committee",
        )
        return self.select_related(*shown).annotate(due=due, gate_opens_at=Subquery(_gate().values("opens_at")[:1]))


class Bill(models.Model):
    """缴费单: amount and basis are copied at acceptance and never recomputed (FEE-01, FEE-04, FEE-06, FEE-08)."""

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="bill", verbose_name="申报")
    number = models.CharField("缴费单号", max_length=40, unique=True)
    amount_fen = models.PositiveIntegerField("金额（分）")
    level_name = models.CharField("收费项目", max_length=60)
    basis = models.CharField("收费依据", max_length=120)
    payer_name = models.CharField("缴费人", max_length=60)
    # As told to the payer; null while still to be announced. What counts is the gate, or the case's own deadline.
    opens_at = models.DateTimeField("缴费开始", null=True, blank=True)
    closes_at = models.DateTimeField("缴费截止", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=BillState, default=BillState.OPEN)
    issued_at = models.DateTimeField("开单时间")
    paid_at = models.DateTimeField("缴费时间", null=True, blank=True)  # by the provider's clock
    settled_at = models.DateTimeField("入账时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缴费单"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BillState.values), name="bill_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(BillState.PAID, BillState.REFUNDED))
                | Q(paid_at__isnull=False, settled_at__isnull=False),
                name="a_paid_bill_says_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="bills_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def look(self) -> Look:
        return BILL_LOOKS[BillState(self.state)]


def _gate() -> models.QuerySet[Gate]:
    """The fee gate of the bill's notice; one of the level's own stands before everybody's."""
    notice, level = OuterRef("declaration__edition__notice"), OuterRef("declaration__level")
    return Gate.objects.ruling(notice=notice, window=Window.FEES, level=level)

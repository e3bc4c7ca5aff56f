from django.db import models
from django.db.models import Q

from declarations.models import Declaration
from fees.states import BillState


class Bill(models.Model):
    """缴费单: amount, basis and window are copied at acceptance and never recomputed (FEE-01, FEE-08)."""

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="bill", verbose_name="申报")
    number = models.CharField("缴费单号", max_length=40, unique=True)
    amount_fen = models.PositiveIntegerField("金额（分）")
    level_name = models.CharField("收费项目", max_length=60)
    basis = models.CharField("收费依据", max_length=120)
    payer_name = models.CharField("缴费人", max_length=60)
    opens_at = models.DateTimeField("缴费开始", null=True, blank=True)  # null while the window is still to be announced
    closes_at = models.DateTimeField("缴费截止", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=BillState, default=BillState.OPEN)
    issued_at = models.DateTimeField("开单时间")
    paid_at = models.DateTimeField("缴费时间", null=True, blank=True)  # when the money was paid, by the provider's clock
    settled_at = models.DateTimeField("入账时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费单"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BillState.values), name="bill_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=BillState.PAID) | Q(paid_at__isnull=False, settled_at__isnull=False),
                name="a_paid_bill_says_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="bills_by_state")]

    def __str__(self) -> str:
        return self.number

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from fees.models.bill import Bill
from fees.states import PaymentMeans, PaymentState


class Payment(models.Model):
    """One attempt to pay a bill, online or outside. A second success becomes a refund due (PM4)."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments", verbose_name="缴费单")
    means = models.CharField("方式", max_length=10, choices=PaymentMeans, default=PaymentMeans.ONLINE)
    provider = models.CharField("渠道", max_length=40)
    order_no = models.CharField("订单号", max_length=60, unique=True)
    provider_ref = models.CharField("渠道流水号", max_length=80, blank=True)
    amount_fen = models.PositiveIntegerField("金额（分）")
    state = models.CharField("状态", max_length=12, choices=PaymentState, default=PaymentState.CREATED)
    created_at = models.DateTimeField("发起时间")
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refund_reason = models.CharField("退款原因", max_length=200, blank=True)
    refund_asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refunded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refunded_at = models.DateTimeField("退款时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费"
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=PaymentState.CREATED), name="one_open_payment_per_bill"
            ),
            models.UniqueConstraint(fields=["bill"], condition=Q(state=PaymentState.PAID), name="one_payment_counts"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.order_no


class PaymentEvent(models.Model):
    """What a provider told us, once per event (PM1)."""

    provider = models.CharField("渠道", max_length=40)
    event_id = models.CharField("事件号", max_length=80)
    order_no = models.CharField("订单号", max_length=60)
    body = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "渠道通知"
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="one_row_per_provider_event")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"

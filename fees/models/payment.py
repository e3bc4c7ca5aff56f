from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from fees.models.bill import Bill
from fees.states import PAYMENT_LOOKS, Look, PaymentMeans, PaymentState, Verdict


class Payment(models.Model):
    """One attempt to pay a bill, online or outside. A second success becomes a refund due (PM4)."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments", verbose_name="缴费单")
    means = models.CharField("方式", max_length=10, choices=PaymentMeans, default=PaymentMeans.ONLINE)
    provider = models.CharField("渠道", max_length=40)
    order_no = models.CharField("订单号", max_length=60, unique=True)
    provider_ref = models.CharField("渠道流水号", max_length=80, blank=True)
    amount_fen = models.PositiveIntegerField("应收金额（分）")
    received_fen = models.PositiveIntegerField("实收金额（分）", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=PaymentState, default=PaymentState.CREATED)
    created_at = models.DateTimeField("发起时间")
    cashier_url = models.CharField("收银台地址", max_length=300, blank=True)  # empty until the provider took the order
    pay_code = models.CharField("缴款码", max_length=40, blank=True)
    expires_at = models.DateTimeField("订单失效时间", null=True, blank=True)
    ask_at = models.DateTimeField("下次查询", null=True, blank=True)  # when the provider is asked about it (PM3)
    asked = models.PositiveSmallIntegerField("已查询次数", default=0)
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)
    failure = models.CharField("失败原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refund_reason = models.CharField("退款原因", max_length=200, blank=True)
    refund_asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refund_asked_at = models.DateTimeField("退款申请时间", null=True, blank=True)
    refunded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refund_ref = models.CharField("退款凭证号", max_length=80, blank=True)
    refunded_by_hand = models.BooleanField("人工退款", default=False)  # not by the provider: its statement has no line
    refunded_at = models.DateTimeField("退款时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费"
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=PaymentState.CREATED), name="one_open_payment_per_bill"
            ),
            models.UniqueConstraint(fields=["bill"], condition=Q(state=PaymentState.PAID), name="one_payment_counts"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=PaymentState.holding_money)
                | Q(received_fen__isnull=False, paid_at__isnull=False),
                name="a_payment_with_money_says_how_much_and_when",
            ),
            models.CheckConstraint(
                condition=Q(refunded_by=None) | ~Q(refunded_by=F("refund_asked_by")),
                name="refund_confirmed_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["ask_at"], condition=Q(state=PaymentState.CREATED), name="payments_to_ask_about"),
            models.Index(fields=["state", "id"], name="payments_by_state"),
        ]

    def __str__(self) -> str:
        return self.order_no

    @property
    def look(self) -> Look:
        return PAYMENT_LOOKS[PaymentState(self.state)]


class PaymentEvent(models.Model):
    """What a provider told us, once per event (PM1)."""

    provider = models.CharField("渠道", max_length=40)
    event_id = models.CharField("事件号", max_length=160)
    order_no = models.CharField("订单号", max_length=60)
    provider_ref = models.CharField("渠道流水号", max_length=80, blank=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="events")
    amount_fen = models.PositiveIntegerField("金额（分）")
    paid_at = models.DateTimeField("支付时间")
    verdict = models.CharField("处理结果", max_length=20, choices=Verdict)
    body = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "渠道通知"
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="one_row_per_provider_event"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        ]
        indexes = [models.Index(fields=["order_no"], name="events_of_an_order")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"

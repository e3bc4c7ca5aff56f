"""The other side of the books: the provider's statement of a day, and the sandbox that stands for a provider."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from fees.states import PROVIDERS, SandboxState


class DailyCheck(models.Model):
    """One day of a provider's statement held against our own rows (PM5). Looked at again, it is written again."""

    provider = models.CharField("渠道", max_length=40)
    day = models.DateField("账单日")
    lines = models.PositiveIntegerField("账单笔数")
    statement_fen = models.BigIntegerField("账单金额（分）")
    recorded_fen = models.BigIntegerField("系统入账金额（分）")
    settled = models.PositiveIntegerField("对账补记笔数", default=0)
    mismatches = models.JSONField("差异", default=list, encoder=DjangoJSONEncoder)
    checked_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = verbose_name_plural = "每日对账"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="one_check_per_provider_and_day")]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"

    @property
    def provider_label(self) -> str:
        return PROVIDERS.get(self.provider, self.provider)

    @property
    def is_balanced(self) -> bool:
        return not self.mismatches and self.statement_fen == self.recorded_fen


class SandboxOrder(models.Model):
    """An order as the sandbox cashier keeps it. It is the provider's book, never ours: nothing else reads it."""

    order_no = models.CharField("订单号", max_length=60, unique=True)
    amount_fen = models.PositiveIntegerField("金额（分）")
    subject = models.CharField("事项", max_length=120)
    payer_name = models.CharField("缴费人", max_length=60)
    state = models.CharField("状态", max_length=10, choices=SandboxState, default=SandboxState.WAITING)
    return_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField("下单时间")
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)
    trade_no = models.CharField("流水号", max_length=60, blank=True)
    refund_no = models.CharField("退款单号", max_length=60, blank=True)
    refunded_at = models.DateTimeField("退款时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "演示收银台订单"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SandboxState.values), name="sandbox_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.order_no

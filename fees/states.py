"""States of a bill and of what is paid on it (requirements C.2 parallel machines), and how they are shown."""

from dataclasses import dataclass
from enum import nonmember

from django.db.models import TextChoices


class BillState(TextChoices):
    OPEN = "open", "待缴"
    PROCESSING = "processing", "处理中"
    PAID = "paid", "已缴"
    EXPIRED = "expired", "已过期"
    CANCELLED = "cancelled", "已取消"
    REFUNDED = "refunded", "已退"

    payable = nonmember(("open", "processing"))


class PaymentState(TextChoices):
    CREATED = "created", "已发起"
    PAID = "paid", "已支付"
    FAILED = "failed", "失败"
    CLOSED = "closed", "已关闭"
    ODD = "odd", "金额异常"
    REFUND_DUE = "refund_due", "待退款"
    REFUNDING = "refunding", "退款中"
    REFUNDED = "refunded", "已退款"

    # Nobody knows yet whether this is the fee: while one stands, the clock does not end the case.
    unclear = nonmember(("created", "odd"))
    holding_money = nonmember(("paid", "odd", "refund_due", "refunding", "refunded"))  # received, whatever became of it
    refundable = nonmember(("paid", "odd", "refund_due"))


class PaymentMeans(TextChoices):
    ONLINE = "online", "网上缴费"
    OUTSIDE = "outside", "线下缴费（财务登记）"


class Verdict(TextChoices):
    """What one message of a provider came to."""

    COUNTS = "counts", "计入缴费"
    REPEATED = "repeated", "重复通知"
    ODD = "odd", "金额不符"
    SECOND = "second", "重复缴费，待退"
    LATE = "late", "超过缴费时间，待退"
    LAPSED = "lapsed", "缴费单已失效，待退"
    UNKNOWN_ORDER = "unknown_order", "订单不存在"

    refund_due = nonmember(("second", "late", "lapsed"))


class ReceiptState(TextChoices):
    REQUESTED = "requested", "已申请"
    ISSUED = "issued", "已开具"
    VOIDED = "voided", "已冲红"


class SandboxState(TextChoices):
    """Orders at the sandbox cashier, which stands for a provider."""

    WAITING = "waiting", "待支付"
    PAID = "paid", "已支付"
    CLOSED = "closed", "已关闭"


@dataclass(frozen=True, slots=True)
class Look:
    """Words, tone and icon of a state (ux §4.3)."""

    label: str
    tone: str
    icon: str


PROVIDERS = {"sandbox": "演示收银台", "nontax": "非税统一支付", "outside": "线下"}  # as people call them
BILL_LOOKS = {
    BillState.OPEN: Look("待缴", "todo", "banknote"),
    BillState.PROCESSING: Look("处理中", "flow", "clock"),
    BillState.PAID: Look("已缴", "ok", "badge-check"),
    BillState.EXPIRED: Look("已过期", "no", "x"),
    BillState.CANCELLED: Look("已取消", "no", "x"),
    BillState.REFUNDED: Look("已退", "no", "undo-2"),
}
PAYMENT_LOOKS = {
    PaymentState.CREATED: Look("已发起", "flow", "clock"),
    PaymentState.PAID: Look("已支付", "ok", "badge-check"),
    PaymentState.FAILED: Look("失败", "no", "x"),
    PaymentState.CLOSED: Look("已关闭", "no", "x"),
    PaymentState.ODD: Look("金额异常", "bad", "octagon-alert"),
    PaymentState.REFUND_DUE: Look("待退款", "hold", "undo-2"),
    PaymentState.REFUNDING: Look("退款中", "flow", "clock"),
    PaymentState.REFUNDED: Look("已退款", "no", "undo-2"),
}

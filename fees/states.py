"""States of a bill and of what is paid on it (requirements C.2 parallel machines)."""

from django.db.models import TextChoices


class BillState(TextChoices):
    OPEN = "open", "待缴"
    PROCESSING = "processing", "处理中"
    PAID = "paid", "已缴"
    EXPIRED = "expired", "已过期"
    CANCELLED = "cancelled", "已取消"
    REFUNDED = "refunded", "已退"


class PaymentState(TextChoices):
    CREATED = "created", "已发起"
    PAID = "paid", "已支付"
    FAILED = "failed", "失败"
    CLOSED = "closed", "已关闭"
    ODD = "odd", "金额异常"
    REFUND_DUE = "refund_due", "待退款"
    REFUNDED = "refunded", "已退款"


class PaymentMeans(TextChoices):
    ONLINE = "online", "网上缴费"
    OUTSIDE = "outside", "线下缴费（财务登记）"


class ReceiptState(TextChoices):
    REQUESTED = "requested", "已申请"
    ISSUED = "issued", "已开具"

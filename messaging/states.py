"""States of messages and texts."""

from django.db.models import TextChoices


class SmsState(TextChoices):
    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "发送失败"
    EXPIRED = "expired", "已过期未发"
    UNKNOWN = "unknown", "结果待查"

from django.db import models
from django.db.models import Q

from config.lib.fields import EncryptedCharField, SealIdField
from messaging.states import SmsState


class Sms(models.Model):
    """The ledger of texts: what was to be said to which number, and what became of it. Never an ID number (SYS-08)."""

    seal_id = SealIdField()
    phone = EncryptedCharField("手机号", max_length=20)
    phone_index = models.CharField(max_length=64, db_index=True, editable=False)
    person_id = models.BigIntegerField("收件人", null=True, blank=True)
    event = models.CharField("事件", max_length=40)
    text = models.TextField("内容")  # a one-time code is masked here once it was sent
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField("状态", max_length=12, choices=SmsState, default=SmsState.QUEUED)
    provider = models.CharField("通道", max_length=60, blank=True)
    provider_ref = models.CharField("通道流水号", max_length=80, blank=True)
    error = models.CharField("错误", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    expires_at = models.DateTimeField("过期时间", null=True, blank=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=SmsState.values), name="sms_state_is_known")]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, index_of_phone
from config.lib.fields import EncryptedCharField, SealIdField
from messaging.states import Look, SmsState, TryOutcome

CODE = "code."  # events of one-time codes begin so


class Sms(models.Model):
    """The ledger of texts: what was to be said to which number, and what became of it. Never an ID number (SYS-08)."""

    seal_id = SealIdField()
    phone = EncryptedCharField("手机号", max_length=20)
    phone_index = models.CharField(max_length=64, db_index=True, editable=False)
    person_id = models.BigIntegerField("收件人", null=True, blank=True)
    # Whose case or notice it is about; codes and what concerns an account are no office's.
    office = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职改办", db_index=False
    )
    event = models.CharField("事件", max_length=40)
    text = models.TextField("内容")  # a one-time code stands in it masked; only the demo shows it
    parts = models.PositiveSmallIntegerField("计费条数", default=1)
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField("状态", max_length=12, choices=SmsState, default=SmsState.QUEUED)
    provider = models.CharField("通道", max_length=60, blank=True)
    provider_ref = models.CharField("通道流水号", max_length=80, blank=True)
    error = models.CharField("错误", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    told_at = models.DateTimeField("回执时间", null=True, blank=True)  # when the provider said what became of it
    asked_at = models.DateTimeField("最近查询时间", null=True, blank=True)  # when its receipt was last asked for
    turn = models.PositiveSmallIntegerField("人工重发次数", default=0)
    expires_at = models.DateTimeField("过期时间", null=True, blank=True)  # of the machine clock, like the outbox's
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=SmsState.values), name="sms_state_is_known")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="sms_latest_first"),
            models.Index(fields=["office", "-at", "-id"], name="sms_of_an_office"),
            models.Index(fields=["state"], condition=~Q(state="delivered"), name="sms_not_delivered"),
            models.Index(fields=["subject_kind", "subject_id"], name="sms_about_a_thing"),
            models.Index(fields=["seal_id"], name="sms_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_index = index_of_phone(self.phone)
        super().save(*args, **kwargs)

    @property
    def reference(self) -> str:
        """What the provider knows it by: random, so that no other installation ever used it.

        A person who sends it anew begins another one: a receipt of what went before says nothing about it.
        """
        return f"{self.seal_id.hex}-{self.turn}" if self.turn else self.seal_id.hex

    @property
    def is_code(self) -> bool:
        return self.event.startswith(CODE)

    @property
    def is_settled(self) -> bool:
        """A provider has it, or reported that it failed: nothing is sent again unless a person says so."""
        return self.state in SmsState.left or (self.state == SmsState.FAILED and self.told_at is not None)

    @property
    def can_retry(self) -> bool:
        """A person may try a dead text again; never a code."""
        return self.state in SmsState.dead and not self.is_code

    @property
    def look(self) -> Look:
        return SmsState(self.state).look


class SmsTry(models.Model):
    """One call to one provider, written before it is made: which way a text went, how long it took, what came back."""

    sms = models.ForeignKey(Sms, models.CASCADE, related_name="tries")
    channel = models.CharField("通道", max_length=60)
    reference = models.CharField(max_length=40)
    provider_ref = models.CharField("通道流水号", max_length=80, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=TryOutcome, default=TryOutcome.OPEN)
    parts = models.PositiveSmallIntegerField("计费条数")
    is_code = models.BooleanField(default=False)
    phone_index = models.CharField(max_length=64)
    at = models.DateTimeField("时间")  # of the machine clock, like all rates
    arrived_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信发送记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=TryOutcome.values), name="sms_try_outcome_is_known")
        ]
        indexes = [
            models.Index(fields=["channel", "at"], name="sms_tries_of_a_channel"),
            models.Index(fields=["at"], name="sms_tries_by_time"),
            models.Index(fields=["phone_index", "at"], name="sms_tries_to_a_number"),
            models.Index(fields=["provider_ref"], name="sms_tries_by_provider_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def look(self) -> Look:
        return TryOutcome(self.outcome).look

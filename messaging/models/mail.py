from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User, index_of_mail
from config.lib.fields import EncryptedCharField, SealIdField
from messaging.models.message import Message
from messaging.states import Look, MailState, MailTryOutcome


class Mail(models.Model):
    """The ledger of e-mail: a line of an inbox as it goes to a mailbox, and what became of it. Never an ID number."""

    seal_id = SealIdField()
    # Both empty when its owner took the mailbox away (``messaging.services.AccountInboxes``).
    address = EncryptedCharField("电子邮箱", max_length=254)
    address_index = models.CharField(max_length=64, editable=False)
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", verbose_name="收件人")
    # What it mirrors; a question to a mailbox mirrors nothing.
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="mail", verbose_name="站内消息")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", db_index=False
    )  # whose desk, as of the line
    event = models.CharField("事件", max_length=40)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")  # the end of a confirmation's link stands in it masked; only the demo shows it
    url = models.CharField("办理地址", max_length=200, blank=True)
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField("状态", max_length=8, choices=MailState, default=MailState.QUEUED)
    error = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发送时间", null=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_is_known")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="mail_latest_first"),
            models.Index(fields=["state"], condition=~Q(state="sent"), name="mail_not_sent"),
            models.Index(fields=["address_index", "-at", "-id"], name="mail_to_a_mailbox"),
            models.Index(fields=["subject_kind", "subject_id"], name="mail_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_index = index_of_mail(self.address)
        super().save(*args, **kwargs)

    @property
    def is_question(self) -> bool:
        """To a mailbox that has not answered: sent while it is still asked, and never again by hand."""
        return self.message_id is None

    @property
    def can_retry(self) -> bool:
        """A person may decide to send it again; what may have arrived as well, under the same Message-ID."""
        return self.state in MailState.dead and bool(self.address) and not self.is_question

    @property
    def look(self) -> Look:
        return MailState(self.state).look


class MailTry(models.Model):
    """One conversation with the mail server, written before it begins."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="tries")
    channel = models.CharField("通道", max_length=60)
    outcome = models.CharField("结果", max_length=8, choices=MailTryOutcome, default=MailTryOutcome.OPEN)
    answer = models.CharField("对方答复", max_length=200, blank=True)
    at = models.DateTimeField("时间")  # of the machine clock, like all rates

    class Meta:
        verbose_name = verbose_name_plural = "邮件发送记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=MailTryOutcome.values), name="mail_try_outcome_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def look(self) -> Look:
        return MailTryOutcome(self.outcome).look

"""Where a person wants the lines of their inbox as e-mail, too."""

from typing import Any, Self

from django.db import models

from accounts.models.user import User
from config.lib.crypto import blind_index
from config.lib.fields import EncryptedCharField, SealIdField

MAIL_COLUMN = "accounts.mailaddress.address"


def index_of_mail(address: str) -> str:
    """What stands for a (normalised) e-mail address wherever it must be found but not read."""
    return blind_index(address, column=MAIL_COLUMN)


class MailAddress(models.Model):
    """A mailbox that answered, so every row is confirmed; nothing but the question goes to any other (MSG-01)."""

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_address", verbose_name="人员")
    seal_id = SealIdField()
    address = EncryptedCharField("电子邮箱", max_length=254)
    address_index = models.CharField(max_length=64, unique=True, editable=False)
    is_on = models.BooleanField("同时发邮件", default=True)
    confirmed_at = models.DateTimeField("确认时间")
    refused_at = models.DateTimeField("被拒收时间", null=True)  # the mailbox's server said that nobody lives there

    class Meta:
        verbose_name = verbose_name_plural = "电子邮箱"

    def __str__(self) -> str:
        return f"{self.user} {self.confirmed_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_index = index_of_mail(self.address)
        super().save(*args, **kwargs)


class MailConfirmationQuerySet(models.QuerySet["MailConfirmation"]):
    def open(self) -> Self:
        """Neither answered nor overtaken by a later one; whether it is too old, the clock says."""
        return self.filter(ended_at=None).exclude(token_hash="")


class MailConfirmation(models.Model):
    """A question to a mailbox: hashed, bound to person and address, good once and for a day.

    A row without hash was asked for an address of somebody else: its owner was told, nothing opens it, and it counts
    against the limits like any other, so that both look the same from outside (AZ8).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_confirmations", verbose_name="人员")
    seal_id = SealIdField()
    address = EncryptedCharField("电子邮箱", max_length=254)
    address_index = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    sent_at = models.DateTimeField()  # of the machine clock, like all limits
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ip = models.GenericIPAddressField(null=True)

    objects = MailConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邮箱确认"
        indexes = [
            models.Index(fields=["address_index", "sent_at"], name="questions_to_a_mailbox"),
            models.Index(fields=["ip", "sent_at"], name="questions_from_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.sent_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_index = index_of_mail(self.address)
        super().save(*args, **kwargs)

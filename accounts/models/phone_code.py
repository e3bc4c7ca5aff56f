from django.db import models

from accounts.states import CodePurpose


class PhoneCode(models.Model):
    """A one-time code sent to a phone: hashed, bound to purpose and session, five tries, five minutes (AU4).

    A row without hash was asked for a number that has no account: nothing was sent and nothing opens it, but it counts
    against the limits like any other, so that both look the same from outside (AZ8).
    """

    phone_index = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=CodePurpose)
    binding = models.CharField(max_length=64, blank=True)  # random, kept in the session that asked
    code_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信验证码"
        indexes = [
            models.Index(fields=["phone_index", "sent_at"], name="codes_of_a_phone"),
            models.Index(fields=["ip", "sent_at"], name="codes_asked_from_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.sent_at:%Y-%m-%d %H:%M}"

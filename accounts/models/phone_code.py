from django.db import models

from accounts.states import CodePurpose


class PhoneCode(models.Model):
    """A one-time code sent to a phone: hashed, bound to purpose and session, five tries, five minutes (AU4)."""

    phone_index = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=20, choices=CodePurpose)
    session_key = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信验证码"
        indexes = [models.Index(fields=["phone_index", "sent_at"], name="codes_of_a_phone")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.sent_at:%Y-%m-%d %H:%M}"

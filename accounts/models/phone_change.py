from django.db import models

from accounts.models.user import User
from config.lib.fields import EncryptedCharField, SealIdField


class PhoneChange(models.Model):
    """A lost phone: the new number counts only after the person was verified by somebody who knows them (AU6)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="phone_changes", verbose_name="人员")
    seal_id = SealIdField()
    new_phone = EncryptedCharField("新手机号", max_length=20)
    asked_at = models.DateTimeField("申请时间")
    reason = models.CharField("原因", max_length=200)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验人")
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    effective_at = models.DateTimeField("生效时间", null=True, blank=True)  # 24 h later, so that the owner can object
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    refused_at = models.DateTimeField("拒绝时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更换手机号申请"

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models.user import User
from config.lib.fields import EncryptedCharField, SealIdField


class PhoneChangeQuerySet(models.QuerySet["PhoneChange"]):
    def open(self) -> Self:
        """Neither done nor refused: it waits for its verifier, or for its hour."""
        return self.filter(done_at=None, refused_at=None)

    def unverified(self) -> Self:
        return self.open().filter(verified_at=None)


class PhoneChange(models.Model):
    """A lost phone: the new number counts only after the person was verified by somebody who knows them (AU6)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="phone_changes", verbose_name="人员")
    seal_id = SealIdField()
    new_phone = EncryptedCharField("新手机号", max_length=20)
    asked_at = models.DateTimeField("申请时间")
    reason = models.CharField("原因", max_length=200)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验人"
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    effective_at = models.DateTimeField("生效时间", null=True, blank=True)  # 24 h later, so that the owner can object
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    refused_at = models.DateTimeField("拒绝时间", null=True, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拒绝人")

    objects = PhoneChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更换手机号申请"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(done_at=None, refused_at=None), name="one_open_phone_change"
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, effective_at=None) | Q(effective_at__gt=models.F("verified_at")),
                name="phone_change_waits_after_it_was_verified",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(verified_at__isnull=False), name="phone_changes_only_after_verification"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"

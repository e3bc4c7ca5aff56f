import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.models.organisation import Organisation
from accounts.models.user import User, index_of_phone
from accounts.states import Role
from config.lib.fields import EncryptedCharField, SealIdField


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A manager asks a phone number to take a role at the organisation; ``succeeds`` hands the manager's desk over."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations", verbose_name="组织")
    role = models.CharField("角色", max_length=20, choices=Role)
    seal_id = SealIdField()
    phone = EncryptedCharField("手机号", max_length=20)
    phone_index = models.CharField(max_length=64, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    as_manager = models.BooleanField("可管理本组织人员", default=False)
    succeeds = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接替")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="邀请人")
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["phone_index"], name="invitations_to_a_phone")]
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.held), name="invited_role_can_be_held")]

    def __str__(self) -> str:
        return f"{self.organisation} ← {self.get_role_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_index = index_of_phone(self.phone)
        super().save(*args, **kwargs)

import secrets

from django.db import models

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.states import Role
from config.lib.fields import EncryptedCharField, SealIdField


def new_token() -> str:
    return secrets.token_urlsafe(24)


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

    class Meta:
        verbose_name = verbose_name_plural = "邀请"

    def __str__(self) -> str:
        return f"{self.organisation} ← {self.get_role_display()}"

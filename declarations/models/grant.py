from django.db import models
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from declarations.models.declaration import Declaration


class DeclarationGrant(UserObjectPermissionBase):
    """A dated right on one declaration that no tree can say: an expert's reading, a commissioned group (design §10)."""

    content_object = models.ForeignKey(Declaration, models.CASCADE, related_name="grants")
    giver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="授予人")
    reason = models.CharField("事由", max_length=120)
    expires_at = models.DateTimeField("有效期至")
    given_at = models.DateTimeField("授予时间", auto_now_add=True)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "申报授权"

    def __str__(self) -> str:
        return f"{self.reason}（至 {self.expires_at:%Y-%m-%d}）"

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import SignedIn, User
from declarations.models.declaration import Declaration


class PhoneLink(models.Model):
    """A bare camera page for one slot, opened from a desk by QR (08-7).

    It lives fifteen minutes and no longer than the session that opened it. The address carries ``ref`` with a
    signature: whoever reads this table cannot make one. Times are of the machine's clock.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="phone_links")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sign_in = models.ForeignKey(SignedIn, models.CASCADE, related_name="+")  # the session at the desk
    slot = models.CharField("材料", max_length=40)
    part = models.CharField("对应条目", max_length=60, blank=True)
    piece = models.CharField("组成部分", max_length=40, blank=True)
    label = models.CharField("名称", max_length=120)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("失效时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "手机拍照链接"
        constraints = [
            models.UniqueConstraint(
                fields=["sign_in"], condition=Q(ended_at=None), name="one_phone_page_open_a_session"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="a_phone_page_runs_forward"),
        ]

    def __str__(self) -> str:
        return self.label

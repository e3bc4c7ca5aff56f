from django.db import models

from accounts.models import User
from declarations.models.declaration import Declaration


class Pledge(models.Model):
    """The five self-checks and the commitment, with the words agreed to, who, when and from where (MAT-01, MAT-02).

    After a correction the changes, old and new, take the place of the self-checks (11-4).
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="pledges")
    round_trip = models.PositiveSmallIntegerField()
    checked = models.JSONField("自查")  # the parts ticked
    changes = models.JSONField("补正的改动", default=list, blank=True)
    text = models.TextField("承诺内容")
    text_version = models.CharField(max_length=20)
    signed_name = models.CharField("签名", max_length=60)
    signature = models.TextField("手写签名", blank=True)  # an SVG path
    phone_proved_at = models.DateTimeField("短信验证码确认时间", null=True)  # who cannot write on a screen
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    ip = models.GenericIPAddressField("IP", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.signed_name} {self.at:%Y-%m-%d %H:%M}"

    @property
    def way(self) -> str:
        """How it was signed (09-2)."""
        return "手写签名" if self.signature else "短信验证码确认"

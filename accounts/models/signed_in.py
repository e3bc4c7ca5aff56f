from django.db import models

from accounts.models.user import User


class SignedIn(models.Model):
    """One open session of a person, so that they see where they are signed in and can end it (AU3, V7)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name="人员")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField("登录时间")
    ip = models.GenericIPAddressField("登录地址", null=True)
    device = models.CharField("设备", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"

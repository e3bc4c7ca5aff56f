"""One button, pressed once or twenty times (TM5)."""

from django.db import models


class IdempotencyKey(models.Model):
    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_effect_per_user_and_key")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from config.lib.fields import EncryptedCharField, SealIdField
from declarations.models import Declaration
from records.models import StoredFile
from review.outcomes.states import ObjectionState


class Objection(models.Model):
    """An objection to a publicised result, which freezes the case (T30). Who objected is sealed."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="objections", verbose_name="申报")
    request_key = models.CharField(
        max_length=64, unique=True, null=True, editable=False
    )  # a second click is no second one
    seal_id = SealIdField()
    text = models.TextField("异议内容")
    named = models.BooleanField("实名")
    name = EncryptedCharField("异议人", max_length=60, blank=True)
    phone = EncryptedCharField("联系电话", max_length=20, blank=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    tracking_code = models.CharField("查询码", max_length=24, unique=True)
    state = models.CharField("状态", max_length=12, choices=ObjectionState, default=ObjectionState.RECEIVED)
    received_at = models.DateTimeField("收到时间")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    finding = models.TextField("核查结论", blank=True)
    reply = models.TextField("答复", blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果异议"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ObjectionState.values), name="objection_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.tracking_code} {self.get_state_display()}"

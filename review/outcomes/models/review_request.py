import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from declarations.models import Declaration
from review.outcomes.states import ReviewRequestState


class ReviewRequest(models.Model):
    """复查申请: procedure, tally, identity or a mix-up of materials, never the experts' judgement (G-26, FORM-49)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="review_requests", verbose_name="申报")
    matters = models.JSONField("复查事项")  # ReviewMatter codes
    facts = models.TextField("事实和理由")
    signed_name = models.CharField("签名", max_length=60)
    state = models.CharField("状态", max_length=12, choices=ReviewRequestState, default=ReviewRequestState.RECEIVED)
    asked_at = models.DateTimeField("申请时间")
    last_day = models.DateField("申请期限")  # as it was counted then
    checked = models.TextField("核查情况", blank=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复查申请"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReviewRequestState.values), name="review_request_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["declaration"], condition=Q(state=ReviewRequestState.RECEIVED), name="one_open_review_request"
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewRequestState.RECEIVED) | Q(answered_at__isnull=False),
                name="an_answered_review_request_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.get_state_display()}"

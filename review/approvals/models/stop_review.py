from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration


class StopReview(models.Model):
    """What a desk above the unit judged: its rows, its opinion, its signer (DEPT-01, OFFICE-01, OFFICE-13).

    Signed again, it is a new row: who signed what stays (UNIT-17).
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="stop_reviews")
    stop = models.PositiveSmallIntegerField()
    round_trip = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rows = models.JSONField("审核项目", default=dict)  # CheckRow → {"ok": bool, "note": str}
    opinion = models.TextField("审核意见", blank=True)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")
    stood_in = models.CharField("代", max_length=60, blank=True)  # for whom, where the signer was a deputy
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "上级审核"
        ordering = ["pk"]
        indexes = [models.Index(fields=["declaration", "stop", "round_trip"], name="reviews_of_a_stop")]

    def __str__(self) -> str:
        return f"{self.declaration} {self.organisation}"

    @property
    def who(self) -> str:
        """The name under the sheet; a deputy signs with their own, and says for whom (ROLE-02)."""
        return f"{self.signer.name}（代{self.stood_in}）" if self.stood_in else self.signer.name

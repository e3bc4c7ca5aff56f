from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration
from review.approvals.states import Authenticity


class ArchiveVerification(models.Model):
    """Who hosts the archive says of one item whether it is true: the second record beside the unit's (CHAN-24)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="archive_verifications")
    part = models.CharField("材料", max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="档案托管机构")
    finding = models.CharField("核验结果", max_length=12, choices=Authenticity, default=Authenticity.TRUE)
    note = models.CharField("备注", max_length=300, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)  # of the item when it was seen: a change asks again
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核验人")
    at = models.DateTimeField("核验时间")

    class Meta:
        verbose_name = verbose_name_plural = "档案核验"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "part"], name="one_archive_verification_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.get_finding_display()}"

from django.db import models

from accounts.models import User
from declarations.models import Declaration
from records.models import StoredFile
from review.approvals.states import Authenticity


class Verification(models.Model):
    """The unit saw the original of one part and says whether it is true (UNIT-03); for a flagged journal also how."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="verifications")
    part = models.CharField("材料", max_length=60)
    original_seen = models.BooleanField("已核对原件", default=False)
    finding = models.CharField("核验结果", max_length=12, choices=Authenticity, default=Authenticity.TRUE)
    method = models.CharField("核验方法", max_length=200, blank=True)  # of a flagged journal (RISK-03)
    note = models.CharField("备注", max_length=300, blank=True)
    # A copy is no original: marked 与原件一致, signed, dated, sealed, and the sheet scanned (MAT-07).
    copy_signer = models.CharField("签名的审核人", max_length=60, blank=True)
    copy_signed_on = models.DateField("签名日期", null=True, blank=True)
    copy_scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="盖章页扫描件"
    )
    content_digest = models.CharField(max_length=64, blank=True)  # of the part when it was seen: a change asks again
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核验人")
    at = models.DateTimeField("核验时间")

    class Meta:
        verbose_name = verbose_name_plural = "原件核验"
        constraints = [models.UniqueConstraint(fields=["declaration", "part"], name="one_verification_per_part")]

    def __str__(self) -> str:
        return f"{self.part} {self.get_finding_display()}"

    @property
    def attests_copy(self) -> bool:
        """Signed, dated, and the sealed sheet is there."""
        return bool(self.copy_signer.strip() and self.copy_signed_on and self.copy_scan_id)

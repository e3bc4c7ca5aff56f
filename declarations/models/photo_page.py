from django.db import models
from django.db.models import Q

from declarations.models.declaration import Declaration
from declarations.models.material import Material
from records.models import StoredFile


class PhotoPage(models.Model):
    """One photo of a paper of several pages; ``material`` is the PDF it became, the photo stays (08-6)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="photo_pages")
    slot = models.CharField("材料", max_length=40)
    part = models.CharField("对应条目", max_length=60, blank=True)
    piece = models.CharField("组成部分", max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("页码")
    added_at = models.DateTimeField("上传时间")
    material = models.ForeignKey(Material, models.CASCADE, null=True, blank=True, related_name="photos")

    class Meta:
        verbose_name = verbose_name_plural = "照片页"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["declaration", "slot", "part"], condition=Q(material=None), name="photos_not_put_together"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.position + 1}"

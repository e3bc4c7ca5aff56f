from django.db import models
from django.db.models import Q

from accounts.models import User
from declarations.models.declaration import Declaration
from declarations.models.material import Material
from declarations.states import PackageState


class PhotoJob(models.Model):
    """Photos of one place that a worker puts together as one PDF, and how far it is (08-6, IN5)."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="photo_jobs")
    slot = models.CharField("材料", max_length=40)
    part = models.CharField("对应条目", max_length=60, blank=True)
    piece = models.CharField("组成部分", max_length=40, blank=True)
    label = models.CharField("材料名称", max_length=120, blank=True)  # of a free slot
    photos = models.JSONField("照片")  # their ids, in the order their owner saw
    state = models.CharField("进度", max_length=10, choices=PackageState, default=PackageState.WAITING)
    fault = models.CharField("原因", max_length=300, blank=True)
    material = models.ForeignKey(Material, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "照片合成"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PackageState.values), name="photo_job_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {len(self.photos)}"

    @property
    def is_open(self) -> bool:
        """A worker has it or will have it."""
        return self.state in PackageState.under_way

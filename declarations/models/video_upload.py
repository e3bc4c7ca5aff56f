import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from declarations.models.declaration import Declaration
from declarations.models.material import Material


class VideoUpload(models.Model):
    """A video on its way in, piece by piece; a lost network costs the piece under way and nothing else (MAT-55)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="video_uploads")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    slot = models.CharField("材料", max_length=40)
    part = models.CharField("对应条目", max_length=60, blank=True)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小")
    received = models.PositiveBigIntegerField("已收到", default=0)
    made_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近一次收到")  # the machine's clock: what stands still for a day is thrown away
    material = models.ForeignKey(Material, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "视频续传"
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="no_more_of_a_video_than_there_is"),
            models.UniqueConstraint(
                fields=["declaration", "slot", "part"], condition=Q(material=None), name="one_video_on_its_way_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the pieces are laid together, on the file system of the kept files."""
        return Path(settings.PRIVATE_FILES) / "incoming" / f"video-{self.ref.hex}"

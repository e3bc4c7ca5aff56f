from django.db import models
from django.db.models import Q

from accounts.models import User
from declarations.models.declaration import Declaration
from notices.states import IssuerType
from records.models import StoredFile


class Material(models.Model):
    """A file in a slot. ``part`` says what it proves: a section or one item; replaced files stay as history."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="materials")
    slot = models.CharField("材料", max_length=40)  # a checklist code of the edition
    part = models.CharField("对应条目", max_length=60, blank=True)  # a part key; empty: the declaration as a whole
    piece = models.CharField("组成部分", max_length=40, blank=True)  # 封面, 目录, 版权页, 全文 … (MAT-43)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    label = models.CharField("名称", max_length=120)  # given by the slot, not by the user's file name
    is_copy = models.BooleanField("复印件", default=False)  # MAT-06, MAT-07
    words = models.TextField("文字", blank=True, editable=False)  # of a report's PDF, to be compared (MAT-51)
    issuer = models.CharField("出具单位", max_length=120, blank=True)
    issuer_type = models.CharField("出具单位类型", max_length=12, choices=IssuerType, blank=True)
    # The camera page it came through; the desk counts what came by its code (08-7). Codes die with their session.
    came_by = models.ForeignKey(
        "declarations.PhoneLink", models.SET_NULL, null=True, blank=True, related_name="materials", editable=False
    )
    rotation = models.PositiveSmallIntegerField("旋转", default=0)
    position = models.PositiveSmallIntegerField("排序", default=0)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        ordering = ["slot", "part", "position", "pk"]
        indexes = [
            models.Index(
                fields=["declaration", "slot", "part"], condition=Q(removed_at=None), name="materials_in_place"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def issued_by(self) -> str:
        """卫健部门（钦州市卫健委）出具; empty where nothing was said (A-33)."""
        kind, name = self.get_issuer_type_display(), self.issuer
        said = f"{kind}（{name}）" if kind and name else kind or name
        return f"{said}出具" if said else ""

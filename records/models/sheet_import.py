import uuid

from django.db import models
from django.db.models import Q

from records.states import SheetState


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def under_way(self) -> "SheetImportQuerySet":
        """A worker has them or will have them."""
        return self.filter(state__in=SheetState.under_way)


class SheetImport(models.Model):
    """A sheet an office handed in, and what a worker made of it: all of its lines, or the faults of each."""

    ref = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("清单", max_length=60)  # whose taker reads it (``records.services.sheets``)
    said = models.JSONField("说明", default=dict)  # what the form asked beside the file
    state = models.CharField("进度", max_length=10, choices=SheetState, default=SheetState.WAITING)
    lines = models.PositiveIntegerField("行数", default=0)
    taken = models.PositiveIntegerField("已导入", default=0)
    faults = models.JSONField("问题", default=list)  # sentences, each with its line
    on_trial = models.BooleanField("先核对不导入", default=False)
    found = models.JSONField("核对结果", default=list)  # pairs: 新增, 3; 修改, 1; 不变, 8
    by = models.BigIntegerField("导入人")
    at = models.DateTimeField("时间")
    done_at = models.DateTimeField("完成时间", null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "表格导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """The page that waits asks again."""
        return self.state in SheetState.under_way

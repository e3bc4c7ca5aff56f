from django.db import models
from django.db.models import Q

from declarations.models.item import Item, owned
from declarations.states import ItemKind, PendingKind


class Achievement(Item):
    """业绩成果 since the lower title, at most as many as the notice allows (MAT-40)."""

    declaration = owned("achievements")
    kind = models.CharField(
        "类型", max_length=20, choices=[(k, ItemKind(k).label) for k in ItemKind.achievements], default=ItemKind.WORK
    )
    achieved_on = models.DateField("取得时间")
    content = models.TextField("内容", max_length=2000, blank=True)
    role = models.CharField("本人所起作用", max_length=300)
    effect = models.TextField("完成情况或效果（效益）", max_length=1000, blank=True)
    award = models.CharField("获奖情况", max_length=200, blank=True)
    patent = models.CharField("专利", max_length=200, blank=True)
    pending_kind = models.CharField("等待期", max_length=20, choices=PendingKind, blank=True)
    supplemented_at = models.DateTimeField("补充时间", null=True, blank=True)
    disregarded_at = models.DateTimeField("不予采用时间", null=True, blank=True)  # not supplemented in time (TIME-11)
    works = models.JSONField("实物作品", default=list, blank=True)  # names of the works of an award work (MAT-55)
    designated_work = models.PositiveSmallIntegerField("指定作品", null=True, blank=True)

    class Meta(Item.Meta):
        indexes = [
            models.Index(
                fields=["declaration"],
                condition=~Q(pending_kind="") & Q(supplemented_at=None, disregarded_at=None),
                name="achievements_still_pending",
            )
        ]
        verbose_name = verbose_name_plural = "业绩成果"

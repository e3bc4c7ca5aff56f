from django.db import models

from declarations.models.item import Item, owned


class Experience(Item):
    """专业技术工作经历 since the lower title (MAT-39)."""

    declaration = owned("experiences")
    started_on = models.DateField("开始时间")
    ended_on = models.DateField("结束时间", null=True, blank=True)
    content = models.TextField("工作内容", max_length=2000)
    duty = models.CharField("本人任何职", max_length=120)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "专业技术工作经历"

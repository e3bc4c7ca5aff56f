"""An article of the help centre."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from notices.states import HelpRole


class HelpArticle(models.Model):
    """Seeded from ``notices/help/articles``; once somebody has edited it, it is theirs and follows its file no more."""

    slug = models.SlugField("网址名称", max_length=60, unique=True)
    title = models.CharField("标题", max_length=80)
    role = models.CharField("给谁看", max_length=12, choices=HelpRole)
    order = models.PositiveSmallIntegerField("顺序", default=100)
    lead = models.CharField("一句话说明", max_length=200)
    text = models.TextField("正文", max_length=20000)
    is_shown = models.BooleanField("显示", default=True)
    seed = models.CharField(max_length=64, blank=True, editable=False)  # digest of the file it was last taken from
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="最后修改人"
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "帮助文章"
        ordering = ["role", "order", "title"]
        constraints = [models.CheckConstraint(condition=Q(role__in=HelpRole.values), name="help_role_is_known")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("help:article", args=[self.slug])

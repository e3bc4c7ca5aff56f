from django.db import models

from accounts.models import User
from declarations.models.declaration import Declaration
from declarations.parts import Section
from declarations.states import FetchState


class SharedFetch(models.Model):
    """One asking of data sharing for one section, with what came of it (MAT-10). The number is in no payload."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="fetches")
    section = models.CharField("部分", max_length=20, choices=Section)
    state = models.CharField("状态", max_length=10, choices=FetchState, default=FetchState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    done_at = models.DateTimeField("取得时间", null=True, blank=True)
    told = models.TextField("结果", max_length=1000, blank=True)  # the sentences the person reads
    answer = models.JSONField("原始数据", default=list, blank=True)  # as it came

    class Meta:
        verbose_name = verbose_name_plural = "共享数据获取"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "section"],
                condition=models.Q(state=FetchState.ASKED),
                name="one_open_fetch_per_section",
            ),
            models.CheckConstraint(condition=models.Q(state__in=FetchState.values), name="fetch_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == FetchState.ASKED

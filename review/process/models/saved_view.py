from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.states import Role


class SavedView(models.Model):
    """A list as somebody likes to look at it: the address of it under a name of their own (16-1)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    role = models.CharField("工作台", max_length=20, choices=Role)
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=600, blank=True)
    is_default = models.BooleanField("打开工作台时先看这个视图", default=False)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "列表视图"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "name"], name="one_view_of_a_name_per_desk"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(is_default=True), name="one_view_opens_with_a_desk"
            ),
        ]

    def __str__(self) -> str:
        return self.name

from datetime import datetime

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.states import Role
from config.lib import clock


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None, organisation__status="active")

    def of(self, user: User) -> "MembershipQuerySet":
        return self.current().filter(user=user)


class Membership(models.Model):
    """A person works at a desk. It ends, it is not deleted: what was signed then stays explained."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name="组织")
    role = models.CharField("角色", max_length=20, choices=Role)
    is_manager = models.BooleanField("可管理本组织人员", default=False)
    since = models.DateTimeField("开始时间", default=clock.law)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        "结束时间", null=True, blank=True
    )
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授予人")

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ended_at=None), name="one_membership_per_role"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.held), name="membership_role_can_be_held"),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}（{self.get_role_display()}）"

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.states import Role
from config.lib import clock


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """Held now: not ended, and of a deputy's within its days, whether or not the clock has swept it yet."""
        now = clock.law_in_sql()
        in_time = Q(until=None) | Q(since__lte=now, until__gt=now)
        return self.filter(in_time, ended_at=None, organisation__status="active")

    def of(self, user: User) -> "MembershipQuerySet":
        return self.current().filter(user=user)

    def own(self) -> "MembershipQuerySet":
        """Not stood in for."""
        return self.filter(deputy_of=None)

    def lent(self) -> "MembershipQuerySet":
        """Stood in for."""
        return self.filter(deputy_of__isnull=False)

    def deputies(self) -> "MembershipQuerySet":
        """Stood in for, now or from a day to come."""
        return self.filter(ended_at=None, deputy_of__isnull=False)


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
    # 代办: this person sits here for another, from ``since`` up to this moment, and signs as themselves.
    deputy_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name="代替何人"
    )
    until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        "代办至", null=True, blank=True
    )
    reason = models.CharField("代办事由", max_length=120, blank=True)
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
            models.CheckConstraint(
                condition=Q(deputy_of=None, until=None) | Q(deputy_of__isnull=False, until__gt=models.F("since")),
                name="only_a_deputy_has_an_end_ahead",
            ),
            models.CheckConstraint(
                condition=Q(deputy_of=None) | Q(is_manager=False) & ~Q(deputy_of=models.F("user")),
                name="a_deputy_stands_for_another_and_manages_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}（{self.get_role_display()}）"

    @property
    def last_day(self) -> date | None:
        """Of a deputy: the day counts to its end."""
        return clock.local_date(self.until - timedelta(seconds=1)) if self.until else None

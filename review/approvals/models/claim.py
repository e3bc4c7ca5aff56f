from datetime import timedelta
from typing import Self

from django.db import models

from accounts.models import Organisation, User
from config.lib import clock
from declarations.models import Declaration

LEASE = timedelta(minutes=30)  # screens S16: 领取下一份 keeps a case for half an hour


class ClaimQuerySet(models.QuerySet["Claim"]):
    def running(self) -> Self:
        """Not run out, by the machine's clock: a lease has nothing to do with the law's days."""
        return self.filter(until__gt=clock.machine())


class Claim(models.Model):
    """Who has a case on their table at one desk, and until when (S16, 16-4). Shown to colleagues, never a bar."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="claim")
    stop = models.PositiveSmallIntegerField()  # of the desk: what moved on is nobody's any more
    round_trip = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="claims", verbose_name="审查人")
    at = models.DateTimeField("领取时间")
    until = models.DateTimeField("保留至")
    taken_from = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField("接手理由", max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领取"
        indexes = [models.Index(fields=["person", "until"], name="cases_on_a_table")]

    def __str__(self) -> str:
        return f"{self.person} {self.declaration}"

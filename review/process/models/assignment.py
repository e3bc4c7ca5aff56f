from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration


class Assignment(models.Model):
    """Who of a desk is to work on a case there. It shares out work and shuts nobody out (S16)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="assignment")
    stop = models.PositiveSmallIntegerField()  # of the desk: what moved on is nobody's any more
    round_trip = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name="经办人")
    before = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="原经办人"
    )  # whose it was at this desk until then; they have it again when this is taken back
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="分配人")
    at = models.DateTimeField("分配时间")

    class Meta:
        verbose_name = verbose_name_plural = "分配"
        indexes = [models.Index(fields=["person"], name="cases_given_to_a_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.declaration}"

    @property
    def is_current(self) -> bool:
        """Whether the case still stands where it was shared out."""
        case = self.declaration
        return (self.stop, self.round_trip) == (case.stop, case.round_trip)

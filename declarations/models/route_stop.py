from django.db import models

from accounts.models import Organisation
from declarations.models.declaration import Declaration
from declarations.states import RouteNode


class RouteStop(models.Model):
    """One desk on the way of one declaration, taken from the notice and the organisation tree at submission."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="stops")
    index = models.PositiveSmallIntegerField()
    node = models.CharField(max_length=24, choices=RouteNode)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stops")
    name = models.CharField(max_length=120)  # as it was then
    window = models.CharField(max_length=40, blank=True)  # the gate its moves must find open
    reached_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["declaration", "index"], name="one_stop_per_place_on_the_route")]
        indexes = [models.Index(fields=["organisation", "declaration"], name="stops_of_an_organisation")]

    def __str__(self) -> str:
        return f"{self.index} {self.name}"

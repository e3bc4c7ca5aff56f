"""What the floors below may not rewrite, because something was filed under it (GEN-09)."""

from django.db.models import Q

from accounts.models import Organisation
from committees.models import Specialty
from declarations.models import Declaration
from declarations.states import State


def is_declared(specialty: Specialty) -> bool:
    """Whether somebody declared in this specialty, drafts included."""
    declared = Declaration.objects.filter(specialty=specialty.code, edition__notice__series=specialty.series_id)
    return declared.exists()


def is_under_way_at(organisation: Organisation) -> bool:
    """Whether somebody declares from this unit, or a route that is not at its end passes this desk."""
    here = Q(unit=organisation) | Q(stops__organisation=organisation)
    return Declaration.objects.filter(here).exclude(state__in=State.settled).exists()

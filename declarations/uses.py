"""What the floors below may not rewrite, because something was filed under it (GEN-09)."""

from committees.models import Specialty
from declarations.models import Declaration


def is_declared(specialty: Specialty) -> bool:
    """Whether somebody declared in this specialty, drafts included."""
    declared = Declaration.objects.filter(specialty=specialty.code, edition__notice__series=specialty.series_id)
    return declared.exists()

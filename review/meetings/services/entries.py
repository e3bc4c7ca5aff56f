"""A declaration leaves its round."""

from datetime import datetime

from declarations.models import Declaration
from review.meetings.models import Assignment, RoundEntry
from review.meetings.services.granting import expire_grants


def withdraw_entry(declaration: Declaration, *, now: datetime) -> None:
    """Take back the readings of a withdrawn declaration; it is not voted on. Harmless without an entry."""
    readings = Assignment.objects.filter(entry__declaration=declaration, withdrawn_at=None)
    readers = list(readings.values_list("expert__expert__user", flat=True))
    expire_grants([(reader, declaration.pk) for reader in readers], now=now)
    readings.update(withdrawn_at=now)


def entry_of(declaration: Declaration) -> RoundEntry | None:
    """Where the declaration stands in a round, if it does."""
    return RoundEntry.objects.filter(declaration=declaration).select_related("round").first()

"""A declaration leaves its round."""

from datetime import datetime

from declarations.models import Declaration, DeclarationGrant
from review.meetings.models import Assignment, RoundEntry


def withdraw_entry(declaration: Declaration, *, now: datetime) -> None:
    """Take back the readings of a withdrawn declaration; it is not voted on. Harmless without an entry."""
    Assignment.objects.filter(entry__declaration=declaration, withdrawn_at=None).update(withdrawn_at=now)
    DeclarationGrant.objects.filter(content_object=declaration, expires_at__gt=now).update(expires_at=now)


def entry_of(declaration: Declaration) -> RoundEntry | None:
    """Where the declaration stands in a round, if it does."""
    return RoundEntry.objects.filter(declaration=declaration).select_related("round").first()

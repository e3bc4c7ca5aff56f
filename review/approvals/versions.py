"""Two clerks on one file: a sheet is written over only by who saw what stands there (17-7, ALL-8).

A page carries the mark of the row it showed. The service compares under the case's lock, so nothing is written over
unread; whoever was second reads both and saves again.
"""

from django.db.models import Model

from review.approvals.content import digest_of
from review.approvals.exceptions import Overtaken

NOTHING = "-"  # the mark of a page that showed an empty sheet


def mark_of(row: Model | None) -> str:
    """What a row says, who said it and when, in one word."""
    if row is None:
        return NOTHING
    return digest_of({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def hold_to(seen: str | None, standing: Model | None) -> None:
    """Raise ``Overtaken`` when another row stands there than the page showed; None asks nothing."""
    if seen is not None and seen != mark_of(standing):
        raise Overtaken(standing)

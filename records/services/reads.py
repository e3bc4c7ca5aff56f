"""Reads of personal data: one entry in the chain a request (design §10)."""

from typing import Any

from config.lib import clock
from records.models import Fact
from records.services.audit import audited, note


def note_read(event: str, subject_id: int, reader: Any) -> None:
    """Append that ``reader`` looked at the thing; ids only, no texts."""
    with audited():
        note(Fact(event, subject_id, reader.pk, clock.law()))

"""Many letters at once: rows of the business transaction itself, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from messaging.mirror import mirror
from messaging.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """One line for one inbox. ``key`` names the occasion: the same letter is never posted twice."""

    person_id: int
    event: str
    title: str
    text: str
    key: str
    url: str = ""
    button: str = ""
    needs_action: bool = False
    due_at: datetime | None = None
    organisation_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None


def post(letters: Sequence[Letter], *, now: datetime) -> None:
    """Write the letters; those posted before stay as they are. Call inside the transaction they speak of.

    Who asked for it gets them as e-mail, too.
    """
    rows = [
        Message(
            person_id=letter.person_id,
            organisation_id=letter.organisation_id,
            event=letter.event,
            title=letter.title,
            text=letter.text,
            url=letter.url,
            button=letter.button,
            needs_action=letter.needs_action,
            due_at=letter.due_at,
            subject_kind=letter.subject_kind,
            subject_id=letter.subject_id,
            key=letter.key,
            at=now,
        )
        for letter in letters
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    mirror(rows, now=now)


def close_tasks(*, subject_kind: str, subject_ids: Sequence[int], now: datetime) -> None:
    """What was asked for a thing has been overtaken by its next step: nothing stands open in anybody's inbox."""
    asked = Message.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    asked.filter(needs_action=True, done_at=None).update(done_at=now)


def close_older(*, subject_kind: str, before: datetime, now: datetime) -> int:
    """What is said anew every day stands open once: the letters of the days before are done."""
    older = Message.objects.filter(subject_kind=subject_kind, needs_action=True, done_at=None, at__lt=before)
    return older.update(done_at=now)

"""Doorways for workers and beat; every one is "everything due", harmless when run twice or by two at once."""

import logging
from datetime import timedelta

from celery import shared_task

from config.lib import clock
from records.selectors import audit_problem, last_anchor
from records.services import files, idempotency, outbox, sheets
from records.services.audit import anchor_chain

SHIFT = timedelta(seconds=50)  # a worker comes back for the next message before anybody misses it

logger = logging.getLogger(__name__)


@shared_task(name="records.deliver_outbox", ignore_result=True)
def deliver_outbox() -> None:
    """Deliver until nothing is due or the shift ends; the beat sweeps every 30 seconds."""
    end = clock.machine() + SHIFT
    late = outbox.last_kinds()
    while clock.machine() < end and (
        outbox.deliver_due(but=(files.PICTURES, *late)) or _draw_some(late) or outbox.deliver_last()
    ):
        pass  # pictures of pages are many and slow, mail depends on a foreign server: whatever else is due goes first


def _draw_some(late: tuple[str, ...]) -> int:
    """The newest first: who has just uploaded waits for them."""
    return outbox.deliver_due(limit=5, but=late, newest_first=True)


@shared_task(name="records.verify_audit_head", ignore_result=True)
def verify_audit_head() -> None:
    """Verify what was appended since the last anchor, then anchor the new head; loud when it is broken."""
    if problem := audit_problem(since=last_anchor()):
        logger.critical(problem)
        return
    anchor_chain()


@shared_task(name="records.scan_files", ignore_result=True)
def scan_files() -> None:
    """Files that came while the scanner was away."""
    files.scan_waiting_files()


@shared_task(name="records.tidy", ignore_result=True)
def tidy() -> None:
    """What nobody will ask for again."""
    idempotency.forget_old_keys()
    sheets.forget_old_sheets()

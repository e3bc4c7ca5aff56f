"""Doorways for the beat."""

from celery import shared_task

from integrity.services import expire_records


@shared_task(name="integrity.expire", ignore_result=True)
def expire() -> None:
    """Entries whose period ran out."""
    expire_records()

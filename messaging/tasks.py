"""Doorways for the beat."""

from celery import shared_task

from messaging.sending import follow_up_texts


@shared_task(name="messaging.follow_up", ignore_result=True)
def follow_up() -> None:
    """Receipts of texts, and texts that were given up."""
    follow_up_texts()

"""Doorways for the beat."""

from celery import shared_task

from messaging.mailing import mark_dead_mail
from messaging.sending import follow_up_texts


@shared_task(name="messaging.follow_up", ignore_result=True)
def follow_up() -> None:
    """Receipts of texts; texts and mail that were given up."""
    follow_up_texts()
    mark_dead_mail()

"""Doorways for the beat: what nobody asks for any more."""

from celery import shared_task

from accounts.services import end_lapsed_deputies
from accounts.services.codes import forget_old_codes
from accounts.services.mails import forget_old_questions
from accounts.services.sessions import forget_old_sessions


@shared_task(name="accounts.tidy", ignore_result=True)
def tidy() -> None:
    """Codes, questions to mailboxes and notes of sessions that are over."""
    forget_old_codes()
    forget_old_questions()
    forget_old_sessions()


@shared_task(name="accounts.end_deputies", ignore_result=True)
def end_deputies() -> None:
    """Deputies whose last day is over."""
    end_lapsed_deputies()

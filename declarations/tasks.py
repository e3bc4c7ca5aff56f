"""Celery doorways of this floor."""

from celery import shared_task

from declarations.services.packages import forget_old_packages
from declarations.services.risk import match_all_journals
from declarations.services.video import forget_old_uploads


@shared_task(name="declarations.match_journals", ignore_result=True)
def match_journals() -> None:
    """Every night: the register may have changed since a paper was saved (RISK-01)."""
    match_all_journals()


@shared_task(name="declarations.tidy", ignore_result=True)
def tidy() -> None:
    """Pieces of videos that nobody went on with, packages no worker took away."""
    forget_old_uploads()
    forget_old_packages()

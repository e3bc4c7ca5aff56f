"""What the clock does with money: ask about open orders, hold past days against the provider's statements."""

from celery import shared_task

from fees.services import poll_payments, reconcile_due


@shared_task(name="fees.poll_payments", ignore_result=True)
def poll_payments_task() -> None:
    """Beat's doorway: every minute, everything due; run twice it does nothing twice."""
    poll_payments()
    reconcile_due()

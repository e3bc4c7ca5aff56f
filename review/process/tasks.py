"""What the clock does. Each run handles everything due, so a missed run costs time and nothing else."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task

from config.lib import clock
from declarations.models import Declaration
from notices.services import close_due_gates
from review.process.chasing import remind_units_of_returned
from review.process.digests import send_digests
from review.process.following import follow_amendments
from review.process.quality.services import count_closed_rounds
from review.process.rehearsal.services import run_waiting
from review.process.reminders import send_due_reminders
from review.process.services import perform_many
from review.process.states import Action
from review.process.supplements import remind_of_supplements, sweep_supplements
from review.process.taking.services import end_dead_exports, forget_exports

logger = logging.getLogger(__name__)

# Publicities end before holders are called late; returns become corrections before drafts lapse.
CLOCK_ACTIONS = (
    Action.END_PUBLICITY,
    Action.TURN_TO_CORRECTION,
    Action.LAPSE,
    Action.HOLD,
    Action.REFUSE_LATE,
)


def sweep() -> dict[str, int]:
    """Close due gates first, in their own transaction: what lapses is counted only when nothing can slip in.

    Raises ``ExceptionGroup`` after everything was tried.
    """
    work: dict[str, Callable[[], int]] = {"gates": close_due_gates, "amended": follow_amendments}
    work |= {str(action): partial(perform_many, Declaration.objects.all(), action) for action in CLOCK_ACTIONS}
    work["supplements"] = sweep_supplements
    work["exports"] = forget_exports
    work["dead_exports"] = end_dead_exports
    work["quality"] = count_closed_rounds
    counts, failed = {}, []
    for name, do in work.items():
        try:
            counts[name] = do()
        except Exception as error:  # one deadline must not keep the others from passing
            logger.exception("The sweep failed at %s", name)
            failed.append(error)
    if failed:
        raise ExceptionGroup("sweep", failed)
    return counts


@shared_task(name="process.sweep", ignore_result=True)
def sweep_task() -> None:
    """Beat's doorway: every minute (TIME-05)."""
    sweep()


@shared_task(name="process.remind", ignore_result=True)
def remind_task() -> None:
    """Beat's doorway: reminders before deadlines (TIME-18)."""
    send_due_reminders()
    remind_of_supplements()
    remind_units_of_returned(clock.law())


@shared_task(name="process.digest", ignore_result=True)
def digest_task() -> None:
    """Beat's doorway: the morning's letter to every desk, once a day (MSG-12)."""
    send_digests()


@shared_task(name="process.rehearse", ignore_result=True)
def rehearse_task() -> None:
    """Rehearsals that wait, each in a child of its own (24-3)."""
    run_waiting()

"""The few signals that come up from the floors below. Each runs inside its sender's transaction."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from accounts.models import SYSTEM
from declarations.models import Declaration
from declarations.states import State
from fees.models import Bill
from fees.signals import bill_settled
from review.meetings.signals import box_sealed
from review.meetings.states import Outcome
from review.process.services import perform
from review.process.states import Action


@receiver(bill_settled)
def report_declaration(bill: Bill, **_: Any) -> None:
    """Money may come after the case lapsed: it stays recorded, and the desk of refunds shows it."""
    state = Declaration.objects.values_list("state", flat=True).get(pk=bill.declaration_id)
    if state == State.ACCEPTED:
        perform(bill.declaration_id, Action.SETTLE, actor=SYSTEM)


@receiver(box_sealed)
def publish_outcomes(outcomes: Mapping[int, Outcome], **_: Any) -> None:
    """Several locks: always in order of id. Who was withdrawn meanwhile is not moved."""
    still = Declaration.objects.filter(pk__in=outcomes, state=State.VOTING).order_by("pk")
    for declaration_id in list(still.values_list("pk", flat=True)):
        perform(declaration_id, Action.TALLY, actor=SYSTEM, outcome=str(outcomes[declaration_id]))


def certify(payload: dict[str, Any]) -> None:
    """Handler of the outbox kind: an approved case gets its certificate; harmless when run twice."""
    state = Declaration.objects.values_list("state", flat=True).get(pk=payload["declaration"])
    if state == State.APPROVED:
        perform(payload["declaration"], Action.CERTIFY, actor=SYSTEM)

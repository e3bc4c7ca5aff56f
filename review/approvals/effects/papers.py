"""What the papers of a refusal say; the table asks for the papers themselves (FORM-26)."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Actor, User
from config.lib.flow import Asked
from declarations.models import Declaration, RouteStop
from declarations.states import EndReason, State
from review.approvals.models import Refusal

SUBJECT = "declaration"  # the gate of a declaration's files: whoever may read the case may read them
# What the clock ends has one reason each (T17, T20b).
BY_THE_CLOCK = {State.ABANDONED: EndReason.CORRECTION_OVERDUE, State.NOT_ACCEPTED: EndReason.LATE}


def keep_refusals(declarations: Sequence[Declaration], asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Keep what was decided and by whom, for many cases in a constant number of statements."""
    person = actor if isinstance(actor, User) else None
    desks = _desks(declarations)
    Refusal.objects.bulk_create(
        Refusal(
            declaration=case,
            state=case.state,
            code=str(asked.answers.get("code") or BY_THE_CLOCK.get(State(case.state), "")),
            reason=str(asked.answers.get("reason", "")).strip(),
            organisation_id=desks.get(case.pk) or case.office_id,
            by=person,
            at=now,
        )
        for case in declarations
    )


def _desks(declarations: Sequence[Declaration]) -> dict[int, int]:
    """The desk that refused: where the case stands; what the clock ends is the committee's office's matter."""
    refused = [case.pk for case in declarations if case.state == State.NOT_ACCEPTED and not case.late_holder]
    here = RouteStop.objects.filter(declaration__in=refused).values_list("declaration", "index", "organisation")
    standing = {case.pk: case.stop for case in declarations}
    return {case: organisation for case, index, organisation in here if standing[case] == index}

"""One decision for many cases: each walks its own ``perform``, and who cannot walk says why."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import Actor
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from review.approvals.services.working import MOVED_ON
from review.process.exceptions import MoveRefused
from review.process.selectors import reasons_against
from review.process.services import perform
from review.process.workflow import WORKFLOW

Outcome = tuple[Declaration, list[Reason] | None]  # None: it moved


def perform_each(
    declarations: Iterable[Declaration],
    action: str,
    *,
    actor: Actor,
    explained: Mapping[int, Mapping[str, str]] | None = None,
    **answers: Any,
) -> list[Outcome]:
    """Take the same step for each case, in the order of their ids; one that is refused does not hold the others.

    ``explained`` gives, by declaration id, why its warnings are passed over.
    """
    told = explained or {}
    return [
        _one(declaration, action, actor=actor, explained=told.get(declaration.pk, {}), **answers)
        for declaration in sorted(declarations, key=lambda case: case.pk)
    ]


def reasons_of_each(declarations: Iterable[Declaration], action: str, *, actor: Actor, **answers: Any) -> list[Outcome]:
    """What would stand against the same step for each case; nothing moves. For a look before deciding."""
    now = clock.law()
    cases = Declaration.objects.with_context().filter(pk__in=[each.pk for each in declarations]).order_by("pk")
    return [(case, _against(case, action, actor, Asked(answers), now)) for case in cases]


def _against(case: Declaration, action: str, actor: Actor, asked: Asked, now: datetime) -> list[Reason] | None:
    move = WORKFLOW.find(case.state, action)
    return (reasons_against(move, case, asked, actor=actor, now=now) or None) if move else [MOVED_ON]


def _one(declaration: Declaration, action: str, **told: Any) -> Outcome:
    try:
        return perform(declaration.pk, action, **told), None
    except MoveRefused as refusal:
        return declaration, refusal.reasons

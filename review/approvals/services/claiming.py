"""领取: a case lies on one reviewer's table for half an hour, and colleagues see whose (S16, 16-4, 17-7).

A claim is a courtesy, not a lock: whoever works at the desk may still decide. Two who decide at once meet at the
case's row and at the sheet's mark.
"""

from typing import Any

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.content import digest_of
from review.approvals.models import Claim
from review.approvals.models.claim import LEASE
from review.approvals.rules import NOT_YOURS, desk_of, works_at
from review.approvals.services.working import MOVED_ON, refuse

CLAIMED_IN = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)


def claim_case(declaration_id: int, *, actor: User, reason: str = "") -> Claim:
    """Put a case on this person's table, or keep it there longer. Raises ``Refused``.

    What a colleague has there is taken over with a reason; once their half hour is over it is free.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        refuse(
            None if declaration.state in CLAIMED_IN else MOVED_ON,
            None if works_at(actor, declaration) else NOT_YOURS,
        )
        held = claim_on(declaration)
        taken_from = held.person if held and held.person_id != actor.pk else None
        refuse(_theirs(held) if taken_from and not reason.strip() else None)
        return _put_down(declaration, actor, taken_from, reason.strip()[:300])


def release_case(declaration_id: int, *, actor: User) -> None:
    """Give it back to the desk; what lies on another's table stays there."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        given_up, _ = Claim.objects.filter(declaration=declaration, person=actor).delete()
        if given_up:
            note(Fact("approvals.released", declaration.pk, actor.pk, clock.law()))


def claim_on(declaration: Declaration) -> Claim | None:
    """Whose table the case lies on at its present desk; None once the half hour is over."""
    here = {"stop": declaration.stop, "round_trip": declaration.round_trip}
    claims = Claim.objects.running().filter(declaration=declaration, **here)
    return claims.select_related("person", "taken_from").first()


def _put_down(declaration: Declaration, actor: User, taken_from: User | None, reason: str) -> Claim:
    desk, moment = desk_of(declaration), clock.machine()
    assert desk is not None, "works_at said whose turn it is"
    told: dict[str, Any] = {"stop": declaration.stop, "round_trip": declaration.round_trip}
    told |= {"organisation_id": desk.organisation_id, "person": actor, "at": moment, "until": moment + LEASE}
    told |= {"taken_from": taken_from, "reason": reason}
    claim, _ = Claim.objects.update_or_create(declaration=declaration, defaults=told)
    event = "approvals.taken_over" if taken_from else "approvals.claimed"
    content = digest_of([taken_from.pk, reason]) if taken_from else ""
    note(Fact(event, declaration.pk, actor.pk, clock.law(), content))
    return claim


def _theirs(held: Claim | None) -> Reason | None:
    if held is None:
        return None
    return Reason("claimed", f"{held.person.name}正在审查本份；要接手的，请写明理由。", field="reason")

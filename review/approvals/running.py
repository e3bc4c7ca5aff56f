"""Notices that are not done with: which one leads, who must answer next, where the file goes for it (T16)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef, Q

from declarations.models import Declaration, RouteStop
from declarations.parts import UnitStep
from declarations.routes import is_all_year
from declarations.rules import gate_of
from declarations.states import RouteNode, State
from notices.models import Gate
from notices.rules import terms_of
from notices.states import Window
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.models.correction import CorrectionNoticeQuerySet
from review.approvals.states import Addressee, NoticeKind


class DeskPart(StrEnum):
    """Places outside the dossier and the unit's steps: what a desk above the unit has to put right (T16c)."""

    OPINION = "desk:opinion"


# The unit's steps by the place an item names; what is not a step of the notice is put right at the recommendation.
STEP_OF = {
    UnitStep.CHECK: "check",
    UnitStep.DEFENCE: "defense",
    UnitStep.DELIBERATION: "deliberation",
    UnitStep.PUBLICITY: "publicity",
}
STATE_OF_STEP = {
    "check": State.UNIT_CHECK,
    "defense": State.UNIT_DEFENSE,
    "deliberation": State.UNIT_DELIBERATION,
    "publicity": State.UNIT_PUBLICITY,
    "recommend": State.UNIT_RECOMMEND,
}
NODES_OF = {
    Addressee.UNIT: (RouteNode.UNIT,),
    Addressee.RELAY: RouteNode.relays,
    Addressee.DEPARTMENT: (RouteNode.DEPARTMENT,),
    Addressee.LOCAL_OFFICE: RouteNode.chain_offices,
}
STATE_OF_DESK = {
    Addressee.APPLICANT: State.UNIT_CHECK,
    Addressee.RELAY: State.RELAY_REVIEW,
    Addressee.DEPARTMENT: State.DEPT_REVIEW,
    Addressee.LOCAL_OFFICE: State.LOCAL_OFFICE_REVIEW,
}


def current_notice(declaration: Declaration) -> CorrectionNotice | None:
    """The notice that leads: the latest that is not done with. A lower desk's comes after the one it interrupts."""
    return declaration.corrections.running().order_by("-pk").first()


def closed_by_the_end(declaration: Declaration) -> CorrectionNoticeQuerySet:
    """The notices that the end of the case closed, at one moment; a return that had been answered stays done with."""
    ended = declaration.corrections.aggregate(at=Max("closed_at"))["at"]
    owed = Exists(CorrectionItem.objects.filter(notice=OuterRef("pk"), answered_at=None))
    closed = declaration.corrections.filter(closed_at=ended) if ended else declaration.corrections.none()
    return closed.filter(Q(kind=NoticeKind.CORRECTION) | owed)


def addressee_at(node: str) -> Addressee | None:
    """Who of the addressees works at a stop of this kind."""
    return next((addressee for addressee, nodes in NODES_OF.items() if node in nodes), None)


def lowest_of(addressees: Iterable[str]) -> Addressee | None:
    """The one nearest to the ground."""
    named = set(addressees)
    return next((Addressee(each) for each in Addressee.order if each in named), None)


def lowest_in(notice: CorrectionNotice | None) -> Addressee | None:
    """Whose turn a notice brings: they keep it until they hand the file back, answered or not."""
    return lowest_of(notice.items.values_list("addressee", flat=True)) if notice else None


def stop_of(declaration: Declaration, addressee: Addressee | None) -> RouteStop | None:
    """The first desk of this kind on the route; nobody's for the applicant."""
    nodes = NODES_OF.get(addressee, ()) if addressee else ()
    return declaration.stops.filter(node__in=nodes).order_by("index").first() if nodes else None


def state_for(declaration: Declaration, items: Iterable[CorrectionItem]) -> State:
    """Where the walk begins again: with the lowest addressee, at the unit with the earliest step named (T16a–c)."""
    items = list(items)
    lowest = lowest_of(item.addressee for item in items)
    terms = terms_of(declaration.edition)
    if lowest is None or terms.correction.resubmit == "whole_route":
        return State.UNIT_CHECK
    if lowest != Addressee.UNIT:
        return STATE_OF_DESK[lowest]
    named = {STEP_OF.get(item.part, "recommend") for item in items if item.addressee == Addressee.UNIT}  # type: ignore[call-overload]
    return STATE_OF_STEP[next((step for step in terms.unit_flow.steps if step in named), "recommend")]


def asked_again_at(declaration: Declaration, *places: str) -> datetime | None:
    """When a notice last asked the unit to do one of these again; what was done before that moment does not count."""
    items = CorrectionItem.objects.filter(notice__declaration=declaration, addressee=Addressee.UNIT, part__in=places)
    return items.order_by("-notice__issued_at").values_list("notice__issued_at", flat=True).first()


def done_since_asked(declaration: Declaration, at: datetime, *places: str) -> bool:
    """Whether something done at this moment answers every notice that asked for it."""
    asked = asked_again_at(declaration, *places)
    return asked is None or at >= asked


def correction_gate(declaration: Declaration) -> Gate | None:
    """When corrections may be edited and must be back (G-03); None where the notice knows none, or none binds."""
    enabled = terms_of(declaration.edition).correction.enabled
    return gate_of(declaration, Window.CORRECTION) if enabled and not corrects_any_day(declaration) else None


def corrects_any_day(declaration: Declaration) -> bool:
    """What is taken all year is sent back any day, under the time the desk gives it (PATH-31, TIME-16)."""
    return is_all_year(terms_of(declaration.edition), declaration.kind)


def is_correcting(declaration: Declaration) -> bool:
    """Whether a formal correction is being walked, or answered."""
    return declaration.corrections.running().filter(kind=NoticeKind.CORRECTION).exists()

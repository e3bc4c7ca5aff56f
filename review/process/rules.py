"""Who stands where to a declaration."""

from django.db.models import Q

from accounts.models import Actor, Membership, System, User
from accounts.states import DESK_ROLE, OrganisationKind, Role
from declarations.models import Declaration, RouteStop
from declarations.rules import seats_in
from declarations.states import RouteNode, State
from notices.rules import terms_of
from review.approvals.selectors import addressee_stop, lowest_addressee, named_for
from review.approvals.states import Addressee
from review.process.models import MoveRecord

OFFICE_ROLES = {Role.OFFICE, Role.SECRETARY, Role.FINANCE, Role.SUPERVISION}


def standing(actor: Actor, declaration: Declaration) -> frozenset[str]:
    """The roles this actor may act in, now.

    The route gives a desk its turn; the committee's office always has a say. Nobody decides on their own case,
    whatever else they are, and who is recused stands nowhere (design §10).
    """
    if isinstance(actor, System):
        return frozenset({Role.SYSTEM})
    if declaration.recusals.filter(person=actor).exists():
        return frozenset()
    if declaration.applicant_id == actor.pk:
        return frozenset({Role.APPLICANT})
    held = list(seats_in(actor, declaration.pk).select_related("organisation"))
    desks = _at_this_stop(held, declaration) | _verifies(actor, declaration)
    return frozenset(desks | _in_the_office(held, declaration) | _confirms(held, declaration))


def stands_in_at(actor: Actor, declaration: Declaration, role: str) -> str:
    """Whom the person takes this step for as a deputy; empty where they have a seat of their own that opens it."""
    if isinstance(actor, System) or role in {"", Role.APPLICANT, Role.EXPERT}:
        return ""
    seats = seats_in(actor, declaration.pk).filter(_seats_of(role, declaration)).select_related("deputy_of")
    held = list(seats.order_by("pk"))
    if not held or any(seat.deputy_of is None for seat in held):
        return ""
    return str(held[0].deputy_of)


def _seats_of(role: str, declaration: Declaration) -> Q:
    """The seats ``standing`` reads this role from.

    A relay's is a unit's; where no authority above confirms, the office's own clerks do (COMM-07, T31).
    """
    if role == Role.CONFIRMER:
        if terms_of(declaration.edition).level(declaration.level).senior:
            return Q(role=role, organisation__kind=OrganisationKind.REGION_OFFICE)
        return Q(role=Role.OFFICE, organisation=declaration.office_id)
    if role in OFFICE_ROLES:
        return Q(role=role, organisation=declaration.office_id)
    stop = here(declaration)
    if stop is None:
        return Q(pk__in=[])
    if stop.node == RouteNode.REGION_OFFICE:
        return Q(role=DESK_ROLE[OrganisationKind.REGION_OFFICE], organisation=stop.organisation_id)
    return Q(role=Role.UNIT if role == Role.RELAY else role, organisation=stop.organisation_id)


def here(declaration: Declaration) -> RouteStop | None:
    """The desk that has its turn: the stop, or in a correction the one whose items come first."""
    if declaration.state == State.CORRECTION:
        return addressee_stop(declaration)
    return declaration.stops.filter(index=declaration.stop).first()


def _at_this_stop(held: list[Membership], declaration: Declaration) -> set[str]:
    stop = here(declaration)
    if stop is None or stop.node == RouteNode.COMMITTEE_OFFICE or _ended_elsewhere(declaration):
        return set()
    roles = {membership.role for membership in held if membership.organisation_id == stop.organisation_id}
    if stop.node in RouteNode.relays:
        return {Role.RELAY} if Role.UNIT in roles else set()
    if stop.node == RouteNode.REGION_OFFICE:  # its step is a chain office's: look, agree or refuse (CHAN-15)
        return {Role.LOCAL_OFFICE} if DESK_ROLE[OrganisationKind.REGION_OFFICE] in roles else set()
    return roles & {DESK_ROLE[OrganisationKind(stop.organisation.kind)]}


def _ended_elsewhere(declaration: Declaration) -> bool:
    # A late file lies at its holder's stop when the office refuses it: to open it again is not the holder's (T38).
    if declaration.state != State.NOT_ACCEPTED:
        return False
    ended = MoveRecord.objects.filter(declaration=declaration, target=declaration.state).order_by("pk").last()
    return ended is None or ended.role in {*OFFICE_ROLES, Role.SYSTEM}


def _verifies(actor: User, declaration: Declaration) -> set[str]:
    # Where the applicant is the whole unit, whom an office above has named takes the unit's step (G-32).
    stop = here(declaration)
    return {Role.UNIT} if stop and stop.index == 0 and named_for(actor, declaration) else set()


def _in_the_office(held: list[Membership], declaration: Declaration) -> set[str]:
    return {each.role for each in held if each.organisation_id == declaration.office_id} & OFFICE_ROLES


def _confirms(held: list[Membership], declaration: Declaration) -> set[str]:
    # Senior results are confirmed above, by the region's office; the others by authority (COMM-07, T31).
    if terms_of(declaration.edition).level(declaration.level).senior:
        above = {each.role for each in held if each.organisation.kind == OrganisationKind.REGION_OFFICE}
        return above & {Role.CONFIRMER}
    return {Role.CONFIRMER} if Role.OFFICE in _in_the_office(held, declaration) else set()


def turn_in_correction(declaration: Declaration) -> str:
    """The role that must answer next in an open correction."""
    addressee = lowest_addressee(declaration)
    return {
        None: "",
        Addressee.APPLICANT: Role.APPLICANT,
        Addressee.UNIT: Role.UNIT,
        Addressee.RELAY: Role.RELAY,
        Addressee.DEPARTMENT: Role.DEPARTMENT,
        Addressee.LOCAL_OFFICE: Role.LOCAL_OFFICE,
    }[addressee]

"""Who sees which declaration, and whether its time is over."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Membership, User
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.models.declaration import DeclarationQuerySet
from declarations.states import State
from notices.models import Gate

# Finance is not among them: orders and receipts by the gates of ``fees.rules``, no materials (ROLE-09).
OFFICE_ROLES = (Role.OFFICE, Role.SECRETARY, Role.SUPERVISION)
READ, CARRY_OUT = "view_declaration", "change_declaration"  # dated grants: to read, to do the unit's step (design §10)
DESK_ROLES = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE)


def visible_to(user: User) -> DeclarationQuerySet:
    """Own ones; what reached a desk of theirs; what their office or grants open. Minus recusals, for everybody.

    Conditions are subqueries, so that nothing doubles and the page of a desk needs no DISTINCT.
    """
    own = Q(applicant=user)
    seen = own | ~Q(state=State.DRAFT, submitted_at=None) & (
        Q(Exists(_reached_stops(user))) | Q(_in_office(user)) | Q(Exists(_grants(user)))
    )
    return Declaration.objects.filter(seen).exclude(recusals__person=user)


def read_declaration(user: User, ref: UUID) -> Declaration:
    """The only way a view gets a declaration: missing and forbidden look the same."""
    declaration = visible_to(user).with_context().filter(ref=ref).first()
    if declaration is None:
        raise Http404
    return declaration


def read_own(user: User, ref: UUID) -> Declaration:
    """The applicant's own declaration; anybody else's is not there."""
    declaration = Declaration.objects.with_context().filter(ref=ref, applicant=user).first()
    if declaration is None:
        raise Http404
    return declaration


def is_in_time(declaration: Declaration, gate: Gate | None, now: datetime) -> bool:
    """A deadline of its own, given by a correction or a reopening, replaces the window of everybody."""
    if declaration.due_at:
        return now <= declaration.due_at
    return gate is None or gate.is_open(now)


def is_editable(declaration: Declaration) -> bool:
    """Whether the applicant may change the whole dossier; in a correction only what a permit opens (ROLE-01)."""
    return declaration.state == State.DRAFT


def carries_out_for(user: User, declaration: Declaration) -> bool:
    """Whether a dated grant, not yet over, gives this person the unit's step of this one case (ROLE-02, CHAN-09)."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, user=user, expires_at__gt=clock.law())
    return rights.filter(permission__codename=CARRY_OUT).exists()


def _reached_stops(user: User) -> QuerySet[RouteStop]:
    desks = Membership.objects.of(user).filter(role__in=DESK_ROLES).values("organisation")
    return RouteStop.objects.filter(declaration=OuterRef("pk"), organisation__in=desks, reached_at__isnull=False)


def _in_office(user: User) -> Q:
    offices = Membership.objects.of(user).filter(role__in=OFFICE_ROLES).values("organisation")
    confirms = Membership.objects.of(user).filter(
        role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE
    )
    decided = Q(Exists(confirms), state__in=CONFIRMER_SEES)
    return Q(committee__office__in=offices) | Q(edition__notice__office__in=offices) | decided


def _grants(user: User) -> QuerySet[DeclarationGrant]:
    return DeclarationGrant.objects.filter(content_object=OuterRef("pk"), user=user, expires_at__gt=clock.law())


CONFIRMER_SEES = (
    State.CONFIRM_PENDING,
    State.CONFIRMED,
    State.APPROVED,
    State.CERTIFIED,
    State.COMMISSION_RETURNED,
    State.NOT_CONFIRMED,
    State.REVOKED,
)

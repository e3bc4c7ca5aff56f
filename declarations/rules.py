"""Who sees which declaration, and whether its time is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import Http404
from django.utils.timezone import localtime

from accounts.models import IdNumber, Membership, User
from accounts.states import OrganisationKind, Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.models.declaration import DeclarationQuerySet
from declarations.states import State
from notices.models import Gate

# Finance is not among them: orders and receipts by the gates of ``fees.rules``, no materials (ROLE-09).
OFFICE_ROLES = (Role.OFFICE, Role.SECRETARY, Role.SUPERVISION)
READ, CARRY_OUT = "view_declaration", "change_declaration"  # dated grants: to read, to do the unit's step (design §10)
DESK_ROLES = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.CONFIRMER)  # the last where it agrees (CHAN-15)


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


def gate_of(declaration: Declaration, window: str | None = None) -> Gate | None:
    """The gate of a window for this case, unless told otherwise the one it stands under now (TIME-02, TIME-06).

    The level's own before everybody's; None where the notice has none.
    """
    window = declaration.window if window is None else window
    gates = Gate.objects.ruling(notice=declaration.edition.notice_id, window=window, level=declaration.level)
    return gates.first() if window else None


def gate_closed(window: Any) -> Q:
    """Declarations whose gate of a window, a name or an ``OuterRef``, the sweep has closed: ``gate_of`` in SQL."""
    gates = Gate.objects.ruling(notice=OuterRef("edition__notice"), window=window, level=OuterRef("level"))
    return Q(IsNull(Subquery(gates.values("closed_at")[:1]), False))


def ends_at(declaration: Declaration) -> datetime | None:
    """Until when its present step may be done: its own deadline, else its gate's end (TIME-17, T20b)."""
    if declaration.due_at:
        return declaration.due_at
    gate = gate_of(declaration)
    return gate.closes_at if gate else None


def ends_of(declarations: Iterable[Declaration]) -> dict[int, datetime | None]:
    """``ends_at`` of many, by id: one query for each notice, window and level there is among them."""
    known: dict[tuple[int, str, str], datetime | None] = {}
    ends = {}
    for each in declarations:
        stands_under = (each.edition.notice_id, each.window, each.level)
        if each.due_at is None and stands_under not in known:
            known[stands_under] = ends_at(each)
        ends[each.pk] = each.due_at or known[stands_under]
    return ends


def out_of_window(gate: Gate, *, now: datetime) -> Reason:
    """E401 with the window in the law's zone (TIME-01…04, TIME-08, TIME-09); one announced without an end has none."""
    if gate.closed_at is None and now < gate.opens_at:
        opens = f"{localtime(gate.opens_at):%Y-%m-%d %H:%M}"
        return Reason("E401", f"不在办理时间内（{span_of(gate)}），{opens} 起可办理。", since=gate.opens_at)
    return Reason("E401", f"不在办理时间内（{span_of(gate)}）。")


def span_of(gate: Gate) -> str:
    """2024-07-02 00:00—2024-08-20 18:00, in the law's zone."""
    ends = f"{localtime(gate.closes_at):%Y-%m-%d %H:%M}" if gate.closes_at else "未定"
    return f"{localtime(gate.opens_at):%Y-%m-%d %H:%M}—{ends}"


def too_early(declaration: Declaration, *, now: datetime) -> Reason | None:
    """Why its step must wait for its window to open; a deadline of its own replaces the window."""
    gate = None if declaration.due_at else gate_of(declaration)
    reason = out_of_window(gate, now=now) if gate and not gate.is_open(now) else None
    return reason if reason and reason.since else None


def is_in_time(declaration: Declaration, gate: Gate | None, now: datetime) -> bool:
    """A deadline of its own, given by a correction or a reopening, replaces the window of everybody."""
    if declaration.due_at:
        return now <= declaration.due_at
    return gate is None or gate.is_open(now)


def kept_by(offices: Any, path: str = "") -> Q:
    """Cases whose ``Declaration.office`` is one of these, for rows that reach the declaration by ``path``.

    Narrower than what an office may see: the notice's office also reads what a committee elsewhere keeps.
    """
    on = f"{path}__" if path else ""
    of_committee = Q((f"{on}committee__office__in", offices))
    of_notice = Q((f"{on}committee", None), (f"{on}edition__notice__office__in", offices), (f"{on}authority", None))
    return of_committee | of_notice | Q((f"{on}authority__in", offices))


def is_editable(declaration: Declaration) -> bool:
    """Whether the applicant may change the whole dossier; in a correction only what a permit opens (ROLE-01)."""
    return declaration.state == State.DRAFT


def people_kept_from(user: User) -> QuerySet[IdNumber, str]:
    """Indexes of the ID numbers of applicants from whose cases this person is recused (§10, integrity.rules)."""
    recused = Declaration.objects.filter(recusals__person=user).values("applicant")
    return IdNumber.objects.filter(user__in=recused).values_list("number_index", flat=True)


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
    kept = Q(committee__office__in=offices) | Q(edition__notice__office__in=offices) | Q(authority__in=offices)
    return kept | decided


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

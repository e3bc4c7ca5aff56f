"""Who sees which declaration, and whether its time is over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import Http404
from django.utils.timezone import localtime

from accounts.models import IdNumber, Membership, User
from accounts.models.membership import MembershipQuerySet
from accounts.selectors import held_by
from accounts.states import OrganisationKind, Role
from committees.models import Committee
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, Recusal, RouteStop
from declarations.models.declaration import DeclarationQuerySet
from declarations.states import State
from notices.models import Gate, NoticeEdition

# Finance is not among them: orders and receipts by the gates of ``fees.rules``, no materials (ROLE-09).
OFFICE_ROLES = (Role.OFFICE, Role.SECRETARY, Role.SUPERVISION)
READ, CARRY_OUT = "view_declaration", "change_declaration"  # dated grants: to read, to do the unit's step (design §10)
LOOKED_THROUGH = 5000  # stops of a desk, for a list of choices: some milliseconds
GRANTED = "grant"  # the name of the keys among what a person holds
DESK_ROLES = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.CONFIRMER)  # the last where it agrees (CHAN-15)


def visible_to(user: User) -> DeclarationQuerySet:
    """Own ones; what reached a desk of theirs; what their office or grants open. Minus recusals, for everybody.

    Conditions are subqueries, so that nothing doubles and the page of a desk needs no DISTINCT.
    """
    own = Q(applicant=user)
    seen = own | ~Q(state=State.DRAFT, submitted_at=None) & (
        Q(Exists(_reached_stops(user))) | Q(_in_office(user)) | Q(Exists(_grants(user))) | _as_deputy(user)
    )
    return Declaration.objects.filter(seen).exclude(recusals__person=user)


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk of a person: where they hold the role, with each body's kind, and the cases they were granted."""

    user: User
    role: str
    bodies: dict[int, str]
    granted: tuple[int, ...]
    away: dict[int, int]  # body: whom they stand in for there


def desk_held(user: User, role: str) -> Desk:
    """Said by key from then on: what a database is told outright it can plan for. One statement, once a page."""
    held = held_by(user)
    seats = [(seat.organisation, seat) for seat in held.seats_as(role) if seat.organisation]
    bodies = {at: seat.kind for at, seat in seats}
    away = {at: seat.away for at, seat in seats if seat.away}
    return Desk(user, role, bodies, held.keys.get(GRANTED, ()), away)


def grants_to(user: User) -> QuerySet[DeclarationGrant]:
    """For ``accounts.selectors.register_keys``: single cases the person was granted, while that runs (design §10)."""
    return DeclarationGrant.objects.filter(user=user, expires_at__gt=clock.law_in_sql())


def seen_at(desk: Desk) -> DeclarationQuerySet:
    """What a desk opens, and what its person was granted: never more than ``visible_to``, and nothing of their own.

    Said so that a database may begin at the desk's own rows, or walk an order and look each row up, whichever is
    shorter: one OR over everything a person could be allows neither (16-2). Only who stands in somewhere has a second
    condition a place: nothing of who is away (``seats_in``).
    """
    opened = _opened_at(desk, [body for body in desk.bodies if body not in desk.away])
    for body, away in desk.away.items():
        opened |= _opened_at(desk, [body]) & ~Q(applicant=away) & ~Q(Exists(_recusals().filter(person=away)))
    if desk.granted:
        opened |= Q(pk__in=desk.granted)
    rows = Declaration.objects.filter(opened, ~Q(state=State.DRAFT, submitted_at=None))
    return rows.exclude(applicant=desk.user).exclude(recusals__person=desk.user)


def declared_at(desk: Desk) -> QuerySet[NoticeEdition]:
    """Editions under which ``seen_at`` may hold anything, without walking its cases (16-2).

    By keys of an index for each edition, but for what reached a desk: that is looked through to ``LOOKED_THROUGH``
    stops. A desk with more is offered every edition somebody declared under.
    """
    bodies = list(desk.bodies)
    cases = Declaration.objects.filter(edition=OuterRef("pk"))
    if desk.role in OFFICE_ROLES:
        committees = Committee.objects.filter(office__in=bodies).values("pk")
        opened = Q(notice__office__in=bodies) | Q(Exists(cases.filter(committee__in=committees)))
        opened |= Q(Exists(cases.filter(authority__in=bodies)))
    else:
        reached = RouteStop.objects.filter(organisation__in=bodies, reached_at__isnull=False).order_by()
        looked = reached.values("declaration__edition")[:LOOKED_THROUGH]
        opened = Q(pk__in=looked) | Q(Exists(reached[LOOKED_THROUGH : LOOKED_THROUGH + 1]))
    if desk.role == Role.CONFIRMER and OrganisationKind.REGION_OFFICE in desk.bodies.values():
        opened |= Q(Exists(cases.filter(state__in=CONFIRMER_SEES)))
    if desk.granted:
        opened |= Q(Exists(cases.filter(pk__in=desk.granted)))
    return NoticeEdition.objects.filter(opened, Exists(cases))


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
    """``ends_at`` of many, by id. One statement, whatever windows and levels there are among them."""
    cases = list(declarations)
    bound = [each for each in cases if each.due_at is None and each.window]
    notices, windows = {each.edition.notice_id for each in bound}, {each.window for each in bound}
    gates = Gate.objects.filter(notice__in=notices, window__in=windows) if bound else Gate.objects.none()
    ends = {(gate.notice_id, gate.window, gate.level): gate.closes_at for gate in gates}
    return {each.pk: each.due_at or _gate_end(ends, each) for each in cases}


def _gate_end(ends: Mapping[tuple[int, str, str], datetime | None], each: Declaration) -> datetime | None:
    """The level's own gate before everybody's, also where it has no end (``Gate.objects.ruling``)."""
    own, everybodys = ((each.edition.notice_id, each.window, level) for level in (each.level, ""))
    return ends[own] if own in ends else ends.get(everybodys)


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
    of_committee = Q((f"{on}committee__office__in", offices), (f"{on}authority", None))
    of_notice = Q((f"{on}committee", None), (f"{on}edition__notice__office__in", offices), (f"{on}authority", None))
    return of_committee | of_notice | Q((f"{on}authority__in", offices))


def is_editable(declaration: Declaration) -> bool:
    """Whether the applicant may change the whole dossier; in a correction only what a permit opens (ROLE-01)."""
    return declaration.state == State.DRAFT


def people_kept_from(user: User) -> QuerySet[IdNumber, str]:
    """Indexes of the ID numbers of applicants from whose cases this person is recused (§10, integrity.rules)."""
    recused = Declaration.objects.filter(recusals__person=user).values("applicant")
    return IdNumber.objects.filter(user__in=recused).values_list("number_index", flat=True)


def seats_in(person: User, declaration_id: int) -> MembershipQuerySet:
    """The seats that count in one case: nobody stands in for its applicant, or for who is recused from it (E311).

    Otherwise a one-person studio would judge itself through a deputy of its own choice (UNIT-07, design §10).
    """
    return seats_among(person, Declaration.objects.filter(pk=declaration_id))


def seats_among(person: User, cases: QuerySet[Declaration]) -> MembershipQuerySet:
    """``seats_in`` for what opens many cases at once: the seats that count in every one of them."""
    recused = Recusal.objects.filter(declaration__in=cases.values("pk")).values("person")
    seats = Membership.objects.of(person).exclude(deputy_of__in=cases.values("applicant"))
    return seats.exclude(deputy_of__in=recused)


def carries_out_for(user: User, declaration: Declaration) -> bool:
    """Whether a dated grant, not yet over, gives this person the unit's step of this one case (ROLE-02, CHAN-09)."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, user=user, expires_at__gt=clock.law())
    return rights.filter(permission__codename=CARRY_OUT).exists()


def _reached_stops(user: User) -> QuerySet[RouteStop]:
    desks = Membership.objects.of(user).own().filter(role__in=DESK_ROLES).values("organisation")
    return RouteStop.objects.filter(declaration=OuterRef("pk"), organisation__in=desks, reached_at__isnull=False)


def _in_office(user: User) -> Q:
    own = Membership.objects.of(user).own()
    offices = own.filter(role__in=OFFICE_ROLES).values("organisation")
    confirms = own.filter(CONFIRMS)
    decided = Q(Exists(confirms), state__in=CONFIRMER_SEES)
    kept = Q(committee__office__in=offices) | Q(edition__notice__office__in=offices) | Q(authority__in=offices)
    return kept | decided


def _as_deputy(user: User) -> Q:
    """What a seat opens at which they stand in for somebody, who is neither the applicant nor recused (``seats_in``).

    Whether there is any such seat is asked first, once for all cases: hardly anybody has one.
    """
    lent = Membership.objects.of(user).lent()
    stops = RouteStop.objects.filter(declaration=OuterRef(OuterRef("pk")), reached_at__isnull=False)
    reached = Q(role__in=DESK_ROLES, organisation__in=stops.values("organisation"))
    kept = Q(organisation=OuterRef("committee__office")) | Q(organisation=OuterRef("edition__notice__office"))
    office = Q(kept | Q(organisation=OuterRef("authority")), role__in=OFFICE_ROLES)
    decided = Q(Exists(_counting(lent).filter(CONFIRMS)), state__in=CONFIRMER_SEES)
    return Q(Exists(lent)) & (Q(Exists(_counting(lent).filter(reached | office))) | decided)


def _counting(lent: MembershipQuerySet) -> MembershipQuerySet:
    """Of these seats, in the case of the outer row: not those of its applicant, nor of who is recused from it."""
    recused = Recusal.objects.filter(declaration=OuterRef(OuterRef("pk")))
    return lent.exclude(deputy_of=OuterRef("applicant")).exclude(deputy_of__in=recused.values("person"))


def _opened_at(desk: Desk, bodies: Collection[int]) -> Q:
    """What these bodies open to a desk's role."""
    if not bodies:
        return Q(pk__in=[])
    if desk.role in OFFICE_ROLES:
        committees = Committee.objects.filter(office__in=bodies).values("pk")
        editions = NoticeEdition.objects.filter(notice__office__in=bodies).values("pk")
        return Q(committee__in=committees) | Q(edition__in=editions) | Q(authority__in=bodies)
    reached = RouteStop.objects.filter(declaration=OuterRef("pk"), organisation__in=bodies)
    opened = Q(Exists(reached.filter(reached_at__isnull=False)))
    kinds = {desk.bodies[body] for body in bodies}
    if desk.role == Role.CONFIRMER and OrganisationKind.REGION_OFFICE in kinds:
        opened |= Q(state__in=CONFIRMER_SEES)
    return opened


def _recusals() -> QuerySet[Recusal]:
    return Recusal.objects.filter(declaration=OuterRef("pk"))


def _grants(user: User) -> QuerySet[DeclarationGrant]:
    return grants_to(user).filter(content_object=OuterRef("pk"))


CONFIRMS = Q(role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE)
CONFIRMER_SEES = (
    State.CONFIRM_PENDING,
    State.CONFIRMED,
    State.APPROVED,
    State.CERTIFIED,
    State.COMMISSION_RETURNED,
    State.NOT_CONFIRMED,
    State.REVOKED,
)

"""What the pages and the floors above ask about people, desks and identities."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import BigIntegerField, Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from accounts.models import (
    Employment,
    IdNumber,
    Invitation,
    MailAddress,
    MailConfirmation,
    Membership,
    Organisation,
    PhoneChange,
    SignedIn,
    User,
)
from accounts.models.organisation import OrganisationQuerySet
from accounts.rules import people_below
from accounts.states import OrganisationKind, Role
from config.lib import clock
from config.lib.page import once

EIGHTEEN = 18  # digits of a number of today
SUGGESTIONS = 20
# What a search list is for: kinds of bodies it finds.
AMONG: dict[str, tuple[str, ...]] = {
    "all": OrganisationKind.units,
    "employers": (OrganisationKind.UNIT,),
    "agents": (OrganisationKind.AGENCY, OrganisationKind.ASSOCIATION),
    "archives": (OrganisationKind.AGENCY,),
}
_RANK = {role: rank for rank, role in enumerate(Role.values)}

RoleSource = Callable[[User], QuerySet[Any, tuple[str, str]]]

_elsewhere: list[RoleSource] = []
_keyed: dict[str, tuple[Callable[[User], QuerySet[Any]], str]] = {}


@dataclass(frozen=True, slots=True)
class Seat:
    """A role a person holds now, and where; one that comes from elsewhere, as an expert's, has only its words."""

    role: str
    place: str
    organisation: int | None
    kind: str
    name: str
    away: int | None  # whom they stand in for there
    is_manager: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Everything a person holds now: seats, and by name the keys of what floors above granted to them."""

    seats: tuple[Seat, ...]
    keys: Mapping[str, tuple[int, ...]]

    def seats_as(self, role: str) -> list[Seat]:
        """The desks of one role, by name."""
        return [each for each in self.seats if each.role == role and each.organisation is not None]


def register_roles(source: RoleSource) -> None:
    """A floor above tells which roles a person holds there, as rows (role, where): an expert's come from committees.

    Rows, not a list: they are read together with the desks, in the one query every page has for it.
    """
    if source not in _elsewhere:
        _elsewhere.append(source)


def register_keys(name: str, source: Callable[[User], QuerySet[Any]], column: str) -> None:
    """A floor above tells which single things a person was granted, by key: read in the same query as the desks."""
    _keyed[name] = source, column


def held_by(user: User) -> Held:
    """What the person holds at this moment. One query; a page that only looks asks it once."""
    return once(("held", user.pk), lambda: _held_now(user))


def _held_now(user: User) -> Held:
    told = ("role", _place(), "organisation", "organisation__kind", "organisation__name", "deputy_of", "is_manager")
    rows = Membership.objects.of(user).order_by().values_list(*told)
    others = [source(user).order_by().annotate(**_NO_DESK) for source in _elsewhere]
    others += [
        source(user).order_by().values_list(Value(name), Value(""), column, *list(_NO_DESK.values())[1:])
        for name, (source, column) in _keyed.items()
    ]
    found = list(rows.union(*others, all=True) if others else rows)
    seats = [Seat(*row) for row in found if row[0] not in _keyed]
    keys = {name: tuple(row[2] for row in found if row[0] == name) for name in _keyed}
    return Held(tuple(sorted(seats, key=lambda seat: (_RANK[seat.role], seat.place))), keys)


_NOBODY = Value(None, output_field=BigIntegerField())
_NO_DESK = {
    "seat_at": _NOBODY,
    "seat_kind": Value(""),
    "seat_name": Value(""),
    "seat_away": _NOBODY,
    "seat_manages": Value(value=False),
}


def held_roles(user: User) -> list[tuple[Role, str]]:
    """(role, organisation) pairs of a person in the order of ``Role``, everybody's own one first. One query."""
    return [(Role.APPLICANT, ""), *((Role(seat.role), seat.place) for seat in held_by(user).seats)]


def _place() -> Case:
    """Where a seat is; a deputy's says for whom (代 …)."""
    instead = Concat("organisation__name", Value("（代"), "deputy_of__name", Value("）"), output_field=CharField())
    return Case(When(deputy_of=None, then="organisation__name"), default=instead, output_field=CharField())


def roles_of(user: User) -> tuple[Role, ...]:
    """The roles a person may act in; everybody may apply."""
    return tuple(dict.fromkeys(role for role, _ in held_roles(user)))


def acts_as(user: User, roles: Collection[str]) -> bool:
    """Whether the person holds one of these roles and has chosen it to act in."""
    return user.current_role in roles and user.current_role in roles_of(user)


def desks_of(user: User) -> QuerySet[Membership]:
    """Current memberships, with their organisations and whom they stand in for."""
    return Membership.objects.of(user).select_related("organisation", "deputy_of").order_by("pk")


def organisations_of(user: User, role: str) -> QuerySet[Organisation]:
    """Where the person holds this role now."""
    return Organisation.objects.filter(pk__in=Membership.objects.of(user).filter(role=role).values("organisation"))


def managed_by(user: User) -> QuerySet[Organisation]:
    """Organisations whose people this person manages."""
    managed = Membership.objects.of(user).filter(is_manager=True)
    return Organisation.objects.filter(pk__in=managed.values("organisation"))


# ── identity ───────────────────────────────────────────────────────────────────────────────────────────────────────
def identity_of(user: User) -> tuple[str, ...]:
    """Blind indexes of all ID numbers of a person, the present one first: what bars and slots are compared by."""
    mine = IdNumber.objects.filter(user=user).order_by("-is_current", "pk")
    return tuple(mine.values_list("number_index", flat=True))


def numbers_besides(user: User, own: str) -> int:
    """How many numbers the person has besides this one; 15 digits grown to 18 are one number (MAT-60)."""
    known = {_of_15_digits(str(each.number)) for each in user.id_numbers.all()}
    return len(known - {_of_15_digits(own)})


def _of_15_digits(number: str) -> str:
    """Without the century and the check digit: what a number of today was before it grew."""
    return f"{number[:6]}{number[8:17]}" if len(number) == EIGHTEEN else number


def id_number_of(user: User) -> str:
    """The present ID number in clear; empty for staff without one. Showing it is a read to be noted."""
    current = IdNumber.objects.filter(user=user, is_current=True).first()
    return str(current.number) if current else ""


# ── organisations ──────────────────────────────────────────────────────────────────────────────────────────────────
def units_among(kinds: str) -> OrganisationQuerySet:
    """Active bodies of the kinds a search list is for (``AMONG``)."""
    return Organisation.objects.active().filter(kind__in=AMONG[kinds])


def units_like(words: str, kinds: str = "all") -> QuerySet[Organisation]:
    """Units a person may choose, by part of the name, pinyin initials, or credit code; at most 20."""
    found = units_among(kinds).named_like(words)
    return (found if words.strip() else found.none()).order_by("name")[:SUGGESTIONS]


def own_units(user: User, kinds: str) -> QuerySet[Organisation]:
    """Where a person says to belong, of these kinds: what a search list offers before anything is typed."""
    own = Employment.objects.filter(user=user, ended_at=None, refused_at=None).values("organisation")
    return units_among(kinds).filter(pk__in=own).order_by("name")[:SUGGESTIONS]


def superiors() -> QuerySet[Organisation]:
    """Departments and offices a unit may register under."""
    return Organisation.objects.active().filter(kind__in=OrganisationKind.approvers).order_by("kind", "name")


def registrations_of(user: User) -> QuerySet[Organisation]:
    """Units the person registered, the latest first."""
    return Organisation.objects.filter(registered_by=user).select_related("parent").order_by("-registered_at", "-pk")


def namesakes_of(unit: Organisation) -> QuerySet[Organisation]:
    """Active organisations of the same name: an approver should see them before deciding."""
    return Organisation.objects.active().filter(name=unit.name).exclude(pk=unit.pk)


# ── people of an organisation ──────────────────────────────────────────────────────────────────────────────────────
def clerks_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who works at its desks now."""
    held = Membership.objects.current().filter(organisation=organisation)
    return held.select_related("user", "deputy_of").order_by("pk")


def deputies_at(organisation: Organisation) -> QuerySet[Membership]:
    """Who stands in for whom there, now or from a day to come."""
    named = Membership.objects.deputies().filter(organisation=organisation, until__gt=clock.law_in_sql())
    return named.select_related("user", "deputy_of", "organisation").order_by("since", "pk")


def seats_around(user: User) -> tuple[list[Membership], list[Membership]]:
    """The person's own desks; then who stands in for them and for whom they do, from a day to come, too. One query."""
    concerned = Q(user=user, deputy_of=None) | Q(until__gt=clock.law_in_sql()) & (Q(user=user) | Q(deputy_of=user))
    seats = Membership.objects.filter(concerned, ended_at=None, organisation__status="active")
    found = list(seats.select_related("user", "deputy_of", "organisation").order_by("since", "pk"))
    return [each for each in found if each.deputy_of is None], [each for each in found if each.deputy_of]


def colleagues_at(organisation: Organisation) -> QuerySet[User]:
    """Who has a desk of their own there or belongs to it by its word: among them deputies and successors are found."""
    seated = Membership.objects.current().own().filter(organisation=organisation).values("user")
    employed = Employment.objects.confirmed().filter(organisation=organisation).values("user")
    return User.objects.filter(Q(pk__in=seated) | Q(pk__in=employed), is_active=True).order_by("initials", "pk")


def substitutes_for(seat: Membership) -> QuerySet[User]:
    """Who may stand in at a desk: a colleague who is not the one away and does not hold the same desk already."""
    same = Membership.objects.current().own().filter(organisation=seat.organisation_id, role=seat.role)
    return colleagues_at(seat.organisation).exclude(pk=seat.user_id).exclude(pk__in=same.values("user"))


def invitations_from(organisation: Organisation, now: datetime) -> QuerySet[Invitation]:
    """Invitations nobody has answered yet."""
    return organisation.invitations.open(now).select_related("succeeds")


def invitations_to(user: User, now: datetime) -> QuerySet[Invitation]:
    """Invitations to the person's own phone number."""
    mine = Invitation.objects.open(now).filter(phone_index=user.phone_index or "", organisation__status="active")
    return mine.select_related("organisation", "invited_by")


def employments_waiting(organisation: Organisation) -> QuerySet[Employment]:
    """People who say they belong to the unit and wait for its word."""
    return organisation.employments.waiting().select_related("user")


def employees_of(organisation: Organisation) -> QuerySet[Employment]:
    """People the unit has confirmed."""
    return organisation.employments.confirmed().select_related("user")


def employments_of(user: User) -> QuerySet[Employment]:
    """A person's open employments, confirmed or waiting."""
    return user.employments.open().select_related("organisation")


def employment_waiting(user: User, organisation: Organisation) -> Employment | None:
    """The person's question to the unit, while it waits for its word (CHAN-06)."""
    return user.employments.waiting().filter(organisation=organisation).first()


def is_employed_at(user: User, organisation: Organisation) -> bool:
    """Whether the unit confirmed that the person belongs to it (CHAN-06)."""
    return user.employments.confirmed().filter(organisation=organisation).exists()


# ── safety of an account ───────────────────────────────────────────────────────────────────────────────────────────
def phone_changes_for(user: User, managed: Mapping[int, str] | None = None) -> QuerySet[PhoneChange]:
    """Lost phones of people this manager may vouch for (``people_below``)."""
    waiting = PhoneChange.objects.unverified().filter(user__in=people_below(user, managed))
    return waiting.select_related("user").prefetch_related("user__id_numbers")


def open_phone_change(user: User) -> PhoneChange | None:
    """The person's own request that is still under way."""
    return user.phone_changes.open().first()


def mail_address_of(user: User) -> MailAddress | None:
    """Where the lines of the person's inbox go as mail, too."""
    return MailAddress.objects.filter(user=user).first()


def open_question_of(user: User) -> MailConfirmation | None:
    """The question to a mailbox that still waits for its answer."""
    waiting = MailConfirmation.objects.filter(user=user, ended_at=None, expires_at__gt=clock.machine())
    return waiting.order_by("-pk").first()


def sessions_of(user: User) -> list[SignedIn]:
    """Where the person is signed in now. Two queries."""
    noted = list(user.sign_ins.all())
    keys = [each.session_key for each in noted]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=clock.machine()).values_list(
            "session_key", flat=True
        )
    )
    return [each for each in noted if each.session_key in alive]

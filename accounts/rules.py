"""Who stands where to an organisation and to a person; the gates of this floor."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Employment, Membership, Organisation, User
from accounts.states import OrganisationKind, OrganisationStatus, Role
from records.models import StoredFile

LEVELS = 4  # unit → department → county → city → region: how far a desk looks down
LICENCE = "accounts.licence"
DECIDING = (Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER)  # on units below their desk (CHAN-18)


def works_at(user: User, organisation: Organisation) -> bool:
    """Whether the person has a desk there."""
    return Membership.objects.of(user).filter(organisation=organisation).exists()


def manages(user: User, organisation: Organisation) -> bool:
    """Whether the person says who works there."""
    return Membership.objects.of(user).filter(organisation=organisation, is_manager=True).exists()


def deciding_organisations(user: User) -> QuerySet[Organisation]:
    """Departments and offices the person works at: they approve units that register below them (CHAN-18)."""
    held = Membership.objects.of(user).filter(role__in=DECIDING)
    return Organisation.objects.filter(pk__in=held.values("organisation"), kind__in=OrganisationKind.approvers)


def pending_units(user: User, deciding: Collection[int] | None = None) -> QuerySet[Organisation]:
    """Registrations the person may decide: at the department or office that the unit named, or at one above it.

    CHAN-18 says “dept/office” and no more; docs/decisions/0018 says why it is read so. Nobody decides on their own.
    ``deciding``: those desks by key, for who has read them already.
    """
    waiting = Organisation.objects.filter(status=OrganisationStatus.PENDING).exclude(registered_by=user)
    mine = deciding_organisations(user).values("pk") if deciding is None else deciding
    return waiting.filter(at_or_below(mine))


def deciders_of(unit: Organisation) -> list[int]:
    """Who is told that a unit registered: at the desk it named or, where nobody may decide, at the nearest above."""
    desk = unit.parent
    for _ in range(LEVELS):
        if desk is None:
            break
        seated = Membership.objects.current().filter(organisation=desk, role__in=DECIDING)
        if people := sorted(set(seated.exclude(user=unit.registered_by).values_list("user", flat=True))):
            return people
        desk = desk.parent
    return []


def superiors_below(user: User) -> QuerySet[Organisation]:
    """Where this person may place a unit they let in: at the own desk or at one below it, never at a stranger's."""
    mine = deciding_organisations(user).values("pk")
    below = Organisation.objects.active().filter(at_or_below(mine), kind__in=OrganisationKind.approvers)
    return below.order_by("kind", "name")


def people_below(user: User, managed: Mapping[int, str] | None = None) -> QuerySet[User]:
    """People a manager may speak for: of the own organisation, of those below; an office also for the unattached.

    ``managed``: the organisations by key with their kinds, for who has read them already; else one statement does.
    """
    if managed is None:
        held = Membership.objects.of(user).filter(is_manager=True).order_by()
        managed = dict(held.values_list("organisation", "organisation__kind"))
    here = at_or_below(list(managed), of="organisation")
    employed, on_desk = (
        Employment.objects.confirmed().filter(user=OuterRef("pk")),
        Membership.objects.current().filter(user=OuterRef("pk")),
    )
    known = Q(Exists(employed.filter(here))) | Q(Exists(on_desk.filter(here)))
    if set(managed.values()) & set(OrganisationKind.offices):
        known |= ~Q(Exists(employed)) & ~Q(Exists(on_desk))
    return User.objects.filter(known).exclude(pk=user.pk)


def may_verify(user: User, person: User) -> bool:
    """Whether this manager may vouch for the person's face; never for their own."""
    return people_below(user).filter(pk=person.pk).exists()


def read_workplace(user: User, pk: int) -> Organisation:
    """An organisation the person has a desk at. Raises ``Http404``."""
    return _found(Organisation.objects.filter(pk__in=Membership.objects.of(user).values("organisation")), pk)


def read_managed(user: User, pk: int) -> Organisation:
    """An organisation the person manages. Raises ``Http404``."""
    managed = Membership.objects.of(user).filter(is_manager=True)
    return _found(Organisation.objects.filter(pk__in=managed.values("organisation")), pk)


def read_deputy(user: User, pk: int) -> Membership:
    """A deputy's seat that the person may end: their own, of who stands in for them, or as manager (``Http404``).

    Also one that is ended: who asks twice is told so.
    """
    managed = Membership.objects.of(user).filter(is_manager=True).values("organisation")
    concerned = Q(user=user) | Q(deputy_of=user) | Q(organisation__in=managed)
    found = Membership.objects.filter(concerned, pk=pk, deputy_of__isnull=False).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def read_pending_unit(user: User, pk: int) -> Organisation:
    """A registration the person may decide. Raises ``Http404``."""
    return _found(pending_units(user).select_related("parent", "registered_by"), pk)


def read_own_registration(user: User, pk: int) -> Organisation:
    """A unit the person registered, whatever became of it. Raises ``Http404``."""
    return _found(Organisation.objects.filter(registered_by=user).select_related("parent"), pk)


def read_unit(pk: int) -> Organisation:
    """A unit anybody may choose as theirs. Raises ``Http404``."""
    return _found(Organisation.objects.active().units(), pk)


def may_read_licence(user: User, organisation_id: int) -> bool:
    """The gate of licence files: who registered the unit, who works there, who decides."""
    one = Organisation.objects.filter(pk=organisation_id)
    unit = one.first()
    if unit is None:
        return False
    return unit.registered_by_id == user.pk or works_at(user, unit) or _decides_below(user, unit)


def owns_file(user: User, file: StoredFile) -> bool:
    """Uploaded by the person themselves, and so free to be used in their registration."""
    return file.uploaded_by == user.pk


def _decides_below(user: User, unit: Organisation) -> bool:
    mine = deciding_organisations(user).values("pk")
    return Organisation.objects.filter(at_or_below(mine), pk=unit.pk).exists()


def at_or_below(organisations: Any, *, of: str = "") -> Q:
    """Rows of these organisations or of one below them; ``of`` names the way to the organisation, "" is itself."""
    here = (of, *("__".join(filter(None, (of, *["parent"] * level))) for level in range(1, LEVELS + 1)))
    return Q(*(Q(**{f"{path or 'pk'}__in": organisations}) for path in here), _connector=Q.OR)


def _found(organisations: QuerySet[Organisation], pk: int) -> Organisation:
    organisation = organisations.filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation

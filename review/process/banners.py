"""Where a banner stands: everybody's above every page; one notice's only where that notice is concerned (GEN-10)."""

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import held_by
from accounts.states import Role
from declarations.models import Declaration
from declarations.rules import visible_to
from notices.announcements import Banner, banners_for
from notices.models import Notice
from review.process.menu import entries_of

PUBLIC = {"process:portal", "notices:list"}  # where one looks for a notice; whoever reads them
BOARD = "process:board"  # a second page of the unit's desk, in no menu


def banners_on(request: HttpRequest, role: str) -> list[Banner]:
    """Those of this page for its reader. On days without a notice's banner nothing is asked, on others one thing."""
    return banners_for(role, lambda banners: _concerned(banners, request, role))


def _concerned(banners: Sequence[Banner], request: HttpRequest, role: str) -> Collection[int | None]:
    """The portal is about all of them, a notice's page about it, a case's about its own; a desk about those it has."""
    match, notices = request.resolver_match, {each.notice for each in banners}
    if match is None or match.view_name in PUBLIC:
        return notices if match else ()
    if here := {each.notice for each in banners if each.code == match.kwargs.get("code")}:
        return here
    if not role:
        return ()
    user, ref = cast("User", request.user), match.kwargs.get("ref")
    if isinstance(ref, UUID):
        return set(visible_to(user).filter(ref=ref).values_list("edition__notice", flat=True))
    return _at_desk(user, role, notices) if match.view_name in _desks(role) else ()


def _desks(role: str) -> set[str]:
    return {BOARD, *(name for _, name in entries_of(role))}


def _at_desk(user: User, role: str, notices: Collection[int | None]) -> set[int | None]:
    """Own cases under way; for a desk also the notices it keeps, and drafts its unit still waits for. One statement."""
    cases = Declaration.objects.filter(edition__notice=OuterRef("pk"))
    if role == Role.APPLICANT:
        has = Q(Exists(cases.live().filter(applicant=user)))
    else:
        bodies = [seat.organisation for seat in held_by(user).seats_as(role)]
        seen = Exists(visible_to(user).filter(edition__notice=OuterRef("pk")))
        has = Q(office__in=bodies) | Q(Exists(cases.filter(unit__in=bodies))) | Q(seen)
    return set(Notice.objects.filter(has, pk__in=notices).values_list("pk", flat=True))

"""Where a banner stands: everybody's above every page; one notice's only where that notice is concerned (GEN-10)."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Membership, User
from accounts.states import Role
from declarations.models import Declaration
from declarations.rules import visible_to
from notices.announcements import Banner, banners_for
from notices.models import Notice
from review.process.menu import entries_of

PUBLIC = {"process:portal", "notices:list"}  # where one looks for a notice; whoever reads them
BOARD = "process:board"  # a second page of the unit's desk, in no menu


def banners_on(request: HttpRequest, role: str) -> list[Banner]:
    """Those of this page for its reader. On days without a notice's banner nothing is asked."""
    return banners_for(role, lambda banner: _belongs(banner, request, role))


def _belongs(banner: Banner, request: HttpRequest, role: str) -> bool:
    """The portal, the notice's own pages, the cases under it, and the desks that have any."""
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name in PUBLIC or match.kwargs.get("code") == banner.code:
        return True
    if not role:
        return False
    user, ref = cast("User", request.user), match.kwargs.get("ref")
    if isinstance(ref, UUID):
        return visible_to(user).filter(ref=ref, edition__notice=banner.notice).exists()
    return match.view_name in _desks(role) and _has_any(user, role, banner.notice)


def _desks(role: str) -> set[str]:
    return {BOARD, *(name for _, name in entries_of(role))}


def _has_any(user: User, role: str, notice: int | None) -> bool:
    """Own cases under way; for a desk also the notice it keeps, and drafts its unit still waits for."""
    cases = Declaration.objects.filter(edition__notice=notice)
    if role == Role.APPLICANT:
        return cases.live().filter(applicant=user).exists()
    bodies = Membership.objects.of(user).filter(role=role).values("organisation")
    return (
        Notice.objects.filter(pk=notice, office__in=bodies).exists()
        or cases.filter(unit__in=bodies).exists()
        or visible_to(user).filter(edition__notice=notice).exists()
    )

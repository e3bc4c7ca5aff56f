"""The second screen of the meeting room: numbers only, no voter, no control (S23)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from review.meetings.counting import has_quorum, quorum_of
from review.meetings.models import Meeting
from review.meetings.rules import read_meeting
from review.meetings.selectors.voting import current_panel, present_count, version_of
from review.meetings.views.common import page


@login_required
@require_safe
@never_cache
def stage(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The dark page; it asks every two seconds whether its version is still the present one."""
    meeting = read_meeting(request.user, ref)
    return page(request, "stage", _told(request.user, meeting))


@login_required
@require_safe
@never_cache
def stage_now(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What changed since the version the page shows: 204 while nothing did."""
    meeting = read_meeting(request.user, ref)
    if version_of(meeting) == request.GET.get("v"):
        return HttpResponse(status=204)
    return page(request, "_stage", _told(request.user, meeting))


def _told(user: User, meeting: Meeting) -> dict:
    present = present_count(meeting)
    return {
        "meeting": meeting,
        "panel": current_panel(user, meeting),
        "present": present,
        "quorum": quorum_of(meeting),
        "has_quorum": has_quorum(meeting, present),
        "version": version_of(meeting),
    }

"""The chair: the seal on the results, and the word on voiding a vote."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from review.meetings.forms.meetings import SealForm
from review.meetings.models import Meeting
from review.meetings.rules import read_chaired, seat_of
from review.meetings.selectors.voting import asked_voids, box_panels, present_count
from review.meetings.services.ballots import void_box
from review.meetings.services.sitting import seal_meeting
from review.meetings.states import MeetingState
from review.meetings.views.common import done, page, posted, refused


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def seal(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Results with the rule written out, minutes, and the signature that locks them."""
    meeting = read_chaired(request.user, ref)
    name = _name(request, meeting)
    form = SealForm(posted(request), name=name, initial={"minutes": meeting.minutes})
    if form.is_valid() and meeting.state != MeetingState.SEALED:
        told = {key: form.cleaned_data[key] for key in ("chair_seal", "minutes")}
        if done(form, seal_meeting, meeting.pk, **told, actor=request.user):
            messages.success(request, "已签章，评审结果锁定。")
            return redirect("meetings:seal", ref)
    context = {
        "meeting": meeting,
        "boxes": box_panels(request.user, meeting),
        "present": present_count(meeting),
        "asked": asked_voids(meeting),
        "name": name,
        "form": form,
    }
    return page(request, "seal", context, form)


@login_required
@require_POST
def agree_to_void(request: HttpRequest, ref: UUID, box: UUID) -> HttpResponse:
    """The chair agrees that a vote is voided."""
    meeting = read_chaired(request.user, ref)
    asked = next((each for each in asked_voids(meeting) if each.ref == box), None)
    if asked is None:
        raise Http404
    if not refused(request, void_box, asked.pk, actor=request.user):
        messages.success(request, "已作废，可以重新投票。")
    return redirect("meetings:seal", ref)


def _name(request: HttpRequest, meeting: Meeting) -> str:
    seat = seat_of(request.user, meeting.round)
    return seat.expert.name if seat else ""

"""Autosave of a reviewer's sheet, and throwing away what was typed (17-7, ux §3.8)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.text import whole_number
from declarations.exceptions import Stale
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.rules import read_at_desk
from review.approvals.services.drafting import PLACES
from review.approvals.views.common import CONFLICT, NOT_POSSIBLE, act_url, told


@login_required
@require_POST
def keep(request: HttpRequest, ref: UUID, place: str) -> HttpResponse:
    """Raw values, valid or not: 409 with what stands when another tab saved meanwhile. ``_same``: nothing waits."""
    declaration = read_at_desk(request.user, ref)
    _known(place)
    names = [name for name in request.POST if not name.startswith("_") and "_same" not in request.POST]
    values = {name: request.POST.getlist(name) for name in names if name != "seen"}
    version = whole_number(request.POST.get("_version")) or 0
    try:
        draft = services.keep_draft(declaration.pk, place, values, version=version, actor=request.user)
    except Stale as stale:
        return JsonResponse({"version": stale.version, "values": stale.values}, status=CONFLICT)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=NOT_POSSIBLE)
    return JsonResponse({"version": draft.version, "at": f"{timezone.localtime(draft.at):%H:%M}"})


@login_required
@require_POST
def discard(request: HttpRequest, ref: UUID, place: str) -> HttpResponse:
    """What was typed and not signed is thrown away."""
    declaration = read_at_desk(request.user, ref)
    _known(place)
    action = request.POST.get("action", "")
    to = reverse("approvals:review", args=[ref])
    if place == "notice" and action in ("request_correction", "return"):
        to = act_url(declaration, action)
    command = services.discard_draft
    return told(request, lambda: command(declaration.pk, place, actor=request.user), "已放弃没有签署的内容。", to)


def _known(place: str) -> None:
    if place not in PLACES:
        raise Http404

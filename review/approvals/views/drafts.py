"""Autosave of a reviewer's sheet, and throwing away what was typed (17-7, ux §3.8)."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.text import whole_number
from declarations.exceptions import Stale
from declarations.models import Declaration
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.rules import read_at_desk
from review.approvals.services.drafting import is_place
from review.approvals.views.common import CONFLICT, NOT_POSSIBLE, act_url, told

MOVES = {"check": "pass_check", "recommend": "recommend"}  # sheets that stand on the page of a move


@login_required
@require_POST
def keep(request: HttpRequest, ref: UUID, place: str) -> HttpResponse:
    """Raw values, valid or not: 409 with what stands when another tab saved meanwhile. ``_same``: nothing waits.

    The mark of what the page showed is kept with them: typed over one finding, they never overwrite another (17-7).
    """
    declaration = read_at_desk(request.user, ref)
    _known(place)
    names = [name for name in request.POST if not name.startswith("_") and "_same" not in request.POST]
    values = {name: request.POST.getlist(name) for name in names}
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
    to = _back(declaration, place, request.POST)
    command = services.discard_draft
    return told(request, lambda: command(declaration.pk, place, actor=request.user), "已放弃没有签署的内容。", to)


def _known(place: str) -> None:
    if not is_place(place):
        raise Http404


def _back(declaration: Declaration, place: str, given: QueryDict) -> str:
    """The page the sheet lies on."""
    if place == "notice" and given.get("action") in ("request_correction", "return"):
        return act_url(declaration, given["action"])
    if place in MOVES:
        return act_url(declaration, MOVES[place])
    if place in ("defence", "deliberation"):
        return reverse(f"approvals:{place}", args=[declaration.ref])
    if place.startswith("part-"):
        query = urlencode({"part": given.get("part", "")})
        return f"{reverse('approvals:work', args=[declaration.ref])}?{query}#checks"
    return reverse("approvals:review", args=[declaration.ref])

"""Whose table a case lies on, and the way to the next one of the list (S16, S17)."""

from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from review.approvals import services
from review.approvals.beside import beside_of
from review.approvals.rules import read_at_desk
from review.approvals.services.claiming import CLAIMED_IN, claim_on
from review.approvals.views.common import told


@login_required
@require_POST
def claim(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Take it, keep it longer, or take it over from a colleague with a reason."""
    declaration, reason = read_at_desk(request.user, ref), request.POST.get("reason", "")
    to = _page_at_desk(request, declaration)
    command = services.claim_case
    return told(
        request, lambda: command(declaration.pk, actor=request.user, reason=reason), "已领取，保留 30 分钟。", to
    )


@login_required
@require_POST
def release(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Give it back to the desk."""
    declaration = read_at_desk(request.user, ref)
    to, command = _page_at_desk(request, declaration), services.release_case
    return told(request, lambda: command(declaration.pk, actor=request.user), "已放回，同事可以领取。", to)


def on_table(request: HttpRequest, declaration: Declaration, *, mine: bool) -> dict[str, Any]:
    """What the head of a desk's page says: whose it is now, and the neighbours in the list."""
    shown = mine and declaration.state in CLAIMED_IN
    held = claim_on(declaration) if shown else None
    beside = beside_of(request, declaration)
    return {
        "beside": beside,
        "carried": f"&{beside.query}" if beside else "",
        "carried_query": f"?{beside.query}" if beside else "",
        "claims": shown,
        "claim": held,
        "claim_is_mine": held is not None and held.person_id == request.user.pk,
        "minutes": _minutes(held.until) if held else 0,
    }


def _minutes(until: datetime) -> int:
    return max(1, ceil((until - clock.machine()).total_seconds() / 60))


def _page_at_desk(request: HttpRequest, declaration: Declaration) -> str:
    """Back to where the button stood, with the list it came from."""
    name = "approvals:work" if declaration.state in State.at_unit else "approvals:review"
    query = request.GET.urlencode()
    return f"{reverse(name, args=[declaration.ref])}{f'?{query}' if query else ''}"

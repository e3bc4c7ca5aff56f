"""The desks: what waits for a role, what it follows, what is done (S14, S16)."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.selectors import roles_of
from accounts.states import Role
from review.process.desks import DESKS, desk_page, hint_of, narrowings, queue_counts
from review.process.doors import doors_of
from review.process.views.filters import chips_of, filters_in

ELSEWHERE = {
    Role.FINANCE: "fees:desk",
    Role.EXPERT: "meetings:reading",
    Role.SECRETARY: "meetings:rounds",
    Role.CONFIRMER: "outcomes:desk",
    Role.SUPERVISION: "outcomes:objections",
    Role.ADMIN: "notices:desk",
}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of the role the person acts in now; a desk they do not hold names the role (01-3)."""
    role = request.GET.get("role") or request.user.current_role
    agreeing = role == Role.CONFIRMER and "queue" in request.GET  # its other desk: what it agrees to (CHAN-15)
    if role in ELSEWHERE and not agreeing:
        return redirect(ELSEWHERE[Role(role)])
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    filters = filters_in(request)
    page, ways = desk_page(request.user, role, filters), narrowings(request.user, role, filters)
    context = {
        "role": Role(role),
        "hint": hint_of(role, filters.queue),
        "page": page,
        "filters": filters,
        "narrowings": ways,
        "chips": chips_of(request, ways),
        "doors": doors_of(request.user, role),
        "queues": queue_counts(request.user, role, current=filters.queue),
    }
    return render(request, "process/desk.html", context)

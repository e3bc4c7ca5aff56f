"""The button 领取下一份: of a desk's list, and of a case this desk is done with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.selectors import roles_of
from declarations.models import Declaration
from review.process.beside import page_at_desk
from review.process.claiming import claim_next, free_in
from review.process.desks import DESKS, queue_rows
from review.process.listing.address import address_of, filters_of, query_of
from review.process.views.filters import carried


@login_required
@require_POST
def next_case(request: HttpRequest) -> HttpResponse:
    """The oldest of the list as it is filtered; its page carries the list along."""
    role = request.POST.get("role", "")
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    kept = query_of(request.POST)
    case = claim_next(request.user, role, filters_of(request.POST))
    if case is None:
        messages.info(request, "现在没有可以领取的申报：没有轮到本处办理的，或都有人在审查。")
        return redirect(address_of(role, kept))
    messages.success(request, "已领取，保留 30 分钟。")
    return redirect(page_at_desk(case, role, kept))


def next_in_line(request: HttpRequest, declaration: Declaration) -> list[tuple[str, str]]:
    """What the button sends from the page of a case this person has just sent on: the list it came from (16-4).

    Without a list, what waits at the desk. Empty while the case is still this desk's, and where nothing else is free.
    """
    role = request.GET.get("role") or request.user.current_role
    last = declaration.moves.order_by("-pk").first()
    if last is None or last.person_id != request.user.pk:
        return []
    if role not in DESKS or role not in roles_of(request.user):
        return []
    if queue_rows(request.user, role, "waiting").filter(pk=declaration.pk).exists():
        return []
    return carried(request, role) if free_in(request.user, role, filters_of(request.GET)).exists() else []

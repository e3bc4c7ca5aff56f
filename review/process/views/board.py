"""The unit's board (S14)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import acts_as
from accounts.states import Role
from config.lib import clock
from review.approvals.rules import read_at_desk, works_in_unit
from review.process.boarding import board_of
from review.process.chasing import posts_short_of, returned_list, urge_applicant
from review.process.quality.rules import suspensions_of


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Where the unit's cases stand, what is due next, what was sent back, where posts are short."""
    if not acts_as(request.user, {Role.UNIT}):
        raise PermissionDenied("这里是用人单位的看板，请先切换到用人单位角色。")
    found = board_of(request.user, request.GET.get("notice", ""))
    context = {"board": found, "returned": [], "posts": []}
    if found.notice:
        context |= {
            "returned": returned_list(request.user, found.notice),
            "posts": posts_short_of(request.user, found.notice),
            "suspended": suspensions_of(request.user, found.notice),
        }
    return render(request, "process/board.html", context)


@login_required
@require_POST
def urge(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The unit asks the applicant of a returned file to hand it in again."""
    case = read_at_desk(request.user, ref)
    if not works_in_unit(request.user, case.unit):
        raise PermissionDenied("催办由申报人的用人单位办理。")
    if refusal := urge_applicant(case, actor=request.user, now=clock.law()):
        messages.error(request, refusal.text)
    else:
        messages.success(request, f"已催办{case.applicant.name}。")
    return redirect(f"{reverse('process:board')}?notice={case.edition.notice.code}#returned")

"""The desk of who confirms results (T31): what waits, and the documents it is entered in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors import roles_of
from accounts.states import Role
from config.lib import clock
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.office import ConfirmationForm
from review.outcomes.rules import read_decided_notice
from review.outcomes.selectors import authorities_of, commissions_to_agree, confirmations_of, overviews
from review.outcomes.services.decisions import draw_up_confirmation
from review.outcomes.views.common import status_of

DECIDING = {Role.OFFICE, Role.SUPERVISION, Role.CONFIRMER}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every notice whose results the person decides, and how many wait for them."""
    roles = roles_of(request.user)
    if not DECIDING.intersection(roles):
        raise PermissionDenied("这里是结果确认机关和评委会所在职改办的工作台，请先切换到相应角色。")
    agreeing = commissions_to_agree(request.user).count() if Role.CONFIRMER in roles else 0
    context = {"overviews": overviews(request.user), "to_agree": agreeing}
    return render(request, "outcomes/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_confirmation(request: HttpRequest, code: str) -> HttpResponse:
    """Register the document that results will be entered in (COMM-07, FORM-31)."""
    notice = read_decided_notice(request.user, code)
    authorities = authorities_of(request.user, notice)
    if not authorities:
        raise PermissionDenied("只有结果确认机关可以登记确认文件。")
    posted = request.POST if request.method == "POST" else None
    form = ConfirmationForm(posted, authorities=authorities, initial={"dated": clock.local_date(clock.law())})
    if form.is_valid():
        try:
            made = draw_up_confirmation(notice, actor=request.user, **form.cleaned_data)
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"已登记 {made.doc_no}，请选择要确认的人员。")
            return redirect(f"{reverse('process:confirm_results', args=[code])}?document={made.pk}")
    context = {"notice": notice, "form": form, "made": confirmations_of(notice), "crumbs": _crumbs(notice)}
    return render(request, "outcomes/new_confirmation.html", context, status=status_of(request))


def is_decider(user: User) -> bool:
    """Whether the person holds any role that decides on results."""
    return bool(DECIDING.intersection(roles_of(user)))


def _crumbs(notice):
    overview = reverse("outcomes:overview", args=[notice.code])
    return [("评审结果", reverse("outcomes:desk")), (notice.title, overview), ("登记结果确认文件", "")]

"""Giving the unit's step of one person to an agency or another unit, and taking it back (CHAN-09, UNIT-07, G-32)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.forms import CommissionForm
from review.approvals.rules import read_commissionable
from review.approvals.selectors import commissioned_for
from review.approvals.views.common import NOT_POSSIBLE, crumbs_to, done, told

PAGE = "approvals:commission"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To whom, why, until when; who has it now."""
    declaration = read_commissionable(request.user, ref)
    posted = request.method == "POST"
    last = clock.local_date(services.last_moment(declaration, clock.law()))
    form = CommissionForm(request.POST if posted else None, initial={"until": last})
    if posted and done(form, lambda given: _give(request.user, declaration, given)):
        messages.success(request, "已委托，对方会收到站内消息。")
        return redirect(PAGE, ref)
    context = {
        "declaration": declaration,
        "form": form,
        "grants": commissioned_for(declaration),
        "crumbs": crumbs_to(declaration, "委托办理"),
    }
    return render(request, "approvals/commission.html", context, status=NOT_POSSIBLE if posted else 200)


@login_required
@require_POST
def end_commission(request: HttpRequest, ref: UUID, person: int) -> HttpResponse:
    """Before its time."""
    declaration = read_commissionable(request.user, ref)
    command = services.end_commission
    return told(
        request, lambda: command(declaration.pk, actor=request.user, person_id=person), "委托已收回。", PAGE, ref
    )


def _give(actor: User, declaration: Declaration, given: dict) -> object:
    person = User.objects.by_phone(given["phone"])
    if person is None:
        raise Refused(Reason("E311", "没有找到使用这个手机号的人员，请先注册。", field="phone"))
    told_ = {"reason": given["reason"], "until": given["until"]}
    return services.commission(declaration.pk, actor=actor, person=person, **told_)

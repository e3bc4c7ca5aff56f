"""Giving the unit's step of one person to an agency or another unit, and taking it back (CHAN-09, UNIT-07, G-32)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.documents import COMMISSION_LETTER
from declarations.models import Declaration
from records.selectors import document_progress
from review.approvals import services
from review.approvals.desk_form import DeskForm
from review.approvals.exceptions import Refused
from review.approvals.forms import AskVerifierForm, CommissionForm
from review.approvals.rules import read_commissionable
from review.approvals.selectors import commissioned_for
from review.approvals.services.asking_office import has_clerk_at_hand, offices_asked
from review.approvals.views.common import NOT_POSSIBLE, crumbs_to, done, told

PAGE = "approvals:commission"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To whom, why, until when; who has it now."""
    declaration = read_commissionable(request.user, ref)
    posted = request.method == "POST"
    form = _form(declaration, request.POST if posted else None)
    if posted and done(form, lambda given: _give(request.user, declaration, given)):
        messages.success(request, "已委托，对方会收到站内消息。")
        return redirect(PAGE, ref)
    return commission_page(request, declaration, form=form, status=NOT_POSSIBLE if posted else 200)


@login_required
@require_POST
def end_commission(request: HttpRequest, ref: UUID, person: int) -> HttpResponse:
    """Before its time."""
    declaration = read_commissionable(request.user, ref)
    command = services.end_commission
    return told(
        request, lambda: command(declaration.pk, actor=request.user, person_id=person), "委托已收回。", PAGE, ref
    )


@login_required
@require_POST
def letter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter with whom it names now, to be printed and sealed (FORM-12)."""
    declaration = read_commissionable(request.user, ref)
    command = services.request_letter
    said = "已开始生成委托函，生成后显示在本页。"
    return told(request, lambda: command(declaration.pk, actor=request.user), said, PAGE, ref)


def commission_page(request: HttpRequest, declaration: Declaration, *, status: int, **forms: DeskForm) -> HttpResponse:
    """The ways of a unit that cannot do its step itself (UNIT-07); ``forms`` are those that were posted."""
    context = {
        "declaration": declaration,
        "form": _form(declaration),
        "ask_form": AskVerifierForm(prefix="ask"),
        "asked": offices_asked(declaration),
        "nobody": not has_clerk_at_hand(declaration),
        "letter": document_progress(COMMISSION_LETTER, "declaration", declaration.pk),
        "letter_kind": COMMISSION_LETTER,
        "grants": commissioned_for(declaration),
        "crumbs": crumbs_to(declaration, "委托办理"),
    }
    return render(request, "approvals/commission.html", context | forms, status=status)


def _form(declaration: Declaration, data: Any = None) -> CommissionForm:
    last = clock.local_date(services.last_moment(declaration, clock.law()))
    return CommissionForm(data, initial={"until": last})


def _give(actor: User, declaration: Declaration, given: dict) -> object:
    person = User.objects.by_phone(given["phone"])
    if person is None:
        raise Refused(Reason("E311", "没有找到使用这个手机号的人员，请先注册。", field="phone"))
    told_ = {"reason": given["reason"], "until": given["until"]}
    return services.commission(declaration.pk, actor=actor, person=person, **told_)

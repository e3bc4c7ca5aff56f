"""Objections and 复查申请 at the office and its supervision; freezing, dismissing and upholding are moves (process)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.states import Role
from config.lib.keyset import turned_to
from declarations.states import State
from records.services.reads import note_read
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.office import RefuseReviewForm, ReplyForm
from review.outcomes.rules import decides_on, read_objection, read_review_request
from review.outcomes.selectors import objections_page, other_objections, reviews_page
from review.outcomes.services.objections import join_objection, refuse_objection
from review.outcomes.services.reviews import refuse_review
from review.outcomes.states import ObjectionState, ReviewMatter, ReviewRequestState
from review.outcomes.views.common import status_of
from review.outcomes.views.confirmer import is_decider


@login_required
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What came in, open ones first; two tabs (S15)."""
    _deciders_only(request)
    answered = request.GET.get("tab") == "answered"
    page = objections_page(request.user, answered=answered, **turned_to(request.GET))
    crumbs = [("评审结果", reverse("outcomes:desk")), ("结果异议", "")]
    context = {"page": page, "answered": answered, "tabs": _tabs(answered), "crumbs": crumbs}
    return render(request, "outcomes/objections.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One objection, and the reply to one that names nothing to investigate."""
    found = read_objection(request.user, ref)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            refuse_objection(found.pk, actor=request.user, reply=form.cleaned_data["reply"])
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已答复，不予受理。")
            return redirect("outcomes:objections")
    received = found.state == ObjectionState.RECEIVED
    context = {
        "objection": found,
        "declaration": found.declaration,
        "others": other_objections(found),
        "identity": _identity(request, found),
        "form": form,
        "moves": _moves(found),
        "may_join": received and found.declaration.state == State.OBJECTION,
        "may_refuse": received,
        "crumbs": [("评审结果", reverse("outcomes:desk")), ("结果异议", reverse("outcomes:objections")), ("办理", "")],
    }
    return render(request, "outcomes/objection.html", context, status=status_of(request))


@login_required
@require_POST
def join(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Take it up in the investigation that is under way."""
    found = read_objection(request.user, ref)
    try:
        join_objection(found.pk, actor=request.user)
    except OutcomeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已并入正在进行的核查。")
    return redirect("outcomes:objection", ref)


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """复查申请, waiting and answered (G-26)."""
    _deciders_only(request)
    answered = request.GET.get("tab") == "answered"
    page = reviews_page(request.user, answered=answered, **turned_to(request.GET))
    crumbs = [("评审结果", reverse("outcomes:desk")), ("复查申请", "")]
    context = {"page": page, "answered": answered, "tabs": _tabs(answered), "crumbs": crumbs}
    return render(request, "outcomes/reviews.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review_request(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One request: what is asked, and the answer that the result stands; taking it up again is a move (T39)."""
    found = read_review_request(request.user, ref)
    form = RefuseReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            refuse_review(found.pk, actor=request.user, **form.cleaned_data)
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已书面答复申请人。")
            return redirect("outcomes:reviews")
    context = {
        "asked": found,
        "declaration": found.declaration,
        "form": form,
        "matters": "、".join(ReviewMatter(each).label for each in found.matters),
        "waiting": found.state == ReviewRequestState.RECEIVED,
        "crumbs": [("复查申请", reverse("outcomes:reviews")), (found.declaration.applicant.name, "")],
    }
    return render(request, "outcomes/review_request.html", context, status=status_of(request))


def _deciders_only(request: HttpRequest) -> None:
    if not is_decider(request.user):
        raise PermissionDenied("这里是评委会所在职改办和监督人员的工作台，请先切换到相应角色。")


def _identity(request: HttpRequest, found):
    """Who objected: for supervision alone, and the look is noted (ROLE-10, S15)."""
    shown = found.named and decides_on(request.user, found.declaration, Role.SUPERVISION)
    note_read("objection.identity" if shown else "objection.read", found.pk, request.user)
    return (found.name, found.phone) if shown else None


def _tabs(answered: bool):  # noqa: FBT001
    return [("待办理", "?tab=open", not answered), ("已答复", "?tab=answered", answered)]


def _moves(found):
    """(action, label) of the moves its case can take now; the table of the process judges again."""
    state = found.declaration.state
    if state == State.OBJECTION and found.state == ObjectionState.ACCEPTED:
        return [("dismiss", "异议不成立，恢复办理"), ("uphold", "异议成立，取消结果")]
    freezable = {State.SECOND_PUBLICITY, State.CONFIRM_PENDING}
    return [("freeze", "受理，暂停确认")] if found.state == ObjectionState.RECEIVED and state in freezable else []

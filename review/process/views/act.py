"""The one view for every action of every role."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.net import client_ip
from accounts.states import CodePurpose
from accounts.views.steps import forget, proof_of
from config.lib import clock
from declarations.models import Declaration
from declarations.rules import read_declaration
from declarations.views.applicant_answers import forget_ticks, submit_page
from review.approvals.services.working import MOVED_ON
from review.process.ending import losses_of
from review.process.exceptions import MoveRefused
from review.process.forms import FORMS
from review.process.listing.address import carried_by
from review.process.move_form import MoveForm
from review.process.selectors import button_of, done_words, means_of, offered_move
from review.process.services import perform
from review.process.states import Action

# Moves whose form stands on a page of the floor it belongs to; every other form has a template.
OWN_PAGES: dict[str, Callable[[HttpRequest, Declaration, MoveForm], HttpResponse]] = {Action.SUBMIT: submit_page}


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, ref: UUID, action: Action) -> HttpResponse:
    """Gate, form of the row, perform, message, redirect. 422 when something must be mended (ux §3.3)."""
    declaration = read_declaration(request.user, ref)
    move = offered_move(request.user, declaration, action)
    if move is None:  # a second click or an old page: not a secret, so no 404
        messages.error(request, MOVED_ON.text)
        return redirect("process:case", ref)
    button = button_of(action, declaration)
    form = FORMS[move.form](request.POST if request.method == "POST" else None, declaration=declaration)
    if form.is_valid() and form.is_meant and _done(request, declaration, action, form):
        messages.success(request, done_words(action, declaration, button))
        return redirect(f"{reverse(_next_page(action), args=[ref])}{carried_by(request.GET)}")
    if form.is_bound and form.errors:
        form.tell_of_signature(actor=request.user, now=clock.law(), phone_proved_at=_proved_at(request))
    if shown_by := OWN_PAGES.get(action):
        return shown_by(request, declaration, form)
    context = {"declaration": declaration, "action": action, "form": form, "move": move, "button": button}
    context |= {"told": means_of(action, declaration), "losses": losses_of(action, declaration)}
    context |= {"proof": _proved_at(request), "ip": client_ip(request), **form.page_context(request.user, action)}
    return render(request, form.page, context, status=422 if form.errors else 200)


def _done(request: HttpRequest, declaration: Declaration, action: Action, form: MoveForm) -> bool:
    answers = {**form.answers(), "ip": client_ip(request), "phone_proved_at": _proved_at(request)}
    try:
        perform(declaration.pk, action, actor=request.user, explained=form.explained(), draft=form.draft, **answers)
    except MoveRefused as refusal:
        form.show(refusal.reasons)
        return False
    forget(request, CodePurpose.SIGN)
    forget_ticks(request, declaration)
    return True


def _proved_at(request: HttpRequest) -> datetime | None:
    """When this person's own phone answered in this session, to sign with (ux.md 09-2), by the clock of the record."""
    proof = proof_of(request, CodePurpose.SIGN)
    if proof is None or proof.phone != request.user.phone:
        return None
    return clock.law() - (clock.machine() - proof.at)


def _next_page(action: Action) -> str:
    return "process:submitted" if action == Action.SUBMIT else "process:case"

"""Decisions on lists of results: each case walks its own move, whoever cannot is named with the reason (T31, T32)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.net import client_ip
from config.lib.reason import Reason
from declarations.models import Declaration
from notices.models import Notice
from records.services.documents import request_document
from review.approvals.services.working import MOVED_ON
from review.outcomes.rules import keeps_results, read_approval, read_decided_notice, read_objection
from review.outcomes.selectors import confirmations_drawn_up_by, to_approve, to_confirm
from review.process.batches import Outcome, perform_each, reasons_of_each
from review.process.exceptions import MoveRefused
from review.process.result_forms import AcceptForm, FindingForm, PeopleForm, passable
from review.process.selectors import offered_move
from review.process.services import perform
from review.process.states import Action

OBJECTION_MOVES = {Action.FREEZE: AcceptForm, Action.DISMISS: FindingForm, Action.UPHOLD: FindingForm}


@dataclass(frozen=True, slots=True)
class Held:
    """One who did not move, and whether an explanation would carry them."""

    declaration: Declaration
    reasons: list[Reason]
    passable: bool
    explanation: str


@login_required
@require_http_methods(["GET", "POST"])
def confirm_results(request: HttpRequest, code: str) -> HttpResponse:
    """确认 many: the exclusions are asked again for each; retirement meanwhile is for a person to judge (G-10)."""
    notice = read_decided_notice(request.user, code)
    documents = confirmations_drawn_up_by(request.user, notice)
    form = PeopleForm(
        request.POST if request.method == "POST" else None,
        rows=list(to_confirm(request.user, notice)),
        documents=[(each.pk, f"{each.doc_no}（{each.authority}）") for each in documents],
        label="列入的结果确认文件",
        initial={"document": request.GET.get("document")},
    )
    held: list[Held] = []
    if form.is_valid() and form.only_looked_at:
        document = form.cleaned_data["document"]
        outcomes = reasons_of_each(form.chosen, Action.CONFIRM, actor=request.user, document=document)
        held = _told(request, form, outcomes if document else _of_people(outcomes), checked=True)
    elif form.is_valid():
        held = _carried_out(request, form, Action.CONFIRM)
        request_document("FORM-31", "confirmation", form.cleaned_data["document"], by=request.user.pk)
        if not held:
            return redirect("outcomes:overview", code)
    return _list_page(request, "process/results_confirm.html", notice, form, held)


@login_required
@require_http_methods(["GET", "POST"])
def approve_results(request: HttpRequest, ref: UUID) -> HttpResponse:
    """批复 many: confirmed people are entered in the document (T32)."""
    document = read_approval(request.user, ref)
    if not keeps_results(request.user, document.notice):
        raise PermissionDenied("只有评委会所在职改办可以办理批复。")
    form = PeopleForm(
        request.POST if request.method == "POST" else None,
        rows=list(to_approve(request.user, document.notice)),
        documents=[(document.pk, document.doc_no)],
        label="批复文号",
        initial={"document": document.pk},
    )
    held: list[Held] = []
    if form.is_valid():
        held = _carried_out(request, form, Action.APPROVE)
        request_document("FORM-32", "approval", document.pk, by=request.user.pk)
        if not held:
            return redirect("outcomes:office_approval", ref)
    return _list_page(request, "process/results_approve.html", document.notice, form, held, document=document)


@login_required
@require_http_methods(["GET", "POST"])
def decide_objection(request: HttpRequest, ref: UUID, action: Action) -> HttpResponse:
    """Freeze, dismiss or uphold from an objection: the move of its case, with a reply to who objected (T30)."""
    objection = read_objection(request.user, ref)
    if action not in OBJECTION_MOVES:
        raise Http404
    declaration = objection.declaration
    if offered_move(request.user, declaration, action) is None:
        messages.error(request, MOVED_ON.text)
        return redirect("outcomes:objection", ref)
    form = OBJECTION_MOVES[action](request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told = {"objection": str(objection.ref), "ip": client_ip(request), **form.cleaned_data}
            perform(declaration.pk, action, actor=request.user, **told)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason.text)
        else:
            messages.success(request, f"已办理：{action.label}")
            return redirect("outcomes:objection", ref)
    context = {"objection": objection, "declaration": declaration, "action": action, "form": form}
    return render(request, "process/results_objection.html", context, status=_status(request, form))


def _carried_out(request: HttpRequest, form: PeopleForm, action: Action) -> list[Held]:
    """Move everybody chosen; those warned of and explained for, in a second walk."""
    told = {"actor": request.user, "document": form.cleaned_data["document"], "ip": client_ip(request)}
    outcomes = perform_each(form.chosen, action, **told)
    explained = form.explained(outcomes)
    again = [case for case, _ in outcomes if case.pk in explained]
    second = perform_each(again, action, explained=explained, **told)
    return _told(request, form, [*(each for each in outcomes if each[0].pk not in explained), *second])


def _of_people(outcomes: list[Outcome]) -> list[Outcome]:
    """What stands against the people themselves, where no document was chosen yet."""
    return [(case, [each for each in reasons or [] if each.field != "document"] or None) for case, reasons in outcomes]


def _told(request: HttpRequest, form: PeopleForm, outcomes: list[Outcome], *, checked: bool = False) -> list[Held]:
    moved = sum(reasons is None for _, reasons in outcomes)
    held = [
        Held(case, reasons, passable(reasons), form.explanation(case))
        for case, reasons in outcomes
        if reasons is not None
    ]
    if moved:
        messages.success(request, f"{moved} 人没有发现问题，可以确认。" if checked else f"已办理 {moved} 人。")
    return held


def _list_page(
    request: HttpRequest, template: str, notice: Notice, form: PeopleForm, held: list[Held], **extra: Any
) -> HttpResponse:
    gone = {row.pk for row in form.chosen} - {each.declaration.pk for each in held} if form.is_valid() else set()
    stay = [row for pk, row in form.rows.items() if pk not in gone or form.only_looked_at]
    context = {
        "notice": notice,
        "form": form,
        "rows": stay,
        "held": held,
        "ticked": {row.pk for row in form.chosen} if form.is_valid() else set(),
        "crumbs": [
            ("评审结果", reverse("outcomes:desk")),
            (notice.title, reverse("outcomes:overview", args=[notice.code])),
        ],
        **extra,
    }
    return render(request, template, context, status=422 if form.errors or held else 200)


def _status(request: HttpRequest, form: Any) -> int:
    return 422 if request.method == "POST" and form.errors else 200

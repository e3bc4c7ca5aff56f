"""Answering a return or correction: the applicant's checklist, and a desk's own items (S11)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from declarations.models import Declaration
from declarations.states import State
from review.approvals import services
from review.approvals.forms import AnswerForm
from review.approvals.models import CorrectionItem
from review.approvals.rules import desk_of, read_correction, works_at
from review.approvals.selectors import lowest_addressee, notices_of
from review.approvals.selectors.answering import answering_of, changes_since_handed_in
from review.approvals.selectors.papers import form_progress
from review.approvals.selectors.remarking import times_of
from review.approvals.states import Addressee, Paper
from review.approvals.views.common import NOT_POSSIBLE, act_url, done, show_case, told

PAGE = "approvals/correction.html"


@login_required
@require_safe
def correction(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every remark once, with its place, its state and the way there; then what changed; then 交回."""
    declaration = read_correction(request.user, ref)
    return show_case(request, declaration, PAGE, _context(request, declaration))


@login_required
@require_POST
def answer(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """What was done about one item."""
    declaration = read_correction(request.user, ref)
    item = _item_or_404(declaration, pk)
    form, command = AnswerForm(request.POST), services.answer_item
    if done(form, lambda given: command(item.pk, actor=request.user, **given)):
        left = _context(request, declaration)["waiting"]
        messages.success(request, "已记录，请继续办理其余事项。" if left else "已记录，您的事项已全部办理。")
        return redirect("approvals:correction", ref)
    return show_case(
        request, declaration, PAGE, _context(request, declaration, refused=(pk, form)), status=NOT_POSSIBLE
    )


@login_required
@require_POST
def take_back(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Not done after all."""
    item = _item_or_404(read_correction(request.user, ref), pk)
    command = services.take_back_answer
    return told(request, lambda: command(item.pk, actor=request.user), "已改回待办理。", "approvals:correction", ref)


def _item_or_404(declaration: Declaration, pk: int) -> CorrectionItem:
    item = CorrectionItem.objects.filter(pk=pk, notice__declaration=declaration).first()
    if item is None:
        raise Http404
    return item


def _context(request: HttpRequest, declaration: Declaration, refused: tuple | None = None) -> dict:
    own = declaration.applicant_id == request.user.pk
    changes = changes_since_handed_in(declaration)
    running = answering_of(declaration, request.user, list(notices_of(declaration)), changes)
    waiting = sum(each.open for each in running)
    return {
        "declaration": declaration,
        "own": own,
        "running": running,
        "refused": refused[0] if refused else None,
        "form": refused[1] if refused else AnswerForm(),
        "waiting": waiting,
        "times": times_of(declaration, running[0].notice) if running else None,
        "locked": not (own and any(each.own for each in running)),  # nothing of theirs to hand in
        "warns": any(remark.warns_of_publicity for each in running for remark in each.remarks),
        "changes": changes if own else (),
        "progress": form_progress(declaration, Paper.CORRECTION),
        "hand_in": _hand_in(declaration, request) if not waiting else "",
        "draft": declaration.state == State.DRAFT,
    }


def _hand_in(declaration: Declaration, request: HttpRequest) -> str:
    """The act page, when the turn is the reader's."""
    if declaration.state != State.CORRECTION:
        return ""
    turn = lowest_addressee(declaration)
    own = declaration.applicant_id == request.user.pk
    mine = own if turn == Addressee.APPLICANT else desk_of(declaration) and works_at(request.user, declaration)
    return act_url(declaration, "resubmit") if mine else ""

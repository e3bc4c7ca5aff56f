"""Many declarations of a round take one step: looked at first, then each walks its own move (T23…T26)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.net import client_ip
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Round
from review.meetings.rules import moves_declarations_of, read_round
from review.meetings.selectors.rounds import defence_levels, entries_of, waiting_for
from review.meetings.services.rounds import start_reading
from review.process.batches import Outcome, perform_each, reasons_of_each
from review.process.result_forms import passable
from review.process.round_forms import RoundMoveForm
from review.process.states import Action


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps: who could take it, and what the page says of it."""

    action: Action
    hint: str
    candidates: Callable[[User, Round], list[Declaration]]


@dataclass(frozen=True, slots=True)
class Row:
    """One declaration on the page: it may go, it may go with an explanation, or why not."""

    declaration: Declaration
    reasons: list[Reason]

    @property
    def may_go(self) -> bool:
        return not self.reasons

    @property
    def asks(self) -> bool:
        return bool(self.reasons) and passable(self.reasons)

    @property
    def may_be_ticked(self) -> bool:
        return self.may_go or self.asks


def _in(*states: str) -> Callable[[User, Round], list[Declaration]]:
    return lambda user, round_: [
        entry.declaration for entry in entries_of(user, round_) if entry.declaration.state in states
    ]


def _defended(user: User, round_: Round) -> list[Declaration]:
    levels = defence_levels(round_)
    return [case for case in _in(State.EXPERT_REVIEW)(user, round_) if case.level in levels]


STEPS = {
    "enter": Step(
        Action.ENTER_ROUND,
        "已缴费、报送成功的申报列入本批次，按专业归入学科组。",
        lambda user, round_: list(waiting_for(user, round_)),
    ),
    "start-reading": Step(
        Action.START_READING, "专家分配齐全、培训完成、无应回避情形的申报交专家评审。", _in(State.IN_ROUND)
    ),
    "call-defence": Step(Action.CALL_DEFENCE, "已安排答辩时间、地点并通知本人的申报进入专业答辩。", _defended),
    "to-vote": Step(
        Action.TO_VOTE, "评审意见齐全、应答辩的已答辩的申报提交评委会表决。", _in(State.EXPERT_REVIEW, State.DEFENSE)
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
def round_move(request: HttpRequest, ref: UUID, step: str) -> HttpResponse:
    """GET lists who may go and who may not, and why; POST moves the ticked ones and says what became of each."""
    round_ = read_round(request.user, ref)
    if not moves_declarations_of(request.user, round_):
        raise PermissionDenied("列入申报、交专家评审、提交表决由会务组办理。")
    chosen = STEPS[step]
    rows = _rows(request.user, round_, chosen)
    form = RoundMoveForm(request.POST if request.method == "POST" else None, rows=rows)
    outcomes: list[Outcome] = []
    if form.is_valid():
        outcomes = _carried_out(request, round_, chosen, form)
        rows = _rows(request.user, round_, chosen)
    context = _context(round_, chosen, rows, form, outcomes)
    return render(request, "process/rounds_move.html", context, status=422 if form.errors else 200)


def _rows(user: User, round_: Round, step: Step) -> list[Row]:
    cases = step.candidates(user, round_)
    judged = reasons_of_each(cases, step.action, actor=user, **_answers(round_, step))
    return [Row(case, reasons or []) for case, reasons in judged]


def _answers(round_: Round, step: Step) -> dict[str, Any]:
    return {"round": round_.pk} if step.action == Action.ENTER_ROUND else {}


def _carried_out(request: HttpRequest, round_: Round, step: Step, form: RoundMoveForm) -> list[Outcome]:
    if step.action == Action.START_READING and not _began_reading(request, round_):
        return []
    told = {"actor": request.user, "ip": client_ip(request), **_answers(round_, step)}
    return perform_each(form.chosen, step.action, explained=form.explained(), **told)


def _began_reading(request: HttpRequest, round_: Round) -> bool:
    # The round opens its readings with the first cases that go to the experts; later ones follow into it.
    if not round_.is_preparing:
        return True
    try:
        start_reading(round_.pk, actor=request.user)
    except MeetingRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason.text)
        return False
    return True


def _context(
    round_: Round, step: Step, rows: list[Row], form: RoundMoveForm, outcomes: list[Outcome]
) -> dict[str, Any]:
    home = reverse("meetings:round", args=[round_.ref])
    return {
        "round": round_,
        "title": step.action.label,
        "hint": step.hint,
        "rows": rows,
        "ready": sum(row.may_be_ticked for row in rows),
        "asks": any(row.asks for row in rows),
        "form": form,
        "moved": [case for case, reasons in outcomes if reasons is None],
        "held": [(case, reasons) for case, reasons in outcomes if reasons is not None],
        "crumbs": [("评审批次", reverse("meetings:rounds")), (round_.name, home), (step.action.label, "")],
    }

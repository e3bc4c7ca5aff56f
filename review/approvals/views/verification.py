"""The unit's page of a case: the dossier beside the checks (S14)."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import employment_waiting
from config.lib.text import whole_number
from declarations.models import Declaration
from declarations.reuse import reused_in
from declarations.states import Channel, State
from review.approvals import services
from review.approvals.forms import VerifyForm
from review.approvals.rules import read_at_desk, works_at
from review.approvals.selectors.verification import Board, board_of
from review.approvals.services.drafting import place_of_part
from review.approvals.unsaved import Unsaved, unsaved_of
from review.approvals.views.common import done, show_case, status_of, told, unit_page

PAGE = "approvals/work.html"
KEYS = (  # as the desks above have them: nothing until a person has switched it on (16-5, WCAG 2.1.4)
    ("k j", "上一项、下一项材料"),
    ("- =", "缩小、放大"),
    ("r", "旋转 90 度"),
    ("c", "并排"),
    ("s", "保存，看下一项"),
    ("?", "快捷键一览"),
)


@login_required
@require_safe
def work(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Parts with their state, the open one with its files; ``?part=`` opens another."""
    declaration = read_at_desk(request.user, ref)
    board = board_of(declaration, request.user, request.GET.get("part", ""))
    return show_case(request, declaration, PAGE, _context(request, declaration, board))


@login_required
@require_POST
def verify(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Keep what was found on one part and open the next that waits."""
    declaration = read_at_desk(request.user, ref)
    key = request.POST.get("part", "")
    board = board_of(declaration, request.user, key)
    if board.shown is None or board.shown.part.key != key:
        return redirect("approvals:work", ref)
    form = VerifyForm(request.POST, request.FILES, part=board.shown.part)
    user, command, draft = request.user, services.verify_part, whole_number(request.POST.get("_version"))
    if done(form, lambda _: command(declaration.pk, actor=user, part=key, draft=draft, **_said(form)), actor=user):
        return redirect(
            f"{reverse('approvals:work', args=[ref])}?{urlencode({'part': board.waiting_after(key)})}#checks"
        )
    return show_case(request, declaration, PAGE, _context(request, declaration, board, form), status=status_of(form))


@login_required
@require_POST
def lay_open(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Lay a part beside its original: noted, then shown."""
    declaration = read_at_desk(request.user, ref)
    key = request.POST.get("part", "")
    if works_at(request.user, declaration):
        services.open_part(declaration.pk, actor=request.user, part=key)
    return redirect(f"{reverse('approvals:work', args=[ref])}?{urlencode({'part': key})}#checks")


@login_required
@require_POST
def verify_opened(request: HttpRequest, ref: UUID) -> HttpResponse:
    """全部核对, for what was opened and nothing else."""
    declaration = read_at_desk(request.user, ref)
    said = "已核对全部打开过的材料；存在风险提示的须逐项填写。"
    command = services.verify_all_opened
    return told(request, lambda: command(declaration.pk, actor=request.user), said, "approvals:work", ref)


def _said(form: VerifyForm) -> dict:
    """What the form holds, with the word on a copy as the service takes it (MAT-07)."""
    said = form.said()
    if copy := said["copy"]:
        scan = copy["copy_scan"]
        told = {"scan": scan.read(), "name": scan.name} if scan else {}
        said["copy"] = services.CopyWord(copy["copy_signer"], copy["copy_signed_on"], **told)
    return said


def _form(board: Board, unsaved: Unsaved | None) -> VerifyForm | None:
    if board.shown is None or unsaved is None:
        return None
    kept = unsaved.over(ticks=("original_seen",))
    return VerifyForm(part=board.shown.part, verification=board.shown.verification, kept=kept)


def _context(request: HttpRequest, declaration: Declaration, board: Board, form: VerifyForm | None = None) -> dict:
    mine = works_at(request.user, declaration)
    shown = place_of_part(board.shown.part.key) if board.shown else ""
    unsaved = unsaved_of(declaration, request.user, shown, mine=mine) if shown else None
    may_verify = mine and declaration.state == State.UNIT_CHECK
    told = {"mine": mine, "may_verify": may_verify, "reused": reused_in(declaration, request.user)}
    told["may_judge"] = mine and board.shown is not None and services.may_be_verified(declaration, board.shown.part)
    told["employment"], told["back"] = None, ""
    if board.shown:
        told["back"] = f"{reverse('approvals:work', args=[declaration.ref])}?part={board.shown.part.key}"
    if may_verify and declaration.channel == Channel.UNIT:
        told["employment"] = employment_waiting(declaration.applicant, declaration.unit)
    told |= {"keys": KEYS, **_neighbours(board)}
    told |= {"form": form or _form(board, unsaved), "unsaved": unsaved}
    return unit_page(declaration, "work", board=board, **told)


def _neighbours(board: Board) -> dict[str, str]:
    """The items before and behind the one that is open, for who turns them by key (16-5)."""
    keys = [row.part.key for row in board.rows]
    at = keys.index(board.shown.part.key) if board.shown else 0
    return {"before": keys[at - 1] if at else "", "after": keys[at + 1] if at + 1 < len(keys) else ""}

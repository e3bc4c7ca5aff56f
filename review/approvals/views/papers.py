"""Print, stamp, photograph: the unit's papers (14-5), and forms of a case made on request."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config.lib.back import way_back
from declarations.models import Declaration, Material
from declarations.rules import read_declaration
from declarations.states import State
from review.approvals import services
from review.approvals.documents import further_papers
from review.approvals.forms import FileForm
from review.approvals.rules import has_desk, read_at_desk, works_at
from review.approvals.selectors.papers import board_row, form_progress, paper_rows
from review.approvals.states import Paper
from review.approvals.steps import missing_papers, unit_rows
from review.approvals.views.common import (
    NOT_POSSIBLE,
    done,
    is_script,
    script_answer,
    show_case,
    told,
    unit_page,
    upload_of,
)

PAGE = "approvals/papers.html"
# Which page of ours shows a form, to come back to after asking for it.
SHOWN_ON = {
    Paper.UNIT_PLEDGE: "approvals:papers",
    Paper.DELIBERATION: "approvals:papers",
    Paper.DEFENCE: "approvals:papers",
    Paper.RECOMMENDATION: "approvals:papers",
    Paper.MARKET_OPINION: "approvals:papers",
    Paper.COPIES: "approvals:papers",
    Paper.POSTS: "approvals:papers",
    Paper.PUBLICITY: "approvals:publicity",
    Paper.PUBLICITY_RECORD: "approvals:papers",
    Paper.CORRECTION: "approvals:correction",
    Paper.SUPPLEMENT: "approvals:supplement",
}
AT_DESK = {Paper.SUPPLEMENT: "approvals:judge_supplements"}  # where a desk sees what the applicant has a page for


@login_required
@require_safe
def papers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every sheet with its form and its scans; what is missing stands first."""
    declaration = read_at_desk(request.user, ref)
    return show_case(request, declaration, PAGE, _context(request, declaration))


@login_required
@require_POST
def scan(request: HttpRequest, ref: UUID, slot: str) -> HttpResponse:
    """A stamped sheet comes back as a picture."""
    declaration = read_at_desk(request.user, ref)
    if slot not in {row.code for row in unit_rows(declaration)}:
        raise Http404
    form, command = FileForm(request.POST, request.FILES), services.attach_unit_scan
    kept = done(form, lambda _: command(declaration.pk, actor=request.user, slot=slot, **upload_of(form)))
    if is_script(request):
        return script_answer(form)
    if kept:
        messages.success(request, "已上传。")
        return redirect("approvals:papers", ref)
    return show_case(
        request, declaration, PAGE, _context(request, declaration, refused=(slot, form)), status=NOT_POSSIBLE
    )


@login_required
@require_POST
def board_photo(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """The photo of the sheet on the board, from among the sheets and back to them (UNIT-14)."""
    declaration = read_at_desk(request.user, ref)
    if not declaration.publicities.filter(pk=pk).exists():
        raise Http404
    form, command = FileForm(request.POST, request.FILES), services.attach_publicity_evidence
    kept = done(form, lambda _: command(pk, actor=request.user, **upload_of(form)))
    if is_script(request):
        return script_answer(form)
    if kept:
        messages.success(request, "已上传。")
        return redirect("approvals:papers", ref)
    context = _context(request, declaration, refused=("board", form))
    return show_case(request, declaration, PAGE, context, status=NOT_POSSIBLE)


@login_required
@require_POST
def scan_out(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Take a wrong scan out."""
    declaration = read_at_desk(request.user, ref)
    if not Material.objects.filter(declaration=declaration, pk=pk).exists():
        raise Http404
    command = services.remove_unit_scan
    return told(request, lambda: command(pk, actor=request.user), "已移除。", "approvals:papers", ref)


@login_required
@require_POST
def make(request: HttpRequest, ref: UUID, kind: Paper) -> HttpResponse:
    """Ask the workers for a form; the page it was asked from shows how far it is."""
    declaration = read_declaration(request.user, ref)
    own = declaration.applicant_id == request.user.pk
    if kind not in SHOWN_ON or not (own or has_desk(request.user, declaration)):
        raise Http404
    command, said = services.request_form, f"已开始生成{kind.label}，生成后显示在本页。"
    page = SHOWN_ON[kind] if own else AT_DESK.get(kind, SHOWN_ON[kind])
    back = way_back(request, otherwise=reverse(page, args=[ref]))
    return told(request, lambda: command(declaration, kind, actor=request.user), said, back)


def _context(request: HttpRequest, declaration: Declaration, refused: tuple | None = None) -> dict:
    mine = declaration.state in (*State.at_unit, State.CORRECTION) and works_at(request.user, declaration)
    context = {
        "rows": paper_rows(declaration),
        "refused": refused[0] if refused else "",
        "missing": missing_papers(declaration),
        "board": board_row(declaration),
        "further": [(kind, form_progress(declaration, kind)) for kind in further_papers(declaration)],
        "recommendation": form_progress(declaration, Paper.RECOMMENDATION),
        "mine": mine,
        "here": request.build_absolute_uri(reverse("approvals:papers", args=[declaration.ref])),
        "form": refused[1] if refused else FileForm(),
    }
    return unit_page(declaration, "papers", **context)

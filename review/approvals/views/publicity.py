"""The publicity at the unit: its days, its sheet, its photo, its objections (14-4)."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from config.lib import clock
from declarations.models import Declaration
from records.services.reads import note_read
from review.approvals import services
from review.approvals.forms import FileForm, ObjectionForm, ResolveForm
from review.approvals.models import Publicity, PublicityObjection
from review.approvals.publicised import publicised
from review.approvals.rules import ON_SHEET, keeps_off_sheet, read_at_desk, works_at, works_in_office
from review.approvals.selectors.online import named_objectors, online_of
from review.approvals.selectors.papers import form_progress
from review.approvals.selectors.publicity import days_if_opened, latest_start, running_sheet, sheets_so_far, strip_of
from review.approvals.states import Paper
from review.approvals.steps import unshown_changes
from review.approvals.views.common import (
    NOT_POSSIBLE,
    done,
    is_script,
    script_answer,
    show_case,
    unit_page,
    upload_of,
)

PAGE = "approvals/publicity.html"


@login_required
@require_safe
def publicity(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where the publicity stands; before it, when a sheet put up today would come down."""
    return _show(request, read_at_desk(request.user, ref))


@login_required
@require_POST
def evidence(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """The photo of the sheet on the board (UNIT-14)."""
    declaration = read_at_desk(request.user, ref)
    _sheet_or_404(declaration, pk)
    form, command = FileForm(request.POST, request.FILES), services.attach_publicity_evidence
    kept = done(form, lambda _: command(pk, actor=request.user, **upload_of(form)))
    if is_script(request):
        return script_answer(form)
    if kept:
        return redirect("approvals:publicity", ref)
    return _show(request, declaration, status=NOT_POSSIBLE, file_form=form)


@login_required
@require_POST
def objection(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Write down an objection received at the unit."""
    declaration = read_at_desk(request.user, ref)
    form, command = ObjectionForm(request.POST), services.raise_unit_objection
    if done(form, lambda given: command(declaration.pk, actor=request.user, **given)):
        return redirect("approvals:publicity", ref)
    return _show(request, declaration, status=NOT_POSSIBLE, objection_form=form)


@login_required
@require_POST
def resolve(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """What the unit found out about it."""
    declaration = read_at_desk(request.user, ref)
    objection = PublicityObjection.objects.filter(pk=pk, publicity__declaration=declaration).first()
    if objection is None:
        raise Http404
    form, command = ResolveForm(request.POST, objection=objection), services.resolve_unit_objection
    if done(form, lambda given: command(pk, actor=request.user, **given)):
        return redirect("approvals:publicity", ref)
    return _show(request, declaration, status=NOT_POSSIBLE, resolve_form=form, resolved=pk)


def _show(request: HttpRequest, declaration: Declaration, *, status: int = 200, **forms: object) -> HttpResponse:
    """The page, also of a refused post. Each look at who raised an objection is on record (S15)."""
    context = _context(request, declaration, **forms)
    page = show_case(request, declaration, PAGE, context, status=status)
    if context["names_objectors"]:
        for objector in named_objectors(context["running"]):
            note_read("publicity_objection.identity", objector.objection_id, request.user)
    return page


def _context(request: HttpRequest, declaration: Declaration, **forms: object) -> dict:
    now = clock.law()
    today, running = clock.local_date(now), running_sheet(declaration)
    days = running or days_if_opened(declaration, now)
    mine = works_at(request.user, declaration)
    put_up = clock.local_date(running.started_at) if running else today
    context = {
        "running": running,
        "online": online_of(running),
        "off_sheet": ON_SHEET if running and keeps_off_sheet(request.user, running) else None,
        "days": days,
        "strip": strip_of(days, put_up=put_up, today=today),
        "latest_start": None if running else latest_start(declaration),
        "ended": sheets_so_far(declaration),
        "changes": unshown_changes(declaration),
        "content": publicised(declaration).values(),
        "mine": mine,
        "names_objectors": mine or works_in_office(request.user, declaration),
        "progress": form_progress(declaration, Paper.PUBLICITY),
        "file_form": FileForm(),
        "objection_form": ObjectionForm(),
        "resolve_form": None,
    }
    return unit_page(declaration, "publicity", **context | forms, objections=_objections(running, forms))


def _objections(running: Publicity | None, told: Mapping[str, object]) -> list[tuple[PublicityObjection, object]]:
    """Each with a form of its own; a refused one comes back at the objection it was sent for."""
    found = running.objections.select_related("objector__evidence") if running else ()
    refused = told.get("resolved")
    return [(each, told["resolve_form"] if each.pk == refused else ResolveForm(objection=each)) for each in found]


def _sheet_or_404(declaration: Declaration, pk: int) -> None:
    if not declaration.publicities.filter(pk=pk).exists():
        raise Http404

"""An expert's desk: the pledge, what is to be read, the dossier beside the opinion (S20, S21)."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from integrity.selectors import suspicions_on
from records.services.reads import note_read
from review.approvals.forms import SuspectForm
from review.meetings.forms.common import ConfirmForm
from review.meetings.forms.expert import OpinionForm, PledgeForm
from review.meetings.models import Assignment, Opinion
from review.meetings.rules import is_expert, read_assignment, read_seat
from review.meetings.selectors.reading import dossier_for, following, pages_of, reading_desks, width_of_pages
from review.meetings.selectors.voting import meetings_to_sign, open_boxes_for
from review.meetings.services.reading import DIMENSIONS, keep_notes, save_opinion, suspect_work, tick_read
from review.meetings.services.rounds import pledge_discipline
from review.meetings.states import OpinionState, RoundState
from review.meetings.views.common import done, page, posted, unkept


@login_required
@require_safe
@never_cache
def reading(request: HttpRequest) -> HttpResponse:
    """The desk: votes under way first, then the rounds with what is to be judged."""
    desks = reading_desks(request.user)
    if not desks and not is_expert(request.user):
        raise PermissionDenied("这里是评审专家的工作台。")
    context = {
        "desks": desks,
        "boxes": open_boxes_for(request.user),
        "to_sign": meetings_to_sign(request.user),
        "crumbs": [("专家评审", "")],
    }
    return page(request, "reading", context)


@login_required
@require_http_methods(["GET", "POST"])
def pledge(request: HttpRequest, ref: UUID) -> HttpResponse:
    """评审工作纪律承诺: signed before anything is read (COMM-13)."""
    seat = read_seat(request.user, ref)
    form = PledgeForm(posted(request))
    if form.is_valid() and done(form, pledge_discipline, seat.pk, actor=request.user):
        messages.success(request, "已签署承诺书。")
        return redirect("meetings:reading")
    return page(
        request,
        "pledge",
        {"form": form, "seat": seat, "crumbs": [("专家评审", "../../../reading/"), ("承诺书", "")]},
        form,
    )


@login_required
@require_http_methods(["GET", "POST"])
@unkept
def dossier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The dossier in the order in which it is judged, the opinion beside it."""
    given = read_assignment(request.user, ref)
    opinion = getattr(given, "opinion", None)
    form = OpinionForm(posted(request), initial=_known(given, opinion))
    if form.is_valid() and _saved(form, given, request):
        wants = request.POST.get("then") == "submit"
        messages.success(request, "草稿已保存。")
        return redirect("meetings:submit_opinion" if wants else "meetings:dossier", ref)
    context = {
        "assignment": given,
        "declaration": given.entry.declaration,
        "view": dossier_for(given, today=clock.local_date(clock.law())),
        "opinion": opinion,
        "scores": _scores(opinion),
        "submitted": bool(opinion and opinion.state == OpinionState.SUBMITTED),
        "open": given.entry.round.state == RoundState.READING,
        "form": form,
    }
    shown = page(request, "dossier", context, form)
    note_read("declaration.read", given.entry.declaration_id, request.user)
    return shown


@login_required
@require_http_methods(["GET", "POST"])
@unkept
def submit_opinion(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand the saved draft in for good, after reading it once more."""
    given = read_assignment(request.user, ref)
    opinion = getattr(given, "opinion", None)
    if opinion is None or opinion.state == OpinionState.SUBMITTED:
        return redirect("meetings:dossier", ref)
    form = ConfirmForm(posted(request))
    told = {"scores": opinion.scores, "comment": opinion.comment, "recommends": opinion.recommends}
    if form.is_valid() and done(form, save_opinion, given.pk, **told, actor=request.user, submit=True):
        messages.success(request, "评审意见已提交。")
        return redirect("meetings:reading")
    context = {"assignment": given, "opinion": opinion, "scores": _scores(opinion), "form": form}
    return page(request, "submit_opinion", context, form)


@login_required
@require_POST
@unkept
def tick(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A chapter was read, or not after all."""
    given = read_assignment(request.user, ref)
    part = request.POST.get("part", "")
    if part.isidentifier():
        tick_read(given.pk, parts=set(given.read_parts) ^ {part}, actor=request.user)
    return redirect(f"{reverse('meetings:dossier', args=[ref])}#c-{quote(part[:40])}")


@login_required
@require_http_methods(["GET", "POST"])
@unkept
def suspicion(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A reader records what may be misconduct, and sees what they recorded themselves (MAT-05)."""
    given = read_assignment(request.user, ref)
    view = dossier_for(given, today=clock.local_date(clock.law()))
    form = SuspectForm(posted(request), places=view.places)
    if form.is_valid() and done(form, suspect_work, given.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, "线索已登记，由有权机关听取申辩后认定；认定以前请照常评审。")
        return redirect("meetings:suspicion", ref)
    context = {"assignment": given, "declaration": given.entry.declaration, "form": form}
    context["suspicions"] = suspicions_on(ref).filter(reported_by=request.user)
    shown = page(request, "suspicion", context, form)
    note_read("declaration.read", given.entry.declaration_id, request.user)
    return shown


@login_required
@require_safe
@unkept
def material(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """The pages of one material on the reading table; the pictures come through the gate of files."""
    given = read_assignment(request.user, ref)
    files = dossier_for(given, today=clock.local_date(clock.law())).files
    chosen = next((file for file in files if file.pk == pk), None)
    if chosen is None:
        return redirect("meetings:dossier", ref)
    context = {"assignment": given, "declaration": given.entry.declaration, "files": files, "chosen": chosen}
    context |= {"pages": pages_of(chosen), "width": width_of_pages()}
    return render(request, "meetings/material.html", context)


@login_required
@require_safe
def next_dossier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The next declaration that waits for this expert."""
    row = following(request.user, read_assignment(request.user, ref))
    return redirect("meetings:dossier", row.declaration.ref) if row else redirect("meetings:reading")


def _scores(opinion: Opinion | None) -> list[tuple[str, int | None]]:
    return [(label, opinion.scores.get(name)) for name, label in DIMENSIONS.items()] if opinion else []


def _known(given: Assignment, opinion: Opinion | None) -> dict:
    if opinion is None:
        return {"notes": given.notes}
    recommends = {None: None, True: "1", False: "0"}[opinion.recommends]
    return {**opinion.scores, "comment": opinion.comment, "recommends": recommends, "notes": given.notes}


def _saved(form: OpinionForm, given: Assignment, request: HttpRequest) -> bool:
    saved = done(form, save_opinion, given.pk, **form.told(), actor=request.user, submit=False)
    if saved:
        keep_notes(given.pk, notes=form.cleaned_data["notes"], actor=request.user)
    return saved

"""The desk of the catalogue and of conditions by version (GEN-08, GEN-09, ADMIN-05)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers, parts_for
from committees import cataloguing
from committees.catalogue_forms import DemandForm, DraftForm, SpecialtyForm, StepForm
from committees.conditions import edit_conditions, files_of, propose_conditions, step_named, steps_from, take_step
from committees.exceptions import CommitteeRefused
from committees.models import ConditionSet, Series, Specialty
from committees.states import ConditionState
from config.lib.histories import history_lines
from records.sheet_desk import UNPROCESSABLE, SheetDesk, as_workbook

SHEET = SheetDesk(
    kind=cataloguing.KIND,
    title="导入专业目录",
    columns=tuple(cataloguing.COLUMNS),
    needed=cataloguing.NEEDED,
    hints=("按系列和代码认定是哪一个专业；已有申报使用的，只能改停用日期和批准文号。", "日期写作 2026-01-31。"),
    back="committees:catalogue",
    here="committees:catalogue_import",
    blank="committees:catalogue_export",
)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [("专业目录", reverse("committees:catalogue")), *further]


@for_keepers
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue of all series."""
    context = {
        "page": cataloguing.catalogue_page(request.GET),
        "series": Series.objects.all(),
        "query": request.GET,
        "parts": parts_for(request.user, "committees:catalogue"),
    }
    return render(request, "committees/catalogue.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit_specialty(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new specialty, or one ended; one in use is not rewritten."""
    known = Specialty.objects.filter(pk=pk).first()
    if pk and known is None:
        raise Http404
    form = SpecialtyForm(request.POST if request.method == "POST" else None, specialty=known)
    if form.is_valid():
        try:
            seen = form.data.get("seen", "")
            saved = cataloguing.put_specialty(form.entry, specialty=known, seen=seen, actor=request.user)
        except CommitteeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"已保存：{saved.name}。")
            return redirect("committees:edit_specialty", saved.pk)
    title = "修改专业" if known else "新增专业"
    context = {"form": form, "title": title, "back": reverse("committees:catalogue"), "crumbs": _crumbs((title, ""))}
    context |= {"history": history_lines(known.history.all()), "used": cataloguing.is_used(known)} if known else {}
    return render(request, "committees/specialty.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_keepers
@require_safe
def export_catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue as it is narrowed, in the columns that the import reads; or the empty sheet."""
    blank = "blank" in request.GET
    found = cataloguing.specialties_like(request.GET).order_by("series__name", "industry", "name")
    rows = [] if blank else [cataloguing.specialty_row(each) for each in found]
    return as_workbook("专业目录模板" if blank else "专业目录", tuple(cataloguing.COLUMNS), rows)


@for_keepers
@require_http_methods(["GET", "POST"])
def import_catalogue(request: HttpRequest) -> HttpResponse:
    """Hand in a sheet; a worker tries it first."""
    return SHEET.hand_in(request, _crumbs())


@for_keepers
@require_http_methods(["GET", "POST"])
def import_told(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What became of it, and the word that it shall be taken."""
    return SHEET.told(request, ref, _crumbs())


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────
@for_keepers
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """Every version of every set, by series."""
    context = {
        "sets": ConditionSet.objects.select_related("series").order_by("series__name", "name", "-version"),
        "parts": parts_for(request.user, "committees:conditions"),
    }
    return render(request, "committees/conditions.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A need is put down; the procedure begins."""
    form = DemandForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = propose_conditions(**form.cleaned_data, actor=request.user)
        except CommitteeRefused as refusal:
            form.show(refusal.reasons)
        else:
            return redirect("committees:condition", made.pk)
    back = reverse("committees:conditions")
    context = {
        "form": form,
        "title": "提出修订需求",
        "back": back,
        "crumbs": [("评审条件", back), ("提出修订需求", "")],
    }
    return render(request, "committees/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _set_or_404(pk: int) -> ConditionSet:
    held = ConditionSet.objects.select_related("series", "text", "explanation", "opinions").filter(pk=pk).first()
    if held is None:
        raise Http404
    return held


@for_keepers
@require_http_methods(["GET", "POST"])
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: how far it is, its files, the next step."""
    held = _set_or_404(pk)
    asked = step_named(request.POST.get("step", ""), held.state) if request.method == "POST" else None
    forms = [(step, StepForm(request.POST if step == asked else None, step=step)) for step in steps_from(held.state)]
    form = next((form for step, form in forms if step == asked), None)
    if request.method == "POST" and (form is None or form.is_valid()) and _stepped(request, held, form):
        return redirect("committees:condition", pk)
    context = {
        "held": held,
        "files": files_of(held),
        "stages": _stages(held),
        "forms": forms,
        "form": form,
        "history": history_lines(held.history.all(), without=("series", "text", "explanation", "opinions")),
        "crumbs": [("评审条件", reverse("committees:conditions")), (str(held), "")],
    }
    return render(request, "committees/condition.html", context, status=UNPROCESSABLE if form else 200)


def _stepped(request: HttpRequest, held: ConditionSet, form: StepForm | None) -> bool:
    """Whether to go on to the page as it is now: a step of an old page is told above it."""
    said = form.cleaned_data if form else {}
    try:
        done = take_step(held.pk, request.POST.get("step", ""), said, actor=request.user)
    except CommitteeRefused as refusal:
        if form and any(each.field in form.fields for each in refusal.reasons):
            form.show(refusal.reasons)
            return False
        for each in refusal.reasons:
            messages.error(request, each.text)
        return True
    messages.success(request, f"已登记：{done.get_state_display()}。")
    return True


def _stages(held: ConditionSet) -> list[dict[str, str]]:
    order, now = ConditionState.order, held.state_today
    at = len(order) if now == ConditionState.REPEALED else order.index(now)
    words = {True: "done", False: ""}
    return [
        {"label": ConditionState(each).label, "state": "now" if number == at else words[number < at], "detail": ""}
        for number, each in enumerate(order)
    ]


@for_keepers
@require_http_methods(["GET", "POST"])
def edit_condition(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's words and files; one that was submitted is not there to be edited."""
    held = _set_or_404(pk)
    if not held.is_editable:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DraftForm(*sent, held=held)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("proposed_by", "need")}
        try:
            edit_conditions(pk, **said, uploads=form.uploads, actor=request.user)
        except CommitteeRefused as refusal:
            form.show(refusal.reasons)
        else:
            return redirect("committees:condition", pk)
    here = reverse("committees:condition", args=[pk])
    context = {
        "form": form,
        "title": "修改草稿",
        "back": here,
        "crumbs": [(str(held), here), ("修改草稿", "")],
        "files": True,
    }
    return render(request, "committees/edit.html", context, status=UNPROCESSABLE if form.errors else 200)

"""The pool of experts: the list, one of them, the form, the sheets (COMM-09, ADMIN-09)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import parts_for
from committees import directory, importing
from committees.directory import for_offices
from committees.exceptions import CommitteeRefused
from committees.forms import ExpertForm
from committees.keeping import put_expert
from committees.models import Expert
from committees.states import ExpertStatus
from records.sheet_desk import UNPROCESSABLE, SheetDesk, as_workbook

SHEET = SheetDesk(
    kind=importing.KIND,
    title="导入专家",
    columns=tuple(directory.COLUMNS),
    needed=directory.NEEDED,
    hints=(
        "按姓名和单位认定是哪一位；几个系列、几个专业之间用分号隔开，专业写目录里的代码。",
        "级别写正高级、副高级、中级、初级；状态写候选、在库、暂停、退出；日期写作 2026-01-31。",
    ),
    back="committees:experts",
    here="committees:experts_import",
    blank="committees:experts_export",
)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [("专家库", reverse("committees:experts")), *further]


@for_offices
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """The pool of the own series."""
    context = {
        "page": directory.experts_page(request.user, request.GET),
        "words": request.GET.get("q", ""),
        "status": request.GET.get("status", ""),
        "statuses": ExpertStatus.choices,
        "parts": parts_for(request.user, "committees:experts"),
    }
    return render(request, "committees/experts.html", context)


@for_offices
@require_safe
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with where they sit, their courses and what was changed."""
    shown = directory.read_expert(request.user, pk)
    context = {
        "expert": shown,
        "seats": directory.seats_of(shown),
        "history": directory.history_of_expert(shown),
        "crumbs": _crumbs((shown.name, "")),
    }
    return render(request, "committees/expert.html", context)


@for_offices
@require_http_methods(["GET", "POST"])
def edit_expert(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new entry, or one brought up to date."""
    known = directory.read_expert(request.user, pk) if pk else None
    form = ExpertForm(request.POST if request.method == "POST" else None, user=request.user, expert=known)
    if form.is_valid() and (saved := _saved(request, form, known)):
        return redirect("committees:expert", saved.pk)
    title = "修改专家" if known else "新增专家"
    context = {
        "form": form,
        "title": title,
        "back": reverse("committees:expert", args=[pk]) if known else reverse("committees:experts"),
        "crumbs": _crumbs((title, "")),
    }
    return render(request, "committees/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _saved(request: HttpRequest, form: ExpertForm, known: Expert | None) -> Expert | None:
    many = {name: form.cleaned_data[name] for name in ("series", "specialties")}
    many["within"] = directory.series_for(request.user)
    seen = form.data.get("seen", "")
    try:
        saved = put_expert(form.entry(known), **many, expert=known, seen=seen, actor=request.user)
    except CommitteeRefused as refusal:
        form.show(refusal.reasons)
        return None
    messages.success(request, f"已保存：{saved.name}。")
    return saved


@for_offices
@require_safe
def export_experts(request: HttpRequest) -> HttpResponse:
    """The pool as it is narrowed, in the columns that the import reads; or the empty sheet."""
    blank = "blank" in request.GET
    rows = [] if blank else directory.expert_rows(request.user, request.GET)
    return as_workbook("专家模板" if blank else "专家", tuple(directory.COLUMNS), rows)


@for_offices
@require_http_methods(["GET", "POST"])
def import_experts(request: HttpRequest) -> HttpResponse:
    """Hand in a sheet; a worker tries it first."""
    return SHEET.hand_in(request, _crumbs())


@for_offices
@require_http_methods(["GET", "POST"])
def import_told(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What became of it, and the word that it shall be taken."""
    return SHEET.told(request, ref, _crumbs())

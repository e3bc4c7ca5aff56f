"""The desk of the catalogue and of conditions by version (GEN-08, GEN-09, ADMIN-05)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers
from accounts.listing import Button, Choice, Column, Listing, day_column, listing_page, sheet_buttons
from accounts.longlists import Lines
from accounts.sheetway import SheetWay
from committees import cataloguing, sheets
from committees.catalogue_forms import DemandForm, DraftForm, SpecialtyForm, StepForm
from committees.conditions import (
    all_versions,
    edit_conditions,
    files_of,
    propose_conditions,
    step_named,
    steps_from,
    take_step,
)
from committees.exceptions import CommitteeRefused
from committees.models import ConditionSet, Series, Specialty
from committees.states import ConditionState
from config.lib.histories import history_lines
from records.sheet_desk import UNPROCESSABLE

SHEET = SheetWay(
    at="committees:catalogue",
    kind=cataloguing.KIND,
    words="专业目录",
    columns=tuple(cataloguing.COLUMNS),
    needed=cataloguing.NEEDED,
    rows=lambda request: cataloguing.catalogue_rows(request.GET),
    hints=("按系列和代码认定是哪一个专业；已有申报使用的，只能改停用日期和批准文号。", "日期写作 2026-01-31。"),
)
VERSIONS = SheetWay(
    at="committees:conditions",
    kind=sheets.CONDITIONS,
    words="评审条件",
    columns=sheets.CONDITION_COLUMNS,
    needed=sheets.CONDITION_NEEDED,
    rows=lambda _request: Lines(all_versions(), sheets.condition_rows),
    hints=(
        "按系列、名称和版本认定是哪一版；没有文号的登记为修订需求，有文号的按已印发的版本补录。",
        "已印发的版本不再改动；正文等文件在页面上逐份上传。日期写作 2026-01-31。",
    ),
)
SPECIALTY_COLUMNS = (
    Column("专业", "name"),
    Column("系列", lambda row: row.series.name),
    Column("行业", "industry"),
    Column("代码", "code"),
    day_column("启用", "valid_from"),
    day_column("停用", "valid_to"),
    Column("批准文号", "approval_doc_no"),
)
CONDITION_COLUMNS = (
    Column("名称", "name"),
    Column("系列", lambda row: row.series.name),
    Column("版本", lambda row: f"第{row.version}版", "num"),
    Column("文号", "doc_no"),
    day_column("施行", "effective_from"),
    day_column("废止", "effective_to"),
    Column("进度", "standing"),
)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [("专业目录", reverse("committees:catalogue")), *further]


@for_keepers
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue of all series."""
    page = cataloguing.catalogue_page(request.GET)
    series = [(str(pk), name) for pk, name in Series.objects.values_list("pk", "name")]
    listing = Listing(
        title="专业目录",
        lead="全区职称评审专业目录：按启用、停用日期管理，用过的专业不改写。",
        order="按名称排列",
        columns=SPECIALTY_COLUMNS,
        rows=page.rows,
        page=page,
        address=lambda row: reverse("committees:edit_specialty", args=[row.pk]),
        search="专业、行业、代码",
        words=request.GET.get("q", ""),
        choices=(
            Choice("series", "系列", "全部系列", series, request.GET.get("series", "")),
            Choice("state", "是否在用", "全部", (("now", "现在可选"),), request.GET.get("state", "")),
        ),
        buttons=sheet_buttons(request, "committees:catalogue", Button("新增专业", reverse("committees:new_specialty"))),
        one="专业",
        empty=("还没有登记专业", "按自治区公布的职称评审专业目录新增，或用表格导入；通知开评的专业从这里选。"),
    )
    return listing_page(request, listing, here="committees:catalogue")


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


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────
@for_keepers
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """Every version of every set, by series."""
    new = Button("提出修订需求", reverse("committees:propose_conditions"))
    listing = Listing(
        title="评审条件",
        lead="评审条件按程序修订：提出需求、拟稿、报人社部门、联合印发、生效；印发后不再改动。",
        order="各版本，新版本在前",
        columns=CONDITION_COLUMNS,
        rows=all_versions(),
        address=lambda row: reverse("committees:condition", args=[row.pk]),
        buttons=sheet_buttons(request, "committees:conditions", new),
        one="评审条件",
        empty=("还没有登记评审条件", "以前印发的用表格导入；新的由系列主管部门提出修订需求后，从这里开始办理。"),
    )
    return listing_page(request, listing, here="committees:conditions")


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
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)


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
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)

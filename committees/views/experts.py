"""The pool of experts: the list, one of them, the form, the sheets (COMM-09, ADMIN-09)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.listing import Button, Choice, Column, Listing, listing_page, sheet_buttons
from accounts.sheetway import SheetWay
from committees import directory, importing
from committees.directory import for_offices
from committees.exceptions import CommitteeRefused
from committees.forms import ExpertForm
from committees.keeping import put_expert
from committees.models import Expert
from committees.states import ExpertStatus
from records.sheet_desk import UNPROCESSABLE

SHEET = SheetWay(
    at="committees:experts",
    kind=importing.KIND,
    words="专家",
    columns=tuple(directory.COLUMNS),
    needed=directory.NEEDED,
    rows=lambda request: directory.expert_rows(request.user, request.GET),
    hints=(
        "按姓名和单位认定是哪一位；几个系列、几个专业之间用分号隔开，专业写目录里的代码。",
        "级别写正高级、副高级、中级、初级；状态写候选、在库、暂停、退出；日期写作 2026-01-31。",
    ),
    guard=for_offices,
)
LIST_COLUMNS = (
    Column("姓名", "name"),
    Column("单位", "place_of_work"),
    Column("职称", "title"),
    Column("级别", "get_rank_display"),
    Column("系列", lambda row: "、".join(each.name for each in row.series.all())),
    Column("状态", "get_status_display"),
)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [("专家库", reverse("committees:experts")), *further]


@for_offices
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """The pool of the own series."""
    page = directory.experts_page(request.user, request.GET)
    trainings = Button("培训", reverse("committees:trainings"))
    new = Button("新增专家", reverse("committees:new_expert"))
    listing = Listing(
        title="专家库",
        lead="本系列的评审专家：级别、专业、在库状态、所任委员；每次修改都有记录。",
        order="按姓名排列",
        columns=LIST_COLUMNS,
        rows=page.rows,
        page=page,
        address=lambda row: reverse("committees:expert", args=[row.pk]),
        search="姓名、单位",
        words=request.GET.get("q", ""),
        choices=(Choice("status", "状态", "全部状态", ExpertStatus.choices, request.GET.get("status", "")),),
        buttons=[trainings, *sheet_buttons(request, "committees:experts", new)],
        one="专家",
        empty=("还没有登记专家", "由评委会所在职改办逐位新增，或用表格导入；组建评委会、抽取专家都从这里选。"),
    )
    return listing_page(request, listing, here="committees:experts")


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
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)


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

"""The posts of a unit, year by year, and its plan; kept in the directory (PATH-33, ADMIN-08)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers, read_kept
from accounts.listing import Button, Column, Listing, listing_page, sheet_buttons
from accounts.models import Organisation
from accounts.states import OrganisationKind
from config.lib.histories import Told, history_lines
from config.lib.keyset import counted, keyset_page, turned_to
from config.lib.text import whole_number
from review.approvals.models import PostLevel, PostPlan
from review.approvals.post_forms import PostLevelForm, PostPlanForm
from review.approvals.post_sheet import posts_like
from review.approvals.services.posting import put_plan, put_posts

UNPROCESSABLE = 422
LEVEL, PLAN = "level", "plan"
LIST_COLUMNS = (
    Column("单位", "unit_name"),
    Column("年度", lambda row: str(row.year), "num"),
    Column("级别", "get_rank_display"),
    Column("核定岗位数", "approved", "num right"),
    Column("已聘人数", "filled", "num right"),
    Column("空缺", "vacancies", "num right"),
)


@for_keepers
@require_safe
def all_posts(request: HttpRequest) -> HttpResponse:
    """The posts of every unit of the keeper's part, by unit; each is entered on its own page or by sheet."""
    words = request.GET.get("q", "").strip()[:60]
    found = posts_like(request.user, words)
    page = counted(keyset_page(found, "unit_name", **turned_to(request.GET)), found)
    new = Button("选择单位填写", reverse("accounts:organisations"))
    listing = Listing(
        title="岗位与空缺",
        lead="各单位各年度、各级别的核定岗位数和已聘人数；超出空缺推荐的，系统只提醒。",
        order="按单位排列",
        columns=LIST_COLUMNS,
        rows=page.rows,
        page=page,
        address=lambda row: reverse("approvals:posts", args=[row.unit_id]),
        search="单位名称",
        words=words,
        buttons=sheet_buttons(request, "approvals:all_posts", new),
        one="岗位",
        empty=(
            "还没有填写岗位",
            "按核准的岗位设置方案在组织的页面上填写，或用表格导入；没有填写的不提醒超岗。",
        ),
    )
    return listing_page(request, listing, here="approvals:all_posts")


@for_keepers
@require_http_methods(["GET", "POST"])
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Two tables with a form each; what is entered again for a year and a level corrects it."""
    unit = read_kept(request.user, pk)
    if unit.kind not in OrganisationKind.units:
        raise Http404
    what = request.POST.get("what") if request.method == "POST" else None
    plan = _edited_plan(request, unit)
    level_form = PostLevelForm(request.POST if what == LEVEL else None, initial=_edited_level(request, unit))
    plan_form = PostPlanForm(
        request.POST if what == PLAN else None,
        unit_id=unit.pk,
        pk=plan.pk if plan else None,
        initial=_shown(plan),
        prefix=PLAN,
    )
    if what == LEVEL and level_form.is_valid():
        put_posts(unit, **level_form.cleaned_data, actor=request.user)
    elif what == PLAN and plan_form.is_valid():
        put_plan(unit, **plan_form.cleaned_data, pk=plan.pk if plan else None, actor=request.user)
    else:
        return _page(request, unit, level_form, plan_form)
    messages.success(request, "已保存。")
    return redirect("approvals:posts", unit.pk)


def _page(request: HttpRequest, unit: Organisation, level_form: forms.Form, plan_form: forms.Form) -> HttpResponse:
    context = {
        "unit": unit,
        "levels": unit.post_levels.order_by("-year", "rank"),
        "plans": unit.post_plans.order_by("-first_year", "rank"),
        "level_form": level_form,
        "plan_form": plan_form,
        "history": _history(unit),
        "crumbs": [
            ("组织", reverse("accounts:organisations")),
            (unit.name, reverse("accounts:organisation", args=[unit.pk])),
            ("岗位与空缺", ""),
        ],
    }
    wrong = level_form.errors or plan_form.errors
    return render(request, "approvals/posts.html", context, status=UNPROCESSABLE if wrong else 200)


def _history(unit: Organisation) -> list[Told]:
    """Both tables' changes, the latest first."""
    kept = (
        history_lines(PostLevel.history.filter(unit=unit), without=("unit",), subject="岗位", named=_level_named),
        history_lines(PostPlan.history.filter(unit=unit), without=("unit",), subject="消化方案", named=_plan_named),
    )
    return sorted((line for lines in kept for line in lines), key=lambda line: line.at, reverse=True)


def _level_named(row: Any) -> str:
    return f"{row.year}年{row.get_rank_display()}"


def _plan_named(row: Any) -> str:
    return f"{row.first_year}—{row.last_year}年{row.get_rank_display()}"


def _edited_level(request: HttpRequest, unit: Organisation) -> dict[str, Any] | None:
    number = whole_number(request.GET.get(LEVEL))
    row = unit.post_levels.filter(pk=number).first() if number is not None else None
    return _shown(row)


def _edited_plan(request: HttpRequest, unit: Organisation) -> PostPlan | None:
    number = whole_number(request.GET.get(PLAN))
    return unit.post_plans.filter(pk=number).first() if number is not None else None


def _shown(row: PostLevel | PostPlan | None) -> dict[str, Any] | None:
    return {field.name: getattr(row, field.attname) for field in row._meta.fields} if row else None

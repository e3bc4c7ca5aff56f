"""The directory of organisations: the list, one of them with all that hangs on it, its form, its sheets (ADMIN-08)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import directory, importing
from accounts.directory import for_keepers
from accounts.directory_forms import OrganisationForm, SeatForm
from accounts.exceptions import AccountRefused
from accounts.listing import Button, Choice, Column, Listing, listing_page, sheet_buttons
from accounts.models import Organisation, User
from accounts.services import dismiss, give_membership
from accounts.services.directory import change_organisation, enter_organisation
from accounts.sheetway import SheetWay
from accounts.states import OrganisationKind, OrganisationStatus
from config.lib.keyset import turned_to
from records.sheet_desk import UNPROCESSABLE

SHEET = SheetWay(
    at="accounts:organisations",
    kind=importing.KIND,
    words="组织",
    columns=tuple(directory.COLUMNS),
    needed=directory.NEEDED,
    rows=lambda request: directory.sheet_rows(request.user, directory.sought_in(request.GET)),
    hints=(
        "有统一社会信用代码的按代码认定是哪一个，没有的按名称；上级写名称，可以是同一表格里前面的行。",
        "类别、隶属关系、单位性质、行业写下拉清单里的原词；独立法人写“是”或“否”。",
    ),
)
LIST_COLUMNS = (
    Column("名称", "name"),
    Column("类别", "get_kind_display"),
    Column("统一社会信用代码", "uscc", "num nowrap"),
    Column("上级", lambda row: row.parent.name if row.parent else ""),
    Column("隶属关系", "get_affiliation_display"),
    Column("状态", "get_status_display"),
)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [("组织", reverse("accounts:organisations") if further else ""), *further]


@for_keepers
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The keeper's part, A to Z, narrowed by words, kind and status."""
    sought = directory.sought_in(request.GET)
    page = directory.organisations_page(request.user, sought, **turned_to(request.GET))
    new = Button("新增组织", reverse("accounts:new_organisation"))
    listing = Listing(
        title="组织",
        lead="组织及其上下级、代码、法人资格、隶属关系、岗位和任职；每次修改都有记录。",
        order="按名称排列",
        columns=LIST_COLUMNS,
        rows=page.rows,
        page=page,
        address=lambda row: reverse("accounts:organisation", args=[row.pk]),
        search="名称、拼音首字母、代码",
        words=sought.words,
        choices=(
            Choice("kind", "类别", "全部类别", OrganisationKind.choices, sought.kind),
            Choice("status", "状态", "全部状态", OrganisationStatus.choices, sought.status),
        ),
        buttons=sheet_buttons(request, "accounts:organisations", new),
        one="组织",
        empty=("还没有组织", "单位注册并通过审核后列在这里；主管部门、职改办和其他单位由您新增，或用表格导入。"),
    )
    return listing_page(request, listing, here="accounts:organisations")


@for_keepers
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: where it stands, what it is, who works there, what was changed."""
    shown = directory.read_kept(request.user, pk)
    seats = directory.keeps_all(request.user)
    return _organisation_page(request, shown, SeatForm(organisation=shown) if seats else None)


def _organisation_page(
    request: HttpRequest, shown: Organisation, form: SeatForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "organisation": shown,
        "above": directory.line_above(shown),
        "below": directory.below(shown),
        "desks": directory.desks_at(shown),
        "history": directory.history_of(shown),
        "seat_form": form,
        "form": form,
        "kept": shown.status in directory.KEPT_STATUS,
        "is_unit": shown.kind in OrganisationKind.units,
        "crumbs": _crumbs((shown.name, "")),
    }
    return render(request, "accounts/directory/detail.html", context, status=status)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new entry, or one brought up to date; what is wrong is told at its field."""
    known = directory.read_kept(request.user, pk) if pk else None
    form = OrganisationForm(request.POST if request.method == "POST" else None, user=request.user, organisation=known)
    if form.is_valid() and (saved := _saved(form, known, request.user)):
        messages.success(request, f"已保存：{saved.name}。")
        return redirect("accounts:organisation", saved.pk)
    here = (known.name, reverse("accounts:organisation", args=[known.pk])) if known else ("新增组织", "")
    context = {
        "form": form,
        "title": "修改组织" if known else "新增组织",
        "lead": known.name if known else "",
        "back": here[1] or reverse("accounts:organisations"),
        "crumbs": _crumbs(here, *([("修改", "")] if known else [])),
    }
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)


def _saved(form: OrganisationForm, known: Organisation | None, actor: User) -> Organisation | None:
    reason = form.cleaned_data["reason"]
    try:
        if known is None:
            return enter_organisation(form.data_told, reason=reason, actor=actor)
        seen = form.data.get("seen", "")
        return change_organisation(known.pk, form.data_told, reason=reason, seen=seen, actor=actor)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return None


@for_keepers
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat somebody who has an account; the system's administrator alone (ROLE-11)."""
    shown = directory.read_kept(request.user, pk)
    if not directory.keeps_all(request.user):
        raise PermissionDenied("任职由系统管理员办理。")
    form = SeatForm(request.POST, organisation=shown)
    if form.is_valid():
        said = {"role": form.cleaned_data["role"], "is_manager": form.cleaned_data["as_manager"]}
        try:
            give_membership(person=form.person, organisation=shown, actor=request.user, **said)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"{form.person.name}已任职。")
            return redirect("accounts:organisation", pk)
    return _organisation_page(request, shown, form, status=UNPROCESSABLE)


@for_keepers
@require_POST
def unseat(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """End a desk; the system's administrator alone (ROLE-11)."""
    shown = directory.read_kept(request.user, pk)
    if not directory.keeps_all(request.user):
        raise PermissionDenied("任职由系统管理员办理。")
    if shown.memberships.filter(pk=membership, ended_at=None).exists():
        dismiss(membership, actor=request.user)
        messages.success(request, "已结束任职。")
    return redirect("accounts:organisation", pk)

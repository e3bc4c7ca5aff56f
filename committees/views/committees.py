"""The desk of committees: the list, one with its authority, terms and history, the forms (ADMIN-09, COMM-01)."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.listing import Button, Choice, Column, Listing, listing_page, sheet_buttons
from accounts.longlists import Lines
from accounts.sheetway import SheetWay
from committees import directory, sheets
from committees.directory import for_authorising, for_offices
from committees.exceptions import CommitteeRefused
from committees.forms import AuthorityForm, SeatForm, TermForm
from committees.keeping import put_committee, put_term, seat_expert, unseat_expert
from committees.models import Committee, CommitteeTerm
from committees.states import CommitteeStatus

UNPROCESSABLE = 422
SHEET = SheetWay(
    at="committees:committees",
    kind=sheets.COMMITTEES,
    words="评委会",
    columns=sheets.COMMITTEE_COLUMNS,
    needed=sheets.COMMITTEE_NEEDED,
    rows=lambda request: Lines(
        directory.committees_like(request.user, request.GET), partial(sheets.committee_rows, request.user)
    ),
    hints=(
        "按名称认定是哪一个；级别、专业有几个的用分号隔开，专业写目录里的代码，不写表示本系列全部专业。",
        "类别、状态写页面上的原词；日期写作 2026-01-31。届次和委员名单在评委会的页面上维护。",
    ),
    guard=for_offices,
    may_write=directory.authorises,
)
LIST_COLUMNS = (
    Column("名称", "name"),
    Column("系列", lambda row: row.series.name),
    Column("级别", "rank_names"),
    Column("所在职改办", lambda row: row.office.name),
    Column("核准备案文号", "approval_doc_no", empty="未填写"),
    Column("状态", "get_status_display"),
)


def crumbs_to(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """评委会 › …"""
    return [("评委会", reverse("committees:committees")), *further]


@for_offices
@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """The own office's committees."""
    page = directory.committees_page(request.user, request.GET)
    new = Button("新增评委会", reverse("committees:new_committee")) if directory.authorises(request.user) else None
    listing = Listing(
        title="评委会",
        lead="评委会的评审权限、授权文件、届次和名单；各职改办只看到自己的评委会。",
        order="按名称排列",
        columns=LIST_COLUMNS,
        rows=page.rows,
        page=page,
        address=lambda row: reverse("committees:committee", args=[row.pk]),
        search="评委会名称",
        words=request.GET.get("q", ""),
        choices=(Choice("status", "状态", "全部状态", CommitteeStatus.choices, request.GET.get("status", "")),),
        buttons=sheet_buttons(request, "committees:committees", new),
        one="评委会",
        empty=("还没有登记评委会", "按核准备案文件新增或用表格导入；登记后，通知才能引用它受理和评审的级别、专业。"),
    )
    return listing_page(request, listing, here="committees:committees")


@for_offices
@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    shown = directory.read_committee(request.user, pk)
    context = {
        "committee": shown,
        "specialties": directory.specialties_named(shown),
        "terms": directory.terms_of(shown),
        "history": directory.history_of(shown),
        "authorises": directory.own_offices(request.user).filter(pk=shown.office_id).exists(),
        "crumbs": crumbs_to((shown.name, "")),
    }
    return render(request, "committees/detail.html", context)


@for_authorising
@require_http_methods(["GET", "POST"])
def edit_committee(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new committee of the own office, or its authority brought up to date."""
    known = directory.read_authorised(request.user, pk) if pk else None
    form = AuthorityForm(request.POST if request.method == "POST" else None, user=request.user, committee=known)
    if form.is_valid() and (saved := _saved(request, form, known)):
        return redirect("committees:committee", saved.pk)
    title = "修改评委会" if known else "新增评委会"
    context = {
        "form": form,
        "title": title,
        "back": reverse("committees:committee", args=[pk]) if known else reverse("committees:committees"),
        "crumbs": crumbs_to((title, "")),
    }
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)


def _saved(request: HttpRequest, form: AuthorityForm, known: Committee | None) -> Committee | None:
    reason = form.cleaned_data["reason"]
    try:
        seen = form.data.get("seen", "")
        saved = put_committee(form.authority, committee=known, reason=reason, seen=seen, actor=request.user)
    except CommitteeRefused as refusal:
        form.show(refusal.reasons)
        return None
    messages.success(request, f"已保存：{saved.name}。")
    return saved


@for_offices
@require_http_methods(["GET", "POST"])
def edit_term(request: HttpRequest, pk: int = 0, term: int = 0) -> HttpResponse:
    """A new term of a committee, or one corrected."""
    known = directory.read_term(request.user, term) if term else None
    whose = known.committee if known else directory.read_committee(request.user, pk)
    form = TermForm(request.POST if request.method == "POST" else None, term=known)
    if form.is_valid() and _term_saved(request, form, whose, known):
        return redirect("committees:committee", whose.pk)
    title = "修改任期" if known else "新增任期"
    here = reverse("committees:committee", args=[whose.pk])
    context = {"form": form, "title": title, "back": here, "crumbs": crumbs_to((whose.name, here), (title, ""))}
    return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)


def _term_saved(request: HttpRequest, form: TermForm, whose: Committee, known: CommitteeTerm | None) -> bool:
    try:
        put_term(whose, form.cleaned_data, term=known, seen=form.data.get("seen", ""), actor=request.user)
    except CommitteeRefused as refusal:
        form.show(refusal.reasons)
        return False
    messages.success(request, "已保存任期。")
    return True


@for_offices
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, term: int) -> HttpResponse:
    """Who sits in a term; experts of the pool are named one by one."""
    shown = directory.read_term(request.user, term)
    form = SeatForm(request.POST if request.method == "POST" else None, term=shown)
    if form.is_valid():
        try:
            seat_expert(shown, **form.cleaned_data, actor=request.user)
        except CommitteeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "已列入名单。")
            return redirect("committees:members", term)
    here = reverse("committees:committee", args=[shown.committee_id])
    context = {
        "term": directory.term_shown(shown),
        "form": form,
        "crumbs": crumbs_to((shown.committee.name, here), (f"第{shown.number}届名单", "")),
    }
    return render(request, "committees/members.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_offices
@require_POST
def unseat(request: HttpRequest, term: int, seat: int) -> HttpResponse:
    """Take somebody off the list of a term."""
    unseat_expert(directory.read_term(request.user, term), seat, actor=request.user)
    messages.success(request, "已移出名单。")
    return redirect("committees:members", term)

"""Announcements at the notice desk: what stands on the pages now, a new one, and taking one down (GEN-10)."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Membership, Organisation, User
from accounts.states import Role
from config.lib import clock
from config.lib.keyset import counted, ordered_page, turned_to
from notices.exceptions import NoticeRefused
from notices.help_form import AnnouncementForm
from notices.models import Announcement
from notices.services import announce, withdraw_announcement
from notices.views.desk import UNPROCESSABLE, for_admins

TITLE = "公告"
PAGE = 20


@for_admins
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Those of one's own offices, latest first; what the reader's pages show now stands above every page."""
    now = clock.law()
    own = Announcement.objects.filter(office__in=offices_kept_by(request.user)).select_related("office", "by")
    page = counted(ordered_page(own, "-starts_at", "-pk", size=PAGE, **turned_to(request.GET)), own)
    context = {
        "page": page,
        "rows": [(each, _look(each, now), _readers(each)) for each in page.rows],
        "crumbs": _crumbs(),
    }
    return render(request, "notices/desk/announcements.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def new_announcement(request: HttpRequest) -> HttpResponse:
    """A banner: looked at once before it goes up."""
    office = offices_kept_by(request.user).first()
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial={"starts_at": clock.law()})
    if office and form.is_valid() and request.POST.get("what") == "save":
        try:
            announce(office=office, actor=request.user, **form.cleaned_data)
        except NoticeRefused as refusal:
            form.show(refusal)
        else:
            messages.success(request, "公告已发布。")
            return redirect("notices:announcements")
    context = {
        "form": form,
        "previewed": form.cleaned_data if form.is_bound and form.is_valid() else None,
        "crumbs": _crumbs(("新公告", "")),
    }
    return render(request, "notices/desk/announcement.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Down before its time."""
    found = Announcement.objects.filter(office__in=offices_kept_by(request.user), pk=pk).first()
    if found is None:
        raise Http404
    try:
        withdraw_announcement(found.pk, actor=request.user)
    except NoticeRefused as refusal:
        for each in refusal.reasons:
            messages.error(request, each.text)
    else:
        messages.success(request, "公告已撤下。")
    return redirect("notices:announcements")


def offices_kept_by(user: User) -> QuerySet[Organisation]:
    """Whose announcements and entries the person writes: their own offices' (SYS-02)."""
    seats = Membership.objects.of(user).filter(role=Role.ADMIN)
    return Organisation.objects.filter(pk__in=seats.values("organisation")).order_by("pk")


def _readers(each: Announcement) -> str:
    return "、".join(Role(role).label for role in each.roles) or "所有人"


def _look(each: Announcement, now: datetime) -> tuple[str, str, str]:
    """Words, tone and icon of where it stands."""
    if each.withdrawn_at:
        return "已撤下", "no", ""
    if each.ends_at <= now:
        return "已结束", "done", ""
    return ("正在显示", "flow", "eye") if each.starts_at <= now else ("等待显示", "hold", "clock")


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    here = [("通知管理", reverse("notices:desk"))]
    return [*here, (TITLE, reverse("notices:announcements") if further else ""), *further]

"""An amendment begun and given up; it is edited like a draft, a floor above shows its reach and publishes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from notices import desk
from notices.exceptions import NoticeRefused
from notices.services import begin_amendment, drop_amendment
from notices.views.desk import desk_crumbs, for_admins, refused


@for_admins
@require_POST
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an amendment, or go on with the one that is begun."""
    notice = desk.read_kept(request.user, code)
    try:
        begin_amendment(notice.pk, actor=request.user)
    except NoticeRefused as refusal:
        refused(request, refusal)
        return redirect("notices:desk")
    return redirect("notices:wall", code)


@for_admins
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Give an amendment up; what is given up is shown first."""
    notice = desk.read_draft(request.user, code)
    if request.method == "POST":
        try:
            drop_amendment(notice.pk, actor=request.user)
        except NoticeRefused as refusal:
            refused(request, refusal)
        else:
            messages.success(request, "已放弃修订，通知仍按已发布的内容执行。")
        return redirect("notices:desk")
    context = {
        "notice": notice,
        "differences": desk.differences_from_source(notice),
        "columns": desk.compare_columns(notice),
        "crumbs": desk_crumbs(notice, ("放弃修订", "")),
    }
    return render(request, "notices/desk/drop.html", context)

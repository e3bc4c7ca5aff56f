"""The attachments of a draft: in their printed order, each with its file or the form that the system makes."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.lib.files import UploadRefused
from config.lib.text import whole_number
from notices import desk
from notices.drafting.standing import seen_at, terms_worked_on, whole_of
from notices.enclosure_form import EnclosureForm
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.selectors import enclosed_files, enclosure_rows
from notices.services import add_attachment, change_attachment, move_attachment, remove_attachment
from notices.services.attachments import AT
from notices.views.desk import UNPROCESSABLE, desk_crumbs, for_admins, refused

TITLE = "附件"
WAYS = {"up": -1, "down": 1}


@for_admins
@require_http_methods(["GET", "POST"])
def enclosures(request: HttpRequest, code: str) -> HttpResponse:
    """The list; one is moved or taken out by a button of its own."""
    notice = desk.read_draft(request.user, code)
    if request.method == "POST":
        return _moved(request, notice)
    context = {
        "notice": notice,
        "rows": enclosure_rows(notice, terms_worked_on(notice)),
        "seen": _seen(notice),
        "crumbs": desk_crumbs(notice, (TITLE, "")),
    }
    return render(request, "notices/desk/attachments.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def enclosure(request: HttpRequest, code: str, num: int = 0) -> HttpResponse:
    """One attachment: new, or another title, form or file."""
    notice = desk.read_draft(request.user, code)
    row = _row(notice, num) if num else {}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EnclosureForm(*sent, row=row, seen=_seen(notice))
    if form.is_valid() and _saved(request, notice, num, form):
        return redirect("notices:attachments", code)
    title = f"附件{num}" if num else "新增附件"
    context = {
        "notice": notice,
        "num": num,
        "file": enclosed_files(terms_worked_on(notice)).get(num),
        "form": form,
        "title": title,
        "crumbs": desk_crumbs(notice, (TITLE, reverse("notices:attachments", args=[code])), (title, "")),
    }
    return render(request, "notices/desk/attachment.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_safe
def enclosure_file(request: HttpRequest, code: str, num: int) -> FileResponse:
    """The file as it will be published, for those who keep the notice."""
    notice = desk.read_draft(request.user, code)
    held = enclosed_files(terms_worked_on(notice)).get(num)
    if held is None or held.is_withheld:
        raise Http404
    stream = held.path.open("rb")
    return FileResponse(stream, content_type=held.media_type, as_attachment=True, filename=held.original_name)


def _seen(notice: Notice) -> str:
    return seen_at(whole_of(notice), AT)


def _row(notice: Notice, num: int) -> dict[str, Any]:
    found = next((each for each in whole_of(notice)["attachments"] if each["num"] == num), None)
    if found is None:
        raise Http404
    return dict(found)


def _saved(request: HttpRequest, notice: Notice, num: int, form: EnclosureForm) -> bool:
    told = form.cleaned_data
    words = {"title": told["title"], "form": told["form"], "upload": told["upload"], "seen": told["seen"]}
    try:
        if num:
            drop = bool(told.get("drop_file"))
            change_attachment(notice.pk, num, drop_file=drop, actor=request.user, **words)
        else:
            add_attachment(notice.pk, actor=request.user, **words)
    except (NoticeRefused, TermsRefused, UploadRefused) as refusal:
        form.show(refusal)
        return False
    messages.success(request, "已保存。")
    return True


def _moved(request: HttpRequest, notice: Notice) -> HttpResponse:
    what, seen = (request.POST.get(name, "") for name in ("what", "seen"))
    item = whole_number(request.POST.get("item"))
    if item is None or what not in {*WAYS, "remove"}:
        raise Http404
    try:
        if what == "remove":
            remove_attachment(notice.pk, item, seen=seen, actor=request.user)
        else:
            move_attachment(notice.pk, item, WAYS[what], seen=seen, actor=request.user)
    except (NoticeRefused, TermsRefused) as refusal:
        refused(request, refusal)
    else:
        messages.success(request, "已保存。")
    return redirect("notices:attachments", notice.code)

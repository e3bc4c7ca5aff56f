"""公示公告 that offices write themselves: at the desk, and as anybody reads them (ADMIN-07)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from config.lib.files import UploadRefused
from config.lib.keyset import counted, newest_page, turned_to
from notices.exceptions import NoticeRefused
from notices.models import Posting
from notices.posting_form import PostingForm, WithdrawForm
from notices.postings import file_of, hangs, read_own_posting, read_posting
from notices.services.posting import put_up, withdraw_posting
from notices.views.announcing import offices_kept_by
from notices.views.desk import UNPROCESSABLE, for_admins

TITLE = "公示公告"


@for_admins
@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    """Those of one's own offices, latest first."""
    own = Posting.objects.filter(office__in=offices_kept_by(request.user)).select_related("office", "by")
    page = counted(newest_page(own, **turned_to(request.GET)), own)
    today = clock.local_date(clock.law())
    rows = [(each, _look(each, today)) for each in page.rows]
    return render(request, "notices/desk/postings.html", {"page": page, "rows": rows, "crumbs": _crumbs()})


@for_admins
@require_http_methods(["GET", "POST"])
def new_posting(request: HttpRequest) -> HttpResponse:
    """A new entry: public from its first day."""
    office = offices_kept_by(request.user).first()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PostingForm(*sent, initial={"first_day": clock.local_date(clock.law())})
    if office and form.is_valid():
        try:
            made = put_up(office=office, actor=request.user, **form.said)
        except (NoticeRefused, UploadRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, f"“{made.title}”已发布到公示公告。")
            return redirect("notices:postings")
    context = {"form": form, "office": office, "crumbs": _crumbs(("发布", ""))}
    return render(request, "notices/desk/posting.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Down before its time, with the reason that stands in its place."""
    found = read_own_posting(request.user, ref)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_posting(found.pk, why=form.cleaned_data["why"], actor=request.user)
        except NoticeRefused as refusal:
            messages.error(request, refusal.reasons[0].text)
        else:
            messages.success(request, f"“{found.title}”已撤下。")
        return redirect("notices:postings")
    context = {"form": form, "posting": found, "crumbs": _crumbs(("撤下", ""))}
    return render(request, "notices/desk/withdraw_posting.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def posting(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As anybody reads it; after its last day, or withdrawn, 410 and nothing of the text."""
    shown = read_posting(ref)
    open_now = hangs(shown)
    column = [("首页", "/"), (TITLE, reverse("outcomes:column")), (shown.title, "")]
    context = {"posting": shown, "hangs": open_now, "files": shown.files.select_related("file"), "crumbs": column}
    answer = render(request, "notices/posting.html", context, status=200 if open_now else 410)
    answer["X-Robots-Tag"] = "noindex, nofollow"  # names of people: nothing a search engine should keep
    return answer


@require_safe
def posting_file(request: HttpRequest, ref: UUID, num: int) -> FileResponse:
    """A file of an entry that hangs; nobody needs an account for it."""
    held = file_of(read_posting(ref), num).file
    stream = held.path.open("rb")
    return FileResponse(stream, content_type=held.media_type, as_attachment=True, filename=held.original_name)


def _look(each: Posting, today: date) -> tuple[str, str, str]:
    """Words, tone and icon of where it stands."""
    if each.withdrawn_at:
        return "已撤下", "no", ""
    if each.first_day > today:
        return "等待公布", "hold", "clock"
    return ("已到期", "done", "") if each.last_day and each.last_day < today else ("正在公布", "flow", "eye")


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    here = [("通知管理", reverse("notices:desk"))]
    return [*here, (TITLE, reverse("notices:postings") if further else ""), *further]

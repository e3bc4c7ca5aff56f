"""公示公告: lists of results while they hang, and the 批复 (COMM-06, COMM-07, S15)."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.lib import clock
from config.lib.keyset import ordered_page, turned_to
from notices.postings import column_parts
from records.selectors import latest_document
from review.approvals.views.doors import HOME, unindexed
from review.outcomes.lines import approved_lines, lines_of
from review.outcomes.models import Approval, ResultPublicity
from review.outcomes.selectors import (
    approval_of_publicity,
    public_approvals,
    running_publicities,
    strip_of_days,
)
from review.outcomes.services.publicity import canonical

PAGE = 20
COLUMN = "公示公告"


@require_safe
def column(request: HttpRequest) -> HttpResponse:
    """Running lists and what was approved (COMM-06), and what offices put up themselves (ADMIN-07)."""
    now = clock.law()
    page = ordered_page(public_approvals(), "-dated", "-pk", size=PAGE, **turned_to(request.GET))
    context = {
        "publicities": running_publicities(now),
        "page": page,
        "posted": column_parts(),
        "crumbs": [HOME, (COLUMN, "")],
    }
    return render(request, "outcomes/column.html", context)


@unindexed
@require_safe
def publicity(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One list, to its last day; then 410 with what stands in its place (15-3)."""
    shown, now = _publicity(ref), clock.law()
    today = clock.local_date(now)
    if shown.last_day < today:
        return _over(request, shown)
    words = request.GET.get("q", "")[:60]
    lines = lines_of(shown, words)
    context = {
        "publicity": shown,
        "lines": lines,
        "words": words,
        "total": len(shown.snapshot),
        "days": _days(shown, today),
        "crumbs": [HOME, (COLUMN, reverse("outcomes:column")), (shown.title, "")],
    }
    return render(request, "outcomes/publicity.html", context)


@unindexed
@require_safe
def snapshot(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The bytes the digest was taken of, so that anybody can compare; gone with the list."""
    shown = _publicity(ref)
    if shown.last_day < clock.local_date(clock.law()):
        return HttpResponse(status=410)
    response = HttpResponse(canonical(shown.snapshot), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="publicity-{shown.pk}.json"'
    return response


@unindexed
@require_safe
def approval(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One 批复 with the people whose titles stand."""
    shown = _approval(ref)
    words = request.GET.get("q", "")[:60]
    context = {
        "approval": shown,
        "lines": approved_lines(shown, words),
        "words": words,
        "paper": latest_document("FORM-32", "approval", shown.pk),
        "crumbs": [HOME, (COLUMN, reverse("outcomes:column")), (shown.doc_no, "")],
    }
    return render(request, "outcomes/approval.html", context)


@unindexed
@require_safe
def approval_paper(request: HttpRequest, ref: UUID) -> FileResponse:
    """The PDF of a 批复; nobody needs an account for it."""
    paper = latest_document("FORM-32", "approval", _approval(ref).pk)
    if paper is None or paper.file.is_withheld:
        raise Http404
    stream = paper.file.path.open("rb")
    return FileResponse(stream, content_type="application/pdf", as_attachment=True, filename=f"{paper.title}.pdf")


def _over(request: HttpRequest, shown: ResultPublicity) -> HttpResponse:
    context = {
        "publicity": shown,
        "total": len(shown.snapshot),
        "approvals": approval_of_publicity(shown),
        "crumbs": [HOME, (COLUMN, reverse("outcomes:column")), (shown.title, "")],
    }
    return render(request, "outcomes/publicity_over.html", context, status=410)


def _days(shown: ResultPublicity, today):
    started = clock.local_date(shown.started_at)
    return strip_of_days(started, shown.last_day, today=today, started=started)


def _publicity(ref: UUID) -> ResultPublicity:
    found = ResultPublicity.objects.select_related("notice").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _approval(ref: UUID) -> Approval:
    found = public_approvals().filter(ref=ref).first()
    if found is None:
        raise Http404
    return found

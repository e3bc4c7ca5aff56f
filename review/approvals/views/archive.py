"""The page of who hosts the archive: item by item, beside what the unit found (CHAN-24, S17)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from review.approvals import services
from review.approvals.archive_form import ArchiveForm
from review.approvals.archives import held_items, is_at_archive
from review.approvals.rules import read_at_desk, works_at
from review.approvals.views.common import NOT_POSSIBLE, crumbs_to, done, show_case


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every item the archive holds, with the unit's record and one's own verdict."""
    declaration = read_at_desk(request.user, ref)
    if not is_at_archive(declaration) or not works_at(request.user, declaration):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = ArchiveForm(posted, held=held_items(declaration))
    if posted is not None and done(
        form, lambda _: services.verify_from_archive(declaration.pk, actor=request.user, found=form.found())
    ):
        messages.success(request, "档案核验结果已保存。")
        return redirect("approvals:review", ref)
    context = {"declaration": declaration, "form": form, "crumbs": crumbs_to(declaration, "档案核验")}
    status = NOT_POSSIBLE if form.errors else 200
    return show_case(request, declaration, "approvals/archive.html", context, status=status)

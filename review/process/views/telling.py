"""Who was told what: of one case, for its desks; and the published table of every message (S27, MSG-01)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.selectors import told_about
from records.services.reads import note_read
from review.approvals.rules import read_at_desk
from review.process.telling_table import table


@login_required
@require_safe
def told(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every line and text about a case, whether it was seen and delivered; for the desks it reached."""
    declaration = read_at_desk(request.user, ref)
    note_read("declaration.told", declaration.pk, request.user)
    rows = told_about("declaration", declaration.pk, own=declaration.applicant_id)
    crumbs = [(declaration.applicant.name, declaration.get_absolute_url()), ("告知情况", "")]
    return render(request, "process/told.html", {"declaration": declaration, "rows": rows, "crumbs": crumbs})


@require_safe
def told_when(request: HttpRequest) -> HttpResponse:
    """Event → who → how → words, open to everybody; texts are those of the house, a notice may word its own."""
    return render(request, "process/told_when.html", {"groups": table()})

"""Recording a suspicion of misconduct from a review screen (MAT-05)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from integrity.selectors import suspicions_on
from review.approvals.content import parts_of_dossier
from review.approvals.forms import SuspectForm
from review.approvals.rules import read_at_desk, works_in_office
from review.approvals.services.suspecting import suspect
from review.approvals.views.common import NOT_POSSIBLE, crumbs_to, done, show_case


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suspicion(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was seen, where, and the evidence; what was recorded before."""
    declaration = read_at_desk(request.user, ref)
    posted = request.method == "POST"
    places = [part.label for part in parts_of_dossier(declaration)]
    form = SuspectForm(request.POST if posted else None, places=places)
    if posted and done(form, lambda given: suspect(declaration.pk, actor=request.user, **given)):
        messages.success(request, "线索已登记，由有权机关听取申辩后认定；认定以前不影响本次申报。")
        return redirect("approvals:suspicion", ref)
    seen = suspicions_on(declaration.ref)  # what a reader saw is for the committee's office, not for the unit
    context = {
        "declaration": declaration,
        "form": form,
        "suspicions": seen if works_in_office(request.user, declaration) else seen.filter(by_reader=False),
        "crumbs": crumbs_to(declaration, "学术不端线索"),
    }
    return show_case(request, declaration, "approvals/suspicion.html", context, status=NOT_POSSIBLE if posted else 200)

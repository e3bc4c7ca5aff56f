"""What the applicant gets in the end: the certificate and the 评审表; or asks to be looked at again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from declarations.rules import read_own
from notices.rules import terms_of
from records.selectors import document_progress
from records.services.documents import request_document
from review.outcomes.documents import certificate_url
from review.outcomes.effects import form_of
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.office import AskReviewForm
from review.outcomes.lines import way_of
from review.outcomes.rules import read_own_certificate
from review.outcomes.services.reviews import against_asking, ask_review, last_day_to_ask
from review.outcomes.views.common import status_of


@login_required
@require_safe
def certificate(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The card: preview, downloads, where else it can be fetched (28-1, CERT-01, CERT-02)."""
    held = read_own_certificate(request.user, ref)
    case = held.declaration
    terms = terms_of(case.edition)
    context = {
        "certificate": held,
        "declaration": case,
        "url": certificate_url(held),
        "terms": terms.certificate,
        "paper": document_progress("FORM-33", "declaration", case.pk),
        "way": way_of(case),
        "form_kind": form_of(case),
        "review_form": document_progress(form_of(case), "declaration", case.pk),
        "crumbs": [("我的申报", reverse("process:home")), ("电子证书", "")],
    }
    return render(request, "outcomes/certificate.html", context)


@login_required
@require_POST
def make_paper(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """Ask for the paper once more, should it have failed."""
    held = read_own_certificate(request.user, ref)
    fits = kind in {"FORM-33", form_of(held.declaration)}
    if fits and not document_progress(kind, "declaration", held.declaration_id).is_open:
        request_document(kind, "declaration", held.declaration_id, by=request.user.pk)
    return redirect("outcomes:certificate", ref)


@login_required
@require_http_methods(["GET", "POST"])
def ask_for_review(request: HttpRequest, ref: UUID) -> HttpResponse:
    """复查申请 of a failed result, and its answer (G-26, FORM-49)."""
    case = read_own(request.user, ref)
    form = AskReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_review(case, actor=request.user, **form.cleaned_data)
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "复查申请已提交，答复后会通知您。")
            return redirect("outcomes:ask_review", ref)
    context = {
        "declaration": case,
        "form": form,
        "asked": case.review_requests.all(),
        "against": list(against_asking(case, actor=request.user, now=clock.law())),
        "last_day": last_day_to_ask(case),
        "paper": document_progress("FORM-49", "declaration", case.pk),
        "crumbs": [("我的申报", reverse("process:home")), ("复查申请", "")],
    }
    return render(request, "outcomes/ask_review.html", context, status=status_of(request))

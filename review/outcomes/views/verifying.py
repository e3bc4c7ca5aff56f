"""Is this paper real? Certificates by number and name or by their QR, official forms by their code (S28, AZ8)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from review.approvals.views.doors import HOME, asked_too_often, too_often, unindexed
from review.outcomes.forms.public import DocumentCodeForm, VerifyForm
from review.outcomes.limiting import VERIFY, VERIFY_LINK
from review.outcomes.selectors import certificate_by_number, certificate_by_token, checked_document
from review.outcomes.views.common import status_of

TITLE = "查证书"
CRUMBS = [HOME, (TITLE, "")]


@unindexed
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By number and name. A wrong number and a wrong name get the same answer."""
    if request.method == "POST" and asked_too_often(request, VERIFY):
        return too_often(request, title=TITLE)
    form = VerifyForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "document_form": DocumentCodeForm(), "crumbs": CRUMBS}
    if not form.is_valid():
        return render(request, "outcomes/verify.html", context, status=status_of(request))
    certificate = certificate_by_number(**form.cleaned_data)
    return render(request, "outcomes/verify.html", {**context, "asked": True, "certificate": certificate})


@unindexed
@require_safe
def verified(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR of a certificate."""
    if asked_too_often(request, VERIFY_LINK):
        return too_often(request, title=TITLE)
    certificate = certificate_by_token(token)
    context = {"certificate": certificate, "crumbs": CRUMBS}
    return render(request, "outcomes/verified.html", context, status=200 if certificate else 404)


@unindexed
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, code: str = "") -> HttpResponse:
    """Behind the QR of any other official form, or its code typed in."""
    if asked_too_often(request, VERIFY_LINK):
        return too_often(request, title="核验文书")
    form = DocumentCodeForm(request.POST if request.method == "POST" else None)
    asked = code or (form.cleaned_data["document_code"].strip() if form.is_valid() else "")
    checked = checked_document(asked) if asked else None
    context = {"form": form, "asked": bool(asked), "checked": checked, "crumbs": [HOME, ("核验文书", "")]}
    missing = 404 if asked else status_of(request)
    return render(request, "outcomes/document.html", context, status=200 if checked else missing)

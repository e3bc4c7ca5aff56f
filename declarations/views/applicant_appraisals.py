"""专家鉴定意见 (MAT-69), where the notice asks for it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from declarations.exceptions import Refused
from declarations.forms.appraisals import appraisal_forms
from declarations.parts import Section
from declarations.services.sections import save_appraisals
from declarations.views.common import lock_of, own, page, say
from notices.rules import terms_of


@login_required
@require_http_methods(["GET", "POST"])
def appraisals(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One block an expert; saved together."""
    declaration = own(request, ref)
    law = terms_of(declaration.edition).expert_appraisal
    if not law.required:
        raise Http404
    grounds = getattr(declaration, "grounds", None)
    forms = appraisal_forms(request.POST or None, grounds.appraisals if grounds else [])
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            save_appraisals(declaration.pk, [form.cleaned_data for form in forms], actor=request.user)
        except Refused as refusal:
            say(request, refusal.reasons)
        else:
            messages.success(request, "已保存。还有别的专家的，可以继续填写。")
            return redirect(request.path)
    context = {"forms": forms, "law": law, "locked": lock_of(declaration, Section.PUBLICATIONS)}
    return page(request, "declarations/appraisals.html", declaration, context, title="专家鉴定意见")

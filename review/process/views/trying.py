"""A notice tried out as a made-up applicant: what is found, asked and printed; nothing is stored (24-3)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.lib.files import PDF
from declarations.sample.printing import forms_for, specimen_of
from declarations.sample.trying import TryOut, try_out
from notices.desk import read_kept
from notices.models import Notice
from notices.views.desk import desk_crumbs, for_admins
from review.process.rehearsal.services import terms_to_try
from review.process.tables import found_in, fulfilled_in, materials_in
from review.process.tryout_form import TryOutForm

UNPROCESSABLE = 422


@for_admins
@require_safe
def tryout(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and what the sample's person would be told."""
    notice = read_kept(request.user, code)
    form = _form(request, notice)
    tried = _tried(form)
    context: dict[str, Any] = {"notice": notice, "form": form, "tried": tried}
    context["crumbs"] = desk_crumbs(notice, ("试填", ""))
    if tried:
        context |= {"findings": found_in(tried), "fulfilled": fulfilled_in(tried), "materials": materials_in(tried)}
        context["forms"] = forms_for(tried)
        context["asked"] = request.GET.urlencode()
    return render(request, "process/tryout.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_safe
@never_cache
def tryout_paper(request: HttpRequest, code: str, word: str) -> HttpResponse:
    """One form of the same sample as PDF, marked 样张."""
    tried = _tried(_form(request, read_kept(request.user, code)))
    if tried is None:
        raise Http404
    try:
        pdf = specimen_of(tried, word)
    except LookupError:
        raise Http404 from None
    headers = {"Content-Disposition": f'inline; filename="{word}.pdf"'}
    return HttpResponse(pdf, content_type=PDF, headers=headers)


def _form(request: HttpRequest, notice: Notice) -> TryOutForm:
    terms = terms_to_try(notice)
    return TryOutForm(request.GET, terms=terms) if "level" in request.GET else TryOutForm.at_first(terms)


def _tried(form: TryOutForm) -> TryOut | None:
    if not form.is_valid() or form.asked is None:
        return None
    return try_out(form.asked, form.facts, at=form.judged_at)

"""从共享数据取得: ask, watch, object, take an objection back (MAT-10)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from declarations.exceptions import Refused
from declarations.forms.sharing import DisputeForm
from declarations.links import section_url
from declarations.pages.sharing import sharing_of
from declarations.parts import Section
from declarations.selectors import shared_row_of
from declarations.services.shared import ask_for_shared, drop_dispute, raise_dispute
from declarations.views.common import UNPROCESSABLE, lock_of, own, page, say, tell


@login_required
@require_POST
def ask(request: HttpRequest, ref: UUID, section: str) -> HttpResponse:
    """A worker fetches; the page shows how far it is."""
    declaration = own(request, ref)
    try:
        ask_for_shared(declaration.pk, section, actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(section_url(declaration, Section(section)))


@login_required
@require_safe
def progress(request: HttpRequest, ref: UUID, section: str) -> HttpResponse:
    """The panel again; once the answer is there, the whole page."""
    declaration = own(request, ref)
    sharing = sharing_of(declaration, section, now=clock.law())
    context = {"declaration": declaration, "sharing": sharing, "locked": lock_of(declaration, section)}
    response = render(request, "declarations/_sharing.html", context)
    response["Cache-Control"] = "private, no-store"
    if sharing is not None and not sharing.is_open:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, ref: UUID, section: str, pk: int) -> HttpResponse:
    """What is wrong with a shared row; it makes way for what the person types and proves."""
    declaration = own(request, ref)
    row = shared_row_of(declaration, section, pk)
    if row is None:
        raise Http404
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        try:
            raise_dispute(declaration.pk, section, pk, reason=form.cleaned_data["reason"], actor=request.user)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "已记录您的异议，请手工填写正确的内容并上传证明材料。")
            return redirect(section_url(declaration, Section(section)))
    here = Section(section)
    context = {"form": form, "row": row, "section": here, "locked": lock_of(declaration, section)}
    context["back"] = section_url(declaration, here)
    status = UNPROCESSABLE if form.errors else 200
    return page(request, "declarations/dispute.html", declaration, context, title="对共享数据有异议", status=status)


@login_required
@require_POST
def undispute(request: HttpRequest, ref: UUID, section: str) -> HttpResponse:
    """An objection taken back; asked again, the data come again."""
    declaration = own(request, ref)
    try:
        drop_dispute(declaration.pk, section, request.POST.get("key", ""), actor=request.user)
        messages.success(request, "已撤回异议；需要共享数据的，请再获取一次。")
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(section_url(declaration, Section(section)))

"""Sections that are one page: 基本信息, 特殊选项, 社保, 代表性成果; and autosave (S06)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from config.lib import clock
from config.lib.back import way_back
from declarations.exceptions import Refused, Stale
from declarations.fields import CHANNEL_FIELDS, GROUNDS_FIELDS
from declarations.forms.base import typed
from declarations.forms.files import PhotoForm, uploaded
from declarations.forms.sections import BasicForm, InsuranceForm, InsuranceGapForm, OptionsForm
from declarations.links import part_url
from declarations.models import Declaration
from declarations.pages.cards import all_items, slots_at
from declarations.pages.papers import papers_at
from declarations.pages.sharing import sharing_of
from declarations.parts import Section
from declarations.selectors import needless_exception, paid_spans, patch_of
from declarations.services.autosave import discard_patch, keep_patch
from declarations.services.items import star_item
from declarations.services.materials import save_photo
from declarations.services.sections import (
    add_insurance,
    explain_insurance,
    remove_insurance,
    save_basic,
    save_options,
)
from declarations.states import Special
from declarations.views.common import UNPROCESSABLE, asked_here, lock_of, onward, own, page, say, tell, version_in
from notices.rules import terms_of


@login_required
@require_http_methods(["GET", "POST"])
def basic(request: HttpRequest, ref: UUID) -> HttpResponse:
    """基本信息 with the photo, its size and what it must not be (MAT-13), and the papers that belong to it."""
    declaration = own(request, ref)
    version, patch, typed_at = patch_of(declaration, Section.BASIC)
    form = BasicForm(request.POST or None, declaration=declaration, instance=declaration.basic, patch=patch)
    if form.is_valid():
        try:
            save_basic(declaration.pk, form.cleaned_data, actor=request.user, version=version_in(request))
        except (Refused, Stale) as refusal:
            tell(form, refusal)
        else:
            return onward(request, declaration, Section.BASIC)
    context = {"form": form, "version": version, "typed_at": typed_at, "basic": declaration.basic}
    context["photo"] = declaration.basic.photo
    return _section(request, declaration, Section.BASIC, "declarations/basic.html", context)


@login_required
@require_POST
def photo(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The portrait, by itself: it never waits for the other fields."""
    declaration = own(request, ref)
    form = PhotoForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            doubts = save_photo(declaration.pk, **uploaded(form), actor=request.user)
            messages.success(request, "照片已上传。")
            for doubt in doubts:
                messages.warning(request, doubt)
        else:
            messages.error(request, form.errors["file"][0])
    except Refused as refusal:
        if request.headers.get("X-Requested-With") == "zc-upload":
            return JsonResponse({"error": refusal.reasons[0].text}, status=UNPROCESSABLE)
        say(request, refusal.reasons)
    return redirect("declarations:basic", ref)


@login_required
@require_http_methods(["GET", "POST"])
def options(request: HttpRequest, ref: UUID) -> HttpResponse:
    """特殊选项: a tick reveals what it asks for."""
    declaration = own(request, ref)
    version, patch, typed_at = patch_of(declaration, Section.OPTIONS)
    form = OptionsForm(request.POST or None, declaration=declaration, initial=_told_options(declaration))
    if patch and not form.is_bound:
        form.initial |= typed(form, patch)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "options"}
        try:
            save_options(
                declaration.pk,
                options=form.cleaned_data["options"],
                values=values,
                actor=request.user,
                version=version_in(request),
            )
        except (Refused, Stale) as refusal:
            tell(form, refusal)
        else:
            return onward(request, declaration, Section.OPTIONS)
    context = {"form": form, "version": version, "typed_at": typed_at}
    context["papers"] = papers_at(declaration, Section.OPTIONS)
    context["needless"] = needless_exception(declaration, now=clock.law())
    return _section(request, declaration, Section.OPTIONS, "declarations/options.html", context)


@login_required
@require_POST
def ordinary(request: HttpRequest, ref: UUID) -> HttpResponse:
    """改为正常申报: the same saving without 破格; what was typed and not saved is saved or thrown away first."""
    declaration = own(request, ref)
    if patch_of(declaration, Section.OPTIONS)[1]:
        messages.error(request, "本页有尚未保存的修改，请先保存或放弃，再改为正常申报。")
        return redirect("declarations:options", ref)
    values = _told_options(declaration)
    options = set(values.pop("options")) - {Special.EXCEPTIONAL}
    try:
        save_options(declaration.pk, options=options, values=values, actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
    else:
        messages.success(request, "已改为正常申报，不再需要破格的审批表和证明。")
    return redirect("declarations:hub", ref)


def _told_options(declaration: Declaration) -> dict[str, Any]:
    grounds = getattr(declaration, "grounds", None)
    told = {"options": declaration.options}
    for name in CHANNEL_FIELDS:
        told[name] = getattr(declaration, name)
    for name in GROUNDS_FIELDS:
        told[name] = getattr(grounds, name, None)
    return told


@login_required
@require_http_methods(["GET", "POST"])
def insurance(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Paid months as spans; a gap wants an explanation (MAT-31)."""
    declaration = own(request, ref)
    version, patch, typed_at = patch_of(declaration, Section.INSURANCE)
    explaining = request.POST.get("do") == "explain"
    span = InsuranceForm(request.POST if request.POST and not explaining else None)
    grounds = getattr(declaration, "grounds", None)
    gap = InsuranceGapForm(
        request.POST if explaining else None,
        initial={"insurance_gap": patch.get("insurance_gap", grounds.insurance_gap if grounds else "")},
    )
    form = gap if explaining else span
    if form.is_valid() and _saved_insurance(request, declaration, form, explaining=explaining):
        return onward(request, declaration, Section.INSURANCE) if explaining else redirect(request.path)
    context = {"form": form, "span": span, "gap": gap, "spans": paid_spans(declaration), "version": version}
    context["typed_at"] = typed_at
    context["sharing"] = sharing_of(declaration, Section.INSURANCE, now=clock.law())
    context["papers"] = papers_at(declaration, Section.INSURANCE)
    return _section(request, declaration, Section.INSURANCE, "declarations/insurance.html", context)


def _saved_insurance(request: HttpRequest, declaration: Declaration, form: forms.Form, *, explaining: bool) -> bool:
    try:
        if explaining:
            text = form.cleaned_data["insurance_gap"]
            explain_insurance(declaration.pk, text, actor=request.user, version=version_in(request))
        else:
            count = add_insurance(declaration.pk, **form.cleaned_data, actor=request.user)
            messages.success(request, f"已添加 {count} 个月的缴费记录。")
    except (Refused, Stale) as refusal:
        tell(form, refusal)
        return False
    return True


@login_required
@require_POST
def insurance_remove(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Take a typed-in span back."""
    declaration = own(request, ref)
    field = forms.DateField()
    try:
        first, last = (field.clean(request.POST.get(name)) for name in ("first", "last"))
        payer = request.POST.get("payer", "")
        remove_insurance(declaration.pk, payer=payer, first=first, last=last, actor=request.user)
        messages.success(request, "已删除这段缴费记录。")
    except Refused as refusal:
        say(request, refusal.reasons)
    except forms.ValidationError:
        messages.error(request, "没有找到这段记录，请刷新页面。")
    return redirect("declarations:insurance", ref)


@login_required
@require_http_methods(["GET", "POST"])
def representative(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One star over all lists (MAT-53)."""
    declaration = own(request, ref)
    if request.method == "POST":
        try:
            star_item(declaration.pk, request.POST.get("item", ""), actor=request.user)
            messages.success(request, "已标注为代表性成果。")
            return HttpResponseRedirect(way_back(request, named="back", otherwise=request.path))
        except Refused as refusal:
            say(request, refusal.reasons)
    context = {"lists": all_items(declaration)}
    return _section(request, declaration, Section.REPRESENTATIVE, "declarations/representative.html", context)


@login_required
@require_POST
def autosave(request: HttpRequest, ref: UUID, part: str) -> JsonResponse:
    """Raw values, valid or not (ux §3.8): 409 with what stands when another page saved meanwhile.

    With ``_same`` the page says that they are what was saved: nothing waits any more.
    """
    declaration = own(request, ref)
    names = [name for name in request.POST if not name.startswith("_") and "_same" not in request.POST]
    values = {name: _raw(request, name) for name in names}
    try:
        patch = keep_patch(declaration.pk, part, values, version=version_in(request) or 0, actor=request.user)
    except Stale as stale:
        return JsonResponse({"version": stale.version, "values": stale.values}, status=409)
    except Refused as refusal:
        return JsonResponse({"error": refusal.reasons[0].text}, status=UNPROCESSABLE)
    return JsonResponse({"version": patch.version, "at": f"{timezone.localtime(patch.at):%H:%M}"})


@login_required
@require_POST
def discard(request: HttpRequest, ref: UUID, part: str) -> HttpResponse:
    """What was typed and not saved is thrown away; the page shows what was saved."""
    declaration = own(request, ref)
    try:
        discard_patch(declaration.pk, part, actor=request.user)
        messages.success(request, "已放弃没有保存的修改。")
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(part_url(declaration, part))


def _raw(request: HttpRequest, name: str) -> Any:
    given = request.POST.getlist(name)
    return given[0] if len(given) == 1 else given


def _section(
    request: HttpRequest, declaration: Declaration, section: Section, template: str, context: dict[str, Any]
) -> HttpResponse:
    form = context.get("form")
    told = {
        "section": section,
        "locked": lock_of(declaration, section),
        **asked_here(declaration, section, slots_at(declaration, section), form=context.get("gap", form)),
        "terms": terms_of(declaration.edition),
        **context,
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return page(request, template, declaration, told, title=section.label, status=status)

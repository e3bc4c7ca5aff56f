"""Files: slots, uploads one by one, preview, rotate, replace, remove; forms to print, sign and scan (S08)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import quoted
from declarations.documents import SELF_ASSESSMENT
from declarations.dossier import load_dossier
from declarations.editing import why_locked
from declarations.exceptions import Refused
from declarations.forms.files import PhotoForm, UploadForm, uploaded
from declarations.links import part_url
from declarations.models import Declaration, Material
from declarations.pages.assessment import why_assessment_is_old
from declarations.pages.cards import slots_at
from declarations.pages.papers import FORMS, SECTION_OF, papers_at
from declarations.parts import Section, slot_key
from declarations.reuse import other_places
from declarations.selectors import files_of, material_of, orphans
from declarations.services.materials import (
    SUBJECT,
    Attached,
    attach_material,
    mark_copy,
    remove_material,
    replace_material,
    restore_material,
    rotate_material,
)
from declarations.views.common import UNPROCESSABLE, asked_here, lock_of, own, page, say
from notices.rules import terms_of
from records.selectors import document_progress
from records.services.documents import request_document

CHANGES = {
    "rotate": rotate_material,
    "remove": remove_material,
    "restore": restore_material,
    "copy": mark_copy,  # MAT-07
}
DONE = {"rotate": "已旋转。", "restore": "已恢复。", "copy": "已更改。"}


@login_required
@require_safe
def materials(request: HttpRequest, ref: UUID) -> HttpResponse:
    """其他证明材料, with the 自评表 loop: generate, sign, scan."""
    declaration = own(request, ref)
    terms, files = terms_of(declaration.edition), files_of(declaration)
    context = {
        "section": Section.MATERIALS,
        **asked_here(declaration, Section.MATERIALS, slots_at(declaration, Section.MATERIALS)),
        "orphans": orphans(load_dossier(declaration), terms, files),
        "paper": document_progress(SELF_ASSESSMENT, SUBJECT, declaration.pk),
        "paper_kind": SELF_ASSESSMENT,
        "old_assessment": why_assessment_is_old(declaration, now=clock.law()),
        "papers": papers_at(declaration, Section.MATERIALS),
        "terms": terms,
        "locked": lock_of(declaration, Section.MATERIALS),
    }
    return page(request, "declarations/materials.html", declaration, context, title=Section.MATERIALS.label)


@login_required
@require_POST
def make_paper(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """Ask the workers for a form that is printed, signed and scanned."""
    declaration = own(request, ref)
    if kind not in FORMS:
        raise Http404
    request_document(FORMS[kind], SUBJECT, declaration.pk, by=request.user.pk)  # its progress stands at the form
    return redirect(part_url(declaration, SECTION_OF[kind]))


@login_required
@require_POST
def upload(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One file into one slot: ``zc-upload`` gets the finished row back, a plain form its page."""
    declaration = own(request, ref)
    form = UploadForm(request.POST, request.FILES)
    by_script = request.headers.get("X-Requested-With") == "zc-upload"
    if not form.is_valid():
        return _refused(request, declaration, [Reason("", next(iter(form.errors.values()))[0])], by_script=by_script)
    given = form.cleaned_data
    where = {name: given[name] for name in ("slot", "part", "piece", "label", "issuer", "issuer_type", "is_copy")}
    try:
        attached = attach_material(declaration.pk, **where, **uploaded(form), actor=request.user)
    except Refused as refusal:
        return _refused(request, declaration, refusal.reasons, by_script=by_script)
    if by_script:
        return _row(request, declaration, attached)
    messages.success(request, f"{quoted(attached.material.label)}已上传。")
    for doubt in attached.doubts:
        messages.warning(request, doubt)
    return redirect(_back(declaration, attached.material))


@login_required
@require_POST
def replace(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """A better scan at the same place."""
    declaration = own(request, ref)
    material = _of(declaration, pk)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.errors["file"][0])
        return redirect(_back(declaration, material))
    try:
        attached = replace_material(declaration.pk, pk, **uploaded(form), actor=request.user)
        messages.success(request, "已替换，原来的文件保留在历史中。")
        for doubt in attached.doubts:
            messages.warning(request, doubt)
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(_back(declaration, material))


@login_required
@require_POST
def change(request: HttpRequest, ref: UUID, pk: int, act: str) -> HttpResponse:
    """Rotate, remove, restore; a copy, or none after all."""
    declaration = own(request, ref)
    if act not in CHANGES:
        raise Http404
    material = _of(declaration, pk)
    try:
        CHANGES[act](declaration.pk, pk, actor=request.user)
        messages.success(request, _removed(declaration, material) if act == "remove" else DONE[act])
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(_back(declaration, material) if act == "restore" else _page_of(declaration, material, request))


@login_required
@require_safe
def preview(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Page by page as pictures; what can be done with the file."""
    declaration = own(request, ref)
    material = _of(declaration, pk)
    keys = (material.part, slot_key(material.slot))
    context = {
        "material": material,
        "back": _back(declaration, material),
        "pages": range(1, material.file.pages + 1),
        "drawing": _drawing_of(material),
        "elsewhere": other_places(material, applicant=declaration.applicant_id),
        "locked": why_locked(declaration, [key for key in keys if key], now=clock.law()),
    }
    return page(request, "declarations/file.html", declaration, context, title=material.label)


def _drawing_of(material: Material) -> str:
    """Where the page asks for pictures that are not drawn yet."""
    file = material.file
    waits = not file.pictured_at and not file.is_video
    return file.drawing_url(material.label, rotation=material.rotation) if waits else ""


def _removed(declaration: Declaration, material: Material) -> str:
    """One stays where the file was; its own page takes the deletion back (08-5)."""
    url = reverse("declarations:file", args=[declaration.ref, material.pk])
    return format_html('已删除{}。<a href="{}">撤销删除</a>', quoted(material.label), url)


def _of(declaration: Declaration, pk: int) -> Material:
    material = material_of(declaration, pk)
    if material is None:
        raise Http404
    return material


def _back(declaration: Declaration, material: Material) -> str:
    """The file's own place on its page, not the top of it (08-5)."""
    url = part_url(declaration, material.part or slot_key(material.slot))
    return url if "#" in url else f"{url}#slot-{material.slot}"


def _page_of(declaration: Declaration, material: Material, request: HttpRequest) -> str:
    stay = request.POST.get("from") == "file"
    return reverse("declarations:file", args=[declaration.ref, material.pk]) if stay else _back(declaration, material)


def _refused(request: HttpRequest, declaration: Declaration, reasons: Any, *, by_script: bool) -> HttpResponse:
    if by_script:
        return JsonResponse({"error": reasons[0].text}, status=UNPROCESSABLE)
    say(request, reasons)
    key = request.POST.get("part") or slot_key(request.POST.get("slot", ""))
    return redirect(part_url(declaration, key))


def _row(request: HttpRequest, declaration: Declaration, attached: Attached) -> HttpResponse:
    context = {"declaration": declaration, "file": attached.material, "doubts": attached.doubts}
    return render(request, "declarations/_file.html", context)

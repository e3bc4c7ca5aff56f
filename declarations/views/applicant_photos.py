"""多张照片合成一份: photos, their order, one PDF (08-6). Every step is a form; nothing needs a script."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.text import whole_number
from declarations.exceptions import Refused
from declarations.forms.many import PhotosForm, all_uploaded
from declarations.links import part_url
from declarations.models import Declaration
from declarations.pages.slot_files import is_free, keys_of_place, photo_job_of, photos_in, place_for, put_together
from declarations.parts import slot_key
from declarations.services.materials import label_of
from declarations.services.photos import MOST_PHOTOS, add_photos, ask_to_combine, move_photo, remove_photo
from declarations.views.common import UNPROCESSABLE, lock_of, own, page, say

STEPS = {"up": -1, "down": 1}


@login_required
@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The photos of one place in their order; a POST adds more."""
    declaration = own(request, ref)
    where = _where(request)
    form = PhotosForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(request, declaration, where, form):
        return redirect(_url(declaration, where))
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = _context(declaration, where, form)
    return page(request, "declarations/photos.html", declaration, context, title="多张照片合成一份", status=status)


@login_required
@require_POST
def arrange(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A photo up, down or away: the buttons of the list."""
    declaration, where = own(request, ref), _where(request)
    known = {str(each.pk): each.pk for each in photos_in(declaration, **where)}
    moved, _, way = request.POST.get("move", "").partition(":")
    out = request.POST.get("out", "")
    try:
        if out in known:
            remove_photo(known[out], actor=request.user)
        elif moved in known and way in STEPS:
            move_photo(known[moved], steps=STEPS[way], actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(_url(declaration, where))


@login_required
@require_POST
def combine(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask the workers for one PDF of the photos in the order shown; the page says how far it is."""
    declaration, where = own(request, ref), _where(request)
    seen = [pk for each in request.POST.getlist("seen") if (pk := whole_number(each)) is not None]
    label = request.POST.get("label", "")
    try:
        ask_to_combine(declaration.pk, **where, label=label, seen=seen, actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect(_url(declaration, where))


@login_required
@require_safe
def progress(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How far it is: a fragment that asks again by itself, and calls for the page when the PDF is there."""
    declaration, where = own(request, ref), _where(request)
    job = photo_job_of(declaration, **where)
    if job is None:
        raise Http404
    context = {"job": job, "declaration": declaration, "where": where}
    response = render(request, "declarations/_photo_job.html", context)
    response["Cache-Control"] = "private, no-store"
    if not job.is_open:
        response["HX-Refresh"] = "true"  # the list of photos is another one now
    return response


def _added(request: HttpRequest, declaration: Declaration, where: dict[str, str], form: PhotosForm) -> bool:
    try:
        uploads = all_uploaded(form.cleaned_data["files"])
        added = add_photos(declaration.pk, **where, uploads=uploads, actor=request.user)
    except Refused as refusal:
        for reason in refusal.reasons:
            form.add_error("files", reason.text)
        return False
    messages.success(request, f"已添加 {len(added.pages)} 张照片。")
    say(request, added.refused)
    for doubt in dict.fromkeys(doubt for each in added.pages for doubt in each.file.warnings):
        messages.warning(request, doubt)
    return True


def _where(request: HttpRequest) -> dict[str, str]:
    """The place, from the address or from a form of the page."""
    given = request.POST if request.method == "POST" and "slot" in request.POST else request.GET
    return {name: given.get(name, "")[:60] for name in ("slot", "part", "piece")}


def _context(declaration: Declaration, where: dict[str, str], form: PhotosForm) -> dict[str, Any]:
    place = place_for(declaration, **where)
    if place is None:
        raise Http404
    pages = photos_in(declaration, **where)
    return {
        "where": where,
        "label": label_of(declaration, place, where["piece"]),
        "pages": pages,
        "job": photo_job_of(declaration, **where),
        "free": is_free(where["slot"]),
        "together": put_together(declaration, **where),
        "form": form,
        "most": MOST_PHOTOS,
        "locked": lock_of(declaration, *keys_of_place(where["slot"], where["part"])),
        "back": part_url(declaration, where["part"] or slot_key(where["slot"])),
    }


def _url(declaration: Declaration, where: dict[str, str]) -> str:
    return f"{reverse('declarations:photos', args=[declaration.ref])}?{urlencode(where)}"

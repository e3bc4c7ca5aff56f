"""电脑填、手机拍: the QR at the desk, the list beside it that fills by itself, the camera page on the phone (08-7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.forms.many import CameraForm, all_uploaded
from declarations.links import part_url
from declarations.models import Declaration, Material, PhoneLink
from declarations.pages.slot_files import materials_in
from declarations.parts import slot_key
from declarations.services.phone import (
    ENDED,
    Taken,
    address_of,
    end_phone_link,
    is_live,
    link_of,
    open_phone_link,
    own_link,
    sign_in_of,
    take_photo,
)
from declarations.views.common import UNPROCESSABLE, own, page, say

GONE = 410  # a code that is over is over for good


# ── at the desk ────────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_POST
def open_link(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new code for one slot; its page shows it."""
    declaration = own(request, ref)
    where = {name: request.POST.get(name, "")[:60] for name in ("slot", "part", "piece")}
    label = request.POST.get("label", "")
    sign_in = sign_in_of(request.user, request.session.session_key)
    try:
        link = open_phone_link(declaration.pk, **where, label=label, actor=request.user, sign_in=sign_in)
    except Refused as refusal:
        say(request, refusal.reasons)
        return redirect(part_url(declaration, where["part"] or slot_key(where["slot"])))
    return redirect("declarations:phone", ref, link.ref)


@login_required
@require_safe
def link(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """The code to scan, and what has come."""
    declaration = own(request, ref)
    opened = _own_link(request, declaration, link)
    context = _context(declaration, opened)
    if context["live"]:
        context["address"] = address_of(opened)
    return page(request, "declarations/phone.html", declaration, context, title="用手机拍照")


@login_required
@require_safe
def came(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """The list alone: the page asks for it by itself until the code is over."""
    declaration = own(request, ref)
    response = render(request, "declarations/_came.html", _context(declaration, _own_link(request, declaration, link)))
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def end(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """Done: the phone's page ends, back to the slot."""
    declaration = own(request, ref)
    opened = _own_link(request, declaration, link)
    end_phone_link(opened.pk, actor=request.user)
    messages.success(request, "手机拍照已结束。")
    return redirect(_slot_url(opened))


# ── on the phone ───────────────────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def camera(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing but a camera for one slot: no sign-in, no names, no way anywhere else."""
    by_script = request.headers.get("X-Requested-With") == "zc-upload"
    form = CameraForm(request.POST, request.FILES) if request.method == "POST" else None
    taken: list[Taken] = []
    try:
        opened = link_of(token)
        if form is None:
            return _camera(request, opened, token)
        if not form.is_valid():
            return _not_taken(request, token, Reason("E915", form.errors["file"][0]), by_script=by_script)
        for upload, name in all_uploaded(form.cleaned_data["file"]):
            taken.append(take_photo(opened.pk, upload=upload, name=name))
    except Refused as refusal:
        return _not_taken(request, token, refusal.reasons[0], taken, by_script=by_script)
    if by_script:
        return render(request, "declarations/_taken.html", {"name": taken[-1].label, "doubts": taken[-1].doubts})
    return _camera(request, opened, token, taken=taken)


def _camera(request: HttpRequest, link: PhoneLink, token: str, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"link": link, "token": token, "now": clock.machine(), **said}
    response = render(request, "declarations/camera.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def _not_taken(
    request: HttpRequest, token: str, why: Reason, taken: Sequence[Taken] = (), *, by_script: bool
) -> HttpResponse:
    """What of several came before one was refused is said too."""
    try:
        link = link_of(token)
    except Refused as over:
        shown = {"why": over.reasons[0].text, "done": over.reasons[0] == ENDED}
        if by_script:
            return JsonResponse({"error": shown["why"]}, status=GONE)
        return render(request, "declarations/camera_over.html", shown, status=GONE)
    if by_script:
        return JsonResponse({"error": why.text}, status=UNPROCESSABLE)
    return _camera(request, link, token, status=UNPROCESSABLE, why=why.text, taken=taken)


def _own_link(request: HttpRequest, declaration: Declaration, ref: UUID) -> PhoneLink:
    found = own_link(declaration, request.user, ref)
    if found is None:
        raise Http404
    return found


def _context(declaration: Declaration, link: PhoneLink) -> dict[str, Any]:
    there: list[Material] = materials_in(declaration, link.slot, link.part, link.piece)
    came = [file for file in there if file.came_by_id == link.pk]
    return {
        "declaration": declaration,
        "link": link,
        "live": is_live(link),
        "files": came,
        "earlier": len(there) - len(came),
        "now": clock.machine(),
        "addresses": _addresses(declaration, link),
    }


def _addresses(declaration: Declaration, link: PhoneLink) -> dict[str, str]:
    """Where the page leads; a unit's clerk has the same page with addresses of its own."""
    here = [declaration.ref, link.ref]
    return {
        "here": reverse("declarations:phone", args=here),
        "came": reverse("declarations:phone_came", args=here),
        "end": reverse("declarations:phone_end", args=here),
        "again": reverse("declarations:phone_open", args=[declaration.ref]),
        "back": _slot_url(link),
    }


def _slot_url(link: PhoneLink) -> str:
    return part_url(link.declaration, link.part or slot_key(link.slot))

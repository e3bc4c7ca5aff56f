"""制作视频: goes on where the network broke off; a plain form without a script; a player (MAT-55, 08-10)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.text import quoted, whole_number
from declarations.exceptions import Refused
from declarations.forms.files import PhotoForm, uploaded
from declarations.models import Declaration, VideoUpload
from declarations.pages.slot_files import materials_in
from declarations.services.video import (
    MOST_PIECE,
    PIECE,
    WrongPlace,
    add_piece,
    attach_video,
    begin_video,
    finish_video,
    upload_of,
    video_places,
    why_no_video,
)
from declarations.views.common import UNPROCESSABLE, own, page
from notices.rules import terms_of

CONFLICT, TOO_LARGE = 409, 413
CUT_SHORT = "视频有一段没有传完，请点“继续上传”。"


@login_required
@require_http_methods(["GET", "POST"])
def video(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What is there and where more goes; a POST is the plain form with the whole video."""
    declaration = own(request, ref)
    places = video_places(declaration)
    if not places:
        raise Http404
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _attached(request, declaration, form):
        return redirect("declarations:video", ref)
    context = {
        "places": [(place, materials_in(declaration, place.code, place.part)) for place in places],
        "most": terms_of(declaration.edition).uploads,
        "piece": PIECE,
        "form": form if form.is_bound else None,
        "locked": why_no_video(declaration),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return page(request, "declarations/video.html", declaration, context, title="制作视频", status=status)


@login_required
@require_POST
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where to send the pieces, and how much is there already."""
    declaration = own(request, ref)
    told = {name: request.POST.get(name, "") for name in ("slot", "part", "name")}
    size = whole_number(request.POST.get("size")) or 0
    try:
        upload = begin_video(declaration.pk, **told, size=size, actor=request.user)
    except Refused as refusal:
        return JsonResponse({"error": refusal.reasons[0].text}, status=UNPROCESSABLE)
    url = reverse("declarations:video_piece", args=[ref, upload.ref])
    return JsonResponse({"url": url, "received": upload.received})


@login_required
@require_http_methods(["GET", "PUT", "POST"])
def piece(request: HttpRequest, ref: UUID, upload: UUID) -> HttpResponse:
    """GET: how much is there. PUT: one piece at ``Upload-Offset``. POST: that was all."""
    found = upload_of(own(request, ref), upload)
    if found is None:
        raise Http404
    try:
        if request.method == "PUT":
            return _laid_down(request, found)
        if request.method == "POST":
            finish_video(found.pk, actor=request.user)
            return JsonResponse({"done": reverse("declarations:video", args=[ref])})
    except Refused as refusal:
        return JsonResponse({"error": refusal.reasons[0].text, "received": found.received}, status=UNPROCESSABLE)
    return JsonResponse({"received": found.received, "size": found.size})


def _laid_down(request: HttpRequest, upload: VideoUpload) -> HttpResponse:
    offset, length = (whole_number(request.headers.get(name)) for name in ("Upload-Offset", "Content-Length"))
    if offset is None or length is None:
        return JsonResponse({"error": "视频有一段没有收到，请点“继续上传”。"}, status=UNPROCESSABLE)
    if length > MOST_PIECE:
        return JsonResponse({"error": "视频每次只能发送一小段，请刷新页面后重新上传。"}, status=TOO_LARGE)
    data = request.read(length)
    if len(data) != length:
        return JsonResponse({"error": CUT_SHORT, "received": upload.received}, status=UNPROCESSABLE)
    digest = request.headers.get("Upload-Checksum", "").lower()
    try:
        upload = add_piece(upload.pk, offset=offset, data=data, digest=digest, actor=request.user)
    except WrongPlace as elsewhere:
        return JsonResponse({"received": elsewhere.received}, status=CONFLICT)
    return JsonResponse({"received": upload.received})


def _attached(request: HttpRequest, declaration: Declaration, form: Any) -> bool:
    where = {name: request.POST.get(name, "") for name in ("slot", "part")}
    try:
        attached = attach_video(declaration.pk, **where, **uploaded(form), actor=request.user)
    except Refused as refusal:
        form.add_error("file", refusal.reasons[0].text)
        return False
    messages.success(request, f"{quoted(attached.material.label)}已上传。")
    for doubt in attached.doubts:
        messages.warning(request, doubt)
    return True

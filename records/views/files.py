"""Private files, through their gate. Missing, withheld and not yours look the same."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.lib import clock
from config.lib.files import MP4, WIDTHS
from config.lib.ranges import Unsatisfiable, range_in, read_range
from config.lib.text import file_name
from records.models import Fact, StoredFile
from records.models.stored_file import picture_path
from records.rules import may_read_file, passes_gate
from records.selectors import document_progress, was_read_since
from records.services.audit import audited, note
from records.services.files import draw_first

MOST_TRIES = 30  # at two seconds each: what is not drawn after a minute is not drawn soon
ONE_READING = timedelta(hours=1)  # a film of an award work has minutes; a player asks for it in many ranges


def readable_file(user: Any, ref: UUID) -> StoredFile:
    """The gate of this floor. Raises ``Http404``."""
    file = StoredFile.objects.filter(ref=ref).first()
    if file is None or file.is_withheld or not may_read_file(user, file):
        raise Http404
    return file


@require_GET
@login_required
def file(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The file itself, always as a download: an upload never runs on our origin (IN3)."""
    stored = readable_file(request.user, ref)
    response = _response(stored.path, stored.media_type)
    _note_reading(request.user, stored)
    # Django quotes the name; a browser that shows pictures inline does so whatever the disposition says.
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(stored.original_name) or 'file')}"
    return response


@require_GET
@login_required
def play(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A video for the player of a page, whole or the range it asks for, through the same gate (08-10).

    A reading is noted with whatever range it begins; the player's further ranges belong to it for an hour.
    """
    stored = readable_file(request.user, ref)
    if stored.media_type != MP4:
        raise Http404
    try:
        part = range_in(request.headers.get("Range", ""), stored.size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"  # a part that was packed would be no part of the file
    if not was_read_since(stored.pk, request.user.pk, clock.law() - ONE_READING):
        _note_reading(request.user, stored)
    if part is None or settings.FILES_ACCEL:  # the proxy knows ranges itself
        response = _response(stored.path, stored.media_type)
    else:
        response = _guarded(StreamingHttpResponse(read_range(stored.path, part), status=206), stored.media_type)
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{stored.size}"
        response["Content-Length"] = str(part.length)
    response["Accept-Ranges"] = "bytes"
    return response


@require_GET
@login_required
def picture(request: HttpRequest, ref: UUID, page: int, width: int) -> HttpResponse:
    """One page as WebP; 404 while it is still being drawn."""
    stored = readable_file(request.user, ref)
    path = picture_path(stored.sha256, page=page, width=width)
    if width not in WIDTHS or not path.is_file():
        raise Http404
    response = _response(path, "image/webp")
    _note_reading(request.user, stored)
    return response


@require_GET
@login_required
def thumb(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The small picture of a file, as a fragment that asks again by itself until it is drawn (08-6)."""
    stored, tries = _waited_for(request, ref)
    told = {"file": stored, "tries": tries, "again": tries < MOST_TRIES, "tired": tries >= MOST_TRIES}
    look = "portrait" if request.GET.get("look") == "portrait" else "thumb"
    response = render(request, f"records/_{look}.html", told)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
def drawing(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The pages of a file that is being drawn, as a fragment that asks again by itself until they are there (08-5)."""
    stored, tries = _waited_for(request, ref)
    told = {name: request.GET.get(name, "")[:120] for name in ("label", "anchor", "rotation")}
    url = f"{request.path}?{urlencode(told)}"
    told |= {"file": stored, "tries": tries, "again": tries < MOST_TRIES, "url": url}
    response = render(request, "records/_drawing.html", told | {"numbers": range(1, stored.pages + 1)})
    response["Cache-Control"] = "private, no-store"
    return response


def _waited_for(request: HttpRequest, ref: UUID) -> tuple[StoredFile, int]:
    """A file and how often this page has asked; who opens it is hurried once, asking again writes nothing (17-1)."""
    stored, tries = readable_file(request.user, ref), _tries(request)
    if tries == 1:
        draw_first(stored)
    return stored, tries


def _tries(request: HttpRequest) -> int:
    asked = request.GET.get("n", "")
    return int(asked) + 1 if asked.isdecimal() and len(asked) < 3 else 1  # noqa: PLR2004 - two digits


@require_GET
@login_required
def progress(request: HttpRequest, kind: str, subject_kind: str, subject_id: int) -> HttpResponse:
    """How far a requested form is: a fragment that asks again by itself until the form is ready."""
    if not passes_gate(request.user, subject_kind, subject_id):
        raise Http404
    told = {"kind": kind, "subject_kind": subject_kind, "subject_id": subject_id}
    made = document_progress(kind, subject_kind, subject_id)
    return render(request, "records/_progress.html", {"progress": made, **told})


def _note_reading(user: Any, stored: StoredFile) -> None:
    with audited():
        note(Fact("file.read", stored.pk, user.pk, clock.law(), content=stored.sha256))


def _response(path: Any, media_type: str) -> HttpResponse:
    return _guarded(_accelerated(path) if settings.FILES_ACCEL else FileResponse(path.open("rb")), media_type)


def _guarded(response: Any, media_type: str) -> HttpResponse:
    """Never more than its type, never run, never kept."""
    response["Content-Type"] = media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    guarded: HttpResponse = response
    return guarded


def _accelerated(path: Any) -> HttpResponse:
    """The proxy sends the bytes; it knows the folder under an internal address."""
    inside = path.relative_to(settings.PRIVATE_FILES)
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.FILES_ACCEL}/{inside}"})

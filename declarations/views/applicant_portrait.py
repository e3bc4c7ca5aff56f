"""Cut the portrait: the shape of a 证件照 by one button, or by numbers; every step is a form (MAT-12, W112)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from declarations.exceptions import Refused
from declarations.forms.files import CropForm
from declarations.models import Declaration
from declarations.parts import Section, slot_key
from declarations.portraits import Box, centred, trimmed
from declarations.services.portraits import crop_photo
from declarations.views.common import UNPROCESSABLE, lock_of, own, page, tell
from records.models import StoredFile

SHAPED = "shape"  # the button that asks for no numbers


@login_required
@require_http_methods(["GET", "POST"])
def crop(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The photo as it is, and what to take off it."""
    declaration = own(request, ref)
    photo = declaration.basic.photo
    if photo is None:
        raise Http404
    form = CropForm(request.POST or None, initial={"seen": photo.ref})
    if form.is_valid() and _cut(request, declaration, form):
        return redirect("declarations:crop", ref)
    context: dict[str, Any] = {
        "form": form,
        "photo": photo,
        "size": f"{photo.width} × {photo.height} 像素",
        "shape": _other_shape(photo),
        "locked": lock_of(declaration, Section.BASIC, slot_key("photo")),
    }
    status = UNPROCESSABLE if form.errors else 200
    return page(request, "declarations/crop.html", declaration, context, title="裁剪证件照", status=status)


def _other_shape(photo: StoredFile) -> Box | None:
    """What one button would keep; None where that is the whole photo."""
    box = centred(photo.width, photo.height)
    return None if (box.width, box.height) == (photo.width, photo.height) else box


def _cut(request: HttpRequest, declaration: Declaration, form: CropForm) -> bool:
    how = centred if request.POST.get("how") == SHAPED else partial(trimmed, **form.sides)
    try:
        doubts = crop_photo(declaration.pk, seen=form.cleaned_data["seen"], cut=how, actor=request.user)
    except Refused as refusal:
        tell(form, refusal)
        return False
    messages.success(request, "已裁剪，请核对照片。")
    for doubt in doubts:
        messages.warning(request, doubt)
    return True

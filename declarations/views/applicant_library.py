"""从以往申报带入, and 从已上传的文件中选 (08-9, SYS-05)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from config.lib.files import media_types
from config.lib.text import quoted
from declarations.dossier import load_dossier
from declarations.eligibility.slots import OTHER, Slot, slot_for
from declarations.exceptions import Refused
from declarations.links import part_url
from declarations.models import Declaration
from declarations.parts import slot_key
from declarations.reuse import own_files, places_of
from declarations.rules import is_editable
from declarations.selectors import files_of
from declarations.services.library import Taken, carry_over, library_of
from declarations.services.materials import attach_material
from declarations.views.common import lock_of, own, page, say
from notices.rules import terms_of

ROWS, FILES = 20, 12


@login_required
@require_http_methods(["GET", "POST"])
def library(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Rows of earlier declarations, by tick."""
    declaration = own(request, ref)
    if not is_editable(declaration):
        return redirect("process:case", ref)
    if request.method == "POST":
        _carried(request, declaration)
        return redirect(f"{request.path}?{urlencode({'page': request.GET.get('page', '1')})}")
    found = Paginator(library_of(request.user, declaration), ROWS).get_page(request.GET.get("page"))
    return page(request, "declarations/library.html", declaration, {"found": found}, title="从以往申报带入")


def _carried(request: HttpRequest, declaration: Declaration) -> None:
    keys = request.POST.getlist("item")
    if not keys:
        messages.error(request, "请先勾选要带入的内容。")
        return
    try:
        taken = carry_over(declaration.pk, keys, actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
        return
    _tell(request, taken)


def _tell(request: HttpRequest, taken: Taken) -> None:
    if taken.rows:
        messages.success(request, f"已带入 {taken.rows} 条、{taken.files} 个附件，请逐条核对；评审条件须按本通知选择。")
    for text in taken.left:
        messages.warning(request, f"没有带入：{text}")


@login_required
@require_http_methods(["GET", "POST"])
def reuse(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Files the applicant gave before, for one slot."""
    declaration = own(request, ref)
    place = _place(request, declaration)
    piece = request.GET.get("piece", "")
    key = place.part or slot_key(place.code)
    if request.method == "POST" and _attached(request, declaration, place, piece):
        return redirect(part_url(declaration, key))
    there = [each.file.sha256 for each in files_of(declaration) if (each.slot, each.part) == (place.code, place.part)]
    fitting = own_files(request.user, media_types=media_types(place.formats), but=there, slot=place.code)
    found = Paginator(fitting, FILES).get_page(request.GET.get("page"))
    used = places_of(request.user, (file.sha256 for file in found))
    context = {
        "place": place,
        "piece": piece,
        "found": found,
        "rows": [(file, used.get(file.sha256, [])) for file in found],
        "back": part_url(declaration, key),
        "asks_label": place.code == OTHER.code,
        "locked": lock_of(declaration, *([place.part] if place.part else []), slot_key(place.code)),
    }
    return page(request, "declarations/reuse.html", declaration, context, title="从已上传的文件中选")


def _place(request: HttpRequest, declaration: Declaration) -> Slot:
    asked = request.GET.get("slot", ""), request.GET.get("part", "")
    place = slot_for(load_dossier(declaration), terms_of(declaration.edition), *asked)
    if place is None:
        raise Http404
    return place


def _attached(request: HttpRequest, declaration: Declaration, place: Slot, piece: str) -> bool:
    chosen = request.POST.get("file", "")
    file = own_files(request.user, media_types=media_types(place.formats)).filter(pk=_number(chosen)).first()
    if file is None:
        messages.error(request, "请选择一个文件。")
        return False
    told: dict[str, Any] = {"slot": place.code, "part": place.part, "piece": piece, "upload": file}
    try:
        attached = attach_material(declaration.pk, **told, label=request.POST.get("label", ""), actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
        return False
    messages.success(request, f"{quoted(attached.material.label)}已放入，没有重复上传。")
    return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - of a database key

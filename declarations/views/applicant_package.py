"""电子档案: download the whole, take one into a draft (MAT-68, MAT-70, A-25)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from config.lib.files import MIB
from declarations.exceptions import Refused
from declarations.forms.files import PackageForm, uploaded
from declarations.models import DossierPackage
from declarations.packages.archive import MOST_PACKED
from declarations.packages.importing import take_package
from declarations.rules import is_editable
from declarations.services.packages import drop_package, keep_package, latest_package, request_package
from declarations.states import PackageWay
from declarations.views.common import own, page, say


@login_required
@require_safe
def package(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Both ways on one page, each with how far it is and, for a draft, the report and its confirmation."""
    declaration = own(request, ref)
    context = {
        "out": latest_package(declaration, PackageWay.OUT),
        "into": latest_package(declaration, PackageWay.IN),
        "editable": is_editable(declaration),
        "most": MOST_PACKED // MIB,
    }
    return page(request, "declarations/package.html", declaration, context, title="电子档案包")


@login_required
@require_safe
def progress(request: HttpRequest, ref: UUID, way: str) -> HttpResponse:
    """How far a package is: a fragment that asks again by itself."""
    declaration = own(request, ref)
    found = latest_package(declaration, way)
    if found is None or way not in PackageWay.values:
        raise Http404
    context = {"package": found, "declaration": declaration}
    response = render(request, "declarations/_package.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def export(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask the workers for the whole 电子档案; how far it is stands in its own place, which changes."""
    declaration = own(request, ref)
    request_package(declaration.pk, actor=request.user)
    return redirect("declarations:package", ref)


@login_required
@require_POST
def hand_in(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Keep a package and have it looked at; nothing of it is taken yet."""
    declaration = own(request, ref)
    form = PackageForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.errors["file"][0])
        return redirect("declarations:package", ref)
    try:
        keep_package(declaration.pk, uploaded(form)["upload"], actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect("declarations:package", ref)


@login_required
@require_POST
def decide(request: HttpRequest, ref: UUID, pk: int, act: str) -> HttpResponse:
    """确认导入, or put the package aside."""
    declaration = own(request, ref)
    if not DossierPackage.objects.filter(declaration=declaration, pk=pk, way=PackageWay.IN).exists():
        raise Http404
    try:
        if act == "take":
            take_package(pk, actor=request.user)
            messages.success(request, "电子档案已导入草稿，请逐项核对。")
        else:
            drop_package(pk, actor=request.user)
            messages.success(request, "没有导入。")
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect("declarations:package", ref)

"""提出异议 in two pages, and following it by its code (S15)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.exceptions import AccountRefused
from accounts.net import client_ip
from accounts.services import send_code, use_code
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.files import MIB, Limits, UploadRefused
from records.services.files import accept_upload
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.public import ObjectionForm, TrackForm, Way, WayForm
from review.outcomes.limiting import OBJECT, TRACK
from review.outcomes.models import Objection
from review.outcomes.selectors import Publicised, evidence_of, objection_by_code, publicised
from review.outcomes.services.objections import raise_objection, raised_before
from review.outcomes.views.common import HOME, asked_too_often, status_of, too_often, unindexed

MOST = 10 * MIB
EVIDENCE = Limits(image_bytes=MOST, pdf_bytes=MOST, pages=60)
CODE = "outcomes.objection"  # session key: the tracking code just given
TITLE = "提出异议"


@unindexed
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, ref: UUID, declaration: UUID) -> HttpResponse:
    """Who, then what: the second page is the answer to the first, so that nobody's name lies in a session."""
    about = publicised(ref, declaration, now=clock.law())
    if about is None:
        raise Http404
    if request.method == "POST" and asked_too_often(request, OBJECT):
        return too_often(request, title=TITLE)
    if way := Way.opened(request.POST.get("ticket", ""), subject=about.line.declaration):
        return _again(request, about, way) if "again" in request.POST else _second(request, about, way)
    form = WayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        way = form.as_way(about.line.declaration)
        if not (refused := _send_code(request, way)):
            return _page(request, about, way, ObjectionForm(way=way, initial={"ticket": way.sealed()}))
        form.show(refused)
    context = {"form": form, **_about(about)}
    return render(request, "outcomes/object_way.html", context, status=status_of(request))


@unindexed
@require_safe
def objected(request: HttpRequest) -> HttpResponse:
    """The code by which it may be followed, once more after a reload."""
    code = request.session.get(CODE)
    if code is None:
        return redirect("outcomes:track")
    return render(request, "outcomes/objected.html", {"code": code, "crumbs": [HOME, (TITLE, "")]})


@unindexed
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where an objection stands, for whoever has its code; nobody's name on it."""
    if request.method == "POST" and asked_too_often(request, TRACK):
        return too_often(request, title="查询异议")
    form = TrackForm(request.POST if request.method == "POST" else None)
    found = objection_by_code(form.cleaned_data["code"]) if form.is_valid() else None
    if form.is_valid() and found is None:
        form.add_error("code", "没有这个查询码，请核对后重新输入。")
    context = {"form": form, "objection": found, "crumbs": [HOME, ("查询异议", "")]}
    return render(request, "outcomes/track.html", context, status=200 if found else status_of(request))


def _second(request: HttpRequest, about: Publicised, way: Way) -> HttpResponse:
    form = ObjectionForm(request.POST, request.FILES, way=way)
    if form.is_valid():
        way = _with_evidence(form, way)
    if not form.errors and (objection := _received(form, about, way)):
        request.session[CODE] = objection.tracking_code
        return redirect("outcomes:objected")
    form.data = {**request.POST.dict(), "ticket": way.sealed()}  # a file that was taken in is not asked for again
    return _page(request, about, way, form, status=422)


def _again(request: HttpRequest, about: Publicised, way: Way) -> HttpResponse:
    for refused in _send_code(request, way):
        messages.error(request, refused.text)
    given = {"ticket": way.sealed(), "text": request.POST.get("text", "")}
    return _page(request, about, way, ObjectionForm(way=way, initial=given))


def _received(form: ObjectionForm, about: Publicised, way: Way) -> Objection | None:
    given = form.cleaned_data
    if already := raised_before(way.binding):
        return already
    try:
        if way.named:
            use_code(phone=way.phone, purpose=CodePurpose.OBJECT, binding=way.binding, code=given["code"])
        told = {"name": way.name, "phone": way.phone, "evidence": evidence_of(way.evidence), "key": way.binding}
        return raise_objection(about.declaration, text=given["text"], **told)
    except (AccountRefused, OutcomeRefused) as refusal:
        form.show(refusal.reasons)
    return raised_before(way.binding)  # a twin may have spent the code a moment ago


def _send_code(request: HttpRequest, way: Way):
    """Text a code to who gives their name; the reasons why not."""
    if not way.named:
        return []
    try:
        sent = send_code(phone=way.phone, purpose=CodePurpose.OBJECT, binding=way.binding, ip=client_ip(request))
    except AccountRefused as refusal:
        return refusal.reasons
    if sent.shown:
        messages.info(request, f"演示环境不发送短信，验证码是 {sent.shown}")
    return []


def _with_evidence(form: ObjectionForm, way: Way) -> Way:
    upload = form.cleaned_data["evidence"]
    if upload is None:
        return way
    if upload.size > MOST:
        form.add_error("evidence", "文件超过 10 MB，请压缩后上传。")
        return way
    try:
        kept = accept_upload(upload.read(), name=upload.name, by=None, limits=EVIDENCE)
    except UploadRefused as refusal:
        form.add_error("evidence", refusal.reason.text)
        return way
    return way.with_evidence(kept.pk)


def _page(request: HttpRequest, about: Publicised, way: Way, form: ObjectionForm, *, status: int = 200) -> HttpResponse:
    return render(request, "outcomes/object.html", {"form": form, "way": way, **_about(about)}, status=status)


def _about(about: Publicised) -> dict[str, Any]:
    list_of = ("公示名单", reverse("outcomes:publicity", args=[about.publicity.ref]))
    return {"publicity": about.publicity, "line": about.line, "crumbs": [HOME, list_of, (TITLE, "")]}

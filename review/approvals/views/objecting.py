"""提出异议 in two pages, the same at a unit's sheet and at a list of results: who, then what (S15).

The second page is the answer to the first, so that nobody's name lies in a session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.exceptions import AccountRefused
from accounts.net import client_ip
from accounts.services import send_code, use_code
from accounts.states import CodePurpose
from config.lib.files import MIB, Limits, UploadRefused
from config.lib.reason import Reason
from records.models import StoredFile
from records.services.files import accept_upload
from review.approvals.limiting import OBJECT
from review.approvals.objection_forms import ObjectionForm, Way, WayForm
from review.approvals.views.doors import HOME, asked_too_often, too_often

MOST = 10 * MIB
EVIDENCE = Limits(image_bytes=MOST, pdf_bytes=MOST, pages=60)
TITLE = "提出异议"


class Tracked(Protocol):
    """What was received: it may be followed by its code."""

    tracking_code: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an objection is about, who may read the objector's name, and what takes it in.

    ``receive(text, name=, phone=, evidence=, key=)`` may raise ``refusals``; ``context`` feeds the pages: ``person``
    (four facts), ``back`` (the list), ``contact``, ``crumbs``.
    """

    key: str
    seen_by: str
    receive: Callable[..., Tracked]
    received_before: Callable[[str], Tracked | None]
    refusals: tuple[type[Exception], ...]
    session: str  # where the code just given is kept for a reload
    after: str  # URL name of the page that shows it
    context: Mapping[str, Any]


def answer(request: HttpRequest, about: Subject) -> HttpResponse:
    """Whatever the two pages send."""
    if request.method == "POST" and asked_too_often(request, OBJECT):
        return too_often(request, title=TITLE)
    if way := Way.opened(request.POST.get("ticket", ""), subject=about.key):
        return _again(request, about, way) if "again" in request.POST else _second(request, about, way)
    form = WayForm(request.POST if request.method == "POST" else None, seen_by=about.seen_by)
    if form.is_valid():
        way = form.as_way(about.key)
        if not (refused := _send_code(request, way)):
            return _page(request, about, way, ObjectionForm(way=way, initial={"ticket": way.sealed()}))
        form.show(refused)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "seen_by": about.seen_by, **about.context}
    return render(request, "approvals/object_way.html", context, status=status)


def evidence_of(pk: int | None) -> StoredFile | None:
    """A file an objector handed in a moment ago, not used anywhere yet."""
    return StoredFile.objects.filter(pk=pk, uploaded_by=None, uses=None).first() if pk else None


def _second(request: HttpRequest, about: Subject, way: Way) -> HttpResponse:
    form = ObjectionForm(request.POST, request.FILES, way=way)
    if form.is_valid():
        way = _with_evidence(form, way)
    if not form.errors and (received := _received(form, about, way)):
        request.session[about.session] = received.tracking_code
        return redirect(about.after)
    form.data = {**request.POST.dict(), "ticket": way.sealed()}  # a file that was taken in is not asked for again
    return _page(request, about, way, form, status=422)


def _again(request: HttpRequest, about: Subject, way: Way) -> HttpResponse:
    for refused in _send_code(request, way):
        messages.error(request, refused.text)
    given = {"ticket": way.sealed(), "text": request.POST.get("text", "")}
    return _page(request, about, way, ObjectionForm(way=way, initial=given))


def _received(form: ObjectionForm, about: Subject, way: Way) -> Tracked | None:
    given = form.cleaned_data
    if already := about.received_before(way.binding):
        return already
    try:
        if way.named:
            use_code(phone=way.phone, purpose=CodePurpose.OBJECT, binding=way.binding, code=given["code"])
        told = {"name": way.name, "phone": way.phone, "evidence": evidence_of(way.evidence), "key": way.binding}
        return about.receive(given["text"], **told)
    except (AccountRefused, *about.refusals) as refusal:
        form.show(refusal.reasons)  # type: ignore[attr-defined]
    return about.received_before(way.binding)  # a twin may have spent the code a moment ago


def _send_code(request: HttpRequest, way: Way) -> list[Reason]:
    """Text a code to who gives their name; the reasons why not."""
    if not way.named:
        return []
    try:
        sent = send_code(phone=way.phone, purpose=CodePurpose.OBJECT, binding=way.binding, ip=client_ip(request))
    except AccountRefused as refusal:
        return list(refusal.reasons)
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


def _page(request: HttpRequest, about: Subject, way: Way, form: ObjectionForm, *, status: int = 200) -> HttpResponse:
    return render(request, "approvals/object.html", {"form": form, "way": way, **about.context}, status=status)


def told_code(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """The code by which an objection may be followed, once more after a reload; ``code``: where the session has it."""
    given = request.session.get(code)
    if given is None:
        return redirect("outcomes:track")
    return render(request, page, {"code": given, "crumbs": [HOME, (TITLE, "")]})

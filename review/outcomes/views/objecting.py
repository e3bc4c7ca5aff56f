"""提出异议 to a publicised result, and following an objection by its code (S15)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from review.approvals.views.doors import HOME, asked_too_often, too_often, unindexed
from review.approvals.views.objecting import TITLE, Subject, answer, told_code
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.public import TrackForm
from review.outcomes.limiting import TRACK
from review.outcomes.selectors import Publicised, publicised, tracked
from review.outcomes.services.objections import raise_objection, raised_before
from review.outcomes.views.common import status_of

CODE = "outcomes.objection"  # session key: the tracking code just given


@unindexed
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, ref: UUID, declaration: UUID) -> HttpResponse:
    """Who, then what."""
    about = publicised(ref, declaration, now=clock.law())
    if about is None:
        raise Http404
    return answer(request, _subject(about))


@unindexed
@require_safe
def objected(request: HttpRequest) -> HttpResponse:
    """The code by which it may be followed, once more after a reload."""
    return told_code(request, CODE, "outcomes/objected.html")


@unindexed
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where an objection stands, for whoever has its code; nobody's name on it."""
    if request.method == "POST" and asked_too_often(request, TRACK):
        return too_often(request, title="查询异议")
    form = TrackForm(request.POST if request.method == "POST" else None)
    found = tracked(form.cleaned_data["code"]) if form.is_valid() else None
    if form.is_valid() and found is None:
        form.add_error("code", "没有这个查询码，请核对后重新输入。")
    context = {"form": form, "objection": found, "crumbs": [HOME, ("查询异议", "")]}
    return render(request, "outcomes/track.html", context, status=200 if found else status_of(request))


def _subject(about: Publicised) -> Subject:
    line, back = about.line, reverse("outcomes:publicity", args=[about.publicity.ref])
    return Subject(
        key=line.declaration,
        seen_by="监督人员",
        receive=lambda text, **told: raise_objection(about.declaration, text=text, **told),
        received_before=raised_before,
        refusals=(OutcomeRefused,),
        session=CODE,
        after="outcomes:objected",
        context={
            "person": f"{line.name}，{line.unit}，{line.title}，{line.specialty}",
            "unseen_by": "被异议人和单位",
            "contact": about.publicity.contact,
            "back": back,
            "crumbs": [HOME, ("公示名单", back), (TITLE, "")],
        },
    )

"""What the pages of rounds and meetings share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from review.meetings.exceptions import MeetingRefused
from review.meetings.forms.common import RefusableForm
from review.meetings.models import Meeting, Round

UNPROCESSABLE = 422  # a form that must be mended; htmx shows it (ux §3.3)
View = Callable[..., HttpResponse]


def done(form: RefusableForm, command: Callable[..., Any], /, *args: Any, **told: Any) -> bool:
    """Run a command; what it refuses is shown at the form."""
    try:
        command(*args, **told)
    except MeetingRefused as refusal:
        form.show(refusal.reasons)
        return False
    return True


def refused(request: HttpRequest, command: Callable[..., Any], /, *args: Any, **told: Any) -> bool:
    """The same for a button without a form: refusals become messages."""
    try:
        command(*args, **told)
    except MeetingRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason.text)
        return True
    return False


def page(request: HttpRequest, template: str, context: dict[str, Any], *forms: RefusableForm) -> HttpResponse:
    """Render; 422 when a form of the page has to be mended."""
    broken = request.method == "POST" and any(form.errors for form in forms)
    return render(request, f"meetings/{template}.html", context, status=UNPROCESSABLE if broken else 200)


def posted(request: HttpRequest, name: str = "") -> Any:
    """The data of the form that was sent, where a page has several (each names itself in ``what``)."""
    mine = request.method == "POST" and (not name or request.POST.get("what") == name)
    return request.POST if mine else None


def unkept(view: View) -> View:
    """For dossiers and ballots: kept by no browser and no proxy, packed by none, their length their own (S22)."""

    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # GZipMiddleware would make lengths depend on the words
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, no-transform, private"
        return response

    return guarded


def round_crumbs(round_: Round, title: str = "") -> list[tuple[str, str]]:
    """评审批次 › 2024 年… › …"""
    here = [(round_.name, reverse("meetings:round", args=[round_.ref])), (title, "")] if title else [(round_.name, "")]
    return [("评审批次", reverse("meetings:rounds")), *here]


def meeting_crumbs(meeting: Meeting, title: str = "") -> list[tuple[str, str]]:
    """评审批次 › 2024 年… › 评审会 › …"""
    own = reverse("meetings:meeting", args=[meeting.ref])
    here = [("评审会", own), (title, "")] if title else [("评审会", "")]
    return [*round_crumbs(meeting.round, "…")[:2], *here]


TABS = (
    ("meetings:round", "概览"),
    ("meetings:seats", "专家"),
    ("meetings:assignment", "分配"),
    ("meetings:recusals", "回避"),
    ("meetings:progress", "评审进度"),
    ("meetings:defences", "专业答辩"),
    ("meetings:works", "代表性成果"),
)


def round_tabs(round_: Round, current: str) -> list[tuple[str, str, bool]]:
    """The pages of a round, for the ``tabs`` piece."""
    return [(label, reverse(name, args=[round_.ref]), name == current) for name, label in TABS]

"""Rehearsals of a notice: begin one, how far it is, its report, those before (24-3)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from notices.desk import read_kept
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.views.desk import desk_crumbs, for_admins
from review.process.models import Rehearsal
from review.process.rehearsal.services import of_another_law, start_rehearsal
from review.process.states import RehearsalScope
from review.process.tables import letters_of, papers_of

UNPROCESSABLE = 422
SHOWN = 20
TITLE = "彩排"


class StartForm(forms.Form):
    """How many made-up people take part."""

    scope = forms.ChoiceField(
        label="参加彩排的样例申报人",
        choices=RehearsalScope.choices,
        initial=RehearsalScope.BRIEF,
        widget=forms.RadioSelect,
    )


@for_admins
@require_http_methods(["GET", "POST"])
def rehearsals(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a rehearsal; the one under way and those before."""
    notice = read_kept(request.user, code)
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = start_rehearsal(notice, scope=form.cleaned_data["scope"], actor=request.user)
        except NoticeRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason.text)
        else:
            messages.success(request, "彩排已开始，完成后可以在这里查看报告。")
            return redirect("process:rehearsal", code, made.ref)
    held = list(notice.rehearsals.select_related("by").defer("report", "text")[:SHOWN])
    context = {"notice": notice, "form": form, "held": held, "older": of_another_law(notice, held)}
    context["open"] = next((each for each in held if each.is_open), None)
    context["crumbs"] = desk_crumbs(notice, (TITLE, ""))
    return render(request, "process/rehearsals.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_safe
def rehearsal(request: HttpRequest, code: str, ref: UUID) -> HttpResponse:
    """The report, or how far it is."""
    notice = read_kept(request.user, code)
    chosen = _read(notice, ref)
    crumbs = desk_crumbs(notice, (TITLE, reverse("process:rehearsals", args=[code])), ("报告", ""))
    context = {"notice": notice, "rehearsal": chosen, "crumbs": crumbs, **_told(notice, chosen)}
    return render(request, "process/rehearsal.html", context)


@for_admins
@require_safe
def rehearsal_progress(request: HttpRequest, code: str, ref: UUID) -> HttpResponse:
    """The piece of the page that asks for itself every two seconds."""
    notice = read_kept(request.user, code)
    return render(request, "process/_rehearsal_progress.html", {"notice": notice, "rehearsal": _read(notice, ref)})


def _read(notice: Notice, ref: UUID) -> Rehearsal:
    found = notice.rehearsals.select_related("by").defer("text").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _told(notice: Notice, chosen: Rehearsal) -> dict[str, Any]:
    """Who did not come to the end first; what only had to wait apart from what stopped somebody."""
    report = chosen.report
    if not report:
        return {}
    cases = sorted(report["cases"], key=lambda case: case["well"])
    for case in cases:
        case["stopped"] = [each for each in case["refusals"] if not each["later"] and not case["well"]]
        case["waited"] = [each for each in case["refusals"] if each not in case["stopped"]]
    return {
        "report": report,
        "cases": cases,
        "papers": sum(each["count"] for each in report["documents"]),
        "letters": sum(each["count"] for each in report["messages"]),
        "tables": (papers_of(report), letters_of(report)),
        "is_old": bool(of_another_law(notice, [chosen])),
    }

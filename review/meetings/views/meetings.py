"""The secretariat's console (S23): attendance, votes, minutes, papers. Results only after the count."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.services.documents import request_document
from review.meetings.forms.common import CloseForm, RefusableForm, WhyForm
from review.meetings.forms.meetings import AttendanceForm, CandidatesForm, ConveneForm, MinutesForm
from review.meetings.models import BallotBox, Meeting
from review.meetings.rules import read_box, read_bulletin, read_entry, read_meeting, read_round
from review.meetings.selectors.papers import PaperState, entry_papers, meeting_papers
from review.meetings.selectors.voting import (
    box_panels,
    candidates_of,
    console,
    look_of,
    panel_of,
    published_votes,
    recused_names,
    version_of,
    waiting_candidates,
)
from review.meetings.services.ballots import ask_to_void, close_box, missing_votes, open_box, tally
from review.meetings.services.sitting import convene, mark_present, write_minutes
from review.meetings.states import BoxState
from review.meetings.views.common import done, meeting_crumbs, page, posted, round_crumbs

Step = tuple[str, str, str, Callable[..., BallotBox]]
STEPS: dict[str, Step] = {
    "close": ("关闭投票", "关闭后不能再投票，未投的按未投计；同时公布全部选票的回执。", BoxState.OPEN, close_box),
    "tally": (
        "计票",
        "核对回执后拆封计票，公布每位候选人的票数；投票人身份、选票密封件和密钥随即销毁，不能恢复。",
        BoxState.CLOSED,
        tally,
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Call the meeting of a round."""
    chosen = read_round(request.user, ref)
    form = ConveneForm(posted(request))
    if form.is_valid() and done(form, convene, chosen.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, "已召集评审会，并通知全体专家。")
        return redirect("meetings:round", ref)
    return page(
        request, "new_meeting", {"form": form, "round": chosen, "crumbs": round_crumbs(chosen, "召集评审会")}, form
    )


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def meeting(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The console."""
    held = read_meeting(request.user, ref)
    told = console(request.user, held)
    forms = {
        "attendance": AttendanceForm(posted(request, "attendance"), attendances=told.attendances),
        "minutes": MinutesForm(posted(request, "minutes"), initial={"minutes": held.minutes}),
    }
    if any(_kept(request, held, name, form) for name, form in forms.items()):
        messages.success(request, "已保存。")
        return redirect("meetings:meeting", ref)
    context = {
        "console": told,
        "meeting": held,
        "forms": forms,
        "candidates": CandidatesForm(entries=told.waiting),
        "papers": meeting_papers(held),
        "crumbs": meeting_crumbs(held),
    }
    return page(request, "meeting", context, *forms.values())


def _kept(request: HttpRequest, held: Meeting, name: str, form: RefusableForm) -> bool:
    command = {"attendance": mark_present, "minutes": write_minutes}[name]
    sent = form.is_bound and form.is_valid()
    return sent and done(form, command, held.pk, **form.cleaned_data, actor=request.user)


@login_required
@require_safe
@never_cache
def counts(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The part of the console that changes while people vote: 204 while nothing did."""
    held = read_meeting(request.user, ref)
    version = version_of(held)
    if version == request.GET.get("v"):
        return HttpResponse(status=204)
    boxes = box_panels(request.user, held)
    look = look_of(held, [panel.box for panel in boxes])
    context = {"meeting": held, "boxes": boxes, "version": version, "look": look}
    return page(request, "_boxes", context)


@login_required
@require_POST
def open_(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask once more with names and recusals, then open the vote."""
    held = read_meeting(request.user, ref)
    form = CandidatesForm(request.POST, entries=waiting_candidates(request.user, held))
    if not form.is_valid():
        messages.error(request, "请选择本次表决的申报。")
        return redirect("meetings:meeting", ref)
    chosen = form.cleaned_data["entries"]
    if "sure" in request.POST and done(form, open_box, held.pk, entries=chosen, actor=request.user):
        messages.success(request, "已开放投票。")
        return redirect("meetings:meeting", ref)
    entries = candidates_of(request.user, held, chosen)
    context = {
        "meeting": held,
        "entries": entries,
        "recused": recused_names(held, entries),
        "console": console(request.user, held),
        "form": form,
        "crumbs": meeting_crumbs(held, "开放投票"),
    }
    return page(request, "open", context, form)


@login_required
@require_http_methods(["GET", "POST"])
def box_step(request: HttpRequest, ref: UUID, step: str) -> HttpResponse:
    """Close or count a vote, after being told what that means."""
    box = read_box(request.user, ref)
    if step not in STEPS:
        raise Http404
    title, text, state, command = STEPS[step]
    if request.method == "GET" and box.state != state:
        return redirect("meetings:meeting", box.meeting.ref)
    closes = step == "close" and box.is_open
    form = CloseForm(posted(request), missing=missing_votes(box) if closes else 0)
    if form.is_valid() and done(form, command, box.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, f"已{title}。")
        return redirect("meetings:meeting", box.meeting.ref)
    context = {
        "form": form,
        "title": title,
        "text": text,
        "button": f"确认{title}",
        "panel": panel_of(request.user, box),
    }
    return page(
        request, "box_step", {**context, "meeting": box.meeting, "crumbs": meeting_crumbs(box.meeting, title)}, form
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask_void(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask the chair to void a vote, for a reason (23-4)."""
    box = read_box(request.user, ref)
    form = WhyForm(posted(request))
    if form.is_valid() and done(form, ask_to_void, box.pk, reason=form.cleaned_data["why"], actor=request.user):
        messages.success(request, "已提请主任委员确认作废。")
        return redirect("meetings:meeting", box.meeting.ref)
    context = {
        "form": form,
        "title": "提请作废本次投票",
        "button": "提请主任委员确认",
        "panel": panel_of(request.user, box),
    }
    context |= {"text": "主任委员同意后，已投的选票不拆封即销毁，作废的记录和理由保留；之后可以重新投票。"}
    return page(
        request, "box_step", {**context, "meeting": box.meeting, "crumbs": meeting_crumbs(box.meeting, "作废")}, form
    )


@login_required
@require_safe
@never_cache
def bulletin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The receipts published at the close, where every voter finds their own; after the count the opened votes."""
    box = read_bulletin(request.user, ref)
    if box.state not in {BoxState.CLOSED, BoxState.TALLIED}:
        raise Http404
    context = {
        "box": box,
        "panel": panel_of(request.user, box),
        "votes": published_votes(request.user, box),
        "mine": request.GET.get("receipt", ""),
    }
    return page(request, "bulletin", context)


@login_required
@require_POST
def paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask for one of the meeting's official forms."""
    held = read_meeting(request.user, ref)
    _order(request, meeting_papers(held))
    return redirect("meetings:meeting", ref)


@login_required
@require_POST
def entry_paper(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """Ask for the record of a defence."""
    entry = read_entry(request.user, read_round(request.user, ref), number)
    _order(request, entry_papers(entry))
    return redirect("meetings:defence", ref, number)


def _order(request: HttpRequest, papers: list[PaperState]) -> None:
    wanted = next((each for each in papers if each.paper == request.POST.get("paper")), None)
    if wanted is None:
        raise Http404
    if wanted.why_not:
        messages.error(request, wanted.why_not)
        return
    request_document(wanted.paper, wanted.subject_kind, wanted.subject_id, by=request.user.pk)
    messages.success(request, f"已开始生成{wanted.paper.label}，生成后显示在本页。")

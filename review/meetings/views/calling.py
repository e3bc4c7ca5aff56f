"""Calling people to their defence and to hand in their works; what happened there (COMM-04, COMM-05, COMM-17)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from review.meetings.forms.calling import DefenceRecordForm, DefencesForm, ReceiptForm, WorksForm
from review.meetings.models import DefenceRecord
from review.meetings.rules import read_entry, read_round
from review.meetings.selectors.papers import entry_papers
from review.meetings.selectors.rounds import defence_rows, texts_of, work_rows
from review.meetings.selectors.works import award_work_of
from review.meetings.services.defence import (
    call_for_many_works,
    receive_works,
    record_defence,
    return_works,
    schedule_defences,
)
from review.meetings.views.common import done, page, posted, refused, round_crumbs, round_tabs

RECORDED = ("absent", "prepare_used", "answer_used", "questions", "opinion", "score")


@login_required
@require_http_methods(["GET", "POST"])
def defences(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who is to be defended, when and where; a group is called at once."""
    chosen = read_round(request.user, ref)
    rows = defence_rows(request.user, chosen)
    form = DefencesForm(posted(request), entries=[row.entry for row in rows])
    if form.is_valid() and done(form, schedule_defences, **form.cleaned_data, actor=request.user):
        messages.success(request, f"已安排 {len(form.cleaned_data['entries'])} 人，并发送短信通知。")
        return redirect("meetings:defences", ref)
    context = {"round": chosen, "rows": rows, "form": form, "crumbs": round_crumbs(chosen, "专业答辩")}
    return page(request, "defences", {**context, "tabs": round_tabs(chosen, "meetings:defences")}, form)


@login_required
@require_http_methods(["GET", "POST"])
def defence(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """One person's defence: the record of what happened, and its form."""
    chosen = read_round(request.user, ref)
    entry = read_entry(request.user, chosen, number)
    record = DefenceRecord.objects.filter(entry=entry).first()
    known = {name: getattr(record, name) for name in RECORDED if getattr(record, name, None) is not None}
    form = DefenceRecordForm(posted(request), initial=known)
    if form.is_valid() and done(form, record_defence, entry.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, "已记录答辩情况。")
        return redirect("meetings:defence", ref, number)
    context = {
        "round": chosen,
        "entry": entry,
        "record": record,
        "texts": texts_of(entry, "defense"),
        "papers": entry_papers(entry),
        "form": form,
        "crumbs": [*round_crumbs(chosen, "…")[:2], ("专业答辩", "../../../defences/"), (str(entry), "")],
    }
    return page(request, "defence", context, form)


@login_required
@require_http_methods(["GET", "POST"])
def works(request: HttpRequest, ref: UUID) -> HttpResponse:
    """When, where and how representative works are handed in; a group is told at once (MAT-54)."""
    chosen = read_round(request.user, ref)
    rows = work_rows(request.user, chosen)
    form = WorksForm(posted(request), entries=[row.entry for row in rows])
    if form.is_valid() and done(form, call_for_many_works, **form.cleaned_data, actor=request.user):
        messages.success(request, f"已通知 {len(form.cleaned_data['entries'])} 人提交代表性成果。")
        return redirect("meetings:works", ref)
    context = {"round": chosen, "rows": rows, "form": form, "crumbs": round_crumbs(chosen, "代表性成果")}
    return page(request, "works", {**context, "tabs": round_tabs(chosen, "meetings:works")}, form)


@login_required
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """Register what one person handed in (MAT-55)."""
    chosen = read_round(request.user, ref)
    entry = read_entry(request.user, chosen, number)
    event = getattr(entry, "work_event", None)
    form = ReceiptForm(posted(request), initial=ReceiptForm.known(event.received) if event else {})
    if form.is_valid() and done(form, receive_works, entry.pk, received=form.received(), actor=request.user):
        messages.success(request, "已登记接收。")
        return redirect("meetings:work", ref, number)
    context = {
        "round": chosen,
        "entry": entry,
        "event": event,
        "received": ReceiptForm.told(event.received) if event else [],
        "award": award_work_of(entry.declaration),
        "texts": texts_of(entry, "representative_event"),
        "form": form,
        "crumbs": [*round_crumbs(chosen, "…")[:2], ("代表性成果", "../../../works/"), (str(entry), "")],
    }
    return page(request, "work", context, form)


@login_required
@require_POST
def give_back(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """The works went back to their maker."""
    entry = read_entry(request.user, read_round(request.user, ref), number)
    if not refused(request, return_works, entry.pk, actor=request.user):
        messages.success(request, "已登记归还。")
    return redirect("meetings:work", ref, number)

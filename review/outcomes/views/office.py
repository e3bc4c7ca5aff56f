"""The office's pages of results: the overview of a notice, publishing a list, drawing up a 批复."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from config.lib.keyset import ordered_page, turned_to
from declarations.states import State
from notices.rules import terms_of
from notices.selectors import current_edition
from records.selectors import document_progress
from records.services.calendar import working_days_after
from records.services.documents import request_document
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.forms.office import ApprovalForm, PublishForm
from review.outcomes.lines import approved_lines, confirmed_entries
from review.outcomes.rules import keeps_results, read_approval, read_confirmation, read_decided_notice
from review.outcomes.selectors import (
    AFTER_THE_VOTE,
    RESULTS_BY,
    approvals_of,
    authorities_of,
    confirmations_of,
    overview_of,
    publicities_of,
    results_in,
    strip_of_days,
    to_publicise,
)
from review.outcomes.services.decisions import draw_up_approval
from review.outcomes.services.publicity import publicise_results
from review.outcomes.views.common import status_of

PAGE = 50
NOT_OFFICE = "只有评委会所在职改办可以办理此事项。"


@login_required
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """How the results of a notice stand, one tab a step, and what can be done with all of them."""
    notice = read_decided_notice(request.user, code)
    seen = overview_of(request.user, notice)
    state = _state_asked(request, seen)
    found = results_in(request.user, notice, state)
    rows = ordered_page(found, *RESULTS_BY, size=PAGE, **turned_to(request.GET))
    context = {
        "notice": notice,
        "overview": seen,
        "state": state,
        "recheck": state == State.RECHECK,
        "tabs": [(label, f"?state={value}", value == state, count) for value, label, count in seen.steps if count],
        "page": rows,
        "crumbs": [("评审结果", reverse("outcomes:desk")), (notice.title, "")],
        **_rights(request, notice),
        **_papers(notice),
    }
    return render(request, "outcomes/overview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """二次公示: who, to whom objections go, until when (COMM-06)."""
    notice = read_decided_notice(request.user, code)
    if not keeps_results(request.user, notice):
        raise PermissionDenied(NOT_OFFICE)
    rows = list(to_publicise(request.user, notice))
    form = PublishForm(request.POST if request.method == "POST" else None, rows=rows, notice=notice)
    if form.is_valid():
        try:
            made = publicise_results(
                notice, declarations=form.chosen, contact=form.cleaned_data["contact"], actor=request.user
            )
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"已发布公示，公示至 {made.last_day:%Y-%m-%d}。")
            return redirect("outcomes:overview", code)
    ticked = {row.pk for row in (form.chosen if form.is_valid() else rows)}
    context = {"notice": notice, "form": form, "rows": rows, "ticked": ticked, **_days_ahead(notice)}
    context["crumbs"] = _crumbs(notice, "发布二次公示")
    return render(request, "outcomes/publish.html", context, status=status_of(request))


@login_required
@require_http_methods(["GET", "POST"])
def new_approval(request: HttpRequest, code: str) -> HttpResponse:
    """Register a 批复; the people are entered next (COMM-07, FORM-32)."""
    notice = read_decided_notice(request.user, code)
    if not keeps_results(request.user, notice):
        raise PermissionDenied(NOT_OFFICE)
    form = ApprovalForm(request.POST if request.method == "POST" else None, initial=_approval_in_short(notice))
    if form.is_valid():
        try:
            made = draw_up_approval(notice, actor=request.user, **form.cleaned_data)
        except OutcomeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"已登记 {made.doc_no}，请选择批复人员。")
            return redirect("process:approve_results", made.ref)
    context = {"notice": notice, "form": form, "crumbs": _crumbs(notice, "登记批复")}
    return render(request, "outcomes/new_approval.html", context, status=status_of(request))


@login_required
@require_safe
def confirmation(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One document of confirmation: who stands in it, and its paper."""
    document = read_confirmation(request.user, ref)
    context = {
        "document": document,
        "entries": confirmed_entries(document),
        "paper": document_progress("FORM-31", "confirmation", document.pk),
        "crumbs": _crumbs(document.notice, document.doc_no),
    }
    return render(request, "outcomes/confirmation.html", context)


@login_required
@require_safe
def office_approval(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One 批复: who stands in it, and its paper."""
    document = read_approval(request.user, ref)
    context = {
        "document": document,
        "lines": approved_lines(document),
        "keeps": keeps_results(request.user, document.notice),
        "paper": document_progress("FORM-32", "approval", document.pk),
        "crumbs": _crumbs(document.notice, document.doc_no),
    }
    return render(request, "outcomes/office_approval.html", context)


@login_required
@require_POST
def make_confirmation_paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Print the document as it stands now."""
    document = read_confirmation(request.user, ref)
    request_document("FORM-31", "confirmation", document.pk, by=request.user.pk)
    return redirect("outcomes:confirmation", ref)


@login_required
@require_POST
def make_approval_paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Print the 批复 as it stands now."""
    document = read_approval(request.user, ref)
    request_document("FORM-32", "approval", document.pk, by=request.user.pk)
    return redirect("outcomes:office_approval", ref)


def _state_asked(request, seen) -> State:
    """The tab that was asked for; else the first with anybody in it."""
    waiting = [state for state in AFTER_THE_VOTE if seen.counts.get(state.value)]
    asked = request.GET.get("state") or (waiting or AFTER_THE_VOTE)[0].value
    if asked not in AFTER_THE_VOTE:
        raise Http404
    return State(asked)


def _rights(request, notice):
    keeps = keeps_results(request.user, notice)
    return {
        "keeps": keeps,
        "unpublicised": to_publicise(request.user, notice).count() if keeps else 0,
        "confirms": authorities_of(request.user, notice).exists(),
    }


def _papers(notice):
    return {
        "publicities": publicities_of(notice),
        "confirmations": confirmations_of(notice),
        "approvals": approvals_of(notice),
    }


def _days_ahead(notice):
    """Until when a list published now would hang."""
    now = clock.law()
    today = clock.local_date(now)
    rule = terms_of(current_edition(notice.pk, now=now)).result
    count = rule.second_publicity_working_days if rule else 0
    last = working_days_after(today, count)
    strip = strip_of_days(today, last.last_day, today=today, started=today)
    return {"working_days": count, "last_day": last.last_day, "certain": last.certain, "days": strip}


def _approval_in_short(notice):
    now = clock.law()
    terms, today = terms_of(current_edition(notice.pk, now=now)), clock.local_date(now)
    title = f"关于{terms.year}年度{terms.series}系列{terms.term('title')}评审结果的批复"
    return {
        "title": title,
        "issuer": terms.issuer,
        "legal_person": terms.issuer_legal_person,
        "dated": today,
        "effective_on": today,
    }


def _crumbs(notice, last: str):
    overview_url = reverse("outcomes:overview", args=[notice.code])
    return [("评审结果", reverse("outcomes:desk")), (notice.title, overview_url), (last, "")]

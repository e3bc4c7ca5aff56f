"""The working calendar: a year at a glance, a notice entered by one person and approved by another (ADMIN-10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers, parts_for
from config.lib.text import whole_number
from records.exceptions import DaysRefused
from records.models import CalendarChange
from records.services.audit import audited
from records.services.calendar_changes import approve_change, refuse_change, withdraw_change
from review.process import calendars
from review.process.calendar_forms import ChangeForm, RefusalForm

UNPROCESSABLE = 422


@for_keepers
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year: its months, its named days, what waits, what was changed."""
    asked = request.GET.get("year", "")
    number = whole_number(asked) or 0
    if not calendars.FIRST_YEAR <= number <= calendars.LAST_YEAR:
        number = calendars.this_year()
    changes = calendars.changes_in(number)
    context = {
        "year": calendars.year_of(number),
        "changes": changes,
        "names": calendars.names_of(changes),
        "history": calendars.history_of(number),
        "parts": parts_for(request.user, "process:calendar"),
        "before": number - 1 if number > calendars.FIRST_YEAR else None,
        "after": number + 1 if number < calendars.LAST_YEAR else None,
    }
    return render(request, "process/calendar.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Enter a notice's days; they wait for somebody else."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ChangeForm(*sent, initial={"year": calendars.this_year() + 1})
    if form.is_valid() and (change := _proposed(request, form)):
        messages.success(request, "已提交，由另一位管理员批准后生效。")
        return redirect("process:calendar_change", change.ref)
    context = {"form": form, "crumbs": _crumbs("录入安排")}
    return render(request, "process/calendar_propose.html", context, status=UNPROCESSABLE if form.errors else 200)


def _proposed(request: HttpRequest, form: ChangeForm) -> CalendarChange | None:
    said = {name: form.cleaned_data[name] for name in ("year", "title", "doc_no", "source", "text")}
    try:
        return calendars.propose_and_tell(form.days, **said, actor=request.user)
    except DaysRefused as refusal:
        form.add_error(None, str(refusal))
        return None


@for_keepers
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What would change and what it reaches; a second person approves or sends back."""
    shown = calendars.read_change(ref)
    refusing = request.POST.get("do") == "refuse"
    form = RefusalForm(request.POST if refusing else None)
    if request.method == "POST" and (not refusing or form.is_valid()) and _decided(request, shown, form):
        return redirect("process:calendar_change", ref)
    context = {
        "page": calendars.change_page(shown),
        "form": form,
        "own": shown.by == request.user.pk,
        "crumbs": _crumbs(shown.title),
    }
    return render(request, "process/calendar_change.html", context, status=UNPROCESSABLE if form.errors else 200)


def _decided(request: HttpRequest, shown: CalendarChange, form: RefusalForm) -> bool:
    """Whether something was decided or said; a refusal of the services is a message above the page."""
    do, by = request.POST.get("do"), request.user.pk
    try:
        with audited():
            if do == "approve":
                done = approve_change(shown.ref, by=by)
            elif do == "withdraw":
                done = withdraw_change(shown.ref, by=by)
            elif do == "refuse":
                done = refuse_change(shown.ref, reason=form.cleaned_data["reason"], by=by)
            else:
                return False
            calendars.decided(done)
    except DaysRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done.get_state_display()}：{done.title}。")
    return True


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [("工作日历", reverse("process:calendar")), (here, "")]

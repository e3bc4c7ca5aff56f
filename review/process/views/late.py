"""The files held late, decided in one sitting: ticked, looked at by name, then each by its own move (G-07, T20b)."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.net import client_ip
from config.lib.text import whole_number
from review.process.batches import Outcome, perform_each, reasons_of_each
from review.process.late import late_ones, late_page, offices_of
from review.process.late_form import LateListForm


@login_required
@require_http_methods(["GET", "POST"])
def late_list(request: HttpRequest) -> HttpResponse:
    """GET lists; POST shows by name whom the decision reaches; POST with ``confirm`` takes it, case by case."""
    if not offices_of(request.user).exists():
        raise PermissionDenied("逾期未报送的申报由评委会所在职改办决定。")
    if request.method != "POST":
        return _list(request, None, [])
    numbers = {number for each in request.POST.getlist("cases") if (number := whole_number(each)) is not None}
    form = LateListForm(request.POST, rows=late_ones(request.user, numbers))
    if "back" in request.POST or not form.is_valid():
        return _list(request, form, [])
    if "confirm" not in request.POST:
        return _look(request, form)
    told = {"ip": client_ip(request), "sitting": uuid4().hex, **form.answers()}
    return _list(request, None, perform_each(form.ticked, form.decided, actor=request.user, **told))


def _look(request: HttpRequest, form: LateListForm) -> HttpResponse:
    """By name: who will be decided, and who is left out and why. Nothing moves."""
    outcomes = reasons_of_each(form.ticked, form.decided, actor=request.user, **form.answers())
    context = {
        "form": form,
        "decided": dict(form.fields["decision"].choices)[form.decided],
        "ready": [case for case, reasons in outcomes if reasons is None],
        "skipped": [(case, reasons) for case, reasons in outcomes if reasons is not None],
    }
    return render(request, "process/late_confirm.html", context)


def _list(request: HttpRequest, form: LateListForm | None, outcomes: list[Outcome]) -> HttpResponse:
    page = late_page(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    broken = form is not None and "back" not in request.POST and bool(form.errors)
    shown = form if broken else LateListForm(initial=_typed(request) if form else None, rows=page.rows)
    context = {
        "page": page,
        "form": shown,
        "ticked": {str(number) for number in request.POST.getlist("cases")} if form else set(),
        "moved": [case for case, reasons in outcomes if reasons is None],
        "held": [(case, reasons) for case, reasons in outcomes if reasons is not None],
    }
    return render(request, "process/late.html", context, status=422 if broken else 200)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was entered stays when somebody goes back from the look to the list."""
    return {name: request.POST.get(name, "") for name in ("decision", "due_at", "reason", "basis")}

"""The hub: the task list, the meter, what is missing (S05)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from declarations.editing import why_locked
from declarations.eligibility.qualification import NEEDLESS
from declarations.exceptions import Refused
from declarations.forms.sections import RequestForm
from declarations.links import part_url
from declarations.models import Declaration
from declarations.pages.assessment import why_assessment_is_old
from declarations.pages.tasklist import advice_of, lacks_of, meter_of, short_of_conditions, task_groups, untouched
from declarations.parts import Section
from declarations.remarks import asking_of
from declarations.rules import gate_of
from declarations.selectors import completeness_of, others_in_slot
from declarations.services.sections import change_request
from declarations.states import State
from declarations.views.common import UNPROCESSABLE, forget_where_from, own, page, tell
from notices.rules import terms_of


@login_required
@require_safe
def hub(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where an applicant comes back to between two sittings. Handed in, the case's page takes over."""
    declaration = own(request, ref)
    now = clock.law()
    if why_locked(declaration, [*Section], now=now) and not declaration.permits.filter(used_at=None).exists():
        return redirect("process:case", ref)
    forget_where_from(request)
    context = _hub(declaration, now=now) | {"here": settings.SITE_URL.rstrip("/") + request.path}
    return page(request, "declarations/hub.html", declaration, context, title="")


def _hub(declaration: Declaration, *, now: datetime) -> dict[str, Any]:
    """What the hub shows of a draft or a correction."""
    terms = terms_of(declaration.edition)
    done, asking = completeness_of(declaration, now=now), asking_of(declaration)
    return {
        "terms": terms,
        "done": done,
        "groups": task_groups(declaration, terms, done),
        "lacks": lacks_of(declaration, done),
        "short": short_of_conditions(declaration, done),
        "needless": next((each for state in done.sections for each in state.notes if each.code == NEEDLESS), None),
        "gate": (gate := gate_of(declaration)),
        "advice": advice_of(terms, gate, now=now) if not declaration.due_at else None,
        "meter": meter_of(done),
        "correcting": declaration.state == State.CORRECTION,
        "untouched": untouched(asking),
        "better_by": asking.times.better_by if asking else None,
        "others": others_in_slot(declaration)[:3],
        "old_assessment": why_assessment_is_old(declaration, now=now),
    }


@login_required
@require_http_methods(["GET", "POST"])
def request_again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another level or specialty, before it is handed in."""
    declaration = own(request, ref)
    initial = {"level": declaration.level, "specialty": declaration.specialty}
    form = RequestForm(request.POST or None, declaration=declaration, initial=initial)
    if form.is_valid():
        try:
            change_request(declaration.pk, **form.cleaned_data, actor=request.user)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "申报级别和专业已修改，评委会随之确定。")
            return redirect("declarations:hub", ref)
    status = UNPROCESSABLE if form.errors else 200
    return page(
        request, "declarations/request.html", declaration, {"form": form}, title="修改申报级别或专业", status=status
    )


@login_required
@require_safe
def place(request: HttpRequest, ref: UUID) -> HttpResponse:
    """``?key=achievement:12`` leads to the page of that part; upper floors link here from remarks."""
    return redirect(part_url(own(request, ref), request.GET.get("key", "")))

"""代办 and 移交: who sits at a desk for somebody who is away, and what becomes of the work of who leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rules, selectors, services
from accounts.deputy_forms import DeputyForm, LeaveForm
from accounts.exceptions import AccountRefused
from accounts.leaving import open_work, told_to
from accounts.models import Membership, Organisation
from accounts.services.deputies import NOT_HELD
from accounts.views.steps import number_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom; then who, from when to when: the person who is away is not among those who may stand in."""
    organisation = rules.read_managed(request.user, pk)
    seats = selectors.clerks_of(organisation).own()
    asked = request.POST.get("seat") or request.GET.get("seat")
    seat = seats.filter(pk=number_in(asked)).first()
    context = {"organisation": organisation, "crumbs": _crumbs(organisation, "指定代办人")}
    if seat is None:
        if asked:
            messages.error(request, NOT_HELD.text)
        return render(request, "accounts/name_deputy.html", context | {"seats": seats}, status=422 if asked else 200)
    form = DeputyForm(request.POST if request.method == "POST" else None, seat=seat)
    if form.is_valid() and _named(request, seat, form):
        return redirect("accounts:people", pk)
    context |= {"seat": seat, "form": form}
    return render(request, "accounts/name_deputy.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_deputy(request: HttpRequest, membership: int) -> HttpResponse:
    """By the manager, by who came back, by the deputy; anybody else finds nothing."""
    held = rules.read_deputy(request.user, membership)
    if held.ended_at:
        messages.info(request, "代办此前已经结束。")
    else:
        back = services.end_deputy(held.pk, actor=request.user)
        messages.success(request, f"代办已结束{services.went_back(back)}。")
    at_desk = rules.manages(request.user, held.organisation)
    return redirect("accounts:people", held.organisation_id) if at_desk else redirect("accounts:profile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """A manager takes a desk away, or a clerk leaves: first what lies open there, then to whom it goes."""
    organisation = rules.read_workplace(request.user, pk)
    held = selectors.clerks_of(organisation).filter(pk=membership).first()
    if held is None:
        messages.error(request, "此人已不在本组织任职。")
        return redirect("accounts:people", pk)
    if held.user_id != request.user.pk and not rules.manages(request.user, organisation):
        raise Http404
    form = LeaveForm(request.POST if request.method == "POST" else None, seat=held)
    if form.is_valid() and _left(request, held, form):
        return redirect("accounts:profile") if held.user_id == request.user.pk else redirect("accounts:people", pk)
    crumbs = _crumbs(organisation, "结束任职")
    context = {"organisation": organisation, "held": held, "form": form, "crumbs": crumbs}
    work = open_work(held)
    context |= {"open": told_to(request.user, work), "has_open": bool(work)}
    return render(request, "accounts/end_membership.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_employment(request: HttpRequest, pk: int, employment: int) -> HttpResponse:
    """The unit says that a person left: by name, and first what they still hold and have open here."""
    organisation = rules.read_workplace(request.user, pk)
    left = selectors.employees_of(organisation).filter(pk=employment).first()
    if left is None:
        messages.info(request, "此人与本单位的人事关系此前已经结束。")
        return redirect("accounts:people", pk)
    if request.method == "POST":
        try:
            services.end_employment(left.pk, actor=request.user)
        except AccountRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{left.user.name}与本单位的人事关系已结束，已告知本人。")
        return redirect("accounts:people", pk)
    may_end = rules.manages(request.user, organisation) or left.user_id == request.user.pk
    held = selectors.clerks_of(organisation).filter(user=left.user_id)
    seats = [(seat, open_work(seat)) for seat in held]
    seats = [(seat, told_to(request.user, work) if may_end else [], bool(work)) for seat, work in seats]
    crumbs = _crumbs(organisation, "结束人事关系")
    context = {"organisation": organisation, "left": left, "seats": seats, "may_end": may_end, "crumbs": crumbs}
    return render(request, "accounts/end_employment.html", context)


def _named(request: HttpRequest, seat: Membership, form: DeputyForm) -> bool:
    given = dict(form.cleaned_data)
    person = given.pop("person")
    try:
        services.name_deputy(seat.pk, person_id=person.pk, actor=request.user, **given)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return False
    messages.success(request, f"已指定{person.name}代{seat.user.name}办理，已告知双方。")
    return True


def _left(request: HttpRequest, held: Membership, form: LeaveForm) -> bool:
    try:
        services.end_membership(held.pk, actor=request.user, **form.cleaned_data)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return False
    messages.success(request, f"{held.user.name}的任职已结束。")
    return True


def _crumbs(organisation: Organisation, label: str) -> list[tuple[str, str]]:
    return [(organisation.name, reverse("accounts:people", args=[organisation.pk])), (label, "")]

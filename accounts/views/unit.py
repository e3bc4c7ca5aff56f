"""A unit registers, and its manager says who works and who belongs there."""

from dataclasses import fields

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules, selectors, services
from accounts.exceptions import AccountRefused
from accounts.forms import InvitationForm, ReasonForm, SuccessorForm, UnitForm
from accounts.models import Organisation
from accounts.registrations import due_of
from accounts.services import UnitData
from accounts.views.steps import number_in
from config.lib import clock
from config.lib.back import way_back
from config.lib.files import SCANS, Limits, UploadRefused
from config.lib.keyset import counted, ordered_page, turned_to
from records.models import StoredFile
from records.services.files import accept_upload

PAGE = 50
LICENCE = "accounts.licence_file"
LICENCE_LIMITS = Limits(pdf_bytes=10 * 2**20, pages=10)


# ── registering ────────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_unit(request: HttpRequest) -> HttpResponse:
    """One form; a good licence is kept although something else is wrong, so that nothing is asked twice."""
    asked = request.GET.get("again")
    again = None if asked is None else rules.read_own_registration(request.user, number_in(asked))
    kept = _kept_licence(request)
    posted = request.method == "POST"
    form = UnitForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        has_licence=bool(kept),
        initial=_said_before(again),
    )
    if posted:
        valid = form.is_valid()
        kept = _take_licence(request, form) or kept
        if valid and kept and not form.errors and (unit := _registered(request, form, kept)):
            return redirect("accounts:unit_status", unit.pk)
    context = {"form": form, "licence": kept}
    return render(request, "accounts/register_unit.html", context, status=422 if posted else 200)


@login_required
@require_safe
def unit_status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the registration is, and what to do."""
    unit = rules.read_own_registration(request.user, pk)
    return render(request, "accounts/unit_status.html", {"unit": unit, "due": due_of(unit)})


@login_required
@require_safe
def units(request: HttpRequest, kinds: str = "all") -> JsonResponse:
    """Names for the search list of a form; before anything is typed, the person's own."""
    words = request.GET.get("q", "").strip()[:60]
    if kinds not in selectors.AMONG:
        raise Http404
    found = selectors.units_like(words, kinds) if words else selectors.own_units(request.user, kinds)
    return JsonResponse(
        {"results": [{"value": str(unit.pk), "label": unit.name, "hint": unit.place} for unit in found]}
    )


# ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@require_safe
def own_people(request: HttpRequest) -> HttpResponse:
    """The people of one's own organisation; who works at several chooses on the page of the account."""
    places = list(selectors.organisations_of(request.user, request.user.current_role)[:2])
    return redirect("accounts:people", places[0].pk) if len(places) == 1 else redirect("accounts:profile")


@login_required
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Clerks, invitations, and who says they belong here; managers also see the buttons."""
    organisation = rules.read_workplace(request.user, pk)
    return _people_page(request, organisation)


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = rules.read_managed(request.user, pk)
    form = InvitationForm(request.POST, organisation=organisation)
    if form.is_valid():
        try:
            services.invite_clerk(organisation=organisation, actor=request.user, **form.cleaned_data)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "邀请已发出，短信会告诉对方。")
            return redirect("accounts:people", pk)
    return _people_page(request, organisation, invitation=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the manager's desk to a successor; it stays one's own until they accept."""
    organisation = rules.read_managed(request.user, pk)
    form = SuccessorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        desk = selectors.desks_of(request.user).filter(organisation=organisation, is_manager=True).first()
        try:
            services.hand_over(membership_id=desk.pk, actor=request.user, **form.cleaned_data)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "移交邀请已发出。对方接受之前，您仍是管理员。")
            return redirect("accounts:people", pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "accounts/hand_over.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    organisation = rules.read_managed(request.user, pk)
    return _done(request, organisation, lambda: services.withdraw_invitation(token, actor=request.user), "邀请已撤回。")


@login_required
@require_POST
def decide_employment(request: HttpRequest, pk: int, employment: int) -> HttpResponse:
    """Confirm that a person belongs to the unit, or say no."""
    organisation = rules.read_workplace(request.user, pk)
    do, reason = request.POST.get("do"), ReasonForm(request.POST)
    if do == "refuse" and not reason.is_valid():
        messages.error(request, "请写明原因。")
        return redirect("accounts:people", pk)
    acts = {
        "confirm": lambda: services.confirm_employment(employment, actor=request.user),
        "refuse": lambda: services.refuse_employment(employment, actor=request.user, **reason.cleaned_data),
    }
    if do not in acts:  # a page opened before an upgrade may still offer what has its own page now
        raise BadRequest("这个按钮已经不能使用，请返回后刷新页面再办理。")
    answer = _done(request, organisation, acts[do], "已办理。")
    return redirect(way_back(request, otherwise=answer["Location"]))


def _people_page(
    request: HttpRequest, organisation: Organisation, invitation: InvitationForm | None = None
) -> HttpResponse:
    employees = selectors.employees_of(organisation)
    context = {
        "organisation": organisation,
        "is_manager": rules.manages(request.user, organisation),
        "clerks": selectors.clerks_of(organisation),
        "deputies": selectors.deputies_at(organisation),
        "invitations": selectors.invitations_from(organisation, clock.law()),
        "waiting": selectors.employments_waiting(organisation),
        "page": counted(ordered_page(employees, "asked_at", "pk", size=PAGE, **turned_to(request.GET)), employees),
        "invitation_form": invitation or InvitationForm(organisation=organisation),
        "reason_form": ReasonForm(),
    }
    return render(request, "accounts/people.html", context, status=422 if invitation else 200)


def _done(request: HttpRequest, organisation: Organisation, act, said: str) -> HttpResponse:
    try:
        act()
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("accounts:people", organisation.pk)


def _registered(request: HttpRequest, form: UnitForm, licence: StoredFile) -> Organisation | None:
    said = {field.name: form.cleaned_data[field.name] for field in fields(UnitData)}
    try:
        unit = services.register_unit(data=UnitData(**said), licence=licence, actor=request.user)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return None
    request.session.pop(LICENCE, None)
    return unit


def _take_licence(request: HttpRequest, form: UnitForm) -> StoredFile | None:
    """Inspect and keep the uploaded licence; a bad one is an error at its field."""
    upload = request.FILES.get("licence")
    if not upload or "licence" in form.errors:
        return None
    try:
        kept = accept_upload(upload.read(), name=upload.name, by=request.user.pk, allowed=SCANS, limits=LICENCE_LIMITS)
    except UploadRefused as refused:
        form.add_error("licence", refused.reason.text)
        return None
    request.session[LICENCE] = kept.pk
    return kept


def _kept_licence(request: HttpRequest) -> StoredFile | None:
    kept = StoredFile.objects.filter(pk=request.session.get(LICENCE)).first()
    return kept if kept and rules.owns_file(request.user, kept) else None


def _said_before(unit: Organisation | None) -> dict[str, object]:
    if unit is None:
        return {}
    said = {field.name: getattr(unit, field.name) for field in fields(UnitData)}
    return {**said, "legal_person": "yes" if unit.legal_person else "no"}

"""Departments and offices: who may come in; managers: whose lost phone is replaced."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules, selectors, services
from accounts.exceptions import AccountRefused
from accounts.forms import ApprovalForm, ReasonForm
from accounts.models import Organisation
from accounts.registrations import waiting_registrations
from config.lib import clock
from config.lib.keyset import ordered_page, turned_to
from records.models import StoredFile


@login_required
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Units that wait to be let in, oldest first."""
    if not rules.deciding_organisations(request.user).exists():
        raise PermissionDenied("这里是主管部门和职改办的单位注册审核，请先切换到相应身份。")
    waiting = rules.pending_units(request.user).select_related("parent")
    page = ordered_page(waiting, "registered_at", "pk", **turned_to(request.GET))
    rows = waiting_registrations(page.rows, today=clock.local_date(clock.law()))
    return render(request, "accounts/approvals.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: licence, data, namesakes; let in or refuse."""
    unit = rules.read_pending_unit(request.user, pk)
    posted = request.POST if request.method == "POST" else None
    refusing = posted is not None and posted.get("do") == "refuse"
    approve = ApprovalForm(None if refusing else posted, initial={"parent": unit.parent_id}, approver=request.user)
    refuse = ReasonForm(posted if refusing else None)
    if posted is not None and _decided(request, unit, refuse if refusing else approve, refusing=refusing):
        return redirect("accounts:approvals")
    context = {
        "unit": unit,
        "licence": StoredFile.objects.filter(pk=unit.licence_id).first(),
        "namesakes": selectors.namesakes_of(unit),
        "approve_form": approve,
        "refuse_form": refuse,
    }
    return render(request, "accounts/approval.html", context, status=422 if posted is not None else 200)


@login_required
@require_safe
def phone_changes(request: HttpRequest) -> HttpResponse:
    """Lost phones of people this manager may vouch for (AU6)."""
    if not selectors.managed_by(request.user).exists():
        raise PermissionDenied("这里由单位、主管部门和职改办的管理员办理。")
    page = ordered_page(selectors.phone_changes_for(request.user), "asked_at", "pk", **turned_to(request.GET))
    return render(request, "accounts/phone_changes.html", {"page": page})


@login_required
@require_POST
def decide_phone_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The person was here with their ID card, or was not."""
    verified = request.POST.get("do") == "verify"
    decide = services.verify_phone_change if verified else services.refuse_phone_change
    try:
        decide(pk, actor=request.user)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已核验，24小时后生效。" if verified else "已拒绝。")
    return redirect("accounts:phone_changes")


def _decided(request: HttpRequest, unit: Organisation, form: ApprovalForm | ReasonForm, *, refusing: bool) -> bool:
    if not form.is_valid():
        return False
    decide = services.refuse_unit if refusing else services.approve_unit
    try:
        decide(unit.pk, actor=request.user, **form.cleaned_data)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return False
    messages.success(request, f"{unit.name}：{'已退回，对方会收到原因' if refusing else '已通过注册'}。")
    return True

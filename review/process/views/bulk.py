"""Many cases at once: ticked, looked at by name, done one by one, each with a result (16-3)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.selectors import roles_of
from accounts.states import Role
from config.lib.text import whole_number
from review.process.bulk import KINDS, Bulk, BulkForm, Sitting, chosen, outcomes_of, run
from review.process.desks import DESKS
from review.process.listing.address import LISTED, address_of, query_of
from review.process.taking.services import ExportRefused

UNPROCESSABLE = 422


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """POST looks; POST with ``confirm`` does it. A result lists every case, and what failed can be tried again."""
    role = request.POST.get("role", "")
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    kind = KINDS.get(request.POST.get("do", ""))
    if kind is None:
        raise Http404
    numbers = [number for each in request.POST.getlist("cases") if (number := whole_number(each)) is not None]
    cases = chosen(request.user, role, numbers)
    if not cases:
        messages.error(request, "请先勾选申报。")
        return redirect(address_of(role, query_of(request.POST)))
    form = BulkForm(request.POST if "asked" in request.POST else None, kind=kind, user=request.user, role=role)
    told = {"kind": kind, "role": role, "cases": cases, "form": form}
    if not kind.asks or form.is_valid():
        return _look_or_do(request, told, dict(form.cleaned_data) if kind.asks else {})
    return _page(request, told, status=UNPROCESSABLE if form.errors else 200)


def _look_or_do(request: HttpRequest, told: dict[str, Any], answers: dict[str, Any]) -> HttpResponse:
    kind, cases, role = told["kind"], told["cases"], told["role"]
    if "confirm" not in request.POST:
        outcomes = outcomes_of(kind, cases, request.user, role, answers)
        ready = [case for case, reason in outcomes if reason is None]
        skipped = [(case, reason) for case, reason in outcomes if reason]
        looked = {"looked": True, "ready": ready, "skipped": skipped}
        words = f"跳过 {len(skipped)} 份，不办理" if ready else f"所选 {len(skipped)} 份都不能{kind.label}"
        return _page(request, told | looked | {"skipped_words": words})
    try:
        sitting = run(kind, cases, request.user, role, answers)
    except ExportRefused as refusal:
        told["form"].add_error(None, str(refusal))
        return _page(request, told, status=UNPROCESSABLE)
    return _result(request, kind, told, sitting)


def _result(request: HttpRequest, kind: Bulk, told: dict[str, Any], sitting: Sitting) -> HttpResponse:
    if kind.code == "export":
        messages.success(request, "已开始导出，生成后可在本页下载。")
        return redirect("process:downloads")
    return _page(request, told | {"sitting": sitting, "undo": KINDS.get(kind.undo)})


def _page(request: HttpRequest, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    query = query_of(request.POST)
    back = address_of(told["role"], query)
    carried = [("role", told["role"]), *((name, value) for name, value in _pairs(request))]
    crumbs = [("工作台", back), (told["kind"].label, "")]
    context = told | {"role": Role(told["role"]), "back": back, "carried": carried, "crumbs": crumbs}
    return render(request, "process/bulk.html", context, status=status)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """The list one came from, to go back to it."""
    return [(name, value) for name in ("queue", *LISTED) for value in request.POST.getlist(name) if value]

"""问题率: the live figures of the office's notices, the cases, and one case with what its reader may do (UNIT-18)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import acts_as
from config.lib import clock
from declarations.rules import visible_to
from notices.models import Notice
from records.selectors import DocumentProgress, document_progress
from records.services.documents import request_document
from review.approvals.desk_form import DeskForm
from review.approvals.views.common import NOT_POSSIBLE, done
from review.process.models import QualityCase
from review.process.quality import counting, documents, forms, rules, services
from review.process.quality.states import QualityRule, QualityState

MOST = 100  # rows of the table of failed cases, units and cases: a notice has a few hundred units at most


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quality(request: HttpRequest) -> HttpResponse:
    """The figures of one notice as they stand, and every case this person sees."""
    if not acts_as(request.user, rules.READING):
        raise PermissionDenied("问题率由职改办、主管部门和用人单位查看，请先切换到相应角色。")
    notices = list(rules.notices_of(request.user))
    asked = request.GET.get("notice", "")
    notice = next((each for each in notices if each.code == asked), None) or counting.met_first(notices)
    form = forms.UnqualifiedForm(request.POST) if request.method == "POST" else None
    if form and done(form, lambda given: _mark(request, given)):
        messages.success(request, "已登记。")
        return redirect(f"{reverse('process:quality')}?notice={notice.code if notice else ''}")
    context = {
        "notices": notices,
        "notice": notice,
        "form": form,
        "cases": rules.visible_cases(request.user)[:MOST],
        **(_figures(request, notice) if notice else {}),
        "crumbs": [("工作台", reverse("process:desk")), ("问题率", "")],
    }
    return render(request, "process/quality.html", context, status=NOT_POSSIBLE if form else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quality_case(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One case; ``do`` says which of its forms was sent."""
    case = rules.read_case(request.user, ref)
    offered = _forms(request, case)
    what = request.POST.get("do", "") if request.method == "POST" else ""
    if what:
        command = COMMANDS.get(what)
        form = offered.get("ask" if what == "drop" else what)
        if command is None or form is None:
            messages.error(request, services.MOVED_ON.text)
            return redirect(case)
        if done(form, lambda given: command(case, request, given)):
            messages.success(request, "已办理。")
            return redirect(
                case if rules.visible_cases(request.user).filter(pk=case.pk).exists() else "process:quality"
            )
    context = {
        "case": case,
        "offered": offered,
        "papers": _papers(case),
        "is_asked": rules.answers(request.user, case),
        "suspensions": case.suspensions.select_related("unit", "lifted_by").order_by("pk"),
        "crumbs": [("问题率", reverse("process:quality")), (case.subject.name, "")],
    }
    return render(request, "process/quality_case.html", context, status=NOT_POSSIBLE if what else 200)


@login_required
@require_POST
def quality_paper(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """Ask the workers for one of the papers (FORM-35)."""
    case = rules.read_case(request.user, ref)
    if kind not in documents.papers_of(case):
        raise Http404
    request_document(kind, documents.SUBJECT, case.pk, by=request.user.pk)
    messages.success(request, "已开始生成，生成后显示在本页。")
    return redirect(case)


def _forms(request: HttpRequest, case: QualityCase) -> dict[str, DeskForm]:
    """What this reader may do with it now, by the word of the form; only the one that was sent is bound."""
    user, data = request.user, request.POST if request.method == "POST" else None
    what = "ask" if data and data.get("do") == "drop" else data and data.get("do")
    sent = {name: data if what == name else None for name in ("ask", "explain", "circulate", "suspend", "lift")}
    decides, waiting = rules.decides(user, case), case.state in {QualityState.ASKED, QualityState.ANSWERED}
    by_department = case.rule == QualityRule.DEPARTMENT
    found: dict[str, DeskForm] = {}
    if decides and case.state == QualityState.DRAFT:
        found["ask"] = forms.AskForm(sent["ask"], case=case)
    if waiting and rules.answers(user, case):
        found["explain"] = forms.ExplainForm(sent["explain"], case=case, asks_plan=by_department)
    if waiting and rules.notifies(user, case):
        found["circulate"] = forms.CircularForm(
            sent["circulate"], initial={"circular_on": clock.local_date(clock.law())}
        )
    suspended = case.suspension is not None and case.suspension.lifted_at is None
    if decides and by_department and case.state in QualityState.told and not suspended:
        found["suspend"] = forms.SuspendForm(sent["suspend"])
    if decides and suspended:
        found["lift"] = forms.LiftForm(sent["lift"])
    return found


def _papers(case: QualityCase) -> list[tuple[str, str, DocumentProgress]]:
    """Each paper it can have made, with how far that is."""
    return [
        (kind, documents.title_of(kind, case), document_progress(kind, documents.SUBJECT, case.pk))
        for kind in documents.papers_of(case)
    ]


def _figures(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    limits = counting.thresholds_of(notice)
    if limits is None:
        return {"limits": None}
    return {
        "limits": limits,
        "units": counting.shares(notice, QualityRule.UNIT)[:MOST],
        "departments": counting.shares(notice, QualityRule.DEPARTMENT)[:MOST],
        "failed": counting.failed_unmarked(notice, request.user)[:MOST],
    }


def _mark(request: HttpRequest, given: dict[str, Any]) -> object:
    declaration = visible_to(request.user).filter(pk=given["declaration"]).first()
    if declaration is None:
        raise Http404
    return services.mark_unqualified(declaration.pk, actor=request.user, reason=given["reason"])


Command = Callable[[QualityCase, HttpRequest, dict[str, Any]], object]
COMMANDS: dict[str, Command] = {
    "ask": lambda case, request, given: services.ask_case(case.pk, actor=request.user, **given),
    "drop": lambda case, request, given: services.drop_case(case.pk, actor=request.user, reason=given["reason"]),
    "explain": lambda case, request, given: services.explain_case(case.pk, actor=request.user, **given),
    "circulate": lambda case, request, given: services.circulate_case(case.pk, actor=request.user, **given),
    "lift": lambda case, request, given: services.lift_suspension(
        case.pk, actor=request.user, reason=given["lift_reason"], document_no=given["lift_document_no"]
    ),
    "suspend": lambda case, request, given: services.suspend_unit(case.pk, actor=request.user, **given),
}

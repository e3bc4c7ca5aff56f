"""The page of a desk above the unit: materials left, the desk's sheet right (S17)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import SYSTEM, User
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.dossier import read_at_once
from declarations.models import Declaration
from declarations.states import Special, State
from notices.rules import terms_of
from records.services.reads import note_read
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.forms import ExceptionForm, ReviewForm, VerifierForm
from review.approvals.guards.corrections import first_stage_open
from review.approvals.guards.review import review_here, rows_asked
from review.approvals.rules import oversees, read_at_desk, works_at, works_in_office
from review.approvals.selectors import addressees_of, notices_of, parts_of
from review.approvals.selectors.reviewing import (
    changes_on_this_walk,
    dossier_of,
    last_moment_for_correction,
    precheck_of,
    reviews_so_far,
)
from review.approvals.steps import aspects_of, current_deliberation, current_recommendation, valid_publicity
from review.approvals.views.common import NOT_POSSIBLE, act_url, crumbs_to, done

PAGE = "approvals/review.html"
ON = {State.OFFICE_REVIEW: ("accept", "审核通过，予以受理")}
MOST_ROWS, MORE_ROWS = 30, 3
# As clerks write them (spec/demo.md §6); a click puts one into the row.
PHRASES = (
    {"label": "缺页", "text": "缺少必要的页，请补齐封面、目录、版权页和全文。"},
    {"label": "不清晰", "text": "扫描件模糊，看不清文字和印章，请用原件重新拍照上传。"},
    {"label": "未盖章签名", "text": "未加盖单位公章、负责人未手写签名。"},
    {"label": "缺佐证", "text": "仅有获奖证书，缺作品照片及本人所起作用说明。"},
    {"label": "公示不足", "text": "公示截止日计算有误，不足规定的工作日。"},
    {"label": "社保", "text": "申报单位养老保险缴费不足规定月数，请附情况说明及证明。"},
)
REVIEWED_IN = (*State.on_the_way, State.OFFICE_REVIEW)


@login_required
@require_safe
def review(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything a desk needs to decide; ``?part=`` opens another part."""
    declaration = read_at_desk(request.user, ref)
    note_read("declaration.read", declaration.pk, request.user)
    return render(request, PAGE, _context(request, declaration))


@login_required
@require_POST
def sign(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The desk's sheet, signed by whoever saves it."""
    declaration = read_at_desk(request.user, ref)
    form = ReviewForm(request.POST, rows=rows_asked(declaration))
    if done(form, lambda _: services.review_stop(declaration.pk, actor=request.user, **form.sheet())):
        messages.success(request, "审核意见已签署。")
        return redirect("approvals:review", ref)
    return render(request, PAGE, _context(request, declaration, form=form), status=NOT_POSSIBLE)


@login_required
@require_POST
def decide_exception(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The office's word on 破格 (PATH-16)."""
    declaration = read_at_desk(request.user, ref)
    form, command = ExceptionForm(request.POST, relaxes=_relaxes(declaration)), services.decide_exception
    if done(form, lambda given: command(declaration.pk, actor=request.user, **given)):
        messages.success(request, "破格审核结论已保存。")
        return redirect("approvals:review", ref)
    return render(request, PAGE, _context(request, declaration, exception_form=form), status=NOT_POSSIBLE)


@login_required
@require_POST
def name_verifier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who verifies where the unit is the applicant alone (G-32)."""
    declaration = read_at_desk(request.user, ref)
    form = VerifierForm(request.POST)
    if done(form, lambda given: _name(request.user, declaration, given)):
        messages.success(request, "已指定核验人。")
        return redirect("approvals:review", ref)
    return render(request, PAGE, _context(request, declaration, verifier_form=form), status=NOT_POSSIBLE)


def _name(actor: User, declaration: Declaration, given: dict) -> object:
    person = User.objects.by_phone(given["phone"])
    if person is None:
        raise Refused(Reason("E311", "没有找到使用这个手机号的人员，请先注册。", field="phone"))
    return services.name_verifier(declaration.pk, actor=actor, person=person, reason=given["reason"])


def _context(request: HttpRequest, declaration: Declaration, **forms: object) -> dict:
    read_at_once(declaration)
    now, signed = clock.law(), review_here(declaration)
    mine = declaration.state in REVIEWED_IN and works_at(request.user, declaration)
    context = {
        "declaration": declaration,
        "dossier": dossier_of(declaration, request.GET.get("part", "")),
        "precheck": precheck_of(declaration, now=now),
        "changes": changes_on_this_walk(declaration),
        "reviews": reviews_so_far(declaration),
        "notices": notices_of(declaration),
        "unit_said": _unit_said(declaration),
        "signed": signed,
        "form": ReviewForm(rows=rows_asked(declaration), review=signed),
        "mine": mine,
        "on": _way_on(declaration) if mine else None,
        "compose": reverse("approvals:compose", args=[declaration.ref]) if mine else "",
        "refuse": act_url(declaration, "refuse") if mine else "",
        "crumbs": crumbs_to(declaration, "审查"),
        **_special(request.user, declaration),
    }
    return context | forms


def _special(user: User, declaration: Declaration) -> dict:
    exceptional = Special.EXCEPTIONAL in declaration.options and works_in_office(user, declaration)
    decision = getattr(declaration, "exception_decision", None)
    form = ExceptionForm(relaxes=_relaxes(declaration), decision=decision) if exceptional else None
    at_unit = declaration.state in State.at_unit and oversees(user, declaration)
    return {"exception_form": form, "decision": decision, "verifier_form": VerifierForm() if at_unit else None}


def _unit_said(declaration: Declaration) -> dict:
    said = current_recommendation(declaration)
    return {
        "deliberation": current_deliberation(declaration),
        "publicity": valid_publicity(declaration),
        "recommendation": said,
        "aspects": aspects_of(said, terms_of(declaration.edition).unit_flow.recommendation.aspects),
    }


def _relaxes(declaration: Declaration) -> tuple[str, ...]:
    exception = terms_of(declaration.edition).exception
    return exception.relaxes if exception else ()


def _way_on(declaration: Declaration) -> tuple[str, str]:
    action, label = ON.get(State(declaration.state), ("forward", "审核通过并上报"))
    return act_url(declaration, action), label


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The list of a return or one-time notice, sent on to the act page (17-5). A POST asks for more rows."""
    declaration = read_at_desk(request.user, ref)
    if not works_at(request.user, declaration) or declaration.state not in REVIEWED_IN:
        return redirect("approvals:review", ref)
    formal = _is_formal(declaration)
    context = {
        "declaration": declaration,
        "rows": _rows_shown(request.POST),
        "formal": formal,
        "action": act_url(declaration, "request_correction" if formal else "return"),
        "addressees": addressees_of(declaration),
        "parts": parts_of(declaration),
        "due": request.POST.get("due_at") or _offered(last_moment_for_correction(declaration)),
        "notices": notices_of(declaration),
        "failed": _failed_rows(declaration),
        "phrases": PHRASES,
        "crumbs": crumbs_to(declaration, "告知补正" if formal else "退回"),
    }
    return render(request, "approvals/compose.html", context)


def _offered(last: datetime | None) -> str:
    return f"{localtime(last):%Y-%m-%dT%H:%M}" if last else ""


def _rows_shown(typed: QueryDict) -> list[dict[str, Any]]:
    """What was typed so far, and some empty rows."""
    names = ("addressee", "part", "defect", "todo")
    counted = set(typed.getlist("item_counts"))
    every = zip(*(typed.getlist(f"item_{name}") for name in names), strict=False)
    rows = [dict(zip(names, row, strict=True)) | {"counts": str(at) in counted} for at, row in enumerate(every)]
    return [*rows, *({"counts": True} for _ in range(MORE_ROWS))][:MOST_ROWS]


def _is_formal(declaration: Declaration) -> bool:
    """Inside stage 1 a desk below the committee's office returns; else, and at that office, it notifies (G-03)."""
    closed = first_stage_open(declaration, Asked(), actor=SYSTEM, now=clock.law())
    return declaration.state == State.OFFICE_REVIEW or closed is not None


def _failed_rows(declaration: Declaration) -> list[str]:
    """Notes of the desk's sheet that did not hold, to be taken over into the list."""
    signed = review_here(declaration)
    judged = signed.rows.values() if signed else ()
    return [told["note"] for told in judged if told.get("ok") is False and told.get("note")]

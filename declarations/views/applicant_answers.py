"""All answers on one page: to check and sign (S09), and to read afterwards."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.exceptions import AccountRefused
from accounts.net import client_ip
from accounts.states import CodePurpose
from accounts.views.steps import ask_code, code_page, proof_of
from config.lib import clock
from declarations.eligibility import Completeness, Finding, completeness
from declarations.models import Declaration
from declarations.pages.answers import answer_blocks
from declarations.pages.assessment import why_assessment_is_old
from declarations.pages.tasklist import by_todo, from_check, lacks_of, notes_on
from declarations.remarks import asking_of
from declarations.rules import gate_of, is_editable, read_declaration, too_early
from declarations.selectors import examination_of
from declarations.services.risk import match_journals_of
from declarations.states import State
from declarations.unsaved import unsaved_findings
from declarations.views.common import UNPROCESSABLE, crumbs_of, forget_where_from, own, page
from notices.rules import terms_of
from records.services.reads import note_read

TICKED = "declarations.ticked."  # session key: what was ticked before the code was asked for
CHECKS = ("学历", "资历", "专业技术工作经历", "业绩成果", "学术成果")  # MAT-02; as the form of the move lists them


@login_required
@require_safe
def check(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every answer and file in order, what is wrong on top, then self-checks, pledge and signature.

    Whoever comes back to it after handing in is shown where the file is now (ALL-8).
    """
    declaration = own(request, ref)
    if declaration.state not in {State.DRAFT, State.CORRECTION}:
        return redirect("process:case", declaration.ref)
    match_journals_of(declaration.pk)
    return _check_page(request, declaration)


def submit_page(request: HttpRequest, declaration: Declaration, form: forms.Form) -> HttpResponse:
    """The page of the form of SUBMIT: the one door is the check page, and what was refused comes back on it (S09)."""
    if not form.is_bound:
        return redirect("declarations:check", declaration.ref)
    _keep_ticks(request, declaration)
    match_journals_of(declaration.pk)
    return _check_page(request, declaration, form)


def forget_ticks(request: HttpRequest, declaration: Declaration) -> None:
    """It was handed in: whoever hands in again ticks and signs again (MAT-02)."""
    request.session.pop(f"{TICKED}{declaration.ref}", None)


def _check_page(request: HttpRequest, declaration: Declaration, form: forms.Form | None = None) -> HttpResponse:
    forget_where_from(request)
    now = clock.law()
    findings = [*unsaved_findings(declaration, now=now), *examination_of(declaration, now=now)]
    done, early = completeness(findings), too_early(declaration, now=now)
    ready = done.is_complete and is_editable(declaration)
    correcting = declaration.state == State.CORRECTION
    context = {
        "form": form,
        "done": done,
        **_to_check(declaration, done, findings, editable=not correcting),
        "old_assessment": why_assessment_is_old(declaration, now=now),
        "checks": CHECKS,
        "terms": terms_of(declaration.edition),
        "gate": gate_of(declaration),
        "correcting": correcting,
        "sent_back": None if correcting else asking_of(declaration),
        "may_submit": ready and not early,
        "wait": early.text if ready and early else "",
        "ip": client_ip(request),
        "proof": proof_of(request, CodePurpose.SIGN),
        "ticked": _ticked(request, declaration, form),
    }
    status = UNPROCESSABLE if form else 200
    return page(request, "declarations/check.html", declaration, context, title="核对并提交", status=status)


def _to_check(
    declaration: Declaration, done: Completeness, findings: list[Finding], *, editable: bool
) -> dict[str, Any]:
    """The answers and what is said of them; in a correction each item is opened from its list and nothing from here."""
    return {
        "blocks": answer_blocks(declaration, editable=editable),
        "lacks": [from_check(each) for each in lacks_of(declaration, done)],
        "notes": by_todo(map(from_check, notes_on(declaration, findings))) if editable else [],
    }


def _ticked(request: HttpRequest, declaration: Declaration, form: forms.Form | None) -> dict[str, Any]:
    """What was ticked and typed before; the strokes of a refused form come back with it and are kept nowhere."""
    strokes = form.cleaned_data.get("signature", "") if form else ""
    return {**request.session.get(f"{TICKED}{declaration.ref}", {}), "signature": strokes}


def _keep_ticks(request: HttpRequest, declaration: Declaration) -> None:
    request.session[f"{TICKED}{declaration.ref}"] = {
        "checked": [each for each in CHECKS if each in request.POST.getlist("checked")],
        "pledge": "pledge" in request.POST,
        "signed_name": request.POST.get("signed_name", "")[:60],
    }


@login_required
@require_POST
def sign(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For who cannot write on a screen: a code to the account's phone; what was ticked is there on coming back."""
    declaration = own(request, ref)
    _keep_ticks(request, declaration)
    try:
        ask_code(request, phone=request.user.phone, purpose=CodePurpose.SIGN)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("declarations:check", declaration.ref)
    return redirect("declarations:sign_code", declaration.ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_code(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The code proves that the owner of the account signs; back to the signature, which is still to be handed in."""
    back = reverse("declarations:check", args=[own(request, ref).ref])

    def proven(_proof: object) -> HttpResponse:
        messages.success(request, "短信验证码已确认，请核对后签名提交。")
        return redirect(f"{back}#id_signed_name")

    words = {"title": "用短信验证码签名", "back_label": "不用验证码，返回手写签名"}
    return code_page(request, CodePurpose.SIGN, back=back, then=proven, **words)


@login_required
@require_safe
def answers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was declared, for whoever may read the case; nothing to change here."""
    declaration = read_declaration(request.user, ref)
    own_one = declaration.applicant_id == request.user.pk
    if not own_one:
        note_read("declaration.answers", declaration.pk, request.user)
    crumbs = crumbs_of(declaration, ("所填内容", "")) if own_one else [("所填内容", "")]
    context = {
        "declaration": declaration,
        "blocks": answer_blocks(declaration, editable=False),
        "terms": terms_of(declaration.edition),
        "crumbs": crumbs,
        "title": "所填内容",
    }
    response = render(request, "declarations/answers.html", context)
    response["Cache-Control"] = "private, no-store"
    return response

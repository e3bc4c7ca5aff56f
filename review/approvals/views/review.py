"""The page of a desk above the unit: materials left, the desk's sheet right (S17)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from config.lib import clock
from config.lib.text import whole_number
from declarations.dossier import read_at_once
from declarations.models import Declaration
from declarations.reuse import reused_in
from declarations.rules import too_early
from declarations.states import Special, State
from notices.rules import terms_of
from review.approvals import services
from review.approvals.ahead import reasons_ahead
from review.approvals.archives import archive_said, is_at_archive
from review.approvals.forms import ExceptionForm, FilingForm, ReviewForm, VerifierForm
from review.approvals.guards.batch import goes_in_a_batch
from review.approvals.guards.filing import filing_asked
from review.approvals.guards.review import review_here, rows_asked
from review.approvals.models import StopReview
from review.approvals.rules import desk_of, oversees, read_at_desk, works_at, works_in_office
from review.approvals.selectors import notices_of
from review.approvals.selectors.batching import batch_of
from review.approvals.selectors.composing import asks_formally
from review.approvals.selectors.phrases import phrases_for
from review.approvals.selectors.reviewing import (
    changes_on_this_walk,
    computed_for,
    dossier_of,
    precheck_of,
    reviews_so_far,
    signed_on_this_walk,
)
from review.approvals.services.drafting import discard_draft, draft_of
from review.approvals.steps import aspects_of, current_deliberation, current_recommendation, valid_publicity
from review.approvals.views.claiming import on_table
from review.approvals.views.common import NOT_POSSIBLE, act_url, crumbs_to, done, show_case, status_of
from review.approvals.views.verifier import name_by_phone

PAGE = "approvals/review.html"
ON = {State.OFFICE_REVIEW: ("accept", "审核通过，予以受理")}
REVIEWED_IN = (*State.on_the_way, State.OFFICE_REVIEW)
KEYS = (  # what the page answers to once a person has switched it on (16-5, WCAG 2.1.4)
    ("[ ]", "上一份、下一份申报"),
    ("k j", "上一项、下一项材料"),
    ("- =", "缩小、放大"),
    ("r", "旋转 90 度"),
    ("c", "并排"),
    ("o", "到本级审核"),
    ("s", "签署审核意见"),
    ("b", "返回列表"),
    ("?", "快捷键一览"),
)


@login_required
@require_safe
def review(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything a desk needs to decide; ``?part=`` opens another part."""
    declaration = read_at_desk(request.user, ref)
    return show_case(request, declaration, PAGE, _context(request, declaration))


@login_required
@require_POST
def sign(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The desk's sheet, signed by whoever saves it."""
    declaration = read_at_desk(request.user, ref)
    form = ReviewForm(request.POST, rows=rows_asked(declaration))
    typed = {"draft": whole_number(request.POST.get("_version"))}
    user, command = request.user, services.review_stop
    if done(form, lambda _: command(declaration.pk, actor=user, **form.sheet(), **typed), actor=user):
        messages.success(request, "审核意见已签署。")
        return redirect(_with_the_list(request, ref))
    if form.theirs and not form.clashes:  # a colleague signed the same words: nothing is left unsigned
        discard_draft(declaration.pk, "review", actor=user, version=typed["draft"])
    return show_case(request, declaration, PAGE, _context(request, declaration, form=form), status=status_of(form))


@login_required
@require_POST
def decide_exception(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The office's word on 破格 (PATH-16)."""
    declaration = read_at_desk(request.user, ref)
    form, command = ExceptionForm(request.POST, relaxes=_relaxes(declaration)), services.decide_exception
    if done(form, lambda given: command(declaration.pk, actor=request.user, **given)):
        messages.success(request, "破格审核结论已保存。")
        return redirect("approvals:review", ref)
    return show_case(
        request, declaration, PAGE, _context(request, declaration, exception_form=form), status=NOT_POSSIBLE
    )


@login_required
@require_POST
def confirm_filing(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The paper letter of an outside unit is on file (CHAN-13)."""
    declaration = read_at_desk(request.user, ref)
    form = FilingForm(request.POST)
    if done(form, lambda given: services.confirm_filing(declaration.pk, actor=request.user, **given)):
        messages.success(request, "函件备案已确认。")
        return redirect("approvals:review", ref)
    return show_case(request, declaration, PAGE, _context(request, declaration, filing_form=form), status=NOT_POSSIBLE)


@login_required
@require_POST
def name_verifier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who verifies where the unit is the applicant alone (G-32)."""
    declaration = read_at_desk(request.user, ref)
    form = VerifierForm(request.POST)
    if done(form, lambda given: name_by_phone(request.user, declaration, given)):
        messages.success(request, "已指定核验人。")
        return redirect("approvals:review", ref)
    return show_case(
        request, declaration, PAGE, _context(request, declaration, verifier_form=form), status=NOT_POSSIBLE
    )


def _with_the_list(request: HttpRequest, ref: UUID) -> str:
    """The page again, with the list it was opened from (17-8)."""
    query = request.GET.urlencode()
    return f"{reverse('approvals:review', args=[ref])}{f'?{query}' if query else ''}"


def _context(request: HttpRequest, declaration: Declaration, **forms: object) -> dict:
    read_at_once(declaration)
    now, signed = clock.law(), review_here(declaration)
    mine = declaration.state in REVIEWED_IN and works_at(request.user, declaration)
    early = too_early(declaration, now=now) if mine else None
    context = {
        "declaration": declaration,
        **_looked_at(request, declaration),
        "precheck": precheck_of(declaration, now=now),
        "reused": reused_in(declaration, request.user),
        "reviews": reviews_so_far(declaration),
        "notices": notices_of(declaration),
        "unit_said": _unit_said(declaration),
        "signed": signed,
        "mine": mine,
        **_sheet(request.user, declaration, signed, mine=mine),
        **on_table(request, declaration, mine=mine),
        "wait": early.text if early else "",
        **_ways(request.user, declaration, mine=mine),
        "crumbs": crumbs_to(declaration, "审查"),
        **_special(request.user, declaration),
        **_batch(declaration),
        **_archive(declaration, mine=mine),
    }
    return _beside_rows(context | forms)


def _beside_rows(context: dict) -> dict:
    """Each row of the sheet with what the system computed for it (OFFICE-03)."""
    form, precheck = context["form"], context["precheck"]
    found = [computed_for(row, precheck) for row in form.asked]
    context["sheet_rows"] = [(*pair, each) for pair, each in zip(form.rows(), found, strict=True)]
    return context


def _sheet(user: User, declaration: Declaration, signed: StopReview | None, *, mine: bool) -> dict:
    """The desk's sheet as this person left it: what they typed and did not sign lies over what was signed (17-7)."""
    draft = draft_of(declaration, user, "review") if mine else None
    kept = {name: given[0] for name, given in draft.values.items()} if draft else {}
    return {
        "form": ReviewForm(rows=rows_asked(declaration), review=signed, kept=kept),
        "draft_version": draft.version if draft else 0,
        "typed_at": draft.at if draft and kept else None,
        "phrases": phrases_for(user) if mine else [],
    }


def _looked_at(request: HttpRequest, declaration: Declaration) -> dict:
    """What a correction changed, under which signature; the parts it touched, or all when asked (17-6, 11-4)."""
    changes, whole = changes_on_this_walk(declaration), "all" in request.GET
    dossier = dossier_of(declaration, request.GET.get("part", ""), changes)
    return {
        "changes": changes,
        "signed_changes": signed_on_this_walk(declaration),
        "dossier": dossier,
        "whole": whole,
        "shown_rows": dossier.rows if whole else dossier.fresh,
        "folded_rows": () if whole else dossier.settled,
        "keys": KEYS,
    }


def _archive(declaration: Declaration, *, mine: bool) -> dict:
    """What the archive's host found item by item, and whether it is this desk's to find (CHAN-24)."""
    return {"archive": archive_said(declaration), "at_archive": mine and is_at_archive(declaration)}


def _special(user: User, declaration: Declaration) -> dict:
    exceptional = Special.EXCEPTIONAL in declaration.options and works_in_office(user, declaration)
    decision = getattr(declaration, "exception_decision", None)
    form = ExceptionForm(relaxes=_relaxes(declaration), decision=decision) if exceptional else None
    at_unit = declaration.state in State.at_unit and oversees(user, declaration)
    filed = filing_asked(declaration)
    return {
        "exception_form": form,
        "decision": decision,
        "doubts": oversees(user, declaration) is not None,
        "verifier_form": VerifierForm() if at_unit else None,
        "filing": getattr(declaration, "letter_filing", None) if filed else None,
        "filing_form": FilingForm() if at_unit and filed else None,
    }


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


def _batch(declaration: Declaration) -> dict:
    """The batch a case goes or came with, where the notice wants one (CHAN-22, DEPT-05)."""
    if not terms_of(declaration.edition).batch_documents:
        return {}
    desk = desk_of(declaration) if goes_in_a_batch(declaration) else None
    return {"batch": batch_of(declaration), "batch_desk": desk.organisation_id if desk else None}


def _ways(user: User, declaration: Declaration, *, mine: bool) -> dict:
    """On, and what stands against it; back or out: of the desk whose turn it is alone."""
    if not mine:
        return {"on": None, "compose": "", "refuse": ""}
    action, label = ON.get(State(declaration.state), ("forward", "审核通过并上报"))
    return {
        "on": (act_url(declaration, action), label),
        "held_up": reasons_ahead(user, declaration, action),
        "compose": reverse("approvals:compose", args=[declaration.ref]),
        "refuse": act_url(declaration, "refuse"),
    }


@login_required
@require_safe
def compose(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The way to the page on which a return or a one-time notice is written, whichever it is the time for (G-03)."""
    declaration = read_at_desk(request.user, ref)
    if not works_at(request.user, declaration) or declaration.state not in REVIEWED_IN:
        return redirect("approvals:review", ref)
    return redirect(act_url(declaration, "request_correction" if asks_formally(declaration) else "return"))

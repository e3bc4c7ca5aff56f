"""The unit's defence and the deliberation group (UNIT-06 … UNIT-09)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.text import whole_number
from declarations.models import Declaration
from notices.rules import terms_of
from review.approvals import services
from review.approvals.forms import DefenceForm, DeliberationForm, GroupForm, MemberForm
from review.approvals.models import Deliberation, DeliberationGroup
from review.approvals.rules import keeps_group, read_at_desk, works_at
from review.approvals.selectors import groups_of
from review.approvals.selectors.deliberation import rules_of_group
from review.approvals.selectors.papers import form_progress
from review.approvals.services.deliberating import MemberGiven, Votes
from review.approvals.states import Paper
from review.approvals.steps import aspects_of, current_defence, current_deliberation
from review.approvals.unsaved import unsaved_of
from review.approvals.views.common import NOT_POSSIBLE, done, show_case, status_of, told, unit_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def defence(request: HttpRequest, ref: UUID) -> HttpResponse:
    """单位答辩意见, entered where the notice asks for one."""
    declaration = read_at_desk(request.user, ref)
    mine = works_at(request.user, declaration)
    unsaved = unsaved_of(declaration, request.user, "defence", mine=mine)
    form = DefenceForm(_given(request), defence=current_defence(declaration), kept=unsaved.values)
    if done(form, lambda given: _record_defence(request, declaration, form, given), actor=request.user):
        messages.success(request, "单位答辩意见已保存。")
        return redirect("approvals:defence", ref)
    context = {
        "form": form,
        "asked": declaration.level in terms_of(declaration.edition).unit_flow.defense_levels,
        "recorded": current_defence(declaration),
        "mine": mine,
        "unsaved": unsaved,
        "progress": form_progress(declaration, Paper.DEFENCE),
    }
    status = status_of(form) if form.is_bound else 200
    return show_case(
        request, declaration, "approvals/defence.html", unit_page(declaration, "defence", **context), status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliberation(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The group with its rules as sentences, and what it said."""
    declaration = read_at_desk(request.user, ref)
    recorded = current_deliberation(declaration)
    unsaved = unsaved_of(declaration, request.user, "deliberation")
    form = DeliberationForm(
        _given(request), declaration=declaration, groups=groups_of(declaration), done=recorded, kept=unsaved.single
    )
    if done(form, lambda _: _record_deliberation(request, declaration, form), actor=request.user):
        messages.success(request, "审议推荐意见已保存。")
        return redirect("approvals:deliberation", ref)
    context = {"form": form, "unsaved": unsaved, **_group_page(request, declaration, recorded)}
    status = status_of(form) if form.is_bound else 200
    page = unit_page(declaration, "deliberation", **context)
    return show_case(request, declaration, "approvals/deliberation.html", page, status=status)


@login_required
@require_POST
def group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Set up a group, or rename the one there is."""
    declaration = read_at_desk(request.user, ref)
    form = GroupForm(request.POST)
    kept = next((each for each in groups_of(declaration) if keeps_group(request.user, each)), None)
    command = services.save_group
    at = {"notice": declaration.edition.notice, "unit": declaration.unit}
    if not done(form, lambda given: command(actor=request.user, **at, group=kept, **given)):
        return _refused(request, declaration, group_form=form)
    return redirect("approvals:deliberation", ref)


@login_required
@require_POST
def member(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One more person of the group."""
    declaration = read_at_desk(request.user, ref)
    form, kept = MemberForm(request.POST), _group_or_404(declaration, request.POST.get("group", ""))
    command = services.add_member
    if not done(form, lambda given: command(kept.pk, actor=request.user, member=MemberGiven(**given))):
        return _refused(request, declaration, member_form=form)
    return redirect("approvals:deliberation", ref)


@login_required
@require_POST
def member_out(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Take a person out of the group."""
    declaration = read_at_desk(request.user, ref)
    if not any(each.pk == pk for kept in groups_of(declaration) for each in kept.members.all()):
        raise Http404
    command = services.remove_member
    return told(request, lambda: command(pk, actor=request.user), "已移出小组。", "approvals:deliberation", ref)


def _group_page(request: HttpRequest, declaration: Declaration, recorded: Deliberation | None) -> dict:
    asked = terms_of(declaration.edition).deliberation
    mine = works_at(request.user, declaration)
    groups = [
        (each, rules_of_group(declaration, each.members.all()), mine and keeps_group(request.user, each))
        for each in groups_of(declaration)
    ]
    return {
        "recorded": recorded,
        "aspects": aspects_of(recorded, asked.aspects),
        "groups": groups,
        "group_form": GroupForm(),
        "member_form": MemberForm(),
        "mine": mine,
        "keeps_none": mine and not any(keeps for _, _, keeps in groups),
        "progress": form_progress(declaration, Paper.DELIBERATION),
        "source": asked.source,
    }


def _refused(request: HttpRequest, declaration: Declaration, **forms: object) -> HttpResponse:
    recorded, unsaved = current_deliberation(declaration), unsaved_of(declaration, request.user, "deliberation")
    form = DeliberationForm(declaration=declaration, groups=groups_of(declaration), done=recorded, kept=unsaved.single)
    context = {"form": form, "unsaved": unsaved, **_group_page(request, declaration, recorded), **forms}
    page = unit_page(declaration, "deliberation", **context)
    return show_case(request, declaration, "approvals/deliberation.html", page, status=NOT_POSSIBLE)


def _group_or_404(declaration: Declaration, pk: str) -> DeliberationGroup:
    kept = next((each for each in groups_of(declaration) if str(each.pk) == pk), None)
    if kept is None:
        raise Http404
    return kept


def _given(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _version(request: HttpRequest) -> int | None:
    """Of what was kept unsaved when the page was sent (ux §3.8)."""
    return whole_number(request.POST.get("_version"))


def _record_defence(request: HttpRequest, declaration: Declaration, form: DefenceForm, given: dict) -> object:
    return services.record_defence(
        declaration.pk, actor=request.user, panel=form.panel_given(), draft=_version(request), **given
    )


def _record_deliberation(request: HttpRequest, declaration: Declaration, form: DeliberationForm) -> object:
    given = form.cleaned_data
    votes = Votes(agree=given["votes_for"], against=given["votes_against"], present=given["votes_present"])
    told_of = {name: given[name] for name in ("group", "held_on", "place", "agree", "seen")}
    return services.record_deliberation(
        declaration.pk, actor=request.user, aspects=form.texts(), votes=votes, draft=_version(request), **told_of
    )

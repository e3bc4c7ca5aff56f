"""Who sits, who reads what, who keeps away, how far they are (S19, S21)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.text import whole_number
from review.meetings.forms.common import WhyForm
from review.meetings.forms.rounds import ReaderForm, RecusalForm, SeatForm
from review.meetings.models import Opinion, RoundExpert
from review.meetings.rules import read_entry, read_round
from review.meetings.selectors.rounds import (
    away_rows,
    candidates_to_read,
    entries_of,
    entry_row,
    entry_rows,
    experts_to_seat,
    opinions_of,
    recusals_of_entry,
    seat_rows,
    seats_of_round,
)
from review.meetings.services.assigning import assign_evenly
from review.meetings.services.reading import reopen_opinion
from review.meetings.services.rounds import assign_reader, recuse, seat_expert, unseat_expert, withdraw_reader
from review.meetings.views.common import done, page, posted, refused, round_crumbs, round_tabs


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Experts of the round with training and pledge; seat another."""
    chosen = read_round(request.user, ref)
    form = SeatForm(posted(request), experts=experts_to_seat(chosen), panels=chosen.panels.all())
    if form.is_valid() and done(form, seat_expert, chosen.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, f"{form.cleaned_data['expert']}已加入本批次。")
        return redirect("meetings:seats", ref)
    context = {
        "round": chosen,
        "rows": seat_rows(chosen),
        "gone": chosen.experts.exclude(removed_at=None).select_related("expert"),
        "form": form,
        "tabs": round_tabs(chosen, "meetings:seats"),
        "crumbs": round_crumbs(chosen, "专家"),
    }
    return page(request, "seats", context, form)


@login_required
@require_http_methods(["GET", "POST"])
def unseat(request: HttpRequest, ref: UUID, seat: int) -> HttpResponse:
    """An expert leaves, for a reason."""
    chosen = read_round(request.user, ref)
    found = RoundExpert.objects.filter(round=chosen, pk=seat, removed_at=None).select_related("expert").first()
    if found is None:
        raise Http404
    form = WhyForm(posted(request))
    if form.is_valid() and done(form, unseat_expert, found.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, f"{found.expert.name}已退出本批次。")
        return redirect("meetings:seats", ref)
    context = {"form": form, "title": f"{found.expert.name}退出本批次", "about": chosen.name, "button": "确认退出"}
    context |= {"text": "未提交意见的材料将收回，该专家不再参加评审和投票。", "back": "../../"}
    return page(request, "confirm", context, form)


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Loads and gaps; the lot fills the gaps evenly."""
    chosen = read_round(request.user, ref)
    if request.method == "POST":
        drawn = assign_evenly(chosen.pk, actor=request.user)
        messages.success(request, f"已随机均衡分配 {drawn.given} 份次。")
        for entry, missing in drawn.short:
            messages.warning(request, f"{entry}还缺 {missing} 名专家，请增加专家或手工分配。")
        return redirect("meetings:assignment", ref)
    context = {
        "round": chosen,
        "rows": entry_rows(request.user, chosen),
        "seats": seat_rows(chosen),
        "tabs": round_tabs(chosen, "meetings:assignment"),
        "crumbs": round_crumbs(chosen, "分配"),
    }
    return page(request, "assignment", context)


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """One declaration of the round: its readers, who keeps away, what they wrote once the phase is over."""
    chosen = read_round(request.user, ref)
    found = read_entry(request.user, chosen, number)
    form = ReaderForm(posted(request), seats=chosen.experts.filter(removed_at=None))
    if form.is_valid() and done(form, assign_reader, found.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, f"已分配给{form.cleaned_data['seat']}。")
        return redirect("meetings:entry", ref, number)
    context = {
        "round": chosen,
        "entry": found,
        "row": entry_row(request.user, found),
        "free": candidates_to_read(found, seat_rows(chosen)),
        "recusals": recusals_of_entry(found),
        "opinions": opinions_of(found),
        "form": form,
        "crumbs": round_crumbs(chosen, str(found)),
    }
    return page(request, "entry", context, form)


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: UUID, number: int) -> HttpResponse:
    """Take a reading back."""
    found = read_entry(request.user, read_round(request.user, ref), number)
    given = found.assignments.filter(pk=_number(request.POST.get("assignment"))).first()
    if given is None:
        raise Http404
    if not refused(request, withdraw_reader, given.pk, actor=request.user):
        messages.success(request, "已收回。")
    return redirect("meetings:entry", ref, number)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, ref: UUID, number: int, assignment: int) -> HttpResponse:
    """Give a submitted opinion back to its expert, for a reason (21-1)."""
    found = read_entry(request.user, read_round(request.user, ref), number)
    opinion = Opinion.objects.filter(assignment=assignment, assignment__entry=found).first()
    if opinion is None:
        raise Http404
    form = WhyForm(posted(request))
    if form.is_valid() and done(form, reopen_opinion, opinion.pk, **form.cleaned_data, actor=request.user):
        messages.success(request, "已退回专家修改。")
        return redirect("meetings:entry", ref, number)
    context = {
        "form": form,
        "title": "退回专家修改评审意见",
        "about": str(found),
        "button": "确认退回",
        "back": "../../",
    }
    return page(request, "confirm", {**context, "text": "专家可以修改后重新提交；退回的原因将保留。"}, form)


@login_required
@require_http_methods(["GET", "POST"])
def recusals(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who must keep away from what, seen by the system or registered here."""
    chosen = read_round(request.user, ref)
    entries = entries_of(request.user, chosen)
    form = RecusalForm(posted(request), seats=chosen.experts.filter(removed_at=None), entries=entries)
    if form.is_valid():
        expert = form.cleaned_data["seat"].expert
        case = next(each.declaration for each in entries if each.pk == form.cleaned_data["entry"])
        if done(form, recuse, expert=expert, declaration=case, why=form.reason(), actor=request.user):
            messages.success(request, f"已登记{expert.name}回避，阅读权限同时收回。")
            return redirect("meetings:recusals", ref)
    context = {
        "round": chosen,
        "rows": away_rows(request.user, chosen),
        "seats": seats_of_round(chosen),
        "form": form,
        "tabs": round_tabs(chosen, "meetings:recusals"),
        "crumbs": round_crumbs(chosen, "回避"),
    }
    return page(request, "recusals", context, form)


@login_required
@require_safe
def progress(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How far each reading is: states only, never a number (S21)."""
    chosen = read_round(request.user, ref)
    rows = entry_rows(request.user, chosen)
    context = {
        "round": chosen,
        "rows": rows,
        "seats": seat_rows(chosen),
        "wanted": sum(len(row.readings) for row in rows),
        "submitted": sum(row.submitted for row in rows),
        "tabs": round_tabs(chosen, "meetings:progress"),
        "crumbs": round_crumbs(chosen, "评审进度"),
    }
    return page(request, "progress", context)


def _number(text: str | None) -> int:
    return whole_number(text) or 0

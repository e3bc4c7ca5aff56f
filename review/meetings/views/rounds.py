"""A round as its secretariat puts it together and leads it through its phases (S19, COMM-16)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from review.meetings.forms.common import ConfirmForm
from review.meetings.forms.rounds import ChangeRoundForm, OpenRoundForm, PanelForm, PlaceForm
from review.meetings.models import Round
from review.meetings.rules import read_round
from review.meetings.selectors.rounds import (
    committees_kept_by,
    entries_of,
    notices_for_rounds,
    round_list,
    round_page,
    specialties_of_round,
)
from review.meetings.selectors.voting import meetings_of
from review.meetings.services.rounds import (
    add_panel,
    change_round,
    close_round,
    open_round,
    place_entries,
    start_meeting,
)
from review.meetings.views.common import done, page, posted, round_crumbs, round_tabs

PHASES: dict[str, tuple[str, str, Callable[..., Round]]] = {
    "meeting": ("结束专家评审，转入评审会", "专家评审意见锁定，不能再修改；会务组可以查看评分和意见。", start_meeting),
    "close": ("结束本批次", "收回全部专家的阅读权限。", close_round),
}


@login_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round of the offices the person keeps."""
    if not committees_kept_by(request.user).exists():
        raise PermissionDenied("这里是会务组和评委会所在职改办的工作台，请先切换到相应角色。")
    return page(request, "rounds", {"rounds": round_list(request.user), "crumbs": [("评审批次", "")]})


@login_required
@require_http_methods(["GET", "POST"])
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round of a committee."""
    choices = {"notices": notices_for_rounds(request.user), "committees": committees_kept_by(request.user)}
    form = OpenRoundForm(posted(request), **choices)
    if form.is_valid() and done(form, open_round, **form.cleaned_data, actor=request.user):
        messages.success(request, "已建立评审批次。")
        return redirect("meetings:rounds")
    return page(request, "new_round", {"form": form, "crumbs": [("评审批次", "../"), ("新建批次", "")]}, form)


@login_required
@require_http_methods(["GET", "POST"])
def round_(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Groups, entries, phases, and the three forms that put them together."""
    chosen = read_round(request.user, ref)
    forms = _forms(request, chosen)
    commands = {
        "panel": lambda form: add_panel(chosen.pk, **form.cleaned_data, actor=request.user),
        "place": lambda form: place_entries(chosen.pk, **form.cleaned_data, actor=request.user),
        "change": lambda form: change_round(chosen.pk, **form.cleaned_data, actor=request.user),
    }
    for name, form in forms.items():
        if form.is_bound and form.is_valid() and done(form, commands[name], form):
            messages.success(request, "已保存。")
            return redirect("meetings:round", ref)
    context = {
        "page": round_page(request.user, chosen),
        "meetings": meetings_of(chosen),
        "tabs": round_tabs(chosen, "meetings:round"),
        "crumbs": round_crumbs(chosen),
        "forms": forms,
    }
    return page(request, "round", context, *forms.values())


@login_required
@require_http_methods(["GET", "POST"])
def phase(request: HttpRequest, ref: UUID, to: str) -> HttpResponse:
    """End one phase and begin the next, after being told what that means."""
    chosen = read_round(request.user, ref)
    if to not in PHASES:
        raise Http404
    title, text, command = PHASES[to]
    form = ConfirmForm(posted(request))
    if form.is_valid() and done(form, command, chosen.pk, actor=request.user):
        messages.success(request, f"已办理：{title}")
        return redirect("meetings:round", ref)
    back = chosen.get_absolute_url()
    context = {"form": form, "title": title, "text": text, "about": chosen.name, "back": back, "button": title}
    return page(request, "confirm", context, form)


def _forms(request: HttpRequest, chosen: Round) -> dict[str, Any]:
    specialties = [(each.code, each.name) for each in specialties_of_round(chosen)]
    entries = [entry for entry in entries_of(request.user, chosen) if entry.panel_id is None]
    now = {"name": chosen.name, "readers_each": chosen.readers_each, "ends_at": chosen.ends_at}
    return {
        "panel": PanelForm(posted(request, "panel"), specialties=specialties, prefix="panel"),
        "place": PlaceForm(posted(request, "place"), panels=chosen.panels.all(), entries=entries, prefix="place"),
        "change": ChangeRoundForm(posted(request, "change"), initial=now, prefix="change"),
    }

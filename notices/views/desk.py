"""The notice desk: its list, the wall of a draft, a copy for next year, comparing, publishing (S24)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import yaml
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices import desk
from notices.drafting.cards import card_of
from notices.drafting.standing import terms_worked_on
from notices.exceptions import NoticeRefused, TermsRefused
from notices.forms import CloneForm, ImportForm, PublishForm
from notices.models import Notice
from notices.rules import FROZEN, dump_terms, stated_in
from notices.selectors import draft_of
from notices.services import (
    clone_notice,
    discard_draft,
    import_draft,
    publish_notice,
    reopen_notice,
    undo_draft,
)
from notices.states import NoticeState

WIDTH = 150
UNPROCESSABLE = 422
View = Callable[..., HttpResponse]


def for_admins(view: View) -> View:
    """A page of the notice desk: 403 names the role for whoever does not hold it (ROLE-11)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.keeps_notices(request.user):
            raise PermissionDenied("这里由通知管理员办理，请先切换到相应角色。")
        return view(request, *args, **kwargs)

    return guarded


def desk_crumbs(notice: Notice | None = None, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """通知管理 › 2026年度… › …"""
    here = [("通知管理", reverse("notices:desk"))]
    if notice:
        here.append((notice.title, reverse("notices:wall", args=[notice.code]) if further else ""))
    return [*here, *further]


def refused(request: HttpRequest, refusal: NoticeRefused | TermsRefused) -> None:
    """What a button without a form was refused, as messages."""
    said = refusal.faults if isinstance(refusal, TermsRefused) else [each.text for each in refusal.reasons]
    for each in said:
        messages.error(request, str(each))


@for_admins
@require_safe
def notice_desk(request: HttpRequest) -> HttpResponse:
    """The notices of one's own office: drafts first, then what next year's is copied from."""
    rows = desk.desk_rows(Notice.objects.of_admin(request.user).order_by("-year", "code"))
    context = {
        "drafts": [row for row in rows if row.notice.is_worked_on],
        "published": [row for row in rows if row.notice.state != NoticeState.DRAFT],
        "crumbs": [("通知管理", "")],
    }
    return render(request, "notices/desk/list.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, code: str) -> HttpResponse:
    """Next year's draft: which parts come along; its days are confirmed afterwards."""
    source = desk.read_kept(request.user, code)
    form = CloneForm(request.POST if request.method == "POST" else None, source=source)
    if form.is_valid():
        try:
            notice = clone_notice(source.pk, actor=request.user, **form.cleaned_data)
        except (NoticeRefused, TermsRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, f"已建立{notice.year}年度草稿。请先核对时间，再逐项处理仍是上一年度的内容。")
            return redirect("notices:wall", notice.code)
    context = {"source": source, "form": form, "crumbs": [*desk_crumbs(), ("复制到下一年度", "")]}
    return render(request, "notices/desk/clone.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def from_file(request: HttpRequest, code: str = "") -> HttpResponse:
    """A draft from YAML: every fault with its line and key, nothing written before there is none."""
    notice = desk.read_draft(request.user, code) if code else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, code=code)
    if form.is_valid():
        try:
            made = import_draft(form.stated, actor=request.user, notice_id=notice.pk if notice else None)
        except (NoticeRefused, TermsRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, "已导入。")
            return redirect("notices:wall", made.code)
    crumbs = desk_crumbs(notice, ("导入文件", ""))
    context = {"form": form, "notice": notice, "crumbs": crumbs}
    return render(request, "notices/desk/import.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_safe
def to_file(request: HttpRequest, code: str) -> HttpResponse:
    """A draft's own words as YAML, in the order of the schema; of an amendment what it comes to."""
    notice = desk.read_kept(request.user, code)
    plain = dump_terms(terms_worked_on(notice), brief=True) if notice.is_amending else notice.draft
    stated = stated_in({name: value for name, value in plain.items() if name != FROZEN})
    text = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=WIDTH)
    headers = {"Content-Disposition": f'attachment; filename="{notice.code}.yaml"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@for_admins
@require_safe
def notice_wall(request: HttpRequest, code: str) -> HttpResponse:
    """The wall of a draft: every card, done or with what is missing, and what was changed last."""
    notice = desk.read_kept(request.user, code)
    if not notice.is_worked_on:
        return redirect(notice)
    stands = desk.cards_of(notice)
    context = {
        "notice": notice,
        "stands": stands,
        "done": sum(each.is_done for each in stands),
        "dates": len(desk.old_dates(notice)),
        "words": len(desk.old_words(notice)),
        "blocks": sum(len(each.faults) for each in stands),
        "reminders": sum(len(each.reminders) for each in stands),
        "unchanged": notice.is_amending and not desk.differences_from_source(notice),
        "changes": notice.history.select_related("history_user", "drafted_by")[: desk.RECENT],
        "crumbs": desk_crumbs(notice),
    }
    return render(request, "notices/desk/wall.html", context)


@for_admins
@require_safe
def card(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A card as sentences, each part with the way to its form."""
    notice = desk.read_draft(request.user, code)
    page = desk.card_page(notice, _found(card_of, name))
    context = {"notice": notice, "page": page, "crumbs": desk_crumbs(notice, (page.card.title, ""))}
    return render(request, "notices/desk/card.html", context)


@for_admins
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Last year's notice beside this year's; what is published beside its amendment."""
    notice = desk.read_draft(request.user, code)
    differences = desk.differences_from_source(notice)
    context = {
        "notice": notice,
        "differences": differences,
        "printed": desk.printed_of(notice, differences) if notice.is_amending else [],
        "crumbs": desk_crumbs(notice, (desk.compare_title(notice), "")),
        "title": desk.compare_title(notice),
        "columns": desk.compare_columns(notice),
    }
    return render(request, "notices/desk/compare.html", context)


@for_admins
@require_safe
def times(request: HttpRequest, code: str) -> HttpResponse:
    """All windows over the working calendar, as a picture and as a table (24-5)."""
    notice = desk.read_draft(request.user, code)
    context = {
        "notice": notice,
        "picture": desk.times_of(notice),
        "crumbs": desk_crumbs(notice, ("时间图", "")),
    }
    return render(request, "notices/desk/times.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """What will be frozen is shown before it is; a second person freezes it (24-4)."""
    notice = desk.read_draft(request.user, code)
    if notice.is_amending:
        return redirect("process:publish_amendment", code)
    draft = draft_of(notice)
    form = PublishForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid():
        try:
            publish_notice(notice.pk, actor=request.user, **form.told)
        except (NoticeRefused, TermsRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, "已发布，已告知各办理单位。")
            return redirect(notice)
    context = {
        "notice": notice,
        "draft": draft,
        "form": form,
        "left": len(desk.leftovers_of(notice)),
        "own": notice.drafted_by_id == request.user.pk,
        "crumbs": desk_crumbs(notice, ("发布", "")),
    }
    return render(request, "notices/desk/publish.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last change of a draft back."""
    notice = desk.read_draft(request.user, code)
    try:
        undo_draft(notice.pk, actor=request.user)
    except (NoticeRefused, TermsRefused) as refusal:
        refused(request, refusal)
    else:
        messages.success(request, "已撤销上一步修改。")
    return redirect("notices:wall", code)


@for_admins
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Take a draft away."""
    notice = desk.read_draft(request.user, code)
    if notice.is_amending:
        return redirect("notices:drop", code)
    if request.method == "POST":
        discard_draft(notice.pk, actor=request.user)
        messages.success(request, f"已删除草稿“{notice.title}”。")
        return redirect("notices:desk")
    return render(
        request, "notices/desk/discard.html", {"notice": notice, "crumbs": desk_crumbs(notice, ("删除草稿", ""))}
    )


@for_admins
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Closed too early; a floor above asks before a round ends, and counts what is open."""
    notice = desk.read_kept(request.user, code)
    try:
        reopen_notice(notice.pk, actor=request.user)
    except NoticeRefused as refusal:
        refused(request, refusal)
    else:
        messages.success(request, "已重新开启。")
    return redirect("notices:desk")


def _found(find: Callable[[str], Any], name: str) -> Any:
    try:
        return find(name)
    except LookupError:
        raise Http404 from None

"""Amendments and what they reach: published, followed by cases in hand, one window extended (GEN-10, G-38)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from notices import desk
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice, NoticeEdition
from notices.rules import terms_of
from notices.rules.amending import only_arrangements
from notices.rules.windows import levels_over
from notices.selectors import current_edition, draft_of
from notices.services import close_notice, extend_and_announce, publish_amendment
from notices.states import NoticeState, window_label
from notices.views.desk import desk_crumbs, for_admins
from review.process.amend_forms import AmendForm, EndForm, FollowForm
from review.process.extend_form import ExtendForm
from review.process.following import (
    ask_to_follow,
    bases_of,
    behind_by_state,
    cases_of,
    follows_by_itself,
    open_by_state,
    reach_of,
)

UNPROCESSABLE = 422
AMENDERS = (Role.ADMIN, Role.OFFICE)  # as the notice's own table says (notices.workflow)


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """What an amendment changes and whom it reaches is shown before a second person publishes it (24-4)."""
    notice = _read_amendable(request.user, code)
    if not notice.is_amending:
        raise Http404
    draft = draft_of(notice)
    form = AmendForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid() and (edition := _published(request, notice, form)):
        return redirect("process:follow", code) if _asks_to_follow(edition) else redirect("notices:desk")
    differences = desk.differences_from_source(notice)
    context = {
        "notice": notice,
        "draft": draft,
        "form": form,
        "differences": differences,
        "printed": desk.printed_of(notice, differences),
        "columns": desk.compare_columns(notice),
        "arrangements": desk.moves_only_arrangements(notice),
        "reach": reach_of(notice, arrangements=desk.moves_only_arrangements(notice)),
        "own": notice.drafted_by_id == request.user.pk,
        "crumbs": desk_crumbs(notice, ("核对并发布修订", "")),
    }
    return render(request, "process/publish_amendment.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Let cases in hand follow an amendment of the law itself, on purpose and named (GEN-10)."""
    notice = _read_amendable(request.user, code)
    edition = current_edition(notice.pk, now=clock.law())
    form = FollowForm(request.POST if request.method == "POST" else None, edition=edition)
    asked = form.is_valid()
    if asked and form.is_confirmed:
        ask_to_follow(edition, form.numbers_asked, actor=request.user)
        messages.success(request, "已开始办理，每份申报改完后申报人会收到消息；刷新本页可看还有多少份。")
        return redirect(request.path)
    context = {
        "notice": notice,
        "edition": edition,
        "form": form,
        "asked": asked,
        "key": form.key if asked else "",
        "behind": behind_by_state(edition),
        "by_itself": follows_by_itself(edition),
        "bases": bases_of(edition),
        "crumbs": _crumbs(notice, "适用修订后的规定"),
    }
    return render(request, "process/follow.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """Give one window a later end; what it reaches is shown before it is done (24-4)."""
    notice = _read_amendable(request.user, code)
    edition = current_edition(notice.pk, now=clock.law())
    form = ExtendForm(request.POST if request.method == "POST" else None, windows=terms_of(edition).windows())
    if form.is_valid() and form.is_confirmed and _extended(request, notice, form):
        return redirect(notice)
    context = {
        "notice": notice,
        "form": form,
        "asked": form.cleaned_data if form.is_valid() else None,
        "key": form.key if form.is_valid() else "",
        "label": window_label(form.cleaned_data["window"]) if form.is_valid() else "",
        "left_out": _left_out(edition, form.cleaned_data["window"]) if form.is_valid() else "",
        "reach": cases_of(notice),
        "crumbs": _crumbs(notice, "延长办理时间"),
    }
    return render(request, "process/extend.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def end_round(request: HttpRequest, code: str) -> HttpResponse:
    """A round ends after a page that says what ends with it and how much is still open (24-4)."""
    notice = desk.read_kept(request.user, code)
    if notice.state == NoticeState.DRAFT:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_notice(notice.pk, actor=request.user, reason=form.cleaned_data["reason"])
        except NoticeRefused as refusal:
            form.show(refusal)
        else:
            messages.success(request, "本轮已结束，不再受理新的申报；公开页面保留。")
            return redirect("notices:desk")
    context = {
        "notice": notice,
        "form": form,
        "open_cases": open_by_state(notice),
        "crumbs": desk_crumbs(notice, ("结束本轮", "")),
    }
    return render(request, "process/end_round.html", context, status=UNPROCESSABLE if form.errors else 200)


def _published(request: HttpRequest, notice: Notice, form: AmendForm) -> NoticeEdition | None:
    try:
        edition = publish_amendment(notice.pk, actor=request.user, **form.told)
    except (NoticeRefused, TermsRefused) as refusal:
        form.show(refusal)
        return None
    messages.success(request, f"已发布第{edition.number}版，已告知各办理单位。")
    return edition


def _asks_to_follow(edition: NoticeEdition) -> bool:
    """Whether cases in hand keep the law they were filed under, so that somebody may decide otherwise."""
    return not only_arrangements(edition.changes) and bool(behind_by_state(edition))


def _left_out(edition: NoticeEdition, window: str) -> str:
    """Levels that more time for everybody does not open again (TIME-06), by name."""
    terms = terms_of(edition)
    over = levels_over(terms, window, clock.law())
    return "、".join(level.name for level in terms.levels if level.code in over)


def _extended(request: HttpRequest, notice: Notice, form: ExtendForm) -> bool:
    told = {name: form.cleaned_data[name] for name in ("closes_at", "reason", "basis", "banner")}
    try:
        edition = extend_and_announce(notice.pk, form.cleaned_data["window"], **told, actor=request.user)
    except (NoticeRefused, TermsRefused) as refusal:
        form.show(refusal)
        return False
    messages.success(request, f"已延长，已发布第{edition.number}版并告知各办理单位；适用的申报人稍后收到站内消息。")
    return True


def _crumbs(notice: Notice, here: str) -> list[tuple[str, str]]:
    return [("年度通知", reverse("notices:list")), (notice.title, notice.get_absolute_url()), (here, "")]


def _read_amendable(user: User, code: str) -> Notice:
    """A published notice of an office where the person keeps notices or decides (SYS-02). Raises ``Http404``."""
    seats = Membership.objects.of(user).filter(role__in=AMENDERS)
    found = Notice.objects.filter(state=NoticeState.PUBLISHED, code=code, office__in=seats.values("organisation"))
    notice = found.first()
    if notice is None:
        raise Http404
    return notice

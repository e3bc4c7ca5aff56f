"""A unit's sheet as a page, and objections to it, for whoever has the address from the board (S15)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib import clock
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.models import OnlineSheet, Publicity
from review.approvals.rules import read_at_desk
from review.approvals.selectors.online import Shown, first_of, is_supplementary, one_shown, online_by, shown_on
from review.approvals.selectors.publicity import strip_of
from review.approvals.services.online import raised_before
from review.approvals.views.common import told
from review.approvals.views.doors import HOME, unindexed
from review.approvals.views.objecting import TITLE, Subject, answer, told_code

CODE = "approvals.objection"  # session key: the tracking code just given
LIST = "单位公示"


@unindexed
@require_safe
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The board as a page, to its last day; then 410 without a name on it (15-3)."""
    online = online_by(token)
    line = first_of(online) if online else None
    if online is None or line is None:
        raise Http404
    now = clock.law()
    people = shown_on(online, now)
    context = {"line": line, "unit": line.declaration.unit, "people": people, "crumbs": [HOME, (LIST, "")]}
    if not people:
        return render(request, "approvals/online_over.html", context, status=410)
    return render(request, "approvals/online.html", {**context, **_about(online, people[0].publicity, now)})


@unindexed
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, token: str, declaration: UUID) -> HttpResponse:
    """提出异议 to one person of the page; one who is not on it is not there, whatever the reason."""
    about = one_shown(token, declaration, clock.law())
    if about is None:
        raise Http404
    return answer(request, _subject(token, about))


@unindexed
@require_safe
def objected(request: HttpRequest) -> HttpResponse:
    """The code by which it may be followed, once more after a reload."""
    return told_code(request, CODE, "approvals/objected.html")


@login_required
@require_POST
def open_online(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The unit shows the sheet on a page as well."""
    declaration = read_at_desk(request.user, ref)
    said = "已在网上公示。请重新打印公示表张贴，上面有网上公示的二维码。"
    return told(
        request,
        lambda: services.open_online(declaration.pk, actor=request.user),
        said,
        "approvals:publicity",
        ref,
    )


@login_required
@require_POST
def close_online(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The unit takes the page down."""
    declaration = read_at_desk(request.user, ref)
    said = "网上公示已停止，张贴的公示不受影响。"
    return told(
        request, lambda: services.close_online(declaration.pk, actor=request.user), said, "approvals:publicity", ref
    )


def _about(online: OnlineSheet, shown: Publicity, now) -> dict:
    today = clock.local_date(now)
    return {
        "online": online,
        "sheet": shown,
        "supplementary": is_supplementary(shown),
        "days": strip_of(shown, put_up=clock.local_date(shown.started_at), today=today),
    }


def _subject(token: str, about: Shown) -> Subject:
    case, back = about.publicity.declaration, reverse("approvals:online", args=[token])
    return Subject(
        key=f"unit:{token}:{case.ref}",
        seen_by="公示单位的承办人和评委会所在职改办",
        receive=lambda text, **given: services.raise_online(about.publicity, text, **given),
        received_before=raised_before,
        refusals=(Refused,),
        session=CODE,
        after="approvals:objected",
        context={
            "person": f"{about.name}，{case.unit.name}，{case.level_name}，{case.specialty_name}",
            "unseen_by": "被公示人",
            "contact": about.publicity.contact,
            "back": back,
            "crumbs": [HOME, (LIST, back), (TITLE, "")],
        },
    )

"""The chooser: which notice, which level, through whom; the committee follows and is explained (S04)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from declarations.choosing import Weighed, against_wanted, chosen, weigh
from declarations.exceptions import Refused
from declarations.forms.start import ChoiceForm
from declarations.models import Declaration
from declarations.openings import openings_of, standing_of
from declarations.selectors import industry_of, like_drafts, notices_to_declare_under, own_unit, read_open_notice
from declarations.selfcheck.answers import Answers
from declarations.services.carrying import carry, known_by, told_at_start
from declarations.services.drafts import begin
from declarations.views.common import UNPROCESSABLE, tell
from declarations.views.public_selfcheck import carried_answers, drop_answers
from notices.models import NoticeEdition
from notices.rules import terms_of

CARRIED = "“我能报吗”的回答已填入这份申报。学历、现职称还缺证书编号等内容，标着“取自‘我能报吗’，请补全”的请补全后保存。"
TOLD = "刚才填写的学历、职称时间已填入这份申报；还缺证书编号等内容，标着“取自开始时的回答，请补全”的请补全后保存。"
CRUMBS = [("新的申报", "")]


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Notices one may declare under now; with a single one the choice is made."""
    cards = notices_to_declare_under(now=clock.law())
    if len(cards) == 1:
        return redirect("declarations:new", cards[0].notice.code)
    now = clock.law()
    listed = [(card, standing_of(card.notice, card.terms, now=now)) for card in cards]
    return render(request, "declarations/start.html", {"cards": listed})


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Asked with a query, the answers weigh the chances; posted, they begin the draft."""
    now = clock.law()
    edition = read_open_notice(code, now=now)
    asked = request.POST if request.method == "POST" else (request.GET if "level" in request.GET else None)
    carried = carried_answers(request, edition)
    initial = {"unit": own_unit(request.user)} | (_told(carried) if carried else {})
    terms = terms_of(edition)
    openings = openings_of(edition.notice, terms, now=now)
    industry = industry_of(initial["unit"])
    form = ChoiceForm(asked, terms=terms, openings=openings, industry=industry, initial=initial)
    weighed, drafts = None, []
    if request.POST.get("do") == "weigh":
        return _asked_by_address(request)
    if form.is_valid():
        weighed = _weighed(request, edition, form, carried, now)
        drafts = _in_the_way(request, edition, form)
        if request.method == "POST" and not drafts and (draft := _begun(request, edition, form, carried)):
            return _onward(draft)
    context = {"edition": edition, "form": form, "weighed": weighed, "carried": carried, "crumbs": CRUMBS}
    context |= {"drafts": drafts}
    return render(request, "declarations/choose.html", context, status=UNPROCESSABLE if form.errors else 200)


def _asked_by_address(request: HttpRequest) -> HttpResponse:
    """看看我能不能报: the choice goes into the address, the token of the form does not."""
    told = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "do"):
        told.pop(name, None)
    return redirect(f"{request.path}?{told.urlencode()}#result")


def _in_the_way(request: HttpRequest, edition: NoticeEdition, form: ChoiceForm) -> list[Declaration]:
    """Drafts of the same choice, unless another one is wanted all the same."""
    if request.method != "POST" or request.POST.get("do") == "another":
        return []
    return like_drafts(request.user, edition, form.choice)


def _told(carried: Answers) -> dict[str, Any]:
    """What was answered on 我能报吗 is not asked again (04-4)."""
    names = ("level", "specialty", "kind", "channel", "freelancer")
    hosted = "archive_hosted" in carried.situations
    return {name: getattr(carried, name) for name in names} | {"archive_hosted": hosted}


def _weighed(
    request: HttpRequest, edition: NoticeEdition, form: ChoiceForm, carried: Answers | None, now: datetime
) -> Weighed:
    """The instant answer; asked with a query, a committee that is not competent is told at its field (04-1)."""
    if request.method == "GET" and (reason := against_wanted(edition, form.choice)):
        form.add_error(reason.field, reason.text)
    known = known_by(carried, form.terms) if carried else form.known
    return weigh(chosen(edition, applicant=request.user, choice=form.choice), now=now, known=known)


def _begun(
    request: HttpRequest, edition: NoticeEdition, form: ChoiceForm, carried: Answers | None
) -> Declaration | None:
    try:
        draft = begin(edition, applicant=request.user, choice=form.choice)
    except Refused as refusal:
        tell(form, refusal)
        return None
    if carried:
        carry(draft.pk, carried, actor=request.user)
        messages.success(request, CARRIED)
    else:
        _carry_start(request, draft, form)
    return draft


def _carry_start(request: HttpRequest, draft: Declaration, form: ChoiceForm) -> None:
    """What was told to be weighed is not asked again: 进入申报后不用再想一遍 (04-4)."""
    answers = told_at_start(form.choice, form.known, form.terms)
    carry(draft.pk, answers, actor=request.user, whence="start")
    if answers.education or answers.granted_on:
        messages.success(request, TOLD)


def _onward(draft: Declaration) -> HttpResponse:
    answer = redirect("declarations:hub", draft.ref)
    drop_answers(answer)
    return answer

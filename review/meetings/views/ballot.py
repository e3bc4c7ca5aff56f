"""The secret ballot (S22). Nothing these pages send depends on the choice: not the status, not a byte of the length."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from review.meetings.exceptions import MeetingRefused
from review.meetings.forms.expert import BallotForm
from review.meetings.models import Ballot, RoundExpert
from review.meetings.rules import read_ballot, read_voting
from review.meetings.selectors.voting import has_voted, voting_list
from review.meetings.services.ballots import VOTED, cast, why_not_cast
from review.meetings.states import Choice
from review.meetings.views.common import page, unkept

# 同意, 不同意 and 弃权 in one length: the confirming page repeats the choice in words and must weigh the same.
LONGEST = max(len(choice.label) for choice in Choice)
RECEIPT, RECEIPT_SECONDS = "receipt", 120  # from the answer to the vote to the page after it, and no longer
FILL = "\N{IDEOGRAPHIC SPACE}"


@login_required
@require_safe
@unkept
def vote(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What the person votes on in this box, and where to go on."""
    box, seat = read_voting(request.user, ref)
    return page(request, "vote", {"voting": voting_list(box, seat)})


@login_required
@require_http_methods(["GET", "POST"])
@unkept
def ballot(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One candidate: three equal choices, then the page that asks once more. Never the choice again."""
    paper, seat = read_ballot(request.user, ref)
    if why := _why_not(paper, seat):
        return page(request, "vote_closed", {"ballot": paper, "why": why})
    form = BallotForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "ballot", _context(paper, seat, form), form)
    choice = form.cleaned_data["choice"]
    if "sure" not in request.POST:
        words = Choice(choice).label.ljust(LONGEST, FILL)
        return page(request, "ballot_confirm", {**_context(paper, seat, form), "choice": choice, "words": words})
    try:
        receipt = cast(paper.pk, choice=choice, actor=request.user)
    except MeetingRefused as refusal:
        return page(request, "vote_closed", {"ballot": paper, "why": refusal.reasons[0].text})
    answer = redirect("meetings:ballot_received", ref)
    told = {"path": answer.url, "httponly": True, "samesite": "Strict", "secure": settings.SESSION_COOKIE_SECURE}
    answer.set_signed_cookie(RECEIPT, receipt, salt=_salt(request, ref), max_age=RECEIPT_SECONDS, **told)
    return answer


@login_required
@require_safe
@unkept
def received(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The receipt, once, to whom it was given; afterwards the list of the vote.

    It travels in a cookie of this address alone: a session would be a row that joins person and receipt.
    """
    paper, seat = read_ballot(request.user, ref)
    receipt = request.get_signed_cookie(RECEIPT, default="", salt=_salt(request, ref), max_age=RECEIPT_SECONDS)
    if not receipt:
        return redirect("meetings:vote", paper.box.ref)
    voting = voting_list(paper.box, seat)
    answer = page(
        request, "ballot_received", {"ballot": paper, "entry": paper.entry, "voting": voting, "receipt": receipt}
    )
    answer.delete_cookie(RECEIPT, path=request.path, samesite="Strict")
    return answer


@login_required
@require_safe
@unkept
def next_ballot(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Straight to the next candidate; back to the list when none is left."""
    box, seat = read_voting(request.user, ref)
    waiting = voting_list(box, seat).open
    return redirect("meetings:ballot", waiting[0].ballot.ref) if waiting else redirect("meetings:vote", ref)


def _salt(request: HttpRequest, ref: UUID) -> str:
    return f"{request.user.pk}:{ref}"


def _why_not(paper: Ballot, seat: RoundExpert) -> str:
    reason = why_not_cast(paper.box, paper, seat)
    if reason:
        return reason.text
    return VOTED.text if has_voted(paper, seat) else ""


def _context(paper: Ballot, seat: RoundExpert, form: BallotForm) -> dict:
    voting = voting_list(paper.box, seat)
    return {"ballot": paper, "entry": paper.entry, "voting": voting, "form": form}

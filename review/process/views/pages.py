"""The portal, the applicant's home, and the page of one case."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.directory import keeps_all
from accounts.states import Role
from config.lib import clock
from declarations.documents import RECEIPT
from declarations.documents.receipt import desks_ahead
from declarations.models import Declaration
from declarations.rules import read_declaration, read_own
from declarations.states import State
from fees.effects import CASE, PAYMENT_NOTICE
from notices.models import Notice
from notices.selectors import notice_cards
from records.selectors import DocumentProgress, document_progress
from records.services.reads import note_read
from review.approvals.rules import has_desk
from review.outcomes.progress import holder_of
from review.process.home import card_of, hero_of, own_words, steps_of
from review.process.listing.address import carried_by
from review.process.rules import standing
from review.process.selectors import (
    actions_on_page,
    button_of,
    means_of,
    own_declarations,
    papers_of,
    timeline,
)
from review.process.states import Action
from review.process.views.claiming import next_in_line
from review.process.work import Link, links_for

PORTAL = 12  # notices of a kind on the portal; all stand on their own page


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Open to everybody: this year's notices and the four doors (S02)."""
    now, notices = clock.law(), Notice.objects.public()
    year = clock.local_date(now).year
    context = {
        "cards": notice_cards(notices.from_year(year)[:PORTAL], now=now),
        "earlier": notices.before_year(year)[:PORTAL],
    }
    return render(request, "process/portal.html", context)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a person lands: the applicant's home, the desk of the role they act in, or the directory they keep."""
    role = request.user.current_role or Role.APPLICANT
    if role != Role.APPLICANT:
        return redirect("process:desk")
    own = own_declarations(request.user)
    if not own and keeps_all(request.user):
        return redirect("accounts:organisations")
    withdrawn = [each for each in own if each.state == State.WITHDRAWN]  # done with: folded, not in the way (T34)
    cards = [card_of(declaration) for declaration in own if declaration not in withdrawn]
    return render(request, "process/home.html", {"cards": cards, "withdrawn": withdrawn})


def _named(shown: dict[str, list[Any]], declaration: Declaration) -> dict[str, list[Any]]:
    """The verbs with the words of their buttons on this case; what ends it for good stands by itself (T34)."""
    buttons = {name: [(each, button_of(each, declaration)) for each in shown[name]] for name in ("actions", "aside")}
    ending = [pair for pair in buttons["actions"] if pair[0] == Action.WITHDRAW]
    going_on = [pair for pair in buttons["actions"] if pair not in ending]
    recall = means_of(Action.RECALL, declaration) if Action.RECALL in shown["actions"] else ""
    return shown | buttons | {"actions": going_on, "ending": ending, "recall": recall}


def _history(request: HttpRequest, declaration: Declaration, *, own: bool) -> str:
    """Where its desks take the history away; nobody's own."""
    takes = not own and declaration.applicant_id != request.user.pk and has_desk(request.user, declaration)
    return reverse("process:history", args=[declaration.ref]) if takes else ""


def _with_the_list(request: HttpRequest, links: list[Link]) -> list[Link]:
    """The pages of work carry the list the case was opened from (17-8)."""
    query = carried_by(request.GET)
    return [(label, f"{url}{query}") for label, url in links]


@login_required
@require_safe
def case(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One case, for whoever may see it: where it stands, what can be done, what happened."""
    declaration = read_declaration(request.user, ref)
    roles = standing(request.user, declaration)
    own = roles == {Role.APPLICANT}
    if not own:
        note_read("declaration.read", declaration.pk, request.user)
    hero = hero_of(declaration) if own else None
    look = hero.look if hero else None
    context = {
        "declaration": declaration,
        "own": own,
        "hero": hero,
        "look": look or declaration.look,
        "steps": steps_of(declaration, look),
        "holder": own_words(holder_of(declaration)) if own else holder_of(declaration),
        **_named(actions_on_page(request.user, declaration), declaration),
        "links": _with_the_list(request, links_for(declaration, roles, request.user)),
        "timeline": timeline(declaration, reader=request.user, public=own),
        "history": _history(request, declaration, own=own),
        "papers": papers_of(declaration),
        "making": _bill_in_the_making(declaration),
        "claim": [] if own else next_in_line(request, declaration),
    }
    return render(request, "process/case.html", context)


def _bill_in_the_making(declaration: Declaration) -> dict[str, Any] | None:
    """缴费通知 is printed by a worker right after acceptance: the page waits for it and shows it (FORM-27)."""
    if declaration.state != State.ACCEPTED:
        return None
    told = document_progress(PAYMENT_NOTICE, CASE, declaration.pk)
    return {"progress": told, "kind": PAYMENT_NOTICE} if told.is_open else None


@login_required
@require_safe
def submitted(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The page after handing in: number, what happens next, recall (S10)."""
    declaration = read_own(request.user, ref)
    can_recall = Action.RECALL in actions_on_page(request.user, declaration)["actions"]
    context = {
        "declaration": declaration,
        "desks": list(desks_ahead(declaration)),
        "can_recall": can_recall,
        "receipt": _receipt_of(declaration),
        "receipt_kind": RECEIPT,
    }
    return render(request, "process/submitted.html", context)


def _receipt_of(declaration: Declaration) -> DocumentProgress:
    """How far the receipt of this submission is; one of an earlier submission is not shown for it."""
    told = document_progress(RECEIPT, "declaration", declaration.pk)
    made = told.document
    handed_in = declaration.submitted_at
    return replace(told, document=None) if made and (handed_in is None or made.issued_at < handed_in) else told

"""用手机拍签章材料: the code beside a sheet, and what has come (08-7, 14-5)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config.lib import clock
from declarations.models import Declaration, PhoneLink
from declarations.services.phone import address_of, end_phone_link, is_live, own_link, sign_in_of
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.rules import read_at_desk
from review.approvals.selectors.papers import board_photo_by, scans_by
from review.approvals.services.phone import BOARD, UNIT
from review.approvals.steps import unit_rows
from review.approvals.views.common import crumbs_to, show_case


@login_required
@require_POST
def open_link(request: HttpRequest, ref: UUID, slot: str) -> HttpResponse:
    """A new code for one sheet; its page shows it."""
    declaration = read_at_desk(request.user, ref)
    if slot not in {row.code for row in unit_rows(declaration)}:
        raise Http404
    sign_in = sign_in_of(request.user, request.session.session_key)
    try:
        link = services.open_unit_phone(declaration.pk, slot=slot, actor=request.user, sign_in=sign_in)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:papers", ref)
    return redirect("approvals:phone", ref, link.ref)


@login_required
@require_POST
def open_board(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """A new code for the photo of the sheet on the board (UNIT-14)."""
    declaration = read_at_desk(request.user, ref)
    if not declaration.publicities.filter(pk=pk, voided_at=None).exists():
        raise Http404
    sign_in = sign_in_of(request.user, request.session.session_key)
    try:
        link = services.open_board_phone(pk, actor=request.user, sign_in=sign_in)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:papers", ref)
    return redirect("approvals:phone", ref, link.ref)


@login_required
@require_safe
def link(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """The code to scan, and what has come."""
    declaration = read_at_desk(request.user, ref)
    context = _context(request, declaration, link)
    return show_case(request, declaration, "approvals/phone.html", context)


@login_required
@require_safe
def came(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """The list alone: the page asks for it by itself until the code is over."""
    declaration = read_at_desk(request.user, ref)
    response = render(request, "approvals/_phone_came.html", _context(request, declaration, link))
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def end(request: HttpRequest, ref: UUID, link: UUID) -> HttpResponse:
    """Done: the phone's page ends, back to the sheets."""
    opened = _own_link(request, read_at_desk(request.user, ref), link)
    end_phone_link(opened.pk, actor=request.user)
    messages.success(request, "手机拍照已结束。")
    return redirect("approvals:papers", ref)


def _own_link(request: HttpRequest, declaration: Declaration, ref: UUID) -> PhoneLink:
    found = own_link(declaration, request.user, ref, part__in=(UNIT, BOARD))
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, declaration: Declaration, ref: UUID) -> dict[str, Any]:
    opened = _own_link(request, declaration, ref)
    live = is_live(opened)
    return {
        "declaration": declaration,
        "link": opened,
        "live": live,
        "address": address_of(opened) if live else "",
        "files": board_photo_by(opened) if opened.part == BOARD else scans_by(opened),
        "now": clock.machine(),
        "addresses": _addresses(declaration, opened),
        "crumbs": crumbs_to(declaration, "手机拍照"),
    }


def _addresses(declaration: Declaration, link: PhoneLink) -> dict[str, str]:
    """Where the page leads, which the applicant has too."""
    here = [declaration.ref, link.ref]
    again = ("approvals:board_phone", int(link.slot)) if link.part == BOARD else ("approvals:phone_open", link.slot)
    return {
        "here": reverse("approvals:phone", args=here),
        "came": reverse("approvals:phone_came", args=here),
        "end": reverse("approvals:phone_end", args=here),
        "again": reverse(again[0], args=[declaration.ref, again[1]]),
        "back": reverse("approvals:papers", args=[declaration.ref]),
    }

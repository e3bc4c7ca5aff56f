"""Sections of rows: the list with its order, one page a row, delete with undo (S06, S07)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import quoted, whole_number
from declarations.dossier import load_dossier
from declarations.exceptions import Refused, Stale
from declarations.forms.base import DossierForm
from declarations.forms.entries import FORMS
from declarations.forms.items import ItemForm
from declarations.forms.sections import SummaryForm
from declarations.links import section_url
from declarations.models import Declaration
from declarations.pages.cards import cards_asked, cards_of, removed_rows, slots_at, unsaved_new
from declarations.pages.papers import papers_at
from declarations.pages.section_words import hint_of
from declarations.pages.sharing import sharing_of
from declarations.pages.tasklist import courses_asked
from declarations.parts import Section, entry_key
from declarations.selectors import Filled, entry_of, patch_of
from declarations.services.entries import (
    SHARED_ROW,
    add_entry,
    change_entry,
    choose_base,
    choose_only_base,
    limit_of,
    remove_entry,
    restore_entry,
)
from declarations.services.items import LISTS, move_item, order_items, place_item
from declarations.services.sections import save_summary
from declarations.states import ItemKind, State
from declarations.views.common import (
    UNPROCESSABLE,
    asked_here,
    lock_of,
    onward,
    own,
    page,
    say,
    tell,
    to_the_list,
    version_in,
)
from notices.rules import Terms, terms_of
from records.exceptions import KeyReused
from records.services.idempotency import digest_of_request, once

KINDS_TO_CHOOSE = {
    Section.ACHIEVEMENTS: [ItemKind(each) for each in ItemKind.achievements],
    Section.PUBLICATIONS: [ItemKind(each) for each in ItemKind.publications],
}


@login_required
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, ref: UUID, section: str) -> HttpResponse:
    """The list; 保存并继续 goes on to the next part."""
    declaration = own(request, ref)
    here = Section(section)
    terms = terms_of(declaration.edition)
    summary = _summary_form(request, declaration, terms) if here is Section.EXPERIENCE else None
    version, _, typed_at = patch_of(declaration, here) if summary else (0, {}, None)
    if request.method == "POST" and _saved_summary(request, declaration, summary):
        return onward(request, declaration, here)
    context = {
        "section": here,
        **_listed(declaration, here, terms, summary),
        "limit": limit_of(section, terms),
        "has_order": section in LISTS,
        "hint": hint_of(here, terms),
        "kinds": KINDS_TO_CHOOSE.get(here, []),
        "papers": papers_at(declaration, here),
        "locked": lock_of(declaration, section),
        "terms": terms,
        "summary": summary,
        "version": version,
        "typed_at": typed_at,
    }
    status = UNPROCESSABLE if summary and summary.errors else 200
    return page(request, "declarations/rows.html", declaration, context, title=here.label, status=status)


def _of_the_section(declaration: Declaration, section: Section) -> list[Filled]:
    """Slots of the whole section; those of a row stand on the row's page."""
    return [each for each in slots_at(declaration, section) if not each.slot.part]


def _listed(declaration: Declaration, section: Section, terms: Terms, summary: SummaryForm | None) -> dict[str, Any]:
    """What was saved, what was typed and is no row yet, what was deleted and can come back; what others share."""
    now = clock.law()
    asked = asked_here(declaration, section, _of_the_section(declaration, section), form=summary)
    cards = cards_asked(cards_of(declaration, section, now=now), asked.get("remarks", ()))
    has_base = section is Section.TITLES
    return {
        **asked,
        "has_base": has_base,
        "baseless": has_base and not any(card.is_base for card in cards),
        "sharing": sharing_of(declaration, section, now=now),
        "advice": terms.journal_risk.advice if section is Section.PUBLICATIONS else "",  # RISK-04, MAT-05
        "appraised": section is Section.PUBLICATIONS and terms.expert_appraisal.required,  # MAT-69
        "courses": courses_asked(declaration, terms) if section is Section.TRAINING else [],  # MAT-28, A-12, A-13
        "cards": cards,
        "unsaved": unsaved_new(declaration, section),
        "removed": list(removed_rows(declaration, section)),
    }


def _summary_form(request: HttpRequest, declaration: Declaration, terms: Terms) -> SummaryForm | None:
    """专业技术工作总结 stands below the experiences it sums up, where the notice asks for one (MAT-52)."""
    if not terms.summary.min_chars:
        return None
    _, patch, _ = patch_of(declaration, Section.EXPERIENCE)
    grounds = getattr(declaration, "grounds", None)
    written = patch.get("summary", grounds.summary if grounds else "")
    return SummaryForm(request.POST or None, least=terms.summary.min_chars, initial={"summary": written})


def _saved_summary(request: HttpRequest, declaration: Declaration, form: SummaryForm | None) -> bool:
    if form is None or "summary" not in request.POST:
        return True
    if not form.is_valid():
        return False
    try:
        save_summary(declaration.pk, form.cleaned_data["summary"], actor=request.user, version=version_in(request))
    except (Refused, Stale) as refusal:
        tell(form, refusal)
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, ref: UUID, section: str) -> HttpResponse:
    """A new row; where files belong to it, its page opens next."""
    declaration = own(request, ref)
    here = Section(section)
    if here in KINDS_TO_CHOOSE and not (request.GET.get("kind") or request.POST.get("kind")):
        context = {"section": here, "kinds": KINDS_TO_CHOOSE[here]}
        return page(request, "declarations/kinds.html", declaration, context, title=f"添加{here.label}")
    version, patch, at = patch_of(declaration, f"{section}:new")
    kind = request.GET.get("kind", "")
    form = _form(request, declaration, here, None, patch | ({"kind": kind} if kind else {}))
    if form.is_valid():
        try:
            pk = _added(request, declaration, section, form)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "已保存。")
            return _after(request, declaration, here, pk)
    return _entry_page(request, declaration, here, None, form, {"version": version, "typed_at": at})


def _added(request: HttpRequest, declaration: Declaration, section: str, form: DossierForm) -> int:
    """The new row's number; a button pressed twice adds one row (TM5), other words under the same key another one."""

    def add_row() -> int:
        row: int = add_entry(declaration.pk, section, form.cleaned_data, actor=request.user).pk
        if section == Section.TITLES:
            choose_only_base(declaration.pk, row, actor=request.user)  # its slot opens at once (MAT-19)
        return row

    words = sorted((name, value) for name, value in request.POST.items() if not name.startswith(("_", "csrf")))
    digest = digest_of_request(request.path, urlencode(words))
    try:
        pk: int = once(request.POST.get("_once", "")[:80], user_id=request.user.pk, request_digest=digest, act=add_row)
    except KeyReused:
        return add_row()
    return pk


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, ref: UUID, section: str, pk: int) -> HttpResponse:
    """One row with its files."""
    declaration = own(request, ref)
    here = Section(section)
    row = entry_of(declaration, here, pk)
    if row is None:
        raise Http404
    version, patch, at = patch_of(declaration, entry_key(section, pk))
    form = _form(request, declaration, here, row, patch)
    if form.is_valid():
        try:
            change_entry(
                declaration.pk, section, pk, form.cleaned_data, actor=request.user, version=version_in(request)
            )
        except (Refused, Stale) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "已保存。")
            if declaration.state == State.CORRECTION:
                return to_the_list(declaration)
            return redirect(request.path if getattr(form, "warned", False) else section_url(declaration, here))
    return _entry_page(request, declaration, here, pk, form, {"version": version, "typed_at": at})


@login_required
@require_POST
def remove(request: HttpRequest, ref: UUID, section: str, pk: int) -> HttpResponse:
    """Deleted at once, and as easily brought back."""
    declaration = own(request, ref)
    back = redirect("declarations:rows", ref, section)
    row = entry_of(declaration, Section(section), pk)
    if row is None:
        return back
    name = str(row)
    try:
        remove_entry(declaration.pk, section, pk, actor=request.user)
    except Refused as refusal:
        say(request, refusal.reasons)
        return back
    messages.success(request, f"已删除{quoted(name)}，可以在本页下方恢复。")
    return back


@login_required
@require_POST
def restore(request: HttpRequest, ref: UUID, section: str, pk: int) -> HttpResponse:
    """Bring a deleted row back with its files."""
    declaration = own(request, ref)
    try:
        restore_entry(declaration.pk, entry_key(section, pk), actor=request.user)
        messages.success(request, "已恢复。")
    except Refused as refusal:
        say(request, refusal.reasons)
    return redirect("declarations:rows", ref, section)


@login_required
@require_POST
def order(request: HttpRequest, ref: UUID, section: str) -> HttpResponseBase:
    """上移, 下移, drag (the whole order), 移到第 __ 位, and 以该资格申报."""
    declaration = own(request, ref)
    try:
        _reordered(request, declaration, section)
    except Refused as refusal:
        say(request, refusal.reasons)
        if request.headers.get("X-Requested-With"):
            return HttpResponse(refusal.reasons[0].text, status=UNPROCESSABLE)
    return redirect("declarations:rows", ref, section)


def _reordered(request: HttpRequest, declaration: Declaration, section: str) -> None:
    if base := request.POST.get("base"):
        choose_base(declaration.pk, whole_number(base), actor=request.user)
    elif whole := [pk for key in request.POST.getlist("order") if (pk := whole_number(key)) is not None]:
        order_items(declaration.pk, section, whole, actor=request.user)
    else:
        pk, _, way = request.POST.get("move", "").partition(":")
        number = whole_number(pk)
        if number is None or section not in LISTS:
            raise Refused(Reason("E904", "该条目已不存在，请刷新页面。"))
        if way == "to":
            place_item(declaration.pk, section, number, place=_place_in(request, number), actor=request.user)
        else:
            move_item(declaration.pk, section, number, up=way == "up", actor=request.user)


def _place_in(request: HttpRequest, number: int) -> int:
    place = whole_number(request.POST.get(f"place_{number}", "").strip())
    if place is None:
        raise Refused(Reason("items.place", "请填写要移到第几位，如 3。"))
    return place


def _form(
    request: HttpRequest, declaration: Declaration, section: Section, row: Any, patch: dict[str, Any]
) -> DossierForm:
    kept = {"instance": row} if row is not None else {}
    form = FORMS[section](request.POST or None, declaration=declaration, patch=patch, **kept)
    if isinstance(form, ItemForm):
        form.since(load_dossier(declaration))
    return form


def _after(request: HttpRequest, declaration: Declaration, section: Section, pk: int) -> HttpResponse:
    has_slots = any(each.slot.part == entry_key(section.value, pk) for each in slots_at(declaration, section))
    if has_slots:
        return redirect("declarations:entry", declaration.ref, section.value, pk)
    return redirect("declarations:rows", declaration.ref, section.value)


def _entry_page(
    request: HttpRequest,
    declaration: Declaration,
    section: Section,
    pk: int | None,
    form: DossierForm,
    kept: dict[str, Any],  # by autosave: its version, and since when something waits
) -> HttpResponse:
    key = entry_key(section.value, pk) if pk else f"{section.value}:new"
    context = {
        "section": section,
        "form": form,
        **kept,
        "part": key,
        "pk": pk,
        "terms": terms_of(declaration.edition),
        "once": request.POST.get("_once") or uuid4().hex,
        **_of_the_row(declaration, section, key, form),
        "proofs_follow": section in LISTS,
        "locked": lock_of(declaration, key, section.value) or (SHARED_ROW if _is_shared(form) else None),
    }
    title = f"修改{section.label}" if pk else f"添加{section.label}"
    status = UNPROCESSABLE if form.errors else 200
    return page(request, "declarations/entry.html", declaration, context, title=title, status=status)


def _of_the_row(declaration: Declaration, section: Section, key: str, form: DossierForm) -> dict[str, Any]:
    """Its files, how many are missing, and what a correction asks of it."""
    slots = [each for each in slots_at(declaration, section) if each.slot.part == key]
    missing = sum(len(each.missing) for each in slots)
    return {**asked_here(declaration, section, slots, form=form, key=key), "missing": missing}


def _is_shared(form: DossierForm) -> bool:
    return bool(getattr(form.instance, "is_shared", False))

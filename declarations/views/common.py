"""What the applicant's views share: the gate, the crumbs, where to go next, and refusals as words in a form."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import mask_phone, whole_number
from config.lib.uireading import words_of
from declarations.editing import why_locked
from declarations.eligibility.completeness import Standing
from declarations.exceptions import Refused, Stale
from declarations.links import section_url
from declarations.models import Declaration
from declarations.parts import Section, slot_key
from declarations.remarks import Asking, Remark, asking_of
from declarations.rules import read_own
from declarations.selectors import Filled, completeness_of
from declarations.states import State

UNPROCESSABLE = 422  # htmx shows the answer (ux §3.3)
FROM_CHECK = "check"
CHECKING = "declarations.checking"  # session key: the declaration being mended from its check page
STALE = "此页内容已在别处修改过。请核对后再次保存；以这里填写的为准。"


def own(request: HttpRequest, ref: UUID) -> Declaration:
    """The reader's own declaration; anything else is not there."""
    return read_own(request.user, ref)


def crumbs_of(declaration: Declaration, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """我的申报 › 2024 高级工艺美术师 › …"""
    year = declaration.edition.notice.year
    hub = reverse("declarations:hub", args=[declaration.ref])
    return [("我的申报", reverse("process:home")), (f"{year} {declaration.level_name}", hub), *rest]


def page(
    request: HttpRequest,
    template: str,
    declaration: Declaration,
    context: dict[str, Any],
    *,
    title: str,
    status: int = 200,
) -> HttpResponse:
    """A page of one declaration; dossier pages are never kept by the browser (ux §3.3)."""
    crumbs = crumbs_of(declaration, (title, "")) if title else crumbs_of(declaration)[:1]
    checking = note_where_from(request, declaration)
    told = {"declaration": declaration, "title": title, "crumbs": crumbs, "checking": checking, **context}
    response = render(request, template, told, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def note_where_from(request: HttpRequest, declaration: Declaration) -> bool:
    """Whether somebody changes things from the check page and goes back to it (09-1).

    修改 brings ``?from=check``; it holds over lists, rows and files until the hub or the check page is seen again.
    """
    ref = str(declaration.ref)
    if request.GET.get("from") == FROM_CHECK:
        request.session[CHECKING] = ref
    return bool(request.session.get(CHECKING) == ref)


def forget_where_from(request: HttpRequest) -> None:
    """On the hub and on the check page itself nobody is under way any more."""
    if CHECKING in request.session:
        del request.session[CHECKING]


def lock_of(declaration: Declaration, *parts: str) -> Reason | None:
    """Why this page is closed to its applicant; None when it may be filled in."""
    return why_locked(declaration, parts, now=clock.law())


def asked_here(
    declaration: Declaration, section: Section, slots: Iterable[Filled] = (), *, form: Any = None, key: str = ""
) -> dict[str, Any]:
    """What a page says while something is asked of its reader (11-1, 11-2, 11-5); an ordinary draft has none of it.

    Remarks and both deadlines on top, each remark again at its file, what was handed in below what is another now.
    """
    asking = asking_of(declaration)
    if asking is None:
        return {"slots": list(slots)}
    remarks = asking.on_page(section, key)
    if remarks and form is not None:
        _tell_what_was(form, asking.said_before(section, key), remarks)
    return {
        "asking": asking,
        "remarks": remarks,
        "warns": any(remark.warns for remark in remarks),
        "slots": [_marked(declaration, slot, asking) for slot in slots],
    }


def _marked(declaration: Declaration, filled: Filled, asking: Asking) -> Filled:
    """A slot with what is asked of it; one that a permit opens is open on a page that is not (ROLE-01)."""
    key = slot_key(filled.slot.code)
    remarks = tuple(remark for remark in asking.remarks if remark.part == key)
    return replace(filled, remarks=remarks, is_open=bool(remarks) and not lock_of(declaration, key))


def _tell_what_was(form: forms.BaseForm, before: dict[str, Any], remarks: Iterable[Remark]) -> None:
    """What a field said when it was handed in, where a remark names it or it says something else now (11-2).

    The others bring theirs out when they are typed over.
    """
    told = "".join(f"{remark.defect} {remark.todo}" for remark in remarks)
    fields: dict[str, Any] = form.fields
    for name, field in fields.items():
        if name in before and not field.widget.is_hidden and not field.disabled:
            was, now = words_of(field, before[name]), words_of(field, form[name].value())
            field.was = was or "（没有填写）"
            field.was_same = str(field.label) not in told and was in {now, mask_phone(now)}  # handed in with a mask


def tell(form: forms.BaseForm, refusal: Refused | Stale) -> None:
    """A refusal at its fields; a stale page with the words that ask to look again."""
    if isinstance(refusal, Stale):
        form.add_error(None, STALE)
        for name in form.changed_data:  # without a script both values are told as well (06-3)
            elsewhere = words_of(form.fields[name], form[name].initial) or "没有填"
            form.add_error(name, f"别处填的是“{elsewhere}”。")
        return
    for reason in refusal.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, reason.text)


def say(request: HttpRequest, reasons: Iterable[Reason]) -> None:
    """Refusals of a button that has no form around it."""
    for reason in reasons:
        messages.error(request, reason.text)


def version_in(request: HttpRequest) -> int | None:
    """The version the page was made from; None from a page without one."""
    return whole_number(request.POST.get("_version"))


def onward(request: HttpRequest, declaration: Declaration, section: Section) -> HttpResponse:
    """保存并返回清单, or 保存并继续: the next section that is not done, the hub after the last.

    In a correction back to the list of what is asked, where each item is reported as done (S11).
    """
    if declaration.state == State.CORRECTION:
        return to_the_list(declaration)
    if request.POST.get("then") == FROM_CHECK:
        return redirect("declarations:check", declaration.ref)
    if request.POST.get("then") == "hub":
        return redirect("declarations:hub", declaration.ref)
    done = completeness_of(declaration, now=clock.law())
    sections = [state for state in done.sections if state.standing is not Standing.DONE]
    order = list(Section)
    after = [state.section for state in sections if order.index(state.section) > order.index(section)]
    return redirect(section_url(declaration, after[0])) if after else redirect("declarations:hub", declaration.ref)


def to_the_list(declaration: Declaration) -> HttpResponse:
    """Back to 补正事项."""
    return redirect("approvals:correction", declaration.ref)

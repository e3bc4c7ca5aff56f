"""Editing one place of a draft, its days, and what still says last year's."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from notices import desk
from notices.drafting.cards import card_of
from notices.drafting.form import PlaceForm
from notices.drafting.places import WHOLE, Place, leaves_of, place_of
from notices.drafting.words import window_choices
from notices.exceptions import Fault, NoticeRefused, TermsRefused
from notices.forms import DatesForm, NewRowForm, WordsForm
from notices.models import Notice
from notices.services import Edit, edit_draft, keep_values
from notices.services.attachments import AT
from notices.views.desk import UNPROCESSABLE, desk_crumbs, for_admins, refused

MOVES = {"up": "上移", "down": "下移", "remove": "删去"}


@for_admins
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, where: str = "") -> HttpResponse:
    """A place: its form, the places below it, or the items it lists. Items move and go by buttons of their own."""
    notice = desk.read_draft(request.user, code)
    page = desk.place_page(notice, _place(where))
    if page.place.steps[:1] == AT:  # with their files they have pages of their own
        return redirect("notices:attachments", code)
    if request.method == "POST" and request.POST.get("what") in MOVES:
        return _item(request, notice, page)
    if request.method == "POST" and request.POST.get("what") == "off":
        return _off(request, notice, page)
    form = _form(request, notice, page) if page.place.section else None
    if form and form.is_valid() and _saved(request, notice, page, form):
        return redirect(_after(notice, page))
    context = {"notice": notice, "page": page, "form": form, "crumbs": _crumbs(notice, page), **_adding(page)}
    return render(request, "notices/desk/edit.html", context, status=UNPROCESSABLE if form and form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, where: str) -> HttpResponse:
    """A new item of a list or table."""
    notice = desk.read_draft(request.user, code)
    page = desk.place_page(notice, _place(where))
    if page.place.steps[:1] == AT:
        return redirect("notices:new_attachment", code)
    if not (page.place.items or page.place.rows):
        raise Http404
    named = _named(request, page)
    place = _new_place(page, named)
    form = PlaceForm(_posted(request), place=place, whole=page.whole, seen=page.seen, directory=desk.directory_names())
    both = [each.is_valid() for each in (named, form) if each]  # both are asked, so that all is told at once
    if request.method == "POST" and all(both) and _added(request, notice, page, place, form):
        return redirect("notices:edit_place", notice.code, page.place.url)
    crumbs = [*_crumbs(notice, page)[:-1], (page.title, _address(notice, page.place.url)), ("新增", "")]
    context = {"notice": notice, "page": page, "form": form, "named": named, "crumbs": crumbs}
    return render(request, "notices/desk/add.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, code: str) -> HttpResponse:
    """Every day and moment of a copy, moved to this year: confirmed, or put right, on one page (24-1)."""
    notice = desk.read_draft(request.user, code)
    old = desk.old_dates(notice)
    form = DatesForm(_posted(request), old=old, notice=notice)
    if form.is_valid():
        try:
            keep_values(notice.pk, form.values, said=f"核对{len(old)}处时间", actor=request.user)
        except (NoticeRefused, TermsRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, "时间已核对。")
            return redirect("notices:wall", code)
    context = {"notice": notice, "form": form, "crumbs": desk_crumbs(notice, ("核对时间", ""))}
    return render(request, "notices/desk/dates.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, code: str) -> HttpResponse:
    """Every text and year of a copy that still says last year's: changed as suggested, kept, or edited."""
    notice = desk.read_draft(request.user, code)
    form = WordsForm(_posted(request), old=desk.old_words(notice))
    if form.is_valid():
        try:
            keep_values(notice.pk, form.values, said=f"处理{len(form.values)}处上一年度的内容", actor=request.user)
        except (NoticeRefused, TermsRefused) as refusal:
            form.show(refusal)
        else:
            messages.success(request, f"已处理{len(form.values)}处。")
            return redirect(request.path)
    context = {"notice": notice, "form": form, "crumbs": desk_crumbs(notice, ("上一年度的内容", ""))}
    return render(request, "notices/desk/words.html", context, status=UNPROCESSABLE if form.errors else 200)


# ── one place ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _place(where: str) -> Place:
    try:
        return place_of(where)
    except LookupError:
        raise Http404 from None


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, notice: Notice, page: desk.PlacePage) -> PlaceForm:
    """The single values of a section; at the top of the file those of one card."""
    only: tuple[str, ...] = ()
    if not page.place.steps:
        only = tuple(key for key in _card(request).keys if not WHOLE.below(key).is_branch)
    return PlaceForm(
        _posted(request),
        place=page.place,
        whole=page.whole,
        seen=page.seen,
        only=only,
        fixed=desk.fixed_paths(notice),
        directory=desk.directory_names(),
    )


def _card(request: HttpRequest) -> Any:
    try:
        return card_of(request.GET.get("card", "basics"))
    except LookupError:
        raise Http404 from None


def _saved(request: HttpRequest, notice: Notice, page: desk.PlacePage, form: PlaceForm) -> bool:
    steps = page.place.steps
    if page.is_off:
        edits = [Edit(steps, form.values)]
    else:
        edits = [Edit((*steps, name), value) for name, value in form.changes.items()]
    if not edits:
        messages.info(request, "没有改动。")
        return True
    return _done(request, notice, edits, form, said=f"修改：{page.title}")


def _added(request: HttpRequest, notice: Notice, page: desk.PlacePage, place: Place, form: PlaceForm) -> bool:
    given = {name: value for name, value in form.values.items() if value not in (None, "", [], {})}
    edit = Edit(place.steps, given) if page.place.rows else Edit(page.place.steps, given, "add")
    return _done(request, notice, [edit], form, said=f"新增：{page.title}", at=page.place.steps)


def _done(
    request: HttpRequest,
    notice: Notice,
    edits: list[Edit],
    form: PlaceForm,
    *,
    said: str,
    at: tuple[Any, ...] | None = None,
) -> bool:
    seen = form.cleaned_data["seen"]
    try:
        edit_draft(
            notice.pk, edits, at=form.place.steps if at is None else at, seen=seen, said=said, actor=request.user
        )
    except TermsRefused as refusal:
        form.show(refusal.faults)
    except NoticeRefused as refusal:
        form.show([Fault(each.field, each.text) for each in refusal.reasons])
    else:
        messages.success(request, "已保存。")
        return True
    return False


def _item(request: HttpRequest, notice: Notice, page: desk.PlacePage) -> HttpResponse:
    """One item of a list up, down or out."""
    how, name = request.POST["what"], request.POST.get("item", "")
    try:
        item = page.place.below(int(name) if page.place.items else name)
        edits = [Edit(item.steps, how=how)]  # type: ignore[arg-type]  # one of MOVES
        seen, said = request.POST.get("seen", ""), f"{MOVES[how]}：{page.title}"
        edit_draft(notice.pk, edits, at=page.place.steps, seen=seen, said=said, actor=request.user)
    except (LookupError, ValueError) as fault:
        if not isinstance(fault, TermsRefused):
            raise Http404 from None
        refused(request, fault)
    except NoticeRefused as refusal:
        refused(request, refusal)
    return redirect("notices:edit_place", notice.code, page.place.url)


def _off(request: HttpRequest, notice: Notice, page: desk.PlacePage) -> HttpResponse:
    """An optional section is not set up this year."""
    if not page.place.optional:
        raise Http404
    edits, seen = [Edit(page.place.steps)], request.POST.get("seen", "")
    try:
        edit_draft(notice.pk, edits, at=page.place.steps, seen=seen, said=f"不设：{page.title}", actor=request.user)
    except (NoticeRefused, TermsRefused) as refusal:
        refused(request, refusal)
    return redirect(_after(notice, page))


def _new_place(page: desk.PlacePage, named: NewRowForm | None) -> Place:
    if named is None:
        return page.place.below(len(page.items))
    name = named.cleaned_data["name"] if named.is_bound and named.is_valid() else "new"
    return page.place.below(name)


def _named(request: HttpRequest, page: desk.PlacePage) -> NewRowForm | None:
    """What a new row of a table is called; items of a list have no names."""
    if not page.place.rows:
        return None
    label = "级别" if page.place.steps[-1:] == ("by_level",) else "环节"
    return NewRowForm(_posted(request), known=_names(page), label=label)


def _names(page: desk.PlacePage) -> tuple[tuple[str, str], ...]:
    taken = tuple(str(each.place.steps[-1]) for each in page.items)
    if page.place.steps[-1:] == ("by_level",):
        return tuple((each["code"], each["name"]) for each in page.whole["levels"] if each["code"] not in taken)
    return window_choices(taken) if page.place.steps == ("stages",) else ()


def _adding(page: desk.PlacePage) -> dict[str, Any]:
    return {"can_add": bool(page.place.items or page.place.rows), "has_form": bool(leaves_of(page.place))}


def _after(notice: Notice, page: desk.PlacePage) -> str:
    """After saving: the list an item stands in, else the card."""
    above = page.place.steps[:-1]
    if page.place.is_item or len(above) > 0:
        return _address(notice, "/".join(map(str, above)))
    return reverse("notices:card", args=[notice.code, page.card.code])


def _address(notice: Notice, where: str) -> str:
    return reverse("notices:edit_place", args=[notice.code, where])


def _crumbs(notice: Notice, page: desk.PlacePage) -> list[tuple[str, str]]:
    card = (page.card.title, reverse("notices:card", args=[notice.code, page.card.code]))
    above = [(words, _address(notice, url)) for words, url in page.crumbs]
    return desk_crumbs(notice, card, *above, (page.title, ""))

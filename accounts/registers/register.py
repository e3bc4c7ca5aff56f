"""One register of the directory: its list, the form of a row, its sheet out and in; whoever keeps it says the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers
from accounts.exceptions import AccountRefused
from accounts.listing import Button, Column, Listing, listing_page, sheet_buttons
from accounts.longlists import Lines
from accounts.models import User
from accounts.registers.forms import RowForm
from accounts.registers.sheets import cell_of, columns_of, data_of, refuse_faults
from accounts.services.rows import put_row
from accounts.sheetway import NOT_YOURS, SheetWay
from config.lib.csvfile import Cells, Report, SheetBroken
from config.lib.histories import history_lines
from config.lib.keyset import counted, keyset_page, turned_to
from config.lib.reason import Reason
from config.lib.tables import CHANGED, NEW, SAME, Faults, in_columns, read_sheet
from records.services.sheets import register_taker, take_audited
from records.sheet_desk import UNPROCESSABLE

REASON = "表格导入"
ReadWrite = ["GET", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """``at`` names the list's address, those of the other pages begin with it: new, edit, export, import."""

    model: type[Model]
    form: type[RowForm]
    at: str
    words: str  # of the list: 政策文件
    tab: str = ""  # of the directory under which it stands; its own where nothing is said
    one: str  # of a row: 文件
    lead: str
    filled: str  # while it is empty: by whom and from what it is filled
    columns: Sequence[Column]
    known_by: Sequence[str]  # fields by which a line of a sheet is a row that is there
    twin: Reason
    by: str = "name"  # the text column the list is ordered by
    order: str = "按名称排列"
    search: Sequence[str] = ("name",)
    search_words: str = "名称"
    related: Sequence[str] = ()
    hints: Sequence[str] = ()
    buttons: Sequence[Button] = ()
    rows: Callable[[User], QuerySet[Any]] | None = None  # which of them the person keeps; None: all
    may_write: Callable[[User], bool] | None = None  # None: whoever may look
    put: Callable[..., Any] | None = None  # (row, form, reason, seen, actor); None: the form's entry is saved as it is
    guard: Callable[..., Any] = field(default=for_keepers)

    # ── what it is about ───────────────────────────────────────────────────────────────────────────────────────────
    @property
    def kind(self) -> str:
        """Of its sheets: what a worker knows it by."""
        return self.at.replace(":", ".register.")

    @property
    def sheet(self) -> SheetWay:
        """The way out and in by sheet."""
        return SheetWay(
            at=self.at,
            kind=self.kind,
            words=self.words,
            columns=tuple(columns_of(self.form.base_fields)),
            needed=self.needed,
            rows=self._lines,
            hints=(*self.hints, "日期写作 2026-01-31；几个名称之间用分号隔开；选项写页面上的原词。"),
            guard=self.guard,
            may_write=self.may_write,
        )

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which no line can be read."""
        fields = self.form.base_fields
        return tuple(title for title, name in columns_of(fields).items() if fields[name].required)

    def kept_by(self, user: User) -> QuerySet[Any]:
        """The rows of this person's part."""
        return self.rows(user) if self.rows else self.model._default_manager.all()

    def urls(self, where: str) -> list[URLPattern]:
        """Its addresses, below ``where``."""
        name = self.at.partition(":")[2]
        write = require_http_methods(ReadWrite)
        pages: tuple[tuple[str, Any, str], ...] = (
            ("", require_safe(self.list_view), ""),
            ("new/", write(self.edit_view), "_new"),
            ("<int:pk>/", write(self.edit_view), "_edit"),
        )
        own = [path(f"{where}{rest}", self.guard(view), name=name + kind) for rest, view, kind in pages]
        return [*own, *self.sheet.urls(where)]

    def register_sheet(self) -> None:
        """Have workers take its sheets; called when the app that keeps it is ready."""
        register_taker(self.kind, self.take_sheet)

    # ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def list_view(self, request: HttpRequest) -> HttpResponse:
        """One page of it, narrowed by words."""
        found = self._like(request)
        page = counted(keyset_page(found, self.by, **turned_to(request.GET)), found)
        listing = Listing(
            title=self.words,
            lead=self.lead,
            order=self.order,
            columns=self.columns,
            rows=page.rows,
            page=page,
            address=lambda row: reverse(f"{self.at}_edit", args=[row.pk]),
            search=self.search_words,
            words=request.GET.get("q", ""),
            buttons=self._buttons(request),
            one=self.one,
            empty=(f"还没有登记{self.one}", self.filled),
        )
        return listing_page(request, listing, here=self.tab or self.at)

    def edit_view(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        """A new row, or one brought up to date; who may only look sees it without a button."""
        row = self._row_or_404(request.user, pk)
        writes = self._writes(request.user)
        if not writes and (request.method == "POST" or not pk):
            raise PermissionDenied(NOT_YOURS)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = self.form(*sent, user=request.user, row=row if pk else None)
        if form.is_valid() and self._done(request, form, row):
            return redirect(self.at)
        title, back = f"{'修改' if pk else '新增'}{self.one}" if writes else self.one, reverse(self.at)
        context = {
            "form": form,
            "fixed": not writes,
            "title": title,
            "lead": str(row) if pk else "",
            "back": back,
            "history": history_lines(row.history.all()) if pk and hasattr(row, "history") else [],
            "crumbs": [(self.words, back), (title, "")],
        }
        return render(request, "accounts/directory/row.html", context, status=UNPROCESSABLE if form.errors else 200)

    # ── the sheet ──────────────────────────────────────────────────────────────────────────────────────────────────
    def take_sheet(self, data: bytes, _said: dict[str, Any], by: int) -> Report:
        """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
        actor = User.objects.get(pk=by)
        if not self._writes(actor):
            raise SheetBroken(NOT_YOURS)
        lines = read_sheet(data, columns=self.sheet.columns, needed=self.needed)
        titles = columns_of(self.form(user=actor).fields)
        same = in_columns(*(title for title, name in titles.items() if name in self.known_by))
        return take_audited(lines, lambda cells: self.take_line(cells, actor=actor), same=same)

    def take_line(self, cells: Cells, *, actor: User) -> str:
        """One line, judged by the form of the desk. Raises ``ValidationError`` with columns named."""
        fields = self.form(user=actor).fields
        faults = Faults()
        faults.formulas(cells)
        told = data_of(fields, cells, faults)
        row = self._known(told, actor)
        if row and self._says_what_stands(fields, row, cells):
            return SAME
        shown = self.form(user=actor, row=row).initial if row else _unless_told(fields)
        stands = {name: fields[name].prepare_value(value) for name, value in shown.items() if value is not None}
        form = self.form({**stands, **told}, user=actor, row=row)
        refuse_faults(form, faults)
        try:
            self._put(row or self.model(), form, reason=REASON, seen="", actor=actor)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
            refuse_faults(form)
        return CHANGED if row else NEW

    def cells_of(self, fields: Any, row: Any) -> list[str]:
        """One line, in the order of the columns."""
        return [cell_of(fields[name], getattr(row, name)) for name in columns_of(fields).values()]

    # ── helpers ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _writes(self, user: User) -> bool:
        return self.may_write is None or self.may_write(user)

    def _buttons(self, request: HttpRequest) -> list[Button]:
        new = Button(f"新增{self.one}", reverse(f"{self.at}_new")) if self._writes(request.user) else None
        return [*self.buttons, *sheet_buttons(request, self.at, new)]

    def _lines(self, request: HttpRequest) -> Lines:
        fields = self.form(user=request.user).fields
        return Lines(self._like(request).order_by(self.by, "pk"), partial(map, partial(self.cells_of, fields)))

    def _like(self, request: HttpRequest) -> QuerySet[Any]:
        found = self.kept_by(request.user).select_related(*self.related)
        words = request.GET.get("q", "").strip()[:60]
        looked = (Q(**{f"{name}__contains": words}) for name in self.search)
        return found.filter(Q(*looked, _connector=Q.OR)) if words else found

    def _row_or_404(self, user: User, pk: int) -> Any:
        row = self.kept_by(user).select_related(*self.related).filter(pk=pk).first() if pk else self.model()
        if row is None:
            raise Http404
        return row

    def _done(self, request: HttpRequest, form: RowForm, row: Any) -> bool:
        try:
            self._put(row, form, reason="", seen=form.data.get("seen", ""), actor=request.user)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
            return False
        messages.success(request, "已保存。")
        return True

    def _put(self, row: Any, form: RowForm, **how: Any) -> None:
        if self.put:
            self.put(row, form, **how)
        else:
            put_row(row, form.entry, twin=self.twin, **how)

    def _known(self, told: dict[str, Any], actor: User) -> Any:
        fields = self.form(user=actor).fields
        try:
            named = {name: fields[name].clean(told.get(name, "")) for name in self.known_by}
        except ValidationError:
            return None  # the form says what is wrong with it
        return self.kept_by(actor).filter(**named).first()

    def _says_what_stands(self, fields: dict[str, forms.Field], row: Any, cells: Cells) -> bool:
        stands = dict(zip(self.sheet.columns, self.cells_of(fields, row), strict=True))
        return all(stands[column] == value for column, value in cells.items() if column in stands)


def _unless_told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row is where the sheet has no column for it: as the empty form of the page shows it."""
    return {name: each.initial for name, each in fields.items() if each.initial is not None}

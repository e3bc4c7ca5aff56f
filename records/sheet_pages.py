"""Pages of the stock admin where a sheet is handed in and what became of it is told."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from config.lib.admin import SheetForm
from config.lib.csvfile import SheetBroken, sheet_in
from records.models import SheetImport
from records.services.sheets import hand_in_sheet


class TakesSheets:
    """A list into which a worker brings a sheet of the office, whole or not at all, with every faulty line named."""

    change_list_template = "admin/change_list_sheet.html"
    sheet_kind = ""  # whose taker reads it
    sheet_title = "导入"
    sheet_form: type[SheetForm] = SheetForm
    sheet_columns: Sequence[str] = ()
    sheet_needed: Sequence[str] = ()

    def may_take_sheets(self, request: HttpRequest) -> bool:
        """Who may add a line may bring a sheet, also where lines are not added one by one."""
        here: Any = self
        return bool(here.has_add_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to the sheet for who may bring one."""
        told = {**(extra_context or {}), "takes_sheets": self.may_take_sheets(request)}
        return super().changelist_view(request, told)  # type: ignore[misc,no-any-return]

    def get_urls(self) -> list[Any]:
        """The stock addresses, the one of the sheet, and the one of what became of it."""
        here: Any = self
        name, guarded = self._sheet_name.removeprefix("admin:"), here.admin_site.admin_view
        return [
            path("sheet/", guarded(self.sheet_view), name=name),
            path("sheet/<uuid:ref>/", guarded(self.sheet_told_view), name=f"{name}_told"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file and hand it to a worker; a file that is no such sheet is told at once."""
        if not self.may_take_sheets(request):
            raise PermissionDenied
        form = self.sheet_form(request.POST or None, request.FILES or None)
        sheet = self._handed_in(request, form) if form.is_valid() else None
        return redirect(f"{self._sheet_name}_told", sheet.ref) if sheet else self._sheet_page(request, {"form": form})

    def sheet_told_view(self, request: HttpRequest, ref: UUID) -> HttpResponse:
        """How far the worker is; then every faulty line, or the list with the word that all of it came in."""
        here: Any = self
        sheet = SheetImport.objects.filter(ref=ref, kind=self.sheet_kind, by=request.user.pk).first()
        if sheet is None or not self.may_take_sheets(request):
            raise Http404
        if sheet.taken:
            here.message_user(request, f"已导入 {sheet.taken} 行。", messages.SUCCESS)
            return redirect(f"admin:{here.opts.app_label}_{here.opts.model_name}_changelist")
        return self._sheet_page(request, {"form": self.sheet_form(), "sheet": sheet})

    @property
    def _sheet_name(self) -> str:
        here: Any = self
        return f"admin:{here.opts.app_label}_{here.opts.model_name}_sheet"

    def _sheet_page(self, request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
        here: Any = self
        context = here.admin_site.each_context(request) | {"title": self.sheet_title, "opts": here.opts, "page": self}
        return render(request, "admin/sheet.html", context | told)

    def _handed_in(self, request: HttpRequest, form: SheetForm) -> SheetImport | None:
        said = {name: _plain(value) for name, value in form.cleaned_data.items() if name != "file"}
        given: dict[str, Any] = {"needed": self.sheet_needed, "by": request.user.pk}
        try:
            return hand_in_sheet(self.sheet_kind, sheet_in(form.cleaned_data["file"]), said, **given)
        except SheetBroken as broken:
            form.add_error("file", str(broken))
            return None


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value

"""What the stock admin of every floor shares: rows that are looked at, and histories that bring nothing back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from simple_history.admin import SimpleHistoryAdmin  # noqa: TID251  # the one place

from config.lib.csvfile import Report, SheetBroken


class LookOnly:
    """Rows written by services only; here they are neither added, changed nor deleted. For pages and inlines."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class HistoryAdmin(SimpleHistoryAdmin):  # type: ignore[misc]  # it carries no types
    """Directory data with its history: read, never brought back.

    As it comes, django-simple-history saves an earlier state for whoever may look at it, past rights and services.
    """

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always."""
        return True

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An earlier state. Raises ``PermissionDenied`` for anything but looking."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)  # type: ignore[no-any-return]


class SheetForm(forms.Form):
    """A sheet to hand in; lists that want more with it say so in a form of their own."""

    file = forms.FileField(label="CSV 文件", widget=forms.ClearableFileInput({"accept": ".csv"}))


class TakesSheets:
    """A list into which a sheet of the office is brought, whole or not at all, with every faulty line named."""

    change_list_template = "admin/change_list_sheet.html"
    sheet_title = "导入"
    sheet_form: type[SheetForm] = SheetForm
    sheet_columns: Sequence[str] = ()
    sheet_needed: Sequence[str] = ()

    def take_sheet(self, request: HttpRequest, data: bytes, said: Mapping[str, Any]) -> Report:
        """Bring the lines in. Raises ``SheetBroken``."""
        raise AssertionError("a list says how its lines are taken")

    def may_take_sheets(self, request: HttpRequest) -> bool:
        """Who may add a line may bring a sheet, also where lines are not added one by one."""
        here: Any = self
        return bool(here.has_add_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to the sheet for who may bring one."""
        told = {**(extra_context or {}), "takes_sheets": self.may_take_sheets(request)}
        return super().changelist_view(request, told)  # type: ignore[misc,no-any-return]

    def get_urls(self) -> list[Any]:
        """The stock addresses, and the one of the sheet."""
        here: Any = self
        name = f"{here.opts.app_label}_{here.opts.model_name}_sheet"
        asked = here.admin_site.admin_view(self.sheet_view)
        return [path("sheet/", asked, name=name), *super().get_urls()]  # type: ignore[misc]

    def sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file; say what became of it, line by line."""
        here: Any = self
        if not self.may_take_sheets(request):
            raise PermissionDenied
        form = self.sheet_form(request.POST or None, request.FILES or None)
        report = self._taken(request, form) if form.is_valid() else None
        if report and not report.faults:
            here.message_user(request, f"已导入 {report.taken} 行。", messages.SUCCESS)
            return redirect(f"admin:{here.opts.app_label}_{here.opts.model_name}_changelist")
        context = {"title": self.sheet_title, "form": form, "report": report, "opts": here.opts, "page": self}
        return render(request, "admin/sheet.html", here.admin_site.each_context(request) | context)

    def _taken(self, request: HttpRequest, form: SheetForm) -> Report | None:
        said = dict(form.cleaned_data)
        try:
            return self.take_sheet(request, said.pop("file").read(), said)
        except SheetBroken as broken:
            form.add_error("file", str(broken))
            return None

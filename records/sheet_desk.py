"""The house's own pages where a sheet is handed in, tried by a worker, confirmed, and told of (GEN-09, ADMIN-09).

A list brings its words and addresses as a ``SheetDesk``; who may is said by the view that calls it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from config.lib.csvfile import SheetBroken, sheet_in
from config.lib.files import XLSX
from config.lib.sheets import write_table
from records.models import SheetImport
from records.services.sheets import confirm_sheet, try_sheet

UNPROCESSABLE = 422


class TableForm(forms.Form):
    """A sheet to hand in, XLSX or CSV."""

    file = forms.FileField(
        label="表格文件",
        help_text="XLSX，或 UTF-8、GB 18030 编码的 CSV；先核对，不会直接写入。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的（0字节），请重新选择。"},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDesk:
    """One list's way in by sheet: its kind, its words, its addresses."""

    kind: str  # whose taker reads it
    title: str
    columns: Sequence[str]
    needed: Sequence[str]
    hints: Sequence[str] = ()
    back: str  # name of the list's address
    here: str  # name of the form's address; of what became of a sheet: here + "_told"
    blank: str  # name of the address of the empty template

    def hand_in(self, request: HttpRequest, crumbs: Sequence[tuple[str, str]], **said: Any) -> HttpResponse:
        """Ask for the file; what is no such sheet is told at once, at its field."""
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = TableForm(*sent)
        if form.is_valid() and (sheet := self._tried(request, form, said)):
            return redirect(f"{self.here}_told", sheet.ref)
        return self._page(request, crumbs, {"form": form}, status=UNPROCESSABLE if form.errors else 200)

    def told(self, request: HttpRequest, ref: UUID, crumbs: Sequence[tuple[str, str]]) -> HttpResponse:
        """How far the worker is, every faulty line, or what would come in; POST says that it shall."""
        sheet = SheetImport.objects.filter(ref=ref, kind=self.kind, by=request.user.pk).first()
        if sheet is None:
            raise Http404
        if request.method == "POST":
            self._confirmed(request, ref)
            return redirect(f"{self.here}_told", ref)
        if request.headers.get("HX-Request"):
            return render(request, "records/_sheet.html", self._context(request, {"sheet": sheet}))
        return self._page(request, crumbs, {"form": TableForm(), "sheet": sheet})

    def _tried(self, request: HttpRequest, form: TableForm, said: dict[str, Any]) -> SheetImport | None:
        upload: UploadedFile = form.cleaned_data["file"]
        given: dict[str, Any] = {"columns": self.columns, "needed": self.needed, "by": request.user.pk}
        try:
            return try_sheet(self.kind, sheet_in(upload), said, **given)
        except SheetBroken as broken:
            form.add_error("file", str(broken))
            return None

    def _confirmed(self, request: HttpRequest, ref: UUID) -> None:
        try:
            confirm_sheet(ref, by=request.user.pk)
        except SheetBroken as broken:
            messages.error(request, str(broken))

    def _context(self, request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
        return {"desk": self, "back": reverse(self.back), "action": reverse(self.here), **told}

    def _page(
        self, request: HttpRequest, crumbs: Sequence[tuple[str, str]], told: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self._context(request, told), "crumbs": [*crumbs, (self.title, "")]}
        return render(request, "records/sheet.html", context, status=status)


def as_workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A list as XLSX to take away; no cell of it is a formula."""
    answer = HttpResponse(write_table(title, columns, rows), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer

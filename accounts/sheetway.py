"""A list's way out and in by sheet: the file, the empty template, handing in, what became of it (ADMIN-08, GEN-09)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from accounts.directory import for_keepers
from accounts.longlists import AT_ONCE, Lines, ListRefused, lists, orderer
from accounts.models import User
from config.lib.sheets import MOST_ROWS
from records.sheet_desk import UNPROCESSABLE, SheetDesk, as_workbook

TOO_MANY = f"超过 {MOST_ROWS} 行，请先按条件查询，分几次导出。"
ORDER = "accounts/directory/order.html"
LONG = f"现有数据超过 {AT_ONCE} 行的，先写明用途，由系统生成后到“我的下载”领取。"
NOT_YOURS = "这里由系统管理员维护，您可以查看和导出。"


class OrderForm(forms.Form):
    """What a long list is taken away for (AZ7)."""

    reason = forms.CharField(label="导出用途", max_length=120, help_text="写入文件和审计记录，如“送科室核对”。")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWay:
    """``at`` names the list's address; those of the pages here begin with it: export, import, import_told."""

    at: str
    kind: str  # of the sheet: whose taker reads it
    words: str  # 组织
    columns: Sequence[str]
    needed: Sequence[str]
    rows: Callable[[HttpRequest], Lines]  # what goes out, as narrowed
    hints: Sequence[str] = ()
    guard: Callable[..., Any] = field(default=for_keepers)
    may_write: Callable[[User], bool] | None = None  # None: whoever may look

    def urls(self, where: str) -> list[URLPattern]:
        """Its addresses, below ``where``."""
        name, write = self.at.partition(":")[2], require_http_methods(["GET", "POST"])
        ask = require_http_methods(["GET", "HEAD", "POST"])
        lists[self.at] = self
        return [
            path(f"{where}export/", self.guard(ask(self.export_view)), name=f"{name}_export"),
            path(f"{where}import/", self.guard(write(self.import_view)), name=f"{name}_import"),
            path(f"{where}import/<uuid:ref>/", self.guard(write(self.told_view)), name=f"{name}_import_told"),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The list as it is narrowed, in the columns that the import reads; or the empty sheet.

        A short one at once; a longer one is ordered with a purpose, written by a worker and fetched from 我的下载;
        never more than an import takes back.
        """
        if "blank" in request.GET:
            return as_workbook(f"{self.words}模板", self.columns, [])
        lines = self.rows(request)
        total = lines.count()
        if total > MOST_ROWS:
            return self._refused(request, TOO_MANY)
        order = orderer()
        if total <= AT_ONCE or order is None:
            return as_workbook(self.words, self.columns, lines)
        form = OrderForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            told = {"title": self.words, "query": _narrowed(request), "total": total, **form.cleaned_data}
            try:
                where = order(request.user, self.at, **told)
            except ListRefused as refused:
                return self._refused(request, str(refused))
            messages.success(request, f"共 {total} 行，正在生成，稍后在本页下载。")
            return redirect(where)
        return self._asked(request, form, total)

    def _asked(self, request: HttpRequest, form: OrderForm, total: int) -> HttpResponse:
        """What for: ordering is one press away, and no link or prefetch does it."""
        crumbs, back = self._crumbs, (f"{reverse(self.at)}?{_narrowed(request)}", "返回列表")
        if request.GET.get("from") == "import":
            back = (reverse(f"{self.at}_import"), f"返回导入{self.words}")
            crumbs = [*crumbs, (f"导入{self.words}", back[0])]
        context = {"form": form, "words": self.words, "total": total, "back": back, "crumbs": [*crumbs, ("导出", "")]}
        return render(request, ORDER, context, status=UNPROCESSABLE if form.errors else 200)

    def lines(self, request: HttpRequest) -> list[Sequence[object]]:
        """For the worker: what the person may see now, behind the same guard as the page. Raises ``ListRefused``."""
        told: list[Sequence[object]] = []
        self.guard(lambda asked: told.extend(self.rows(asked)) or HttpResponse())(request)
        if len(told) > MOST_ROWS:  # it grew since it was ordered: nothing is cut off unseen
            raise ListRefused(TOO_MANY)
        return told

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Hand in a sheet; a worker tries it first. Raises ``PermissionDenied`` for who may only look."""
        self._refuse_lookers(request)
        return self._desk.hand_in(request, self._crumbs)

    def told_view(self, request: HttpRequest, ref: UUID) -> HttpResponse:
        """What became of it, and the word that it shall be taken."""
        self._refuse_lookers(request)
        return self._desk.told(request, ref, self._crumbs)

    def _refused(self, request: HttpRequest, why: str) -> HttpResponse:
        messages.error(request, why)
        return redirect(f"{reverse(self.at)}?{_narrowed(request)}")

    @property
    def _desk(self) -> SheetDesk:
        return SheetDesk(
            kind=self.kind,
            title=f"导入{self.words}",
            columns=self.columns,
            needed=self.needed,
            hints=(*self.hints, LONG),
            back=self.at,
            here=f"{self.at}_import",
            blank=f"{self.at}_export",
        )

    @property
    def _crumbs(self) -> list[tuple[str, str]]:
        return [(self.words, reverse(self.at))]

    def _refuse_lookers(self, request: HttpRequest) -> None:
        if self.may_write and not self.may_write(request.user):
            raise PermissionDenied(NOT_YOURS)


def _narrowed(request: HttpRequest) -> str:
    """How the list is narrowed; not from which page its export was asked for."""
    told = request.GET.copy()
    told.pop("from", None)
    return told.urlencode()

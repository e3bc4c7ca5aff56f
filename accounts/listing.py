"""The lists of the directory: one head, one row of filters and one table for all of them (ADMIN-08, 24-5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.directory import parts_for
from config.lib.keyset import KeysetPage

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads elsewhere; ``about`` is read out where the words alone say too little."""

    words: str
    url: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what a row says in it (an attribute, or how to say it), the classes of its cells."""

    title: str
    value: str | Callable[[Any], Any]
    look: str = ""
    empty: str = NOTHING

    def of(self, row: Any) -> Any:
        """What stands in the cell; a day is written as everywhere."""
        said = getattr(row, self.value) if isinstance(self.value, str) else self.value(row)
        said = said() if callable(said) else said
        if said is None or said == "":
            return self.empty
        return said.isoformat() if isinstance(said, date) else said


def day_column(title: str, name: str) -> Column:
    """A column of days."""
    return Column(title, name, "num nowrap")


def yes_no(name: str) -> Callable[[Any], str]:
    """是 or 否 for a switch of the row."""
    return lambda row: "是" if getattr(row, name) else "否"


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter beside the search: its name in the address, its words, what may be chosen and what is."""

    name: str
    label: str
    every: str
    options: Sequence[tuple[str, str]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One way out of the list: forward, out as a file, in from one."""

    words: str
    url: str
    icon: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list as its page shows it."""

    title: str
    lead: str
    order: str  # 按名称排列
    columns: Sequence[Column]
    rows: Sequence[Any]
    address: Callable[[Any], str] | None  # of a row's own page; None: it has none
    one: str  # what a row is, in the words of “没有符合条件的…”
    empty: tuple[str, str]  # while nothing was ever registered: that it is so, who fills it and how
    page: KeysetPage | None = None  # where it is longer than a page
    search: str = ""  # what the words are looked for in; empty: no search
    words: str = ""
    choices: Sequence[Choice] = ()
    buttons: Sequence[Button] = field(default_factory=list)

    @property
    def nothing(self) -> tuple[str, str]:
        """Why no row is shown: none fits what was asked, or there has never been any."""
        if self.words or any(each.chosen for each in self.choices):
            return f"没有符合条件的{self.one}", "换个关键词，或清除条件再查。"
        return self.empty

    def __iter__(self) -> Iterator[tuple[str, list[tuple[Column, Any, str]]]]:
        """Every row: where it leads, and its cells beside their columns, with classes; cards leave empty ones out."""
        for row in self.rows:
            said = [(each, each.of(row)) for each in self.columns]
            cells = [(each, told, f"{each.look} none" if told == NOTHING else each.look) for each, told in said]
            yield self.address(row) if self.address else "", cells


def sheet_buttons(request: HttpRequest, at: str, new: Button | None = None) -> list[Button]:
    """Out as a file as the list is narrowed, in from one, and a new row; addresses begin with the list's own name."""
    out = Button("导出", f"{reverse(f'{at}_export')}?{request.GET.urlencode()}", "download")
    inward = Button("导入", reverse(f"{at}_import"), "upload")
    return [out, *([inward, replace(new, icon="plus", is_main=True)] if new else [])]


def listing_page(request: HttpRequest, listing: Listing, *, here: str, **more: Any) -> HttpResponse:
    """The page of a list; ``here`` is the name of its tab's address."""
    context = {"listing": listing, "page": listing.page, "parts": parts_for(request.user, here), **more}
    return render(request, "accounts/directory/listing.html", context)

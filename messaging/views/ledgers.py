"""What the ledgers of texts and of mail share: their gate, the search, the tabs, the read put on record (27-1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from accounts.models import User
from config.lib.counting import count_words
from messaging.selectors import KeysetPage, hidden_from
from records.services.reads import note_read


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: who may see it, how its rows are found and counted."""

    name: str  # of the events on record
    noun: str
    columns: Sequence[str]
    may_see: Callable[[User], bool]
    refusal: str
    states: type[TextChoices]
    page: Callable[..., KeysetPage]
    counts: Callable[[User], dict[str, int]]
    field: str  # where a number or mailbox is typed, whole
    field_name: str
    index: Callable[[str], str]

    def gate(self, request: HttpRequest) -> None:
        """Raises ``PermissionDenied`` for whom it is not."""
        if not self.may_see(request.user):
            raise PermissionDenied(self.refusal)

    def search(self, request: HttpRequest) -> HttpResponse:
        """One number or mailbox is found by typing it whole, and never stands in an address."""
        typed = request.POST.get(self.field, "").strip()
        return redirect(f"{request.path}?{urlencode({'who': self.index(typed)})}" if typed else request.path)

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """What the page lists, latest first, by state; ``hidden`` are rows whose words are not for this reader."""
        asked = {name: request.GET.get(name, "") for name in ("state", "who", "after", "before")}
        page = self.page(request.user, **asked)
        note_read(f"{self.name}.listed", request.user.pk, request.user)  # masked, but words of a case stand in them
        hidden = hidden_from(request.user, page.rows)
        tabs = self._tabs(request.user, asked["state"])
        return {"ledger": self, "page": page, "tabs": tabs, "hidden": hidden} | asked

    def _tabs(self, user: User, state: str) -> list[tuple[str, str, bool, str]]:
        counts = self.counts(user)
        shown = [("", "全部", "?"), *((str(each), each.label, f"?state={each}") for each in self.states)]
        return [(label, url, state == value, count_words(counts[value])) for value, label, url in shown]

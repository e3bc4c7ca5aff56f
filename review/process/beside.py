"""A case among its neighbours in the list a reader came from: the same filter, the same order (17-8)."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.selectors import roles_of
from accounts.states import Role
from config.lib.counting import count_words
from declarations.models import Declaration, DeclarationQuerySet
from declarations.states import State
from review.approvals.beside import Beside
from review.process.desks import DESKS, desk_rows
from review.process.listing.address import address_of, filters_of, query_of
from review.process.listing.counting import counts_of
from review.process.listing.ordering import around
from review.process.work import STEP_PAGES


def in_list(request: HttpRequest, declaration: Declaration) -> Beside | None:
    """Neighbours by the address; five statements, whatever the length of the list. None without a list in it."""
    role = request.GET.get("role", "")
    if "queue" not in request.GET or role not in DESKS or role not in roles_of(request.user):
        return None
    filters, kept = filters_of(request.GET), query_of(request.GET)
    rows = desk_rows(request.user, role, filters)
    before, after = around(rows, filters.sort, declaration.pk)
    counts = counts_of({"before": before, "all": rows})
    return Beside(
        query=f"role={role}&{kept}",
        back=address_of(role, kept),
        before=_page_of(before.first(), role, kept),
        after=_page_of(after.first(), role, kept),
        place=f"{count_words(counts['before'] + 1)}/{count_words(counts['all'])}" if _stands(rows, declaration) else "",
    )


def page_at_desk(case: Declaration, role: str, kept: str) -> str:
    """The page on which this role works on a case, with the list it was opened from."""
    at_unit = role == Role.UNIT and case.state != State.RELAY_REVIEW
    name = STEP_PAGES.get(State(case.state), "approvals:work") if at_unit else "approvals:review"
    return f"{reverse(name, args=[case.ref])}?role={role}&{kept}"


def _page_of(case: Declaration | None, role: str, kept: str) -> str:
    return page_at_desk(case, role, kept) if case else ""


def _stands(rows: DeclarationQuerySet, declaration: Declaration) -> bool:
    """Whether it is still in the list: what was decided has left it."""
    return rows.filter(pk=declaration.pk).exists()

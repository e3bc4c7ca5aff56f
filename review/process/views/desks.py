"""The desks: what waits for a role, what it follows, what is done (S14, S16)."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.selectors import held_by, roles_of
from accounts.states import Role
from declarations.rules import Desk, desk_held
from review.process.desks import DESKS, desk_page, hint_of, queue_lists, queue_of, queue_tabs
from review.process.doors import doors_told, waiting_at, ways_of
from review.process.listing.address import address_of, query_of
from review.process.listing.columns import COLUMNS, cells_of, columns_in
from review.process.listing.counting import counts_of
from review.process.listing.narrowing import narrowings
from review.process.listing.ordering import SORTS
from review.process.listing.saved import views_of
from review.process.models import SavedView
from review.process.views.figures import READING as FIGURES_FOR
from review.process.views.filters import carried, chips_of, filters_in, heads_of

ELSEWHERE = {
    Role.FINANCE: "fees:desk",
    Role.EXPERT: "meetings:reading",
    Role.SECRETARY: "meetings:rounds",
    Role.CONFIRMER: "outcomes:desk",
    Role.SUPERVISION: "outcomes:objections",
    Role.ADMIN: "notices:desk",
}
# What each form of the page sets itself; the rest of the address goes along unseen.
FORMS_OF_THE_LIST = {
    "filters": ("q", "notice", "level", "specialty", "state"),
    "columns": ("col", "sort"),
    "claim": (),
    "bulk": (),
}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of the role the person acts in now; a desk they do not hold names the role (01-3)."""
    role = request.GET.get("role") or request.user.current_role
    agreeing = role == Role.CONFIRMER and "queue" in request.GET  # its other desk: what it agrees to (CHAN-15)
    if role in ELSEWHERE and not agreeing:
        return redirect(ELSEWHERE[Role(role)])
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    views = list(views_of(request.user, role))
    if not set(request.GET) - {"role"} and (first := next((each for each in views if each.is_default), None)):
        return redirect(address_of(role, first.query))
    context = {"role": Role(role), "views": _views(request, role, views)}
    return render(request, "process/desk.html", context | _list(request, role))


def _list(request: HttpRequest, role: str) -> dict[str, Any]:
    """The list as the address asks for it."""
    filters = filters_in(request)
    desk = desk_held(request.user, role)
    page, ways = desk_page(request.user, role, filters, desk), narrowings(desk, filters)
    columns = columns_in(filters.columns)
    return {
        "has_figures": role in FIGURES_FOR,
        "hint": hint_of(role, filters.queue),
        "reminds": queue_of(role, filters.queue).of_others,
        "narrowed": "、".join(f"{each.label}：{each.words}" for each in ways if each.taken),
        "page": page,
        "rows": [(row, cells_of(row, columns)) for row in page.rows],
        "filters": filters,
        "narrowings": ways,
        "chips": chips_of(request, ways),
        "heads": heads_of(request, columns),
        **_offered(columns),
        "carried": {name: carried(request, role, *own) for name, own in FORMS_OF_THE_LIST.items()},
        "query": query_of(request.GET),
        "list_query": f"role={role}&{query_of(request.GET)}",
        **_counted(request, desk, filters.queue),
    }


def _counted(request: HttpRequest, desk: Desk, queue: str) -> dict[str, Any]:
    """The queues and the doors beside them, counted in one statement."""
    ways = ways_of(desk, held_by(request.user))
    counts = counts_of({**queue_lists(desk), **waiting_at(ways)})
    return {"queues": queue_tabs(desk.role, queue, counts), "doors": doors_told(ways, counts)}


def _offered(columns: Sequence[Any]) -> dict[str, Any]:
    """Orders the list can stand in, and its columns with whether each is shown."""
    return {
        "sorts": [(name, sort.label) for name, sort in SORTS.items()],
        "choices": [(column, column in columns) for column in COLUMNS],
    }


def _views(request: HttpRequest, role: str, views: list[SavedView]) -> list[tuple[str, str, bool]]:
    """(name, address, whether the list is looked at in this way now)."""
    now = query_of(request.GET)
    return [(each.name, address_of(role, each.query), each.query == now) for each in views]

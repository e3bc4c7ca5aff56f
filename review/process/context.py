"""Context processor ``navigation``: the main navigation and the site map of whoever reads the page."""

from collections.abc import Callable

from django.http import HttpRequest

from accounts.models import User
from accounts.states import Role
from review.process.menu import entries_of
from review.process.site_map import Part, site_map, url_of

Item = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, Callable[[], list[Item] | list[Part]]]:
    """``{{ nav_items }}``: (label, url, current), and ``{{ site_map }}``; asked only by pages that show them."""
    return {"nav_items": lambda: _items(request), "site_map": lambda: site_map(request)}


def _items(request: HttpRequest) -> list[Item]:
    user = getattr(request, "user", None)
    role = (user.current_role or Role.APPLICANT) if isinstance(user, User) else ""
    staff = bool(role and user.is_staff)
    urls = [(label, url_of(name)) for label, name in entries_of(role, staff=staff)]
    return [(label, url, url == request.path) for label, url in urls if url]

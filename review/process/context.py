"""Context processor ``navigation``: the main navigation of whoever reads the page."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.states import Role
from review.process.menu import entries_of

Item = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, Callable[[], list[Item]]]:
    """``{{ nav_items }}``: (label, url, current); asked only by pages that show the frame."""
    return {"nav_items": lambda: _items(request)}


def _items(request: HttpRequest) -> list[Item]:
    user = getattr(request, "user", None)
    role = (user.current_role or Role.APPLICANT) if isinstance(user, User) else ""
    staff = bool(role and user.is_staff)
    urls = [(label, _url(name)) for label, name in entries_of(role, staff=staff)]
    return [(label, url, url == request.path) for label, url in urls if url]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a site that shows only some floors, as the gallery does
        return ""

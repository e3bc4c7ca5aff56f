"""Context processor ``navigation``: main navigation, site map, help and announcements for whoever reads the page."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from notices.announcements import Banner
from notices.help.seeds import article_for
from review.process.banners import banners_on
from review.process.menu import entries_of
from review.process.site_map import Part, site_map, url_of

Item = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, Callable[[], list[Item] | list[Part] | list[Banner] | str]]:
    """What frames need; each is asked only by pages that show it.

    ``{{ nav_items }}``: (label, url, current); ``{{ site_map }}``; ``{{ help_url }}``: this page's article;
    ``{{ banners }}``: what is announced now and concerns this page.
    """
    return {
        "nav_items": lambda: _items(request),
        "site_map": lambda: site_map(request),
        "help_url": lambda: _help(request),
        "banners": cache(lambda: banners_on(request, _role(request))),  # a template asks whether, then which
    }


def _role(request: HttpRequest) -> str:
    """The role the reader acts in; "" for a visitor."""
    user = getattr(request, "user", None)
    return (user.current_role or Role.APPLICANT) if isinstance(user, User) else ""


def _help(request: HttpRequest) -> str:
    """帮助 of this page, else of the role (S29): in the same place everywhere (WCAG 3.2.6)."""
    match = request.resolver_match
    index = url_of("help:index")
    slug = article_for(match.view_name, _role(request)) if match and index else ""
    return reverse("help:article", args=[slug]) if slug else index


def _items(request: HttpRequest) -> list[Item]:
    role = _role(request)
    staff = bool(role and request.user.is_staff)
    urls = [(label, url_of(name)) for label, name in entries_of(role, staff=staff)]
    return [(label, url, url == request.path) for label, url in urls if url]

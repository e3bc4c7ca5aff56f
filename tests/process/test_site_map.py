"""The site map names every page that stands at an address of its own, for whoever reads it."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Membership
from accounts.states import Role
from tests.process.test_menu import ROLES, acting

__all__ = ["acting"]
MAP = "/about/sitemap/"
# Nothing to go to: probes, the pieces, what stands after or inside a form, and what asks for an order of its own.
NO_PAGES = {
    "healthz",
    "readyz",
    "gallery",
    "objected",
    "lost_phone_told",
    "list_upload",
    "receipts_upload",
    "import",
} | {"new_announcement", "new_article"}
OPEN_TO_ALL = {"meetings:new_round", "meetings:rounds"}  # answer everybody; the work of the secretary


def addresses(patterns=None, space=""):
    """Every address of ours that takes no argument, by name."""
    for each in patterns or get_resolver().url_patterns:
        if each.pattern.converters:
            continue
        if not isinstance(each, URLPattern):
            below = ":".join(filter(None, (space, each.namespace)))
            yield from () if below == "admin" else addresses(each.url_patterns, below)
        elif each.name and each.name not in NO_PAGES:
            yield f"{space}:{each.name}" if space else each.name


def pages(client):
    """The names of those that answer with a page."""
    for name in addresses():
        answer = client.get(reverse(name), HTTP_ACCEPT="text/html")
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield name


def shown(client):
    page = client.get(MAP).content.decode()
    return page[page.index('id="main"') : page.index("<footer")]


def missing(client):
    shows = shown(client)
    return {name for name in pages(client) if f'href="{reverse(name)}"' not in shows}


def test_a_visitor_finds_every_public_page(world, client):
    assert missing(client) == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_finds_every_page_of_its_desk(acting, role):
    assert missing(acting(role)) - OPEN_TO_ALL == set()


def test_the_pages_of_another_role_are_named_with_the_way_to_it(world, acting):
    client = acting(Role.UNIT)
    office = world.edition.notice.office
    Membership.objects.create(user=world.people[Role.UNIT], organisation=office, role=Role.FINANCE)

    shows = shown(client)

    assert "退款、电子票据、每日对账" in shows
    assert reverse("fees:refunds") not in shows
    assert f'name="role" value="{Role.FINANCE}"' in shows

"""Another office's notice answers 404 on every address that names it: the addresses are those of the site itself (SYS-02)."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import SYSTEM
from accounts.states import Role
from notices.services import begin_amendment, load_notice, publish_notice
from tests.accounts.making import a_clerk, a_place
from tests.notices.conftest import CRAFT_ARTS

pytestmark = pytest.mark.django_db
OPEN = {"notices:detail", "notices:attachment", "notices:editions"}  # the public page of what is published
GIVEN = {
    "name": "fees",
    "where": "fees",
    "num": 1,
    "pk": 1,
    "ref": "00000000-0000-4000-8000-000000000000",
    "word": "application",
    "event": "fees",
}


def addresses(patterns, space=""):
    """(name, the arguments it takes) of every address of the site that names a notice by its code."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, each.namespace or space)
        elif isinstance(each, URLPattern) and "code" in each.pattern.converters:
            yield f"{space}:{each.name}", set(each.pattern.converters)


NAMED = sorted({(name, tuple(sorted(takes))) for name, takes in addresses(get_resolver().url_patterns)})
OF_NOTICES = [
    (name, takes) for name, takes in NAMED if name.split(":")[0] in {"notices", "process"} and name not in OPEN
]


@pytest.fixture
def notice(db):
    made = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(made.pk, actor=SYSTEM)
    return begin_amendment(made.pk, actor=SYSTEM)


@pytest.fixture
def stranger(client):
    """The notice administrator of another office, who also works there."""
    elsewhere = a_place("office", "别的职改办（演示）")
    client.force_login(a_clerk(elsewhere, "外人", role=Role.ADMIN))
    return client


def test_every_address_that_names_a_notice_is_asked():
    """Generated from the urlconf: an address added tomorrow is asked tomorrow; its arguments are known here."""
    assert len(OF_NOTICES) >= 30
    assert {arg for _, takes in OF_NOTICES for arg in takes} - {"code"} <= set(GIVEN)


def test_another_offices_notice_is_404_on_every_address(stranger, notice):
    """SYS-02: read and written alike, as if there were no such notice."""
    answers = {}
    for name, takes in OF_NOTICES:
        address = reverse(name, kwargs={arg: GIVEN.get(arg, notice.code) for arg in takes})
        answers[name] = (stranger.get(address).status_code, stranger.post(address).status_code)

    allowed = {(404, 404), (404, 405), (405, 404), (405, 405)}
    assert {name: codes for name, codes in answers.items() if codes not in allowed} == {}
    assert all(404 in codes for codes in answers.values())
    notice.refresh_from_db()
    assert notice.is_amending

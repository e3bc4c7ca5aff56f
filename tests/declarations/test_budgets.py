"""What a page weighs on a phone (ux.md §5.3, ALL-9): words, style and script as they go over the line, and how many requests."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

MOST_BYTES, MOST_REQUESTS = 80_000, 12
ASSET = re.compile(r'<(?:link rel="stylesheet" href|script (?:type="module" |defer )?src)="/static/([^"?]+)')


def packed(data):
    return len(gzip.compress(data, 6))


def asset(path):
    with open(finders.find(path), "rb") as stream:  # noqa: PTH123 - a finder answers with a plain path
        return packed(stream.read())


@pytest.mark.parametrize(
    "page", ["portal", "home", "hub", "basic", "options", "achievement", "add", "materials", "check"]
)
def test_a_page_is_light_enough_for_a_phone(world, client, page):
    """ALL-9, §5.3: at most 80 KB packed and twelve requests before it can be used."""
    draft = world.full()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    address = {
        "portal": "/",
        "home": reverse("process:home"),
        "achievement": reverse("declarations:rows", args=[draft.ref, "achievement"]),
        "add": reverse("declarations:add", args=[draft.ref, "publication"]) + "?kind=paper",
    }.get(page) or reverse(f"declarations:{page}", args=[draft.ref])

    answer = client.get(address)
    assets = ASSET.findall(" ".join(answer.content.decode().split()))

    assert answer.status_code == 200
    assert len(assets) >= 6
    assert 1 + len(assets) <= MOST_REQUESTS
    assert packed(answer.content) + sum(asset(path) for path in assets) <= MOST_BYTES

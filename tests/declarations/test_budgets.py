"""What a page weighs on a phone (ux.md §5.3, ALL-9): words, style and script as they go over the line, and how many requests."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

MOST_BYTES, MOST_REQUESTS = 80_000, 10  # two under the budget: a page may ask how its pictures are coming on
ASSET = re.compile(r'<(?:link rel="stylesheet" href|script (?:type="module" |defer )?src)="/static/([^"?]+)')
PICTURE = re.compile(r'<(?:img|video|iframe|object|embed|link rel="icon")(?= )(?![^>]*\bloading="lazy")[^>]*>')
ADDRESS = re.compile(r'\b(?:src|data|poster|href)="(?!data:)([^"]+)"')
DRAWN = re.compile(r"""url\(["']?(?!data:)([^"')]+)""")


def pictures(markup, sheets):
    """What a page asks for beside styles and scripts: pictures that do not wait, and those its styles name."""
    seen = {address for tag in PICTURE.findall(markup) for address in ADDRESS.findall(tag)}
    return seen | {address for path in sheets for address in DRAWN.findall(read(path).decode())}


def read(path):
    with open(finders.find(path), "rb") as stream:  # noqa: PTH123 - a finder answers with a plain path
        return stream.read()


def packed(data):
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize(
    "page", ["portal", "can_i", "home", "hub", "basic", "options", "achievement", "add", "materials", "check"]
)
def test_a_page_is_light_enough_for_a_phone(world, client, page):
    """ALL-9, §5.3: at most 80 KB packed and twelve requests, pictures too, before it can be used."""
    draft = world.full()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    address = {
        "portal": "/",
        "can_i": reverse("can_i:check", args=[draft.edition.notice.code]),
        "home": reverse("process:home"),
        "achievement": reverse("declarations:rows", args=[draft.ref, "achievement"]),
        "add": reverse("declarations:add", args=[draft.ref, "publication"]) + "?kind=paper",
    }.get(page) or reverse(f"declarations:{page}", args=[draft.ref])

    answer = client.get(address)
    markup = " ".join(answer.content.decode().split())
    assets = ASSET.findall(markup)
    asked = 1 + len(assets) + len(pictures(markup, [path for path in assets if path.endswith(".css")]))

    assert answer.status_code == 200
    assert len(assets) >= 6
    assert asked <= MOST_REQUESTS, (assets, pictures(markup, []))
    assert packed(answer.content) + sum(packed(read(path)) for path in assets) <= MOST_BYTES

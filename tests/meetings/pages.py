"""Looking at pages as their readers do: words without tags, whatever the formatter did to the template."""

import re
from html import unescape

from django.test import Client

from tests.helpers import statements


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(response) -> str:
    """The words of a page without any white space."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", body)))


def cost(client, address) -> int:
    """How many statements a page takes, the second time it is looked at."""
    client.get(address)
    with statements() as made:
        assert client.get(address).status_code in {200, 204}
    return len(made)

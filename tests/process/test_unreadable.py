"""Addresses and forms with what no keyboard types, and numbers that no row has: a page, never a failure."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.states import Role
from notices.help import reading
from tests.process.test_menu import acting
from tests.process.test_site_map import addresses

__all__ = ["acting"]
BACKEND = "accounts.backends.PhoneBackend"
LONG = "9" * 5000  # int() of it is an error of its own
TOKENS = (
    {"q": LONG, "after": f"{LONG}~x", "series": LONG, "year": LONG, "page": LONG, "level": LONG, "plan": LONG},
    {"before": f"2024-01-01T00:00~{LONG}"},
    {"after": LONG},
    {"before": "²~x"},
    {"after": "²", "series": "²", "year": "²"},
)
MANY = 60


def found():
    return [reverse(name) for name in addresses()]


@pytest.mark.parametrize("query", ["q=%00&after=%00", "%00=1", "before=1~%00"])
def test_nul_in_an_address_is_a_page_that_says_so(acting, query):
    client = acting(Role.ADMIN)
    assert len(found()) > MANY

    answers = {address: client.get(f"{address}?{query}") for address in found()}

    assert {address: got.status_code for address, got in answers.items() if got.status_code != 400} == {}
    assert "这个请求无法读取" in answers["/help/"].content.decode()
    assert client.get("/help/%00/").status_code == 400


def test_nul_that_a_page_takes_from_a_form_is_no_failure(client, db, monkeypatch):
    """PostgreSQL refuses it; a field of a form would have said so before."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps NUL")
    monkeypatch.setattr(reading, "own_group", lambda _user: reading.index_for("\x00", ""))

    answer = client.get("/help/")

    assert answer.status_code == 400
    assert "这个请求无法读取" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICE, Role.FINANCE, Role.UNIT, Role.SECRETARY])
def test_numbers_that_no_row_has_ask_for_the_first_page(acting, role):
    client = acting(role)

    answers = {(page, n): client.get(page, said).status_code for page in found() for n, said in enumerate(TOKENS)}

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}

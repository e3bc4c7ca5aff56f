"""Pages in the order of several columns: nothing twice, nothing left out, one statement, no token breaks them."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Organisation
from config.lib import counting
from config.lib.keyset import counted, ordered_page
from tests.accounts.making import a_place
from tests.helpers import statements

pytestmark = pytest.mark.django_db
FIRST = datetime(2024, 7, 1, 8, tzinfo=UTC)
ORDER = ("-registered_at", "place", "-pk")  # down, up, down: ties in the first two


@pytest.fixture
def places():
    """Eleven of them, some registered at the same moment, some in the same place."""
    made = [
        a_place("unit", f"单位{n}", registered_at=FIRST + timedelta(days=n // 4), place="南~宁市" if n % 3 else '百"色')
        for n in range(11)
    ]
    return Organisation.objects.filter(pk__in=[each.pk for each in made])


def walked(places, **first):
    """Every page from there on, forward, then back to the beginning."""
    pages = [ordered_page(places, *ORDER, size=3, **first)]
    while pages[-1].after:
        pages.append(ordered_page(places, *ORDER, size=3, after=pages[-1].after))
    back = [pages[-1]]
    while back[-1].before:
        back.append(ordered_page(places, *ORDER, size=3, before=back[-1].before))
    return pages, back[::-1]


def test_pages_forward_and_back_hold_every_row_once_in_order(places):
    pages, back = walked(places)

    assert [each for page in pages for each in page.rows] == list(places.order_by(*ORDER))
    assert [[each.pk for each in page.rows] for page in back] == [[each.pk for each in page.rows] for page in pages]
    assert [page.is_first for page in pages] == [True, False, False, False]


def test_a_page_is_one_statement_wherever_it_lies(places):
    first = ordered_page(places, *ORDER, size=3)

    with statements() as made:
        ordered_page(places, *ORDER, size=3, after=first.after)

    assert len(made) == 1
    assert "OFFSET" not in made[0]


MOMENT = "2024-07-01T08:00:00+00:00"
FORGED = (
    *("x", "[]", "[1,2,3]", "[" * 9_000, '["x","y","1"]', '["2024-07-01","y","1"]', '["2024-07-01T08:00","y","1"]'),
    *(f'["{MOMENT}","\\u0000","1"]', f'["{MOMENT}","y","one"]'),
)


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_token_nobody_gave_out_asks_for_the_first_page(places, token, way):
    assert ordered_page(places, *ORDER, size=3, **{way: token}) == ordered_page(places, *ORDER, size=3)


def test_a_number_beyond_every_key_breaks_nothing(places):
    beyond = f'["{MOMENT}","y","{"9" * 40}"]'

    assert len(ordered_page(places, *ORDER, size=3, after=beyond).rows) <= 3


def test_a_page_says_how_long_its_list_is_and_counts_to_a_limit(places, monkeypatch):
    """16-2: one page is counted by itself; a longer list costs one statement and is not walked to its end."""
    first, whole = ordered_page(places, *ORDER, size=3), ordered_page(places, *ORDER, size=20)

    with statements() as made:
        told = counted(first, places).total, counted(whole, places).total
    monkeypatch.setattr(counting, "MOST", 5)

    assert (told, len(made)) == (("11", "11"), 1)
    assert counted(first, places).total == "5+"

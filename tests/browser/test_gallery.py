"""Every piece at every width, in every theme and shell: nothing may be wrong (ALL-3, UI-1)."""

import pytest

from config.lib.statements import STATEMENTS
from tests.browser.harness import THEMES, WIDTHS, inspect, opened
from tests.browsing import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.urls")]


@pytest.fixture(autouse=True)
def developing(settings):
    settings.DEBUG = True


# The light form looks with each theme at a phone and a desk, and at every width once; ``SOAK`` at all of them.
SHORT = {(width, "standard") for width in WIDTHS} | {
    (320, "largest"),
    (PHONE, "contrast"),
    (DESK, "largest"),
    (DESK, "contrast"),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_piece_offends_at_any_width_in_any_theme(browser, live_server, width, theme, soak):
    if (width, theme) not in SHORT and not soak:
        pytest.skip("the light form leaves out what lies between")
    with opened(browser, f"{live_server.url}/ui/", width=width, cookies=THEMES[theme]) as page:
        assert inspect(page).problems == []


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("shell", ["workbench", "stage"])
def test_no_piece_offends_in_the_other_shells(browser, live_server, width, shell):
    with opened(browser, f"{live_server.url}/ui/?shell={shell}", width=width) as page:
        assert inspect(page).problems == []


@pytest.mark.parametrize("page_name", STATEMENTS)
def test_the_standing_pages_are_in_order(browser, live_server, page_name):
    with opened(browser, f"{live_server.url}/about/{page_name}/", width=375) as page:
        assert inspect(page).problems == []


@pytest.mark.parametrize("width", [375, 1440])
def test_a_failure_has_a_page_in_order(browser, live_server, width):
    with opened(browser, f"{live_server.url}/fails/", width=width) as page:
        report = inspect(page)

    assert (report.axe, report.csp, report.overflow) == ([], [], 0)

"""The frame around every page, and the pages that show when something is wrong."""

import pytest
from django.template.loader import render_to_string

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.browser.urls")]


# ── 字号 and 高对比 ────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_choice_of_size_is_remembered_and_leads_back(client):
    answer = client.post("/prefs/", {"size": "xl", "next": "/about/privacy/?a=1"})

    assert (answer.status_code, answer["Location"]) == (302, "/about/privacy/?a=1")
    assert answer.cookies["ui_size"].value == "xl"
    assert 'data-size="xl"' in client.get("/about/privacy/").content.decode()


def test_an_unknown_choice_is_not_remembered(client):
    answer = client.post("/prefs/", {"size": "huge", "theme": "pink"})

    assert answer.cookies.keys() & {"ui_size", "ui_theme"} == set()


def test_nobody_is_led_to_another_site(client):
    assert client.post("/prefs/", {"size": "l", "next": "https://example.invalid/"})["Location"] == "/"


def test_a_forged_cookie_changes_nothing(client):
    client.cookies["ui_theme"] = '"><script>'

    assert 'data-theme=""' in client.get("/about/privacy/").content.decode()


def test_looking_is_not_choosing(client):
    assert client.get("/prefs/").status_code == 405


# ── every page ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_frame_carries_what_the_norm_asks_of_it(client, settings):
    """MSG-09: who helps, and the number, stand in the frame of every page."""
    page = client.get("/about/privacy/").content.decode()

    for part in (
        'class="skip" href="#main"',
        'id="live"',
        settings.SITE_OWNER,
        settings.SUPPORT_PHONE,
        "谨防“代评包过”",
    ):
        assert part in page


def test_the_standing_pages_exist_and_no_others(client):
    pages = ("sitemap", "accessibility", "privacy", "nonsense")

    assert [client.get(f"/about/{page}/").status_code for page in pages] == [200, 200, 200, 404]


def test_the_frame_stands_without_any_context():
    assert '<main id="main"' in render_to_string("base.html")


# ── when something is wrong ────────────────────────────────────────────────────────────────────────────────────────
def test_a_failure_gives_a_number_that_stands_in_the_log(client, caplog):
    answer = client.get("/fails/")
    incident = next(record.args[0] for record in caplog.records if record.name == "config.lib.errors")

    assert answer.status_code == 500
    assert incident in answer.content.decode()


def test_a_missing_page_leads_on(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_what_only_a_button_sends_says_so_when_it_is_opened_by_its_address(client):
    """Pasted or reloaded: still 405 and nothing done, with words and a way on; a script reads the bare answer."""
    answer, script = client.get("/prefs/"), client.get("/prefs/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["Allow"], script.status_code, script.content) == (405, "POST", 405, b"")
    assert "这个网址不能直接打开" in answer.content.decode()


def test_the_gallery_is_not_for_everybody(client, settings):
    settings.DEBUG = False

    assert client.get("/ui/").status_code == 404


def test_the_door_is_closed_while_the_sign_hangs(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MIDDLEWARE = ["config.lib.errors.MaintenanceDoor", *settings.MIDDLEWARE]
    (tmp_path / "maintenance").write_text("9 月 12 日 12:00")

    answer = client.get("/about/privacy/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "9 月 12 日 12:00" in answer.content.decode()


def test_the_door_is_open_without_the_sign(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MIDDLEWARE = ["config.lib.errors.MaintenanceDoor", *settings.MIDDLEWARE]

    assert client.get("/about/privacy/").status_code == 200

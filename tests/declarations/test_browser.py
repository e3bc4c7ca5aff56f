"""What the applicant's pages do with a script: saved while typing, handed in once, files with their words."""

import pytest
from django.urls import reverse

from declarations.models import BasicInfo, Material
from tests.browser.harness import opened, session_cookie
from tests.declarations.pictures import scan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = "() => { const send = fetch; window.fetch = (...told) => new Promise((go) => setTimeout(go, 600)).then(() => send(...told)); }"
LEFT, ARRIVED = "window.__left = true", "() => !window.__left && document.readyState === 'complete'"


@pytest.fixture
def page(browser, live_server, client, world):
    """The applicant's browser, on the page of a section of a draft."""
    declaration = world.draft()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    with opened(browser, live_server.url, cookies=session_cookie(client)) as opened_page:
        opened_page.at = lambda name: opened_page.goto(
            live_server.url + reverse(f"declarations:{name}", args=[declaration.ref])
        )
        yield opened_page


def press(page, text):
    page.evaluate(LEFT)
    page.click(text)
    page.wait_for_function(ARRIVED)


def fill_in(page):
    page.select_option("[name=politics]", "群众")
    page.click("zc-combobox input[role=combobox]")
    page.fill("zc-combobox input[role=combobox]", "壮族")
    page.click("zc-combobox [role=option]")
    for name in ("work_since", "specialty_since"):
        page.select_option(f"[name={name}_year]", "2001")
        page.select_option(f"[name={name}_month]", "8")
    page.fill("[name=phone]", "19000000001")
    page.fill("[name=post]", "壮锦设计师")


def test_what_was_saved_while_typing_can_be_handed_in(page):
    page.at("basic")
    fill_in(page)
    page.wait_for_selector(".save[data-state=ok]")

    press(page, "text=保存并返回清单")

    assert page.inner_text("h1") == "填写申报材料"
    assert BasicInfo.objects.get().post == "壮锦设计师"


def test_five_minutes_without_a_network_lose_nothing(page):
    """06-2: the line is dead while the page's own clock runs on for five minutes, retries included."""
    page.clock.install()
    page.at("basic")
    fill_in(page)
    page.wait_for_selector(".save[data-state=ok]")

    page.context.set_offline(True)
    page.fill("[name=post]", "壮锦大师")
    page.clock.run_for("05:00")
    page.fill("[name=phone]", "19000000002")
    page.clock.run_for("00:30")
    page.wait_for_selector(".save[data-state=fail]")
    page.context.set_offline(False)
    page.clock.run_for("00:20")  # it tries by itself; nobody presses anything
    page.wait_for_selector(".save[data-state=ok]")
    press(page, "text=保存并返回清单")

    told = BasicInfo.objects.get()
    assert (told.post, told.phone) == ("壮锦大师", "19000000002")


def test_a_page_handed_in_while_it_is_being_saved_waits_for_its_own_save(page):
    page.at("basic")
    page.evaluate(SLOW)
    fill_in(page)

    press(page, "text=保存并返回清单")

    assert page.inner_text("h1") == "填写申报材料"


def test_a_file_is_sent_with_the_words_typed_beside_it(page):
    page.at("materials")
    place = page.locator("#slot-other")
    place.get_by_role("textbox", name="材料名称").fill("社团会员证")

    place.locator("[name=file]").set_input_files(
        {"name": "会员证.png", "mimeType": "image/png", "buffer": scan("会员证")}
    )

    place.get_by_text("可用").wait_for()
    assert Material.objects.get(slot="other").label == "社团会员证"


def test_what_another_answer_asks_for_is_folded_until_it_is_given(page):
    page.at("options")
    assert not page.is_visible("[name=exception_reason]")

    page.check("[name=options][value=exceptional]")

    assert page.is_visible("[name=exception_reason]")
    assert not page.is_visible("[name=direct_basis]")


def test_without_a_script_what_another_answer_asks_for_stands_open(browser, live_server, client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    address = live_server.url + reverse("declarations:options", args=[world.draft().ref])

    with opened(browser, address, cookies=session_cookie(client), scripts=False) as plain:
        assert plain.is_visible("[name=exception_reason]")

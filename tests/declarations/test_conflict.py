"""Two tabs at once: both values at the field, one is chosen, none is lost without a word (06-3, TM5)."""

import pytest
from django.urls import reverse

from declarations.models import BasicInfo
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.declarations.test_pages import basic_form, posted

TALL = 44  # px, of a button under a thumb
PLACES = """() => {
  const at = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [field, box, bar] = [at("[name=post]"), at(".clash"), at(".stickybar")];
  return {below: box.top >= field.bottom, bar: field.bottom <= bar.top, tall: [...document.querySelectorAll(".clash .btn")]
    .map((each) => each.getBoundingClientRect().height)};
}"""


def two_tabs(page):
    """The second tab saved by itself, the first one goes on typing."""
    other = page.context.new_page()
    other.goto(page.url)
    return other


@pytest.fixture
def page(browser, live_server, client, world, request):
    """The applicant's browser on 基本信息, at the width asked for."""
    draft = world.draft()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    width = getattr(request, "param", PHONE)
    with opened(browser, live_server.url, width=width, cookies=session_cookie(client)) as seen:
        seen.goto(live_server.url + reverse("declarations:basic", args=[draft.ref]))
        yield seen


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", [PHONE, DESK], indirect=True)
def test_both_values_stand_below_their_field_and_one_is_chosen(page):
    """06-3: in the flow, in words, with buttons for a thumb; saved again with what was chosen."""
    other = two_tabs(page)
    other.fill("[name=post]", "别处的岗位")
    other.wait_for_selector(".save[data-state=ok]")

    page.fill("[name=post]", "这里的岗位")
    page.wait_for_selector(".clash")
    told, at = page.inner_text(".clash"), page.evaluate(PLACES)

    assert ("别处的岗位" in told, "这里的岗位" in told) == (True, True)
    assert (at["below"], at["bar"], min(at["tall"]) >= TALL) == (True, True, True)
    assert "有 1 处要您选定" in page.inner_text(".save")
    # The refusal is logged by the browser; what stands below makes room for the choice, the field itself stays.
    assert [each for each in inspect(page).problems if not each.startswith(("Failed to load", "layout shift"))] == []
    page.click(".clash >> text=改用别处填的")
    page.wait_for_selector(".save[data-state=ok]")
    assert (page.input_value("[name=post]"), page.locator(".clash").count()) == ("别处的岗位", 0)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_was_saved_properly_elsewhere_is_shown_too(page):
    """06-3: nothing waits there any more, and still both values are told; a tick and an option in words."""
    other = two_tabs(page)
    other.select_option("[name=politics]", "群众")
    other.select_option("[name=health]", index=1)
    other.click("zc-combobox input[role=combobox]")
    other.fill("zc-combobox input[role=combobox]", "壮族")
    other.click("zc-combobox [role=option]")
    for name in ("work_since", "specialty_since"):
        other.select_option(f"[name={name}_year]", "2001")
        other.select_option(f"[name={name}_month]", "8")
    other.fill("[name=post]", "壮锦设计师")
    other.check("[name=epidemic_service]")
    other.click("text=保存并返回清单")
    other.wait_for_url("**/declare/*/")

    page.fill("[name=post]", "这里的岗位")
    page.wait_for_selector(".clash")
    told = " ".join(page.locator(".clash").all_inner_texts())

    for words in ("壮锦设计师", "这里的岗位", "已勾选", "没有勾选", "壮族", "群众", "2001"):
        assert words in told
    assert BasicInfo.objects.get().post == "壮锦设计师"  # nothing was written over meanwhile
    page.click("text=保存并返回清单")
    assert page.locator(".clash").count()  # not handed in before it is settled
    while page.locator(".clash").count():
        page.locator(".clash").first.get_by_text("改用别处填的").click()
    page.wait_for_selector(".save[data-state=ok]")
    assert page.input_value("[name=post]") == "壮锦设计师"
    assert page.input_value("zc-combobox input[role=combobox]") == "壮族"
    assert page.is_checked("[name=epidemic_service]")


def test_without_a_script_both_values_stand_at_the_field(client, world):
    """06-3, ALL-4."""
    draft = world.draft()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    address = reverse("declarations:basic", args=[draft.ref])
    posted(client, address, basic_form(post="别处的岗位", _version="0"))

    stale = posted(client, address, basic_form(post="这里的岗位", _version="0"))

    page = " ".join(stale.content.decode().split())
    assert stale.status_code == 422
    assert "别处填的是“别处的岗位”。" in page
    assert 'value="这里的岗位"' in page
    again = posted(client, address, basic_form(post="这里的岗位", _version=stale.context["version"]))
    assert (again.status_code, BasicInfo.objects.get().post) == (302, "这里的岗位")

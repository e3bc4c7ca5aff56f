"""What ui.js adds, tried by keyboard, mouse and a lost network; and that nothing is missing without it."""

import io
import os
import re

import pytest
from PIL import Image

from tests.browser.harness import opened
from tests.browsing import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.urls")]

ORDER = "rows => rows.map((row) => row.dataset.id).join('')"
ITEMS = "zc-sortable li"


@pytest.fixture(autouse=True)
def developing(settings):
    settings.DEBUG = True


@pytest.fixture
def gallery(browser, live_server):
    with opened(browser, f"{live_server.url}/ui/") as page:
        yield page
        assert page.evaluate("window.__seen.csp") == []


def expect_text(page, selector, pattern):
    page.wait_for_function(
        "([selector, pattern]) => new RegExp(pattern).test(document.querySelector(selector)?.textContent)",
        arg=[selector, pattern],
    )


# ── order ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_entries_move_by_keyboard_are_announced_and_keep_the_focus(gallery):
    gallery.locator('li[data-id="1"] [data-move="1"]').focus()

    with gallery.expect_request(lambda request: request.method == "POST") as sent:
        gallery.keyboard.press("Enter")

    assert gallery.eval_on_selector_all(ITEMS, ORDER) == "213"
    assert re.findall(r'name="order"\s+(\d)', sent.value.post_data) == ["2", "1", "3"]
    assert gallery.evaluate("document.activeElement.getAttribute('aria-label')") == "下移 窑变·左江岩画纹瓶"
    expect_text(gallery, "#live", "窑变·左江岩画纹瓶 已移到第 2 位，共 3 项")


def test_entries_move_by_dragging(gallery):
    last, first = (gallery.locator(f'li[data-id="{number}"] .grip') for number in (3, 1))
    last.scroll_into_view_if_needed()
    start, end = last.bounding_box(), first.bounding_box()

    gallery.mouse.move(start["x"] + 8, start["y"] + 8)
    gallery.mouse.down()
    gallery.mouse.move(end["x"] + 8, end["y"] - 12, steps=12)
    gallery.mouse.up()

    assert gallery.eval_on_selector_all(ITEMS, ORDER) == "312"
    assert gallery.locator(f"{ITEMS} .rank").all_text_contents() == ["1", "2", "3"]


def test_an_order_that_was_not_saved_is_taken_back(gallery):
    gallery.route("**/ui/?do=order", lambda route: route.abort())

    gallery.click('li[data-id="1"] [data-move="1"]')

    expect_text(gallery, "#live", "已恢复原来的顺序")
    assert gallery.eval_on_selector_all(ITEMS, ORDER) == "123"


# ── saving ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_typed_is_saved_by_itself(gallery):
    gallery.fill("#id_name", "青花瓶")

    expect_text(gallery, ".save", "已自动保存 10:32")
    assert gallery.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('zc:'))") == []


def test_leaving_after_it_was_saved_by_itself_asks_nothing_and_saves_nothing_twice(gallery):
    """Ux §3.8: a field that is left says "change" of what is saved already; beforeunload only while dirty."""
    asked, saved = [], []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.on("request", lambda request: saved.append(request.url) if "do=autosave" in request.url else None)
    gallery.click("#id_name")
    gallery.keyboard.type("青花瓶")
    expect_text(gallery, ".save", "已自动保存")

    gallery.keyboard.press("Tab")
    gallery.reload()

    assert (asked, len(saved)) == ([], 1)


def test_what_is_typed_while_a_save_is_under_way_is_not_told_as_saved(gallery):
    """Leaving in that moment asks first, and the words wait in this browser for whoever comes back."""
    held, posted = [], []
    gallery.route("**/ui/?do=autosave", lambda route: held.append(route) if not held else route.continue_())
    gallery.on("response", lambda answer: posted.append(answer.url) if "do=autosave" in answer.url else None)
    gallery.fill("#id_name", "青花")
    expect_text(gallery, ".save", "正在保存…")

    gallery.evaluate("document.querySelector('.save').seen = []")
    gallery.evaluate(
        """new MutationObserver(() => {
            const out = document.querySelector(".save");
            out.seen.push(out.textContent);
        }).observe(document.querySelector(".save"), { childList: true, characterData: true, subtree: true })"""
    )
    gallery.fill("#id_name", "青花瓶")
    held[0].continue_()
    expect_text(gallery, ".save", "已自动保存")

    seen = gallery.evaluate("document.querySelector('.save').seen")
    assert [each[:4] for each in seen] == ["正在输入", "正在保存", "已自动保"]
    assert len(posted) == 2


def test_what_is_typed_and_taken_back_is_told_to_be_the_same(gallery):
    """Otherwise it would hold up a submission for nothing."""
    posted = []
    gallery.on("request", lambda request: posted.append(request.post_data) if "do=autosave" in request.url else None)
    given = gallery.input_value("#id_name")
    # Below an error summary stands what was refused, not what was saved; the gallery shows one beside everything else.
    gallery.evaluate("document.querySelectorAll('.errors').forEach((each) => each.remove())")

    for words in (f"{given}花瓶", given):
        gallery.fill("#id_name", words)
        expect_text(gallery, ".save", "已自动保存")
        gallery.wait_for_timeout(1500)

    assert ['name="_same"' in each for each in posted] == [False, True]


def test_without_network_nothing_is_lost_and_secrets_are_not_kept(gallery):
    gallery.context.set_offline(True)
    gallery.fill("#id_id_number", "450100199001011234")
    gallery.fill("#id_name", "青花瓶")
    expect_text(gallery, ".save", "网络不通，内容已暂存在本机")
    kept = gallery.evaluate("JSON.stringify({...sessionStorage})")

    gallery.context.set_offline(False)

    assert "青花瓶" in kept
    assert "450100" not in kept
    expect_text(gallery, ".save", "已自动保存")


def test_two_tabs_show_both_values_and_lose_none(gallery):
    gallery.evaluate("document.querySelector('form[data-autosave]').dataset.autosave = '?do=conflict'")
    gallery.fill("#id_name", "这里的名称")
    expect_text(gallery, ".clash", "别处填的别处的名称这里填的这里的名称")
    expect_text(gallery, ".save", "有 1 处要您选定")

    gallery.evaluate("document.querySelector('form[data-autosave]').dataset.autosave = '?do=autosave'")
    gallery.click("text=改用别处填的")

    assert gallery.input_value("#id_name") == "别处的名称"
    expect_text(gallery, ".save", "已自动保存")


def test_what_was_not_saved_is_offered_after_coming_back(gallery):
    gallery.route("**/ui/?do=autosave", lambda route: route.abort())
    gallery.fill("#id_name", "还没保存")
    expect_text(gallery, ".save", "网络不通")
    gallery.on("dialog", lambda dialog: dialog.accept())
    gallery.reload()

    gallery.click("text=恢复未保存的内容")

    assert gallery.input_value("#id_name") == "还没保存"


def test_what_is_on_offer_outlives_what_is_typed_meanwhile(gallery):
    """ALL-7: somebody who does not see the offer and types on has not thrown the earlier words away."""
    gallery.route("**/ui/?do=autosave", lambda route: route.abort())
    gallery.fill("#id_name", "还没保存")
    expect_text(gallery, ".save", "网络不通")
    gallery.on("dialog", lambda dialog: dialog.accept())
    gallery.unroute("**/ui/?do=autosave")
    gallery.reload()
    assert "恢复未保存的内容" in gallery.locator("form[data-autosave] > :first-child").inner_text()

    gallery.fill("#id_name", "没有看到上面")
    expect_text(gallery, ".save", "已自动保存")
    gallery.reload()
    gallery.click("text=恢复未保存的内容")

    assert gallery.input_value("#id_name") == "还没保存"


def test_on_a_phone_a_lost_line_is_told_where_one_types(gallery):
    """06-1, 06-2: the bar of the form is screens away, the words are not, and no button moves for them."""
    gallery.set_viewport_size({"width": 375, "height": 700})
    button = gallery.locator("form[data-autosave] .stickybar .btn").first
    stood = button.bounding_box()
    gallery.route("**/ui/?do=autosave", lambda route: route.abort())
    gallery.fill("#id_name", "还没保存")
    expect_text(gallery, ".save", "网络不通")

    scrolled = gallery.evaluate("scrollY")
    told = gallery.locator(".save").first.bounding_box()
    assert 0 <= told["y"] <= 700 - told["height"]
    assert button.bounding_box()["height"] == stood["height"]
    assert button.bounding_box()["y"] + scrolled == stood["y"]


def test_a_wrong_form_says_so_first(gallery):
    gallery.fill("#id_name", "只填一项")
    expect_text(gallery, ".save", "已自动保存")

    gallery.click("text=保存并继续 >> nth=-1")
    gallery.wait_for_selector(".errors")

    assert gallery.title().startswith("出错：")
    assert gallery.evaluate("document.activeElement.className") == "errors"
    assert gallery.input_value("#id_name") == "只填一项"


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def photo(width, height):
    """A noisy JPEG: it does not compress away."""
    held = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(held, "JPEG", quality=90)
    return {"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def test_a_photo_is_shrunk_and_becomes_the_servers_card(gallery):
    taken = photo(3000, 2000)

    gallery.set_input_files("#up-1", taken)

    card = gallery.wait_for_selector(".files li[data-size]")
    assert card.inner_text().split() == ["证书.jpg", "可用"]
    assert int(card.get_attribute("data-size")) < len(taken["buffer"]) / 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"name": "a.docx", "mimeType": "application/msword", "buffer": b"x"}, "只能上传 JPG、PNG 或 PDF 文件"),
        ({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b""}, "这是一个空文件"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(gallery, file, words):
    gallery.set_input_files("#up-1", file)

    expect_text(gallery, ".files li:last-child", words)


def test_a_refusal_of_the_server_is_shown_in_its_words(gallery):
    gallery.evaluate("document.querySelector('zc-upload').url = '?do=refuse'")

    gallery.set_input_files("#up-1", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})

    expect_text(gallery, ".files li:last-child", "这份 PDF 设有密码")


def test_a_lost_network_is_tried_again_three_times(gallery):
    tries = []
    gallery.route("**/ui/?do=upload", lambda route: (tries.append(1), route.abort()))

    gallery.set_input_files("#up-1", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect_text(gallery, ".files li:last-child", "网络不通，正在重试")
    expect_text(gallery, ".files li:last-child", "网络中断，没有传上去")

    assert len(tries) == 3
    assert gallery.locator(".files li:last-child >> text=重新上传").is_visible()


# ── controls ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_search_list_finds_by_initials_and_sets_the_select(gallery):
    gallery.click("#id_city")
    gallery.keyboard.type("lz")
    gallery.wait_for_selector(".combo-list >> text=柳州市")
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("Enter")

    assert gallery.input_value("#id_city") == "柳州市"
    assert gallery.eval_on_selector("select[name=city]", "each => each.value") == "柳州"


def test_text_that_names_nothing_is_taken_back(gallery):
    gallery.fill("#id_city", "不存在的城市")
    gallery.keyboard.press("Tab")

    gallery.wait_for_function("() => document.querySelector('#id_city').value === ''")


def test_a_signature_is_drawn_taken_back_and_cleared(gallery):
    pad = gallery.locator("svg.sign").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for x in (40, 120):
        gallery.mouse.move(box["x"] + x, box["y"] + 40)
        gallery.mouse.down()
        gallery.mouse.move(box["x"] + x + 40, box["y"] + 90, steps=4)
        gallery.mouse.up()
    value = "document.querySelector('[name=signature]').value"

    assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)+){2}", gallery.evaluate(value))
    gallery.click("[data-undo]")
    assert gallery.evaluate(value).count("M") == 1
    gallery.click("[data-clear]")
    assert gallery.evaluate(value) == ""


def test_counted_texts_id_numbers_and_passwords_help_while_typing(gallery):
    gallery.fill("#id_summary", "一二 三")
    gallery.locator("#id_id_number").press_sequentially("450100199001011234")
    gallery.check("text=显示密码")

    assert gallery.inner_text(".counter") == "已写 3 字，还需 1997 字"
    assert gallery.input_value("#id_id_number") == "450100 19900101 1234"
    assert gallery.get_attribute("#id_password", "type") == "text"


def test_a_dialog_opens_closes_and_gives_the_focus_back(gallery):
    gallery.click("[data-dialog]")
    assert gallery.locator("#g-dialog").is_visible()

    gallery.keyboard.press("Escape")

    assert not gallery.locator("#g-dialog").is_visible()
    assert gallery.evaluate("document.activeElement.dataset.dialog") == "g-dialog"


# ── reading and keys ───────────────────────────────────────────────────────────────────────────────────────────────
def test_the_reading_table_zooms_turns_and_compares(gallery):
    gallery.click("[data-act=in]")
    gallery.click("[data-act=rot]")
    gallery.click("[data-act=compare]")

    assert gallery.inner_text("[data-zoom]") == "125%"
    assert gallery.eval_on_selector(".page", "page => page.style.transform") == "rotate(90deg)"
    assert gallery.get_attribute("[data-act=compare]", "aria-pressed") == "true"


def test_a_row_shows_its_file_and_a_file_its_row(gallery):
    gallery.click("[data-row][data-file=b] b")
    assert gallery.input_value("[data-jump]") == "b"

    gallery.click(".page[data-file=a]", position={"x": 20, "y": 20})

    assert gallery.locator("[data-row].on").get_attribute("data-file") == "a"


def test_the_divider_moves_by_keys_and_is_remembered(gallery):
    gallery.focus("zc-divider")
    gallery.keyboard.press("ArrowLeft")
    gallery.reload()

    assert gallery.get_attribute("zc-divider", "aria-valuenow") == "55"


def test_keys_do_nothing_until_they_are_switched_on(gallery):
    gallery.keyboard.press("r")
    assert gallery.eval_on_selector(".page", "page => page.style.transform") == ""

    gallery.click("[data-hotkey-switch]")
    gallery.keyboard.press("r")
    assert gallery.eval_on_selector(".page", "page => page.style.transform") == "rotate(90deg)"

    gallery.keyboard.press("?")
    assert "打印" in gallery.inner_text("dialog[open]")


def test_choosing_all_counts_them(gallery):
    gallery.check("[data-all=pick]")

    assert gallery.inner_text("[data-picked]") == "6"


def test_size_and_contrast_change_at_once_and_survive(gallery):
    gallery.click("[data-set-size=xl]")
    gallery.click("[data-set-theme=contrast]")
    gallery.reload()

    assert gallery.get_attribute("html", "data-size") == "xl"
    assert gallery.get_attribute("html", "data-theme") == "contrast"
    assert gallery.get_attribute("[data-set-theme]", "aria-pressed") == "true"


def test_one_click_is_one_act(gallery):
    sent = []
    gallery.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    gallery.route("**/prefs/", lambda route: route.fulfill(status=204))
    gallery.evaluate("""() => {
        const form = document.createElement('form');
        form.method = 'post'; form.action = '/prefs/'; form.innerHTML = '<button id="once">x</button>';
        document.querySelector('main').append(form);
    }""")

    with gallery.expect_request("**/prefs/"):
        gallery.dblclick("#once")
    gallery.wait_for_timeout(200)

    assert len(sent) == 1


# ── without script ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_without_script_everything_is_still_a_form(browser, live_server):
    with opened(browser, f"{live_server.url}/ui/", scripts=False) as page:
        assert page.locator("select[name=city]").is_visible()
        assert page.locator("zc-upload >> text=上传 >> nth=-1").is_visible()
        assert not page.locator("text=显示密码").is_visible()

        page.click('li[data-id="2"] [data-move="-1"]')
        assert '"move": "2:up"' in page.content()


def test_without_script_the_size_is_a_form_too(browser, live_server):
    with opened(browser, f"{live_server.url}/ui/", scripts=False) as page:
        page.click("button[value=xl]")

        assert page.get_attribute("html", "data-size") == "xl"
        assert page.url == f"{live_server.url}/ui/"


@pytest.mark.parametrize("width", [375, 1440])
def test_what_the_autosave_says_moves_no_button(browser, live_server, width):
    """A button that moves under the finger takes no click."""
    with opened(browser, f"{live_server.url}/ui/", width=width) as page:
        moved = page.evaluate(
            """() => {
                const form = document.querySelector("form[data-autosave]");
                const button = form.querySelector(".stickybar .primary");
                const place = (said) => {
                    form.querySelector(".save").textContent = said;
                    const box = button.getBoundingClientRect();
                    return [box.left, box.top + scrollY, box.width].map(Math.round).join(" ");
                };
                const moved = [];
                for (const back of ["返回", "保存并返回清单"])
                    for (let width = 260; width <= 800; width += 4) {
                        form.style.width = `${width}px`;
                        form.querySelector(".stickybar button").textContent = back;
                        const places = ["内容会自动保存", "正在输入…", "正在保存…", "已自动保存 17:03"].map(place);
                        if (new Set(places).size > 1) moved.push([back, width, ...places]);
                    }
                return moved;
            }"""
        )

    assert moved == []


# ── the still of a video ───────────────────────────────────────────────────────────────────────────────────────────
FILM = """(dark) => {
  const video = Object.assign(document.createElement("video"), { seen: [], now: 0 });
  Object.defineProperty(video, "duration", { value: 60 });
  Object.defineProperty(video, "readyState", { value: 1 });
  Object.defineProperty(video, "currentTime", {
    get: () => video.now,
    set: (at) => { video.now = at; video.seen.push(at); setTimeout(() => video.dispatchEvent(new Event("seeked"))); },
  });
  CanvasRenderingContext2D.prototype.drawImage = function () {
    this.fillStyle = "#000";
    this.fillRect(0, 0, 32, 18);
    this.fillStyle = video.now < dark ? "#000" : "#fc8";
    this.fillRect(0, 0, 16, 18);
  };
  const player = document.createElement("zc-player");
  player.append(video);
  document.body.append(player);
  window.film = video;
}"""


@pytest.mark.parametrize(("dark", "seen"), [(0, [3]), (5, [3, 9]), (100, [3, 9, 18, 30])])
def test_the_still_of_a_film_is_the_first_moment_with_a_picture(gallery, dark, seen):
    """MAT-55, 08-10: films begin black; whoever plays sees it from its beginning."""
    gallery.evaluate(FILM, dark)
    gallery.wait_for_function("(count) => window.film.seen.length >= count", arg=len(seen))
    gallery.wait_for_timeout(200)
    assert gallery.evaluate("window.film.seen") == seen

    gallery.evaluate("window.film.dispatchEvent(new Event('play'))")

    assert gallery.evaluate("window.film.now") == 0


SAID = """async () => {
  const boxes = ["一格", "很宽的一格".repeat(20)].map((words) => {
    const box = document.createElement("div");
    box.className = "table-box";
    box.innerHTML = `<table><tr><td class="nowrap">${words}</td></tr></table>`;
    document.querySelector("main").prepend(box);
    return box;
  });
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  return boxes.map((box) => parseFloat(getComputedStyle(box, "::before").height) > 20);
}"""


@pytest.mark.parametrize(("width", "said"), [(PHONE, [False, True]), (DESK, [False, False])])
def test_on_a_phone_a_table_says_that_it_scrolls_sideways_and_one_that_fits_does_not(browser, live_server, width, said):
    with opened(browser, f"{live_server.url}/ui/", width=width) as page:
        assert page.evaluate(SAID) == said

"""Walking through the house as a person: clicks, types, chooses files; every new page is inspected once."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from config.lib import clock
from records.services.outbox import drain_outbox
from review.process.reminders import send_due_reminders
from review.process.season.cast import PASSWORD
from review.process.season.player import moment
from review.process.tasks import sweep
from tests.browser.harness import inspect, opened

LEFT = "window.__left = true"
ARRIVED = "() => !window.__left && document.readyState === 'complete'"
# Where somebody got stuck: the address, whether a click was under way, and the page's words without its long lists.
STUCK = """() => {
    const words = document.querySelector("main").cloneNode(true);
    words.querySelectorAll("select, script").forEach((each) => each.remove());
    const busy = document.querySelectorAll("[aria-busy=true], form[data-sent]").length;
    const state = `${location.href} left=${window.__left} ${document.readyState} busy=${busy}`;
    return `${state}\n${words.textContent.replace(/\\s+/g, " ").slice(0, 2500)}`;
}"""
NUMBERS = re.compile(r"[0-9a-f-]{36}|\d+")
WRONG = 500
STOCK = "/admin/"


@dataclass
class Journey:
    """One round walked at one width: the site, the law's calendar, what was seen and what was wrong."""

    browser: Any
    site: str
    settings: Any
    width: int
    seen: set[tuple[str, int]] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)  # phone → cookies
    shots: Path | None = None
    taken: int = 0
    looked: int = 0
    kind: type["Walk"] | None = None  # how its people move; by finger or mouse, unless said otherwise
    line: dict[str, int] | None = None  # what their network gives: latency (ms), throughput (bytes a second)

    def __post_init__(self) -> None:
        self.settings.SITE_URL = self.site  # printed as QR
        if folder := os.environ.get("JOURNEY_SHOTS"):
            self.shots = Path(folder) / str(self.width)
            self.shots.mkdir(parents=True, exist_ok=True)

    def on(self, when: str) -> None:
        """The law's clock goes to this moment of the year; what falls due by then is done, as beat and workers would."""
        self.settings.LAW_CLOCK_SHIFT += moment(when) - clock.law()
        sweep()
        send_due_reminders()
        deliver()

    @contextmanager
    def as_(self, phone: str, *, width: int = 0) -> Iterator["Walk"]:
        """Somebody signs in at the door, goes to their desk if they have one, walks; later they are still signed in."""
        with self.visitor(width=width, cookies=self.sessions.get(phone)) as walk:
            if phone in self.sessions:
                walk.press("进入我的办理")
            else:
                walk.sign_in(phone)
            yield walk
            self.sessions[phone] = {each["name"]: each["value"] for each in walk.page.context.cookies()}

    @contextmanager
    def visitor(self, *, width: int = 0, cookies: dict[str, str] | None = None) -> Iterator["Walk"]:
        """Anybody, on the portal."""
        kind = self.kind or Walk
        told = {"width": width or self.width, "cookies": cookies, "scripts": kind.scripts}
        with opened(self.browser, self.site + "/", **told) as page:
            walk = kind(self, page)
            walk.network()
            page.on("response", walk.hear)
            walk.look()
            try:
                yield walk
            except Exception as stuck:
                walk.picture("stuck")
                stuck.add_note(page.evaluate(STUCK))
                raise
            walk.look()

    def done(self) -> None:
        """Say what was wrong on the pages of this part of the way."""
        found, self.problems = self.problems, []
        assert not found, "\n".join(found)


def deliver() -> None:
    """What workers do at once: texts, papers, pictures of pages."""
    drain_outbox()


@dataclass
class Walk:
    """One person's browser."""

    journey: Journey
    page: Any

    wire: Any = None  # where the browser is told what its network gives
    scripts: ClassVar[bool] = True
    draws: ClassVar[bool] = True  # can write a name on the screen

    # ── moving ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def press(self, name: str, *, within: str = "main", role: str = "", nth: int = 0) -> None:
        """Follow the link or press the button of this name, to the next page."""
        self._leave(self._target(name, within, role).nth(nth))

    def tap(self, name: str, *, within: str = "main", role: str = "", nth: int = 0) -> None:
        """The same where the page stays."""
        self._click(self._target(name, within, role).nth(nth))

    def follow(self, selector: str) -> None:
        """Click what only a selector names."""
        self._leave(self.page.locator(selector).first)

    def confirm(self) -> None:
        """The one button of a page that asks whether it is meant."""
        self.follow("main form:has(.btn.primary.big) .btn.primary.big")

    def menu(self, name: str) -> None:
        """An entry of the main navigation."""
        self._leave(self.page.locator("nav.nav").get_by_role("link", name=name, exact=True))

    def person_menu(self, name: str) -> None:
        """An entry behind the person's name."""
        self._click(self.page.locator(".person .menu summary"))
        self.press(name, within=".person")

    def sign_in(self, phone: str) -> None:
        """By phone and password. The first time somebody lands on the page everybody has, and goes to the desk."""
        self.press("登录", within="header")
        self.press("密码登录")
        self.fill(手机号码=phone, 密码=PASSWORD)
        self.press("登录", role="button")
        if self.offers("进入", within="main form", role="button"):
            self.press("进入", within="main form", role="button")

    def home(self) -> None:
        """Back over the brand and the portal's big button."""
        self.follow("header .brand")
        self.press("进入我的办理")

    # ── filling in ─────────────────────────────────────────────────────────────────────────────────────────────────
    def fill(self, **values: str) -> None:
        """By label."""
        for label, value in values.items():
            self._write(self.field(label), value)

    def field(self, label: str, nth: int = 0) -> Any:
        """A control by the beginning of its label."""
        return self.page.locator("main").get_by_label(re.compile(f"^\\s*{re.escape(label)}")).nth(nth)

    def enter(self, **values: Any) -> None:
        """Fill controls by the name they are sent under, each as a person would: typed, chosen, ticked."""
        for name, value in values.items():
            month = self.page.locator(f"main [name={name}_year]")
            if month.count():
                year, number = str(value).split("-")[:2]
                self._choose(month, year)
                self._choose(self.page.locator(f"main [name={name}_month]"), str(int(number)))
            else:
                self._enter(name, str(value))

    def _enter(self, name: str, value: str) -> None:
        control = self.page.locator(f"main [name={name}]").first
        kind = control.evaluate("each => each.type")
        if kind == "hidden":  # what a search list found; its words are typed beside it
            self._find(name, value)
        elif kind in {"radio", "checkbox"}:
            self._tick(f"main [name={name}][value={json.dumps(value)}]" if kind == "radio" else f"main [name={name}]")
        elif not kind.startswith("select"):
            self._write(control, value)
        elif control.evaluate("each => !!each.closest('zc-combobox')"):
            self._search(control, value)
        else:
            words = [each.strip() for each in control.locator("option").all_inner_texts()]
            found = [value] if value in words else [each for each in words if value in each]
            assert found, f"{name} offers {words}"
            self._choose(control, control.locator("option").nth(words.index(found[0])).get_attribute("value"))

    def _find(self, name: str, value: str) -> None:
        words = self.page.locator(f"main [name={name}_text]")
        if words.get_attribute("role") == "combobox":
            self._search(words, value)
        else:
            self._write(words, value)

    def _search(self, control: Any, value: str) -> None:
        """Type into the list's search box and take what is found."""
        box = control.locator("xpath=ancestor::zc-combobox")
        box.locator("input[role=combobox]").click()
        box.locator("input[role=combobox]").fill(value)
        box.locator("[role=option]", has_text=value).first.click()

    def _tick(self, selector: str) -> None:
        """The label of a box is what a finger hits."""
        box = self.page.locator(selector).first
        words = box.locator("xpath=ancestor::label[1]")
        if not box.is_checked():
            self._click(words if words.count() else box)

    def tick(self, label: str, *, within: str = "main", nth: int = 0) -> None:
        """A box or a radio, by the words beside it."""
        self._click(self.page.locator(f"{within} label", has_text=label).nth(nth))

    def upload(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file in the real file chooser."""
        self._give(self.page.locator(selector).first, name, content)

    def bring(self, place: Any, name: str, content: bytes) -> None:
        """Into an upload place of a page: the card of the server appears."""
        before = place.locator(".files li[data-size], .files li.file").count()
        self.upload_in(place, name, content)
        place.locator(".files li").nth(before).get_by_text("可用").wait_for()

    def upload_in(self, place: Any, name: str, content: bytes) -> None:
        """As ``upload``, for a located place; where a phone may also take the picture at once, that stands first."""
        self._give(place.locator("label.strong").last, name, content)

    def upload_and_reload(self, name: str, content: bytes, place: str = "") -> None:
        """Into an upload place whose page comes again with the file."""
        self.page.evaluate(LEFT)
        self.upload_in(self.page.locator(f"{place}zc-upload").first, name, content)
        self.page.wait_for_function(ARRIVED)
        self.look()

    def tap_on(self, selector: str, text: str) -> None:
        """Open or close something on the page."""
        self._click(self.page.locator(f"main {selector}", has_text=text).first)

    def download(self, selector: str, nth: int = 0) -> bytes:
        """What a link to a file gives."""
        address = self.page.locator(selector).nth(nth).get_attribute("href")
        answer = self.page.request.get(f"{self.journey.site}{address}")
        assert answer.ok, f"{answer.status} {address}"
        return answer.body()

    def scan(self, address: str) -> None:
        """Open an address as a phone's camera does."""
        self.page.goto(address)
        self.look()

    def open_here(self, name: str) -> None:
        """A link that opens a window of its own, followed in this one."""
        address = self._target(name, "main", "link").get_attribute("href")
        self.scan(f"{self.journey.site}{address}")

    def network(self, *, offline: bool = False) -> None:
        """The line as the journey says it is, or none."""
        if self.journey.line is None:
            return
        slow = self.journey.line
        told = {"offline": offline, "latency": slow["latency"]}
        told |= {f"{way}Throughput": slow["throughput"] for way in ("download", "upload")}
        if self.wire is None:
            self.wire = self.page.context.new_cdp_session(self.page)
            self.wire.send("Network.enable")
        self.wire.send("Network.emulateNetworkConditions", told)

    # ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────
    def says(self, words: str) -> None:
        """The page says this somewhere."""
        assert words in self.page.inner_text("body"), f"{self.page.url} does not say {words!r}"

    def offers(self, name: str, *, within: str = "main", role: str = "") -> bool:
        """Whether there is such a link or button."""
        return self._target(name, within, role).count() > 0

    def look(self) -> None:
        """Inspect this page; of one like those seen at this width, hear the console only. Django's own admin is not ours."""
        if urlsplit(self.page.url).path.startswith(STOCK):
            self.page.complaints.clear()
            return
        key = (pattern(self.page.url), self.page.viewport_size["width"])
        # A refused form is answered with 422 on purpose, and the browser says so in its console.
        self.page.complaints[:] = [each for each in self.page.complaints if "status of 422" not in each]
        if key in self.journey.seen and not self.page.locator("main .errors").count():
            self.journey.problems += [f"{key[1]}px {self.page.url}: {line}" for line in self.page.complaints]
            self.page.complaints.clear()
            return
        self.journey.seen.add(key)
        report = inspect(self.page)
        self.journey.looked += 1
        self.journey.problems += [f"{key[1]}px {self.page.url}: {problem}" for problem in report.problems]
        self.page.complaints.clear()
        self.picture()

    def picture(self, name: str = "") -> None:
        """A picture of the whole page, named by its place on the way and its title."""
        if not self.journey.shots:
            return
        self.journey.taken += 1
        title = re.sub(r"\W+", "_", name + self.page.title().removesuffix(" - 职称申报评审"))
        path = self.journey.shots / f"{self.journey.taken:03d}_{title}.png"
        self.page.screenshot(path=str(path), full_page=True)

    def hear(self, response: Any) -> None:
        """An answer of the server; one of its own failures ends the walk at the end of this part."""
        if response.status >= WRONG:
            self.journey.problems.append(f"{response.status} {response.request.method} {response.url}")

    def _target(self, name: str, within: str, role: str) -> Any:
        place = self.page.locator(within)
        named = re.compile(f"^\\s*{re.escape(name)}")
        roles = [role] if role else ["link", "button"]
        found = place.get_by_role(roles[0], name=named)
        for other in roles[1:]:
            found = found.or_(place.get_by_role(other, name=named))
        return found

    # ── what hands do; other kinds of walkers do it otherwise ───────────────────────────────────────────────────────
    def _click(self, target: Any) -> None:
        target.click()

    def _write(self, control: Any, value: str) -> None:
        control.fill(value)

    def _choose(self, select: Any, value: str) -> None:
        select.select_option(value)

    def _give(self, place: Any, name: str, content: bytes) -> None:
        with self.page.expect_file_chooser() as chooser:
            self._click(place)
        chooser.value.set_files(file_of(name, content))

    def _leave(self, target: Any) -> None:
        self.page.evaluate(LEFT)
        self._click(target)
        self.page.wait_for_function(ARRIVED)
        self.look()


def file_of(name: str, content: bytes) -> dict[str, Any]:
    """As the browser is handed it."""
    return {"name": name, "mimeType": "application/pdf" if name.endswith(".pdf") else "image/jpeg", "buffer": content}


def pattern(url: str) -> str:
    """The kind of page an address is: its view and the words in it, without the numbers."""
    path = urlsplit(url).path
    try:
        match = resolve(path)
    except Resolver404:
        return path
    words = [str(value) for value in match.kwargs.values() if not NUMBERS.fullmatch(str(value))]
    return " ".join([match.view_name, *words])

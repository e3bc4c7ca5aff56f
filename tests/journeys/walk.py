"""Walking through the house as a person: clicks, types, chooses files; every new page is inspected once."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
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
NUMBERS = re.compile(r"[0-9a-f-]{36}|\d+")
WRONG = 500


@dataclass
class Journey:
    """One round walked at one width: the site, the law's calendar, what was seen and what was wrong."""

    browser: Any
    site: str
    settings: Any
    width: int
    seen: set[tuple[str, int]] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    noted: dict[str, str] = field(default_factory=dict)  # what people write down on the way: an address, a number
    shots: Path | None = None
    taken: int = 0

    def __post_init__(self) -> None:
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
        """Somebody signs in at the door, walks, and leaves."""
        with self.visitor(width=width) as walk:
            walk.press("登录", within="header")
            walk.press("密码登录")
            walk.fill(手机号码=phone, 密码=PASSWORD)
            walk.press("登录", role="button")
            yield walk

    @contextmanager
    def visitor(self, *, width: int = 0) -> Iterator["Walk"]:
        """Anybody, on the portal."""
        with opened(self.browser, self.site + "/", width=width or self.width) as page:
            walk = Walk(self, page)
            page.on("response", walk.hear)
            walk.look()
            try:
                yield walk
            except Exception:
                walk.picture("stuck")
                raise
            walk.look()

    def done(self) -> None:
        """Say what was wrong on the pages of this part of the way."""
        found, self.problems = self.problems, []
        assert found == []


def deliver() -> None:
    """What workers do at once: texts, papers, pictures of pages."""
    drain_outbox()


@dataclass
class Walk:
    """One person's browser."""

    journey: Journey
    page: Any

    # ── moving ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def press(self, name: str, *, within: str = "main", role: str = "", nth: int = 0) -> None:
        """Follow the link or press the button of this name, to the next page."""
        self._leave(self._target(name, within, role).nth(nth))

    def tap(self, name: str, *, within: str = "main", role: str = "", nth: int = 0) -> None:
        """The same where the page stays."""
        self._target(name, within, role).nth(nth).click()

    def follow(self, selector: str) -> None:
        """Click what only a selector names."""
        self._leave(self.page.locator(selector).first)

    def menu(self, name: str) -> None:
        """An entry of the main navigation."""
        self._leave(self.page.locator("nav.nav").get_by_role("link", name=name, exact=True))

    def person_menu(self, name: str) -> None:
        """An entry behind the person's name."""
        self.page.locator(".person .menu summary").click()
        self.press(name, within=".person")

    def take_role(self, name: str) -> None:
        """Act in another role, unless one acts in it already."""
        if name not in self.page.locator(".rolebar").all_inner_texts().__str__():
            self.person_menu(name)

    def home(self) -> None:
        """Back over the brand and the portal's big button."""
        self.follow("header .brand")
        self.press("进入我的办理")

    # ── filling in ─────────────────────────────────────────────────────────────────────────────────────────────────
    def fill(self, **values: str) -> None:
        """By label."""
        for label, value in values.items():
            self.field(label).fill(value)

    def field(self, label: str, nth: int = 0) -> Any:
        """A control by the beginning of its label."""
        return self.page.locator("main").get_by_label(re.compile(f"^\\s*{re.escape(label)}")).nth(nth)

    def choose(self, label: str, option: str) -> None:
        """An option of a select by (part of) its words; a list with a search box is typed into."""
        box = self.field(label)
        if box.evaluate("each => each.tagName") == "SELECT":
            words = [each for each in box.locator("option").all_inner_texts() if option in each]
            box.select_option(label=words[0].strip())
            return
        box.click()
        box.fill(option)
        self.page.locator(".combo-list [role=option]", has_text=option).first.click()

    def tick(self, label: str, *, within: str = "main", nth: int = 0) -> None:
        """A box or a radio, by the words beside it."""
        self.page.locator(f"{within} label", has_text=label).nth(nth).click()

    def pick(self, legend: str, option: str) -> None:
        """A radio of the group with this legend."""
        group = self.page.locator("main fieldset", has_text=legend).last
        group.locator("label", has_text=option).first.click()

    def upload(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file in the real file chooser."""
        kind = "application/pdf" if name.endswith(".pdf") else "image/jpeg"
        file = {"name": name, "mimeType": kind, "buffer": content}
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(selector).first.evaluate("each => each.click()")
        chooser.value.set_files(file)

    # ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────
    def says(self, words: str) -> None:
        """The page says this somewhere."""
        text = self.page.inner_text("body")
        assert words in text, f"{self.page.url} does not say {words!r}:\n{text[:1500]}"

    def look(self) -> None:
        """Inspect this page, unless one like it was seen at this width."""
        key = (pattern(self.page.url), self.page.viewport_size["width"])
        wrong = self.page.locator("main .errors").count() > 0
        if key in self.journey.seen and not wrong:
            self.page.complaints.clear()
            return
        self.journey.seen.add(key)
        report = inspect(self.page)
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

    def _leave(self, target: Any) -> None:
        self.page.evaluate(LEFT)
        target.click()
        self.page.wait_for_function(ARRIVED)
        self.look()


def pattern(url: str) -> str:
    """The kind of page an address is: its view and the words in it, without the numbers."""
    path = urlsplit(url).path
    try:
        match = resolve(path)
    except Resolver404:
        return path
    words = [str(value) for value in match.kwargs.values() if not NUMBERS.fullmatch(str(value))]
    return " ".join([match.view_name, *words])


def now() -> datetime:
    """What the law's clock says."""
    return clock.law()

"""Goes through the house as somebody who opens every door they are shown: each kind of page, once for each person."""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error

from tests.journeys.walk import STOCK, Walk, pattern

# Not pages of ours to look at: files (a directory's list is one, unless it is long and asks first), Django's own admin,
# ways out of the session.
ELSEWHERE = re.compile(
    r"^/(files|admin|static|ui|accounts/sign-out)\b|\.(pdf|xlsx|json|svg|webp|zip)$|/(paper|export)/$|/try/[\w-]+/$"
)
LINKS = """() => [...document.querySelectorAll("a[href]:not([download])")]
  .filter((each) => each.origin === location.origin).map((each) => each.pathname + each.search)"""
MISSING, GONE = 400, 410  # what was public for a time says so when the time is over


@dataclass
class Visit:
    """One person at every kind of page that the links of other pages lead them to."""

    walk: Walk
    queue: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)

    def go_everywhere(self) -> set[str]:
        """From where the person stands now; the kinds of pages that were found."""
        self._take_links()
        while self.queue:
            self._open(self.queue.popleft())
        return self.seen

    def _open(self, address: str) -> None:
        journey = self.walk.journey
        try:
            answer = self.walk.page.goto(f"{journey.site}{address}")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            journey.problems.append(f"a file behind a plain link: {address}, for {self.walk.person}")
            return
        if answer.status == GONE:
            self.walk.page.complaints.clear()
            return
        if answer.status >= MISSING:
            journey.problems.append(f"{answer.status} {address}, linked for {self.walk.person}")
        self.walk.look()
        self._take_links()

    def _take_links(self) -> None:
        for address in self.walk.page.evaluate(LINKS):
            kind = kind_of(address)
            if kind not in self.seen and not ELSEWHERE.search(urlsplit(address).path):
                self.seen.add(kind)
                self.queue.append(address)


def kind_of(address: str) -> str:
    """The view and its words, and which filters or tabs are asked for, not their values."""
    asked = sorted(each.partition("=")[0] for each in urlsplit(address).query.split("&") if each)
    return " ".join([pattern(address), *asked])


def visit(journey: Any, phone: str, known: set[str]) -> set[str]:
    """Sign in and open every door; what everybody may see (``known``) is not opened again."""
    with journey.as_(phone) as walk:
        walk.person = phone
        if urlsplit(walk.page.url).path.startswith(STOCK):
            walk.press("查看站点", within="#header")
        return Visit(walk, seen=set(known)).go_everywhere()


def visit_as_anybody(journey: Any) -> set[str]:
    """Every door of the portal, without an account."""
    with journey.visitor() as walk:
        walk.person = "anybody"
        return Visit(walk).go_everywhere()
